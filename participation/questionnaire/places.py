"""Find the line of a TOML file that a fault is about; the standard reader keeps none."""

from __future__ import annotations

import re
from collections.abc import Sequence

_HEADER = re.compile(r"\s*\[\[?\s*([A-Za-z0-9_.-]+)\s*\]?\]")
_FIELD = re.compile(r"\s*[\"']?([A-Za-z0-9_-]+)[\"']?\s*=")
_INLINE = re.compile(r"\{\s*[\"']?[A-Za-z0-9_-]+[\"']?\s*=")


class Places:
    """Line numbers, from 1, of the tables and fields of a file laid out a field a line."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._starts = [0]
        self._starts += [
            n
            for n, line in enumerate(self._lines)
            if (found := _HEADER.match(line)) and found[1] == "question"
        ]

    def question(self, number: int) -> int:
        """Where the question begins; the first has number 1, and 0 is the head of the file."""
        return self._starts[number] + 1 if number < len(self._starts) else 1

    def field(self, number: int, name: str) -> int:
        """Where a field of that question stands, or where the question begins."""
        for at, line in self._block(number):
            if (found := _FIELD.match(line)) and found[1] == name:
                return at + 1
        return self._header(name) if number == 0 else self.question(number)

    def choice(self, number: int, index: int) -> int:
        """Where the choice with that index, from 0, of that question stands."""
        first = self.field(number, "choices") - 1
        seen = 0
        for at, line in self._block(number):
            if (found := _HEADER.match(line)) and found[1] == "question.choices":
                seen += 1
                if seen > index:
                    return at + 1
                continue
            if at < first:
                continue
            seen += len(_INLINE.findall(line))
            if seen > index:
                return at + 1
        return first + 1

    def _header(self, name: str) -> int:
        """Where a table of that name begins, for a misspelt [[question]]; else the first line."""
        for at, line in enumerate(self._lines):
            if (found := _HEADER.match(line)) and found[1] == name:
                return at + 1
        return 1

    def _block(self, number: int) -> Sequence[tuple[int, str]]:
        if number >= len(self._starts):
            return ()
        start = self._starts[number]
        end = self._starts[number + 1] if number + 1 < len(self._starts) else len(self._lines)
        return tuple(enumerate(self._lines[start:end], start))
