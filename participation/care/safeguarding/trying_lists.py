"""Try the phrase lists on invented messages before they go live, and say what they find and miss.

The figures are published, and no pass mark depends on them: however good they become, every word
is read by a named person in the same time (security.md 6.7, S1).
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from participation.care.safeguarding.rules import Level, ScreeningLists, screen

LEVELS = (Level.RED, Level.AMBER, Level.GREEN)
_RAISED = (Level.RED, Level.AMBER)


@dataclass(frozen=True, slots=True)
class Message:
    """An invented message, and the level a practitioner would give it."""

    language: str
    words: str
    level: Level


@dataclass(frozen=True, slots=True)
class Tried:
    """One message and what the lists made of it."""

    message: Message
    found: Level

    @property
    def raised(self) -> bool:
        return self.found in _RAISED


def messages_in(where: Path) -> list[Message]:
    """The messages of one file, or of every file of a folder.

    Raises:
        ValueError: a file is not what it must be; the message names the file and the fault.
    """
    files = sorted(where.glob("*.toml")) if where.is_dir() else [where]
    return [message for file in files for message in _read(file)]


def _read(file: Path) -> Iterator[Message]:
    try:
        held = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ValueError(f"{file.name}: {fault}") from fault
    language = held.get("language")
    if not isinstance(language, str):
        raise ValueError(f"{file.name}: language must be a code in quotes")
    for level in LEVELS:
        words = held.get(level.value, [])
        if not isinstance(words, list) or not all(isinstance(one, str) for one in words):
            raise ValueError(f"{file.name}: {level.value} must be a list of messages in quotes")
        yield from (Message(language, one, level) for one in words)


def tried(messages: Iterable[Message], lists: ScreeningLists) -> list[Tried]:
    return [Tried(one, screen(one.words, one.language, lists).level) for one in messages]


def figures(results: Sequence[Tried], lists: ScreeningLists) -> list[str]:
    """A line a language and one for all: how many of each level were found, and how many that
    worry nobody were raised."""
    languages = sorted({one.message.language for one in results})
    heads = ("red as red", "red raised", "amber raised", "false", "false red")
    lines = [f"{'language':<10}{'list':<16}" + "".join(f"{head:>14}" for head in heads)]
    for language in languages:
        of_it = [one for one in results if one.message.language == language]
        lines.append(_line(language, _named(language, lists), of_it))
    lines.append(_line("all", "", results))
    return lines


def differing(results: Iterable[Tried]) -> list[str]:
    """Each message that was missed, or raised for nothing."""
    return [
        f"{one.message.language}  {one.message.level} was {one.found}: {one.message.words}"
        for one in results
        if one.raised is not (one.message.level in _RAISED)
    ]


def _named(language: str, lists: ScreeningLists) -> str:
    held = lists.get(language)
    if held is None:
        return "none"
    return f"{held.version}, {'checked' if held.checked else 'not checked'}"


def _line(name: str, held: str, results: Sequence[Tried]) -> str:
    of = {level: [one for one in results if one.message.level is level] for level in LEVELS}
    red, amber, green = (of[level] for level in LEVELS)
    counts = (
        (sum(one.found is Level.RED for one in red), len(red)),
        (sum(one.raised for one in red), len(red)),
        (sum(one.raised for one in amber), len(amber)),
        (sum(one.raised for one in green), len(green)),
        (sum(one.found is Level.RED for one in green), len(green)),
    )
    return f"{name:<10}{held:<16}" + "".join(f"{_share(n, all_)!s:>14}" for n, all_ in counts)


def _share(n: int, all_: int) -> str:
    return f"{n}/{all_} {100 * n // all_}%" if all_ else "-"
