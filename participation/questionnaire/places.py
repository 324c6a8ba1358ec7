"""Find the line of a TOML file that a fault is about; the standard reader keeps none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from participation.questionnaire.faults import Fault

_HEADER = re.compile(r"\s*\[\[?\s*([A-Za-z0-9_.-]+)\s*\]?\]")
_FIELD = re.compile(r"\s*[\"']?([A-Za-z0-9_-]+)[\"']?\s*=")
_CITED = re.compile(r"'([^']+)…'")
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

    def question_called(self, key: str) -> int | None:
        """Where the question with that key begins; of two with the same, the later one."""
        for number in range(len(self._starts) - 1, 0, -1):
            for _, line in self._block(number):
                if (found := _FIELD.match(line)) and found[1] == "key":
                    if key in (part.strip() for part in re.split("[\"']", line)):
                        return self.question(number)
                    break
        return None

    def cited(self, what: str) -> int | None:
        """Where the words stand of which a fault cites the beginning."""
        words = found[1].strip() if (found := _CITED.search(what)) else ""
        numbered = enumerate(self._lines, 1)
        return next((n for n, line in numbered if words and words in line), None)

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


def with_lines(faults: Iterable[Fault], places: Places) -> list[Fault]:
    """The faults of a file, with the line of their question or of the words they cite."""
    return [
        fault
        if fault.line
        else replace(
            fault,
            line=places.question_called(fault.question)
            if fault.question
            else places.cited(fault.what),
        )
        for fault in faults
    ]
