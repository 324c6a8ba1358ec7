"""The first wording of what happened: short for the young, in their language where it is there."""

from __future__ import annotations

import re

import pytest

from participation.care.outcomes.drafting import WORDS, draft
from participation.care.outcomes.rules import OutcomeKind
from participation.kernel.texts import IN_ENGLISH, Texts
from participation.questionnaire.definition import Band

# Words in a sentence at most (ux.md 1.6).
MOST = {
    Band.FOUR_TO_SEVEN: 7,
    Band.EIGHT_TO_ELEVEN: 10,
    Band.TWELVE_TO_FIFTEEN: 14,
    Band.SIXTEEN_TO_SEVENTEEN: 18,
    Band.EASY: 12,
}
ADULT_WORDS = re.compile(
    r"\b(placement|contact|LAC|IRO|meeting|pathway|professionals?|secret|confidential)\b", re.I
)
EVERY = [(kind, band) for kind in OutcomeKind for band in MOST]


class InKlingon:
    """A catalogue that has everything, of a language nobody reads here."""

    def gettext(self, message: str) -> str:
        return f"⟪{message}⟫"


KLINGON = Texts("pl", "ltr", InKlingon())


@pytest.mark.parametrize(("kind", "band"), EVERY)
def test_every_band_has_words_of_its_age(kind: OutcomeKind, band: Band) -> None:
    words = draft(kind, band, IN_ENGLISH, officer="Sam").told
    for sentence in re.split(r"(?<=[.!?])\s+", words):
        assert len(sentence.split()) <= MOST[band], sentence
    assert not ADULT_WORDS.search(words)


@pytest.mark.parametrize("kind", OutcomeKind)
def test_yes_no_and_not_yet_are_said_in_the_first_word(kind: OutcomeKind) -> None:
    first = {"yes": "Yes", "no": "No", "not_yet": "Not yet", "raised": "Sam"}[kind]
    for band in MOST:
        assert draft(kind, band, IN_ENGLISH, officer="Sam").told.startswith(first)


def test_the_officers_reason_is_put_in_as_it_is() -> None:
    made = draft(
        OutcomeKind.NO, Band.EIGHT_TO_ELEVEN, IN_ENGLISH, officer="Sam", because="it {is} too far"
    )
    assert made.told.endswith("Why: it {is} too far")


def test_a_language_that_has_the_words_gets_them_and_says_so() -> None:
    made = draft(OutcomeKind.YES, Band.EASY, KLINGON, officer="Sam")
    assert made.told == f"⟪{WORDS[OutcomeKind.YES][Band.EASY]}⟫"
    assert made.language == "pl"


def test_a_typed_reason_is_in_english_until_a_person_translates_it() -> None:
    made = draft(OutcomeKind.NO, Band.EASY, KLINGON, officer="Sam", because="it is too far")
    assert made.language == "en"
    assert "⟪" not in made.told


def test_a_language_without_the_words_gets_english_that_says_it_is_english() -> None:
    silent = Texts("ti", "ltr", IN_ENGLISH._catalogue)
    made = draft(OutcomeKind.YES, Band.EASY, silent, officer="Sam")
    assert made == draft(OutcomeKind.YES, Band.EASY, IN_ENGLISH, officer="Sam")
