"""Words that a person takes back, as they are somebody else's, leave whoever translates them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.consultations.models import (
    Direction,
    Message,
    MessageState,
    Remark,
    Task,
    TaskKind,
    TaskState,
)
from participation.care.interpreting.models import Translation, TranslationText
from participation.care.people.models import Role, StaffMember
from participation.care.safeguarding.models import Concern, SourceKind
from participation.guard.crypto import council_key
from participation.journeys import placing_texts, taking_back_texts
from participation.journeys.receiving_texts.scene import hear
from participation.kernel.clock import system_now
from participation.kernel.db import reading, transaction
from tests.databases import on_sqlite
from tests.factories import Make
from tests.web.staff.reviewed import Reviewed, words_of
from tests.web.staff.signing_in import at_work
from tests.web.translate.at_a_desk import AtHome, Desk, states
from tests.web.translate.conftest import WORDS, adds_words

OTHERS = "ሓወይ ይወቅዓኒ"


@dataclass
class Placed:
    """A text of a number that nobody knew, which somebody has put with this child."""

    make: Make
    staff: StaffMember
    text: UUID

    @classmethod
    def put(cls, make: Make, story: Reviewed) -> Placed:
        staff, now = make.staff(Role.SAFEGUARDING), make.clock.now()
        with transaction() as session:
            text = Message(key=council_key(session, now), direction=Direction.IN, at=now,
                           provider="twilio", number="+447700900666", number_hash="nobody",
                           body=OTHERS, state=MessageState.DESK)  # fmt: skip
            session.add(text)
            session.flush()
            hear(session, text, OTHERS, None, key=text.key, house=make.house, now=now)
            placing_texts.place(session, staff, text.public_id, story.invitation.public_id, now=now)
            return cls(make, staff, text.public_id)

    def is_taken_back(self) -> None:
        with transaction() as session:
            assert taking_back_texts.take_back_placed(
                session, self.staff, self.text, house=self.make.house, now=self.make.clock.now()
            )


@pytest.fixture
def placed(make: Make, story: Reviewed) -> Placed:
    return Placed.put(make, story)


@pytest.fixture
def home(desk: Desk, placed: Placed) -> AtHome:
    found = desk.lets_in(desk.adds("Selam Tesfay"))
    assert OTHERS in found.look()
    found.writes("brother", "He hits me", go="keep")
    return found


def given() -> list[str]:
    with reading() as session:
        return [row.draft or "" for row in session.scalars(select(TranslationText))]


def raised() -> list[tuple[str, bool, SourceKind | None]]:
    """Concerns that words raised: their cause, whether a child is named, what they are of."""
    with reading() as session:
        rows = session.scalars(select(Concern).where(Concern.cause != "not_screened"))
        return [(row.cause, row.child_id is not None, row.source_kind) for row in rows]


def to_do() -> list[TaskKind]:
    with reading() as session:
        kinds = (TaskKind.TRANSLATE, TaskKind.TRANSLATOR)
        rows = select(Task.kind).where(Task.state == TaskState.OPEN, Task.kind.in_(kinds))
        return list(session.scalars(rows))


def test_they_leave_the_translators_page_with_what_was_typed_of_them(
    home: AtHome, placed: Placed
) -> None:
    placed.is_taken_back()
    shown = home.look()
    assert (WORDS in shown, OTHERS in shown, "He hits me" in shown) == (True, False, False)
    assert given() == ["brother"]
    home.writes("I want to live with my brother")
    assert (states(), raised()) == (["done"], [])
    with reading() as session:
        assert [row.words for row in session.scalars(select(Translation))] == [
            "I want to live with my brother"
        ]


@on_sqlite
def test_what_was_withdrawn_is_neither_read_nor_sent_nor_worried_about(home: AtHome) -> None:
    """Also where its text still stands in the task."""
    with transaction() as session:
        session.scalars(select(Remark)).one().withdrawn_at = system_now()
    assert OTHERS not in home.look()
    home.writes("I want to live with my brother", "I want to die")
    assert (states(), raised()) == (["done"], [])


@on_sqlite
def test_a_press_on_a_page_that_was_open_before_raises_nothing_about_the_wrong_child(
    app: Flask, home: AtHome, placed: Placed
) -> None:
    with reading() as session:
        texts = session.scalars(select(TranslationText).order_by(TranslationText.place)).all()
        others = texts[-1].public_id.hex
    placed.is_taken_back()
    home.sends({f"words-{others}": "I want to die", "go": f"worry:{others}"})
    home.sends({f"words-{others}": "I want to die", "go": "send"})
    assert (raised(), states()) == ([], ["done"])


@on_sqlite
def test_a_task_with_nothing_left_ends_and_nobody_is_told_to_give_it_away(
    make: Make, desk: Desk, story: Reviewed
) -> None:
    selam = desk.adds("Selam Tesfay")
    first = desk.lets_in(selam)
    placed = Placed.put(make, story)
    desk.work_off()
    assert to_do() == [TaskKind.TRANSLATE]
    second = desk.lets_in(selam)
    assert OTHERS in second.look()
    placed.is_taken_back()
    assert (states(), to_do()) == (["given", "withdrawn"], [])
    assert OTHERS not in second.look()
    assert WORDS in first.look()


@on_sqlite
def test_what_nobody_was_given_yet_is_asked_for_no_more(
    make: Make, desk: Desk, story: Reviewed
) -> None:
    desk.lets_in(desk.adds("Selam Tesfay"))
    placed = Placed.put(make, story)
    desk.work_off()
    assert to_do() == [TaskKind.TRANSLATE]
    placed.is_taken_back()
    assert to_do() == []
    adds_words(make, story, "ሓደ ነገር ጌና")
    desk.work_off()
    assert to_do() == [TaskKind.TRANSLATE], "other words of theirs wait as ever"


@on_sqlite
def test_english_that_came_before_goes_with_the_words_and_so_does_what_it_raised(
    app: Flask, make: Make, home: AtHome, placed: Placed, story: Reviewed
) -> None:
    home.writes("I want to live with my brother", "He hits me at night")
    assert raised() == [("words", True, SourceKind.REMARK)]
    officer = at_work(app.test_client(), make, story.officer)
    page = f"/staff/reviews/{story.review.external_id}/summary"
    assert "He hits me" in words_of(officer.get(page).get_data(as_text=True))
    placed.is_taken_back()
    assert "He hits me" not in words_of(officer.get(page).get_data(as_text=True))
    assert raised() == [("words", False, SourceKind.MESSAGE)]
