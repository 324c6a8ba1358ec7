"""However many old pages of a chat are pressed, no answer changes by them and no word is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from participation.care.consultations.models import Remark
from participation.kernel.db import db, reading
from tests.factories import Make
from tests.questionnaire.walks import LIBRARY
from tests.web.respond.chatting import ALREADY, chat, fields, rows, type_in
from tests.web.respond.conftest import Kept, Link
from tests.web.respond.walking import Person

FORM = LIBRARY.form("child_8_11")

# Where to press (how many pages back, of those that were drawn), and what: a choice, or words.
presses = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 3), st.booleans()), min_size=3, max_size=9
)


@dataclass
class Pages:
    """Every page that was drawn for this browser, the newest last, each pressed at most once."""

    person: Person
    drawn: list[list[tuple[str, str]]] = field(default_factory=list)

    def draw(self) -> None:
        seen = self.person.look()
        if seen.question:
            self.drawn.append(fields(seen))


@given(presses)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_i13_an_old_page_changes_no_answer_and_loses_no_word(
    app: Flask, make: Make, todo: list[tuple[int, int, bool]]
) -> None:
    invitation = make.invitation(make.review(make.child(age=9)), form="child_8_11")
    invitation_id, person = invitation.id, Person(app.test_client())
    chat(person, make.link(invitation))
    pages, expected, words = Pages(person), {}, set()
    pages.draw()
    pages.draw()  # the same question in a second tab
    for number, (back, choice, with_words) in enumerate(todo):
        if not pages.drawn:
            break
        page = dict(pages.drawn.pop(max(0, len(pages.drawn) - 1 - back)))
        question = FORM.question(page["question"])
        assert question is not None
        is_due = page["question"] not in expected
        typed = f"words {number}" if with_words or not question.choices else ""
        pressed = [("answer", question.choices[choice].value)] if question.choices else []
        seen = person.send([*(page | {"words": typed}).items(), *pressed])
        assert seen.status == 200
        if typed:
            words.add(typed)
        if is_due:
            expected[question.key] = ([value for _, value in pressed], typed)
        pages.draw()
        pages.draw()
    stored = [row for row in rows(app) if row.invitation_id == invitation_id]
    assert {
        row.question_key: (list(row.value or []), row.words or "") for row in stored
    } == expected
    assert len(stored) == len(expected)
    assert words <= said(app, invitation_id)


def said(app: Flask, invitation_id: int) -> set[str]:
    """Every word that is kept, as an answer or beside one."""
    kept = {row.words or "" for row in rows(app) if row.invitation_id == invitation_id}
    with app.app_context():
        db.session.remove()
        with reading() as session:
            wanted = select(Remark).where(Remark.invitation_id == invitation_id)
            return kept | {row.words or "" for row in session.scalars(wanted)}


def test_a_press_from_an_older_page_changes_nothing_and_says_so(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    chat(person, link.token)
    person.press("go=skip")
    older = fields(person.seen)
    person.press("answer=good")
    seen = person.send([*older, ("answer", "very_bad")])
    # The same page sent again is one answer, whatever it says now (I13).
    assert (seen.status, seen.question) == (200, "listened_to")
    another_key = [pair for pair in older if pair[0] != "page_key"] + [("page_key", "another-page")]
    seen = person.send([*another_key, ("answer", "very_bad")])
    assert (seen.status, seen.question) == (200, "listened_to")
    assert ALREADY in seen.words
    assert [row[2] for row in kept().answers if row[0] == "home"] == [["good"]]


def test_the_same_answer_from_a_second_tab_goes_on_without_a_word(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    chat(person, link.token)
    person.press("go=skip")
    tab = fields(person.look())
    person.look()
    person.press("answer=good")
    seen = person.send([*tab, ("answer", "good")])
    assert seen.question == "listened_to"
    assert ALREADY not in seen.words
    assert len(kept().answers) == 2


def test_i13_words_from_a_second_tab_are_kept_and_heard_and_the_answer_stays(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    chat(person, link.token)
    tab = fields(person.look(), words="from the second tab")
    person.look()
    type_in(person, "from the first tab")
    seen = person.send(tab)
    assert ALREADY in seen.words
    assert "Shall a person call you?" in seen.words
    assert kept().answers == [("one_thing", "answered", [], "from the first tab")]
    assert kept().remarks == [("added", "from the second tab")]
    assert len(kept().hearings) == 2


@pytest.mark.parametrize("turn", ["7", "-1", "x", "", "1" * 40, "٣"])
def test_a_turn_that_no_page_of_ours_has_is_harmless(
    person: Person, link: Link, kept: Callable[[], Kept], turn: str
) -> None:
    chat(person, link.token)
    seen = person.send(fields(person.seen, turn=turn, words="kept all the same"))
    assert seen.status == 200
    assert seen.question == "one_thing"
    assert "kept all the same" in kept().words


def test_pressing_twice_on_words_that_are_not_read_counts_once(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    chat(person, link.token)
    person.press("go=skip")
    twice = fields(person.seen, words="loud")
    person.send(twice)
    seen = person.send(twice)
    assert seen.question == "home"
    assert "I kept your words." in seen.words
    assert kept().remarks == [("refused", "loud")]


def test_a_questions_page_left_open_is_taken_as_a_page_after_the_way_was_changed(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    page = fields(person.seen, words="from the page")
    person.press("go=how")
    person.press("mode=chat")
    assert person.send(page).question == "home"
    assert kept().answers == [("one_thing", "answered", [], "from the page")]
