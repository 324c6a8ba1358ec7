"""A translator and a member of staff press at one moment: each sees what the other has done, and
neither waits for what the other waits for."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.interpreting import service as interpreting
from participation.care.interpreting.models import (
    Direction,
    TextKind,
    TranslationTask,
    TranslationText,
)
from participation.care.interpreting.service import TypedText, Wanted
from participation.care.people.models import StaffMember
from participation.care.reviews.models import Review
from participation.journeys import giving_words, translating
from participation.journeys.services import Services
from participation.journeys.translating import AtWork
from participation.kernel.clock import system_now
from participation.kernel.db import db, reading, transaction
from tests.databases import on_postgresql
from tests.factories import Make
from tests.web.staff.reviewed import Reviewed
from tests.web.translate.at_a_desk import AtHome, Desk, states
from tests.web.translate.test_there_and_back import ENGLISH

pytestmark = [on_postgresql, pytest.mark.usefixtures("story")]


@dataclass
class Both:
    """A translator at work, and whoever gave them the words, each in a transaction of their own."""

    app: Flask
    house: Services
    home: AtHome | None
    bea: int
    task: UUID

    @classmethod
    def meet(cls, make: Make, desk: Desk, home: AtHome | None) -> Both:
        db.session.rollback()
        with reading() as session:
            task = session.scalars(select(TranslationTask.public_id)).one()
            staff = session.scalars(select(StaffMember))
            bea = next(one.id for one in staff if "business_support" in one.roles)
        return cls(desk.app, make.house, home, bea, task)

    def at_work(self, session: Session) -> AtWork:
        assert self.home is not None
        token = self.home.address.rsplit("/", 1)[1]
        cookie = self.home.client._cookies
        mine = next(one.value for one in cookie.values() if one.key.startswith("translate-"))
        at = translating.at_work(session, token, mine, self.house, self.house.now(), pressing=True)
        assert at is not None
        return at

    def meanwhile(
        self, do: Callable[[Session, StaffMember], Any]
    ) -> tuple[threading.Thread, list[Any]]:
        """Staff press in another thread; what came of it."""
        came: list[Any] = []

        def pressed() -> None:
            with self.app.app_context(), transaction() as session:
                came.append(do(session, session.get_one(StaffMember, self.bea)))

        thread = threading.Thread(target=pressed)
        thread.start()
        time.sleep(0.5)
        return thread, came


def test_what_is_sent_while_it_is_taken_back_was_sent(make: Make, desk: Desk) -> None:
    both = Both.meet(make, desk, desk.lets_in(desk.adds("Selam Tesfay")))
    with transaction() as session:
        at = both.at_work(session)
        text = session.scalars(select(TranslationText)).one()
        translating.keep(session, at, {text.public_id: TypedText(words=ENGLISH)})
        assert translating.send(session, at, system_now()) == {}
        thread, came = both.meanwhile(
            lambda there, bea: giving_words.withdraw(there, bea, both.task, both.house.now())
        )
    thread.join()
    assert came == [True]
    assert states() == ["done"]


def test_a_new_code_and_a_press_wait_for_each_other_in_one_order(make: Make, desk: Desk) -> None:
    both = Both.meet(make, desk, desk.lets_in(desk.adds("Selam Tesfay")))
    with transaction() as session:
        at = both.at_work(session)
        thread, came = both.meanwhile(
            lambda there, bea: giving_words.new_code(
                there, bea, both.task, both.house, both.house.now()
            )
        )
        translating.begin(session, at)
    thread.join()
    assert len(came) == 1
    assert came[0] is not None


def test_a_text_back_that_is_given_twice_at_once_is_given_once(
    make: Make, desk: Desk, story: Reviewed
) -> None:
    selam = UUID(desk.adds("Selam Tesfay"))
    text = uuid4()
    with transaction() as session:
        interpreting.make_task(
            session, session.get_one(Review, story.review.id),
            [Wanted(kind=TextKind.OUTCOME, source=text)], about=text, role="child",
            direction=Direction.FROM_ENGLISH, language="ti", second=False, by_id=story.officer.id,
            now=make.clock.now(),
        )  # fmt: skip
    both = Both.meet(make, desk, None)

    def give(session: Session, staff: StaffMember) -> UUID:
        given = giving_words.give_back(
            session, staff, both.task, selam, timedelta(days=1), house=both.house,
            now=both.house.now(),
        )  # fmt: skip
        assert isinstance(given, TranslationTask)
        return given.public_id

    with transaction() as session:
        assert give(session, session.get_one(StaffMember, both.bea)) == both.task
        thread, came = both.meanwhile(give)
    thread.join()
    assert came == [both.task]
    assert states() == ["given"]
