"""Read how people of one language write short replies, from `words/<language>.toml`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from itertools import combinations
from pathlib import Path

from participation.questionnaire.documents import read_bytes, read_toml
from participation.questionnaire.faults import Fault, did_you_mean
from participation.questionnaire.lexicon import ORDERS, Words
from participation.questionnaire.spelling import phrase, tame

_ANSWERS = ("skip", "back", "decline", "dont_know", "yes", "no")
_LISTS = (
    *_ANSWERS,
    *("all_of_them", "none_of_them", "polite", "around", "light", "joining", "attached"),
    *("openers", "whole_only", "out_of", "false_friends"),
)
_SWITCHES = ("checked", "bare")
_FIELDS = frozenset({"language", "keyboard", "numbers", "means", *_SWITCHES, *_LISTS})

_Wrong = Callable[[str, str, str], None]


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
    for name in _SWITCHES:
        if not isinstance(document.get(name, False), bool):
            wrong(name, f"'{name}' is neither true nor false.", "Write it without quotes.")
    lists = {name: _list(document.get(name, []), name, wrong) for name in _LISTS}
    numbers = _numbers(document.get("numbers", {}), wrong)
    for one, other in combinations(_ANSWERS, 2):
        for both in sorted(lists[one] & lists[other]):
            wrong(one, f"'{both}' stands in {one} and in {other}.", "Keep it in one of them.")
    for name in _ANSWERS:
        for both in sorted(lists[name] & (numbers.keys() | lists["false_friends"])):
            wrong(name, f"'{both}' has another meaning in this file.", "Keep one of the two.")
    words = Words(
        language=path.stem,
        checked=document.get("checked") is True,
        bare=document.get("bare") is True,
        shown_only=False,
        keyboard=tuple(map(str, document.get("keyboard", []))),
        courtesies=_several(lists["polite"]),
        numbers=numbers,
        means=_means(document.get("means", {}), wrong),
        second=None,
        **lists,
    )
    return (None, faults) if faults else (words, [])


def beside(words: Mapping[str, Words], source: str) -> dict[str, Words]:
    """Every language with the source language, in which forms are written, as its second one.

    It lends its courtesies and its pictures of yes and no. A language's own yes and no also
    count for a choice that is spelled so.
    """
    english = words.get(source)
    if english is None:
        return dict(words)
    return {
        language: own if language == source else _with_second(own, english)
        for language, own in words.items()
    }


def unwritten(language: str, english: Words) -> Words:
    """What is safe where nobody wrote down a language's words: what was shown, and pictures.

    English short words are not, for they may be others here: "aye" is no in Amharic. The order
    that our texts name is read, and a plain "yes", which no language here has for anything else.
    """
    return Words(
        language,
        shown_only=True,
        skip=frozenset({"skip"}),
        yes=_pictures(english.yes) | {"yes"},
        no=_pictures(english.no),
    )


def _with_second(own: Words, english: Words) -> Words:
    yes = own.yes | _pictures(english.yes)
    no = own.no | _pictures(english.no)
    return replace(
        own,
        second=english,
        yes=yes,
        no=no,
        polite=own.polite | (english.polite - _told(own)),
        whole_only=own.whole_only | yes | no,
        means={**own.means, "yes": yes, "no": no},
    )


def _pictures(words: frozenset[str]) -> frozenset[str]:
    """Thumbs and ticks, which are of no language."""
    return frozenset(word for word in words if not any(map(str.isalnum, word)))


def _told(words: Words) -> frozenset[str]:
    return frozenset().union(
        *(words.yes, words.no, words.joining, words.around, words.false_friends), words.numbers
    )


def _list(values: object, name: str, wrong: _Wrong) -> frozenset[str]:
    if not isinstance(values, list) or any(not isinstance(value, str) for value in values):
        wrong(name, f"'{name}' is not a list of words.", 'Write ["one", "other"].')
        return frozenset()
    return frozenset(_met(values, name, wrong))


def _met(values: Iterable[str], name: str, wrong: _Wrong) -> list[str]:
    """The spellings that typed text is brought to; letters that are alike may be written freely."""
    met = []
    for value in values:
        plain = phrase(value)
        if not plain or plain != tame(value):
            wrong(name, f"'{value}' in {name} can never be met.", f"It is read as '{plain}'.")
        if plain in ORDERS:
            wrong(name, f"'{value}' is a word that phone companies act on.", "Take it out.")
        met.append(plain)
    return met


def _several(polite: Iterable[str]) -> tuple[tuple[str, ...], ...]:
    found = (tuple(words.split()) for words in polite if " " in words)
    return tuple(sorted(found, key=lambda words: (-len(words), words)))


def _numbers(values: object, wrong: _Wrong) -> dict[str, int]:
    if not isinstance(values, dict) or any(type(number) is not int for number in values.values()):
        wrong("numbers", "'numbers' is not a table of whole numbers.", "Write one = 1.")
        return {}
    return dict(zip(_met(values, "numbers", wrong), values.values(), strict=True))


def _means(values: object, wrong: _Wrong) -> dict[str, frozenset[str]]:
    if not isinstance(values, dict):
        wrong("means", "'means' is not a table.", 'Write happy = ["…"] under [means].')
        return {}
    return {
        english: _list(said, "means", wrong)
        for english, said in zip(_met(values, "means", wrong), values.values(), strict=True)
    }


def _line(text: str, name: str) -> int | None:
    for number, line in enumerate(text.split("\n"), 1):
        if line.replace(" ", "").startswith((f"{name}=", f"[{name}]")):
            return number
    return None
