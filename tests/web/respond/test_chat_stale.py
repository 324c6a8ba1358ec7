"""However many old pages of a chat are pressed, no answer changes by them and no word is lost."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from participation.care.consultations.models import Remark
from participation.kernel.db import db, reading
from tests.factories import Make
from tests.questionnaire.walks import LIBRARY
from tests.web.respond.test_chat import chat, fields, rows
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
