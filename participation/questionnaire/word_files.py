"""Read how people of one language write short replies, from `words/<language>.toml`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from participation.questionnaire.documents import read_bytes, read_toml
from participation.questionnaire.faults import Fault, did_you_mean
from participation.questionnaire.lexicon import RESERVED, Words
from participation.questionnaire.spelling import phrase

_COMMANDS = ("skip", "back", "decline", "dont_know")
_LISTS = (
    *_COMMANDS,
    *("yes", "no", "all_of_them", "none_of_them", "polite", "around", "light"),
    *("joining", "openers", "whole_only", "out_of"),
)
_FIELDS = frozenset({"language", "keyboard", "numbers", *_LISTS})


def read_words(path: Path) -> tuple[Words | None, list[Fault]]:
    """The words of a language. With any fault there are none."""
    data, faults = read_bytes(path)
    if faults:
        return None, faults
    document, text, faults = read_toml(data, path.name)
    if document is None:
        return None, faults

    def wrong(name: str, what: str, remedy: str) -> None:
        faults.append(Fault(path.name, what, remedy, _line(text, name)))

    for name in document:
        if name not in _FIELDS:
            wrong(name, f"'{name[:40]}' is not a field.", did_you_mean(name, _FIELDS))
    if document.get("language") != path.stem:
        wrong(
            "language", "The language is not the file's name.", f'Write language = "{path.stem}".'
        )
    lists = {name: _list(document.get(name, []), name, wrong) for name in _LISTS}
    for one, other in (("skip", "yes"), ("skip", "no"), ("back", "skip"), ("yes", "no")):
        for both in sorted(lists[one] & lists[other]):
            wrong(one, f"'{both}' stands in {one} and in {other}.", "Keep it in one of them.")
    words = Words(
        language=path.stem,
        keyboard=tuple(map(str, document.get("keyboard", []))),
        numbers=_numbers(document.get("numbers", {}), wrong),
        **lists,
    )
    return (None, faults) if faults else (words, [])


def _list(values: object, name: str, wrong: Callable[[str, str, str], None]) -> frozenset[str]:
    if not isinstance(values, list) or any(not isinstance(value, str) for value in values):
        wrong(name, f"'{name}' is not a list of words.", 'Write ["one", "other"].')
        return frozenset()
    for value in values:
        if phrase(value) != value:
            wrong(
                name, f"'{value}' in {name} can never be met.", f"It is read as '{phrase(value)}'."
            )
        if value in RESERVED and name not in _COMMANDS:
            wrong(name, f"'{value}' is a word that phone companies act on.", "Take it out.")
    return frozenset(values)


def _numbers(values: object, wrong: Callable[[str, str, str], None]) -> dict[str, int]:
    if not isinstance(values, dict) or any(type(number) is not int for number in values.values()):
        wrong("numbers", "'numbers' is not a table of whole numbers.", "Write one = 1.")
        return {}
    return values


def _line(text: str, name: str) -> int | None:
    for number, line in enumerate(text.split("\n"), 1):
        if line.replace(" ", "").startswith((f"{name}=", f"[{name}]")):
            return number
    return None
