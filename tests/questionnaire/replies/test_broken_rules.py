"""Break each rule of reading on purpose: at least one row of the table must notice.

A rule that no row looks at could be lost by anybody, and a child would be misread.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace
from types import ModuleType
from typing import Any

import pytest

from participation.questionnaire import choosing, lexicon, matching, spelling
from participation.questionnaire.lexicon import RESERVED, Words
from participation.questionnaire.matching import Meaning
from tests.questionnaire.replies.table import Row, rows

ROWS = rows()


class Anything(frozenset[str]):
    """A list of words that every word stands in."""

    def __contains__(self, word: object) -> bool:
        return True


def first_misread(of_language: Callable[[Words], Words]) -> Row | None:
    """The first row that is read otherwise than it says. An error is no reading: it is raised."""
    lexicon.lexicon_of.cache_clear()
    if hasattr(spelling._tamed, "cache_clear"):
        spelling._tamed.cache_clear()
    changed: dict[int, Words] = {}
    for row in ROWS:
        words = changed.setdefault(id(row.words), of_language(row.words))
        reading = matching.read(row.question, row.typed, words)
        if reading not in row.readings:
            return row
    return None


def as_it_is(words: Words) -> Words:
    return words


def noticed(of_language: Callable[[Words], Words] = as_it_is) -> None:
    assert first_misread(of_language) is not None, "no row notices"


@pytest.fixture(autouse=True)
def _clean_after() -> Any:
    yield
    lexicon.lexicon_of.cache_clear()
    if hasattr(spelling._tamed, "cache_clear"):
        spelling._tamed.cache_clear()


# --- rules that are functions or numbers --------------------------------------------------------

SLIP, PARTED, TAMED, WORDS_READ = (
    choosing.one_slip,
    choosing._parted,
    spelling._tamed,
    matching._read_words,
)
SLIP_FOR, OFF_SCALE, READ_IN = choosing._slip_for, matching._off_scale, matching._read_in
PHRASE_IN = choosing._phrase_in


def any_part_is_a_command(said: tuple[str, ...], words: Words) -> Meaning | None:
    return Meaning.SKIP if words.skip.intersection(said) else None


def back_is_a_command(text: str, words: Words) -> Meaning:
    back = matching._command(spelling.tokens(text), words) is Meaning.BACK
    return Meaning.BACK if back else WORDS_READ(text, words)


def shortest_first(said: tuple[str, ...], at: int, known: lexicon.Lexicon) -> int:
    sizes = range(1, min(known.longest, len(said) - at) + 1)
    return next((size for size in sizes if said[at : at + size] in known.phrases), 0)


def one_letter_differs(typed: str, meant: str, keyboard: tuple[str, ...]) -> bool:
    pairs = list(zip(typed, meant, strict=False))
    same_length = len(typed) == len(meant)
    return SLIP(typed, meant, keyboard) or (same_length and sum(a != b for a, b in pairs) == 1)


def a_slip_in_the_first_letter(typed: str, meant: str, keyboard: tuple[str, ...]) -> bool:
    return SLIP(typed, meant, keyboard) or typed[1:] == meant[1:]


def the_last_letter_is_missing(typed: str, meant: str, keyboard: tuple[str, ...]) -> bool:
    return SLIP(typed, meant, keyboard) or typed == meant[:-1]


def the_first_language_wins(
    question: Any, text: str, reading: Any, words: Words, second: Words
) -> Any:
    if matching._is_unread(reading) and not matching._is_taken(text, words):
        return READ_IN(question, text, second)
    return reading


def the_second_language_wins(
    question: Any, text: str, reading: Any, words: Words, second: Words
) -> Any:
    other = READ_IN(question, text, second)
    return reading if matching._is_unread(other) else other


def a_day_in_october_counts(core: tuple[str, ...], top: int, words: Words) -> tuple[str, ...]:
    if len(core) == 1 and core[0].endswith(f"/{top}"):
        return (core[0].removesuffix(f"/{top}"),)
    return OFF_SCALE(core, top, words)


def an_and_is_cut_off_everything(part: str, words: Words) -> str:
    return next((part.removeprefix(a) for a in words.attached if part.startswith(a)), part)


def kept_if(category: str) -> Callable[[str], str]:
    """The letters of a category as they were typed."""

    def tamed(letter: str) -> str:
        kept = unicodedata.category(letter).startswith(category) and not letter.isascii()
        return letter if kept else TAMED(letter)

    return tamed


def with_what_follows_a_picture(letter: str) -> str:
    return letter if letter in "\ufe0f\u20e3" else TAMED(letter)


def tones_are_pictures(letter: str) -> str:
    picture = unicodedata.category(letter) in ("So", "Sk")
    return f" {letter} " if picture else letter if letter.isalnum() else " "


def pictures_are_letters(letter: str) -> str:
    return letter if letter.isalnum() or unicodedata.category(letter) == "So" else " "


def numbers_are_cut_at_signs(piece: str, *, signs_count: bool) -> list[str]:
    return "".join(map(spelling._spaced, piece)).split()


def a_yes_is_light(said: tuple[str, ...], known: lexicon.Lexicon, words: Words) -> str | None:
    return PHRASE_IN(said, replace(known, minded=False), words)


def a_one_at_the_end_counts(spelling: list[str], words: Words) -> bool:
    return any(token in words.numbers for token in spelling)


BROKEN: dict[str, tuple[ModuleType, str, Any]] = {
    "greetings are dropped": (matching, "_without_courtesy", lambda said, words: said),
    "a question mark is no answer": (matching, "asks", lambda text: False),
    "a question word is no answer": (matching, "_begins_as_question", lambda said, words: False),
    "a carrier's word is no answer": (matching, "_is_reserved", lambda written: False),
    "a carrier's word only when alone": (
        matching,
        "_is_reserved",
        lambda written: bool(RESERVED.intersection(written)),
    ),
    "a long reply is words": (matching, "LONGEST_READ", 10**9),
    "a long reply is no command": (matching, "LONGEST_COMMAND", 10**9),
    "commands are read": (matching, "_command", lambda said, words: None),
    "a command is the whole reply": (matching, "_command", any_part_is_a_command),
    "back is words to an open question": (matching, "_read_words", back_is_a_command),
    "two choices are none": (choosing, "_only_one", lambda named: named[0] if named else None),
    "the longest spelling first": (choosing, "_phrase_at", shortest_first),
    "a yes weighs beside a no": (choosing, "_phrase_in", a_yes_is_light),
    "a yes is the choice spelled so": (lexicon, "_agreed", lambda exact, words: None),
    "one slip is forgiven": (choosing, "one_slip", lambda typed, meant, keyboard: False),
    "not in the first letter": (choosing, "one_slip", a_slip_in_the_first_letter),
    "only a neighbouring key": (choosing, "one_slip", one_letter_differs),
    "a letter more or less only in long words": (spelling, "LONG_WORD", 2),
    "a letter more or less in long words": (spelling, "LONG_WORD", 99),
    "only in a double": (spelling, "_of_a_double", lambda typed, meant, at: False),
    "not the last letter gone": (choosing, "one_slip", the_last_letter_is_missing),
    "not in a short word": (choosing, "SHORTEST_WITH_SLIP", 1),
    "only in a word that stands alone": (
        choosing,
        "_slip_for",
        lambda said, known, words: SLIP_FOR(said[-1:], known, words),
    ),
    "places begin at one": (
        choosing,
        "_is_a_place",
        lambda number, question: number <= len(question.choices),
    ),
    "a number keeps to its range": (matching, "_is_in_range", lambda number, question: True),
    "nothing twice": (choosing, "_repeats", lambda picked: False),
    "none of these goes with nothing": (choosing, "_contradicts", lambda question, picked: False),
    "13 is 1 and 3": (choosing, "_runs_together", lambda token, question: False),
    "13 is 13 in a long list": (choosing, "MOST_RUN_TOGETHER", 99),
    "signs part numbers": (choosing, "BETWEEN_NUMBERS", ""),
    "a dash is a range": (choosing, "BETWEEN_NUMBERS", choosing.BETWEEN_NUMBERS + "-"),
    "a stroke is a half, or an or": (choosing, "BETWEEN_NUMBERS", choosing.BETWEEN_NUMBERS + "/"),
    "two signs are a range": (
        choosing,
        "_parted",
        lambda token, words: [part for part in PARTED(token, words) if part],
    ),
    "no word left over in a list": (choosing, "_attached", lambda token, known, words: []),
    "an and written onto a word": (choosing, "_attached", lambda token, known, words: None),
    "an and written onto a number": (choosing, "_unattached", lambda part, words: part),
    "a number may begin like an and": (choosing, "_unattached", an_and_is_cut_off_everything),
    "7 out of 10": (matching, "_off_scale", lambda core, top, words: core),
    "only of this scale, only one number": (
        matching,
        "_off_scale",
        lambda core, top, words: core[:1],
    ),
    "07/10 is a day": (matching, "_off_scale", a_day_in_october_counts),
    "yes and a thumb": (choosing, "_all_of_one_mind", lambda said, known: None),
    "yes and no is neither": (
        choosing,
        "_all_of_one_mind",
        lambda said, known: known.exact.get(said[0]),
    ),
    "what two languages read differently": (matching, "_agreed", the_first_language_wins),
    "the second language only beside": (matching, "_agreed", the_second_language_wins),
    "false friends": (matching, "_is_taken", lambda text, words: False),
    "the second language is read": (matching, "_is_taken", lambda text, words: True),
    "a spelling of two choices is of none": (
        lexicon,
        "_of_one_choice",
        lambda owners: {spelling: min(of) for spelling, of in owners.items()},
    ),
    "a word said twice is no spelling": (lexicon, "says_twice", lambda text: False),
    "no number word where a choice counts": (lexicon, "_counts", lambda spelling, words: False),
    "a one at the end counts nothing": (lexicon, "_counts", a_one_at_the_end_counts),
    "a number word that is a choice too": (lexicon, "_misplaced", lambda question, of, words: ()),
    "no choice is an order": (lexicon, "ORDERS", frozenset()),
    "a short label keeps its accents": (lexicon, "SHORTEST_BARE", 1),
    "apostrophes of every shape are one": (spelling, "_APOSTROPHE", {}),
    "letters that are alike": (spelling, "_ALIKE", {}),
    "digits of every script": (spelling, "_tamed", kept_if("Nd")),
    "no other number signs": (spelling, "_tamed", kept_if("No")),
    "no invisible letters": (spelling, "_tamed", kept_if("Cf")),
    "key caps, and what selects a picture": (spelling, "_tamed", with_what_follows_a_picture),
    "ten on a key": (spelling, "_TEN_ON_A_KEY", ""),
    "Ethiopic numbers": (spelling, "_ETHIOPIC_NUMBERS", range(0)),
    "skin tones": (spelling, "_spaced", tones_are_pictures),
    "each picture by itself": (spelling, "_spaced", pictures_are_letters),
    "no no no": (spelling, "_says_again", lambda word, found: False),
    "5 5 is not 5": (
        spelling,
        "_says_again",
        lambda word, found: bool(found) and found[-1] == word,
    ),
    "1-15 is not 1": (spelling, "_words", numbers_are_cut_at_signs),
    "a sign that stands alone": (spelling, "_SIGNS", set()),
    "marks at the ends of a number": (spelling, "_STRIPPED", ""),
}


@pytest.mark.parametrize("rule", BROKEN)
def test_a_broken_rule_is_noticed(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    module, name, instead = BROKEN[rule]
    monkeypatch.setattr(module, name, instead)
    noticed()


# --- rules that are lists of a language ---------------------------------------------------------

LISTS: dict[str, dict[str, Any]] = {
    "skip": {"skip": frozenset()},
    "back": {"back": frozenset()},
    "decline": {"decline": frozenset()},
    "I do not know": {"dont_know": frozenset()},
    "yes": {"yes": frozenset()},
    "no": {"no": frozenset()},
    "all of them": {"all_of_them": frozenset()},
    "none of them": {"none_of_them": frozenset()},
    "courtesies of several words": {"courtesies": ()},
    "not every word is a courtesy": {"polite": Anything()},
    "what may stand beside a number": {"around": frozenset()},
    "what may not": {"around": Anything()},
    "light words": {"light": frozenset()},
    "no word is left unexplained": {"light": Anything()},
    "and": {"joining": frozenset()},
    "not or, not but": {"joining": Anything()},
    "questions": {"openers": frozenset()},
    "words that count only alone": {"whole_only": frozenset()},
    "out of": {"out_of": frozenset()},
    "nothing else before the ten": {"out_of": Anything()},
    "slips where keys are known": {"keyboard": ()},
    "number words": {"numbers": {}},
    "what words mean": {"means": {}},
    "words without accents": {"bare": False},
    "false friends": {"false_friends": frozenset()},
    "English beside": {"second": None},
}


@pytest.mark.parametrize("rule", LISTS)
def test_a_broken_list_is_noticed(rule: str) -> None:
    def broken(words: Words) -> Words:
        second = words.second and replace(words.second, **LISTS[rule] | {"second": None})
        return replace(words, **{"second": second} | LISTS[rule])

    noticed(broken)


# --- and this test itself can fail --------------------------------------------------------------


def test_nothing_is_noticed_where_nothing_is_broken() -> None:
    assert first_misread(as_it_is) is None


def test_a_rule_that_no_row_looks_at_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matching, "LONGEST_READ", matching.LONGEST_READ - 1)
    with pytest.raises(AssertionError, match="no row notices"):
        noticed()


def test_every_rule_can_be_broken_because_it_is_there() -> None:
    for module, name, instead in BROKEN.values():
        assert getattr(module, name) != instead
