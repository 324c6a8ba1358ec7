"""What is wrong with a form, where, and how to put it right."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault, for the person who wrote the file. Lines count from 1."""

    file: str
    what: str
    remedy: str
    line: int | None = None
    question: str | None = None

    def __str__(self) -> str:
        where = self.file
        if self.line:
            where += f", line {self.line}"
        if self.question:
            where += f", question '{self.question}'"
        return f"{where}: {self.what} {self.remedy}"


def did_you_mean(wrong: str, known: Iterable[str]) -> str:
    """A remedy that names the nearest known word, or all of them."""
    names = sorted(known)
    near = get_close_matches(wrong[:40], names, n=1, cutoff=0.5)
    if near:
        return f"Did you mean '{near[0]}'?"
    return f"Choose from: {', '.join(names)}." if names else "Take it out."
