"""The first wording of a letter to a child: their age, their language, and nothing made up."""

from __future__ import annotations

import pytest

from participation.care.outcomes.letters import (
    DECIDED,
    GREETING,
    NOBODY_NAMED,
    NOT_RIGHT,
    NOTHING_SAID,
    PART_ONE,
    THANKS,
    YOU_SAID,
    TellsBack,
    WasDecided,
    draft_letter,
)
from participation.kernel.texts import IN_ENGLISH, Texts
from participation.questionnaire.definition import Band

CHILDREN = (
    Band.FOUR_TO_SEVEN,
    Band.EIGHT_TO_ELEVEN,
    Band.TWELVE_TO_FIFTEEN,
    Band.SIXTEEN_TO_SEVENTEEN,
    Band.EASY,
)
LONGEST = {"4-7": 7, "8-11": 10, "12-15": 14, "16-17": 18, "easy": 12}  # words in a sentence
POINT = TellsBack(said="i want my brother", told="Yes. This is going to happen.", language="en")
DECISION = WasDecided(what="Sees his brother each month", who="Jo Hall", day="14 December")
FRAME = [GREETING, THANKS[Band.EIGHT_TO_ELEVEN], YOU_SAID, NOT_RIGHT[Band.EIGHT_TO_ELEVEN]]


class Frame:
    """A catalogue that has the frame of a letter, or nothing."""

    def __init__(self, *known: str) -> None:
        self.known = known

    def gettext(self, message: str) -> str:
        return f"ع {message}" if message in self.known else message


ARABIC = Texts("ar", "rtl", Frame(*FRAME))


def letter(*, texts: Texts = IN_ENGLISH, band: Band = Band.EIGHT_TO_ELEVEN, points=(POINT,),
           decisions=(DECISION,), spoke=True, over=True):  # fmt: skip
    return draft_letter(
        points, decisions, band, texts, name="Aisha", officer="Sam", spoke=spoke, over=over
    )


def test_it_says_what_the_child_said_what_became_of_it_and_what_was_decided() -> None:
    lines = letter().told.splitlines()
    assert lines[0] == "Dear Aisha,"
    assert lines[-1] == "Sam"
    at = lines.index("You said: “i want my brother”")
    assert lines[at + 1] == POINT.told
    assert "• Sees his brother each month" in lines
    assert "Who does it: Jo Hall. By when: 14 December." in lines


def test_who_said_something_is_thanked_though_none_of_it_is_told_back() -> None:
    """Kept for the officer, or not written about yet: thanks give nothing of it away."""
    told = letter(points=()).told
    assert NOTHING_SAID[Band.EIGHT_TO_ELEVEN] in told
    assert "Thank you" in told
    assert "Thank you" not in letter(points=(), spoke=False).told


@pytest.mark.parametrize("band", CHILDREN)
@pytest.mark.parametrize("points", [(POINT,), ()])
def test_after_part_one_nobody_is_told_that_the_review_is_over(
    band: Band, points: tuple[TellsBack, ...]
) -> None:
    told = letter(points=points, band=band, over=False).told
    assert PART_ONE[band] in told
    assert NOTHING_SAID[band] not in told
    assert "review is over" not in told
    assert PART_ONE[band] not in letter(points=points, band=band).told


@pytest.mark.parametrize("band", CHILDREN)
def test_the_frame_keeps_to_the_words_of_the_age(band: Band) -> None:
    for source in (THANKS, NOTHING_SAID, PART_ONE, DECIDED, NOT_RIGHT):
        for sentence in source[band].replace("?", ".").split("."):
            assert len(sentence.split()) <= LONGEST[band.value], source[band]


def test_in_another_language_the_letter_is_in_it_as_a_whole_or_not_at_all() -> None:
    told = TellsBack(said="أخي", told="نعم", language="ar")
    whole = letter(texts=ARABIC, points=(told,), decisions=())
    assert whole.language == "ar"
    assert whole.told.startswith("ع Dear Aisha,")
    with_english = letter(texts=ARABIC, points=(POINT,), decisions=())
    assert with_english.language == "en"
    assert "ع" not in with_english.told
    assert letter(texts=ARABIC, points=(told,)).language == "en"  # decisions are in English


def test_where_no_officer_is_named_the_signature_is_in_the_language_of_the_letter() -> None:
    texts = Texts("ar", "rtl", Frame(*FRAME, NOBODY_NAMED))
    told = TellsBack(said="أخي", told="نعم", language="ar")
    drafts = [
        draft_letter(
            (point,),
            (),
            Band.EIGHT_TO_ELEVEN,
            texts,
            name="Aisha",
            officer=None,
            spoke=True,
            over=True,
        )
        for point in (told, POINT)
    ]
    assert [one.language for one in drafts] == ["ar", "en"]
    assert [one.told.splitlines()[-1] for one in drafts] == [f"ع {NOBODY_NAMED}", NOBODY_NAMED]


def test_a_frame_that_nobody_has_translated_is_english() -> None:
    without = Texts("ar", "rtl", Frame())
    told = TellsBack(said="أخي", told="نعم", language="ar")
    assert letter(texts=without, points=(told,), decisions=()).language == "en"
