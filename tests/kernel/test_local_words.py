"""A council's own words stand where ours stood, and nothing else is touched."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.kernel.local_words import LocalWords
from participation.kernel.texts import IN_ENGLISH, english_said_here

HERE = LocalWords({"review": "meeting", "family time": "contact"})
SAID_ELSEWHERE = LocalWords({"review": "update"})


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("My review", "My meeting"),
        ("Before your review. Reviews help.", "Before your meeting. Meetings help."),
        ("How is family time?", "How is contact?"),
        ("Family time and a review", "Contact and a meeting"),
        ("%(officer)s is your reviewing officer.", "%(officer)s is your reviewing officer."),
        ("%(review)s and {review} stay", "%(review)s and {review} stay"),
        ("Preview, reviewed, reviewer", "Preview, reviewed, reviewer"),
        ("the review’s day", "the meeting’s day"),
    ],
)
def test_whole_words_only_with_their_capitals_and_their_plural(ours: str, theirs: str) -> None:
    assert HERE.gettext(ours) == theirs
    assert HERE.pgettext("form.question", ours) == theirs


def test_the_article_goes_with_the_word() -> None:
    assert SAID_ELSEWHERE.gettext("What is a review? A review is") == (
        "What is an update? An update is"
    )


def test_the_right_number_is_said() -> None:
    assert HERE.ngettext("%(num)s review", "%(num)s reviews", 1) == "%(num)s meeting"
    assert HERE.ngettext("%(num)s review", "%(num)s reviews", 2) == "%(num)s meetings"


OURS = re.compile(r"\b(an?\s+)?(review|family time)s?\b|\{[^{}]*\}|%\(\w+\)[a-z]", re.IGNORECASE)


@given(st.text(max_size=60))
def test_a_text_without_our_words_comes_out_as_it_went_in(text: str) -> None:
    spoken = OURS.sub("", text)
    if not OURS.search(spoken):
        assert HERE.gettext(spoken) == spoken


@given(st.lists(st.text(max_size=12).filter(lambda part: not OURS.search(part)), max_size=5))
def test_nothing_between_the_words_changes(parts: list[str]) -> None:
    between = "\n the review \n"
    assert HERE.gettext(between.join(parts)) == "\n the meeting \n".join(parts)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz_", min_size=1, max_size=12))
def test_a_gap_keeps_its_name_whatever_it_is_called(name: str) -> None:
    for gap in (f"{{{name}}}", f"%({name})s"):
        assert HERE.gettext(f"a review for {gap}") == f"a meeting for {gap}"


def test_who_has_chosen_nothing_reads_the_words_as_they_are() -> None:
    assert english_said_here(()) is IN_ENGLISH
