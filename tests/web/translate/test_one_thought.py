"""A thought that came in several texts: what must not be done with one piece is done with none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations.models import Answer, Channel, Remark, RemarkKind
from participation.care.interpreting.models import Translation
from participation.care.safeguarding.models import Concern
from participation.care.safeguarding.rules import Level
from participation.kernel.db import reading, transaction
from participation.questionnaire.definition import Sharing
from tests.databases import on_sqlite
from tests.factories import Make
from tests.standins.machine_server import MachineServer
from tests.web.staff.reviewed import Reviewed, source_of
from tests.web.translate.at_a_desk import Desk
from tests.web.translate.conftest import WORDS, adds_words
from tests.web.translate.test_asking_the_machine import (
    asks,
    look,
    machine,
    officer,
    server,
)

__all__ = ["machine", "officer", "server"]
OTHER_HALF = "ክመውት"


def goes_on(make: Make, story: Reviewed, kind: RemarkKind, minutes: int = 1) -> None:
    """A further text, as a phone sends it; what was said first came by text as well."""
    adds_words(make, story, OTHER_HALF)
    with transaction() as session:
        first = session.scalars(select(Answer).where(Answer.public_id == source_of(WORDS))).one()
        second = session.scalars(select(Remark)).one()
        first.channel = second.channel = Channel.SMS
        second.kind, second.received_at = kind, first.given_at + timedelta(minutes=minutes)


def worried(words: str, cause: str = "words") -> None:
    with transaction() as session:
        one = session.scalars(select(Concern).where(Concern.source_id == source_of(words))).one()
        one.cause, one.level = cause, Level.RED


@pytest.mark.parametrize("kind", [RemarkKind.MORE, RemarkKind.ADDED])
@pytest.mark.parametrize("when", ["before", "after they were asked about"])
@on_sqlite
def test_where_one_piece_worried_anybody_no_machine_gets_the_other(
    make: Make, story: Reviewed, officer: FlaskClient, machine: MachineServer,
    work_off: Callable[[], int], kind: RemarkKind, when: str,
) -> None:  # fmt: skip
    goes_on(make, story, kind)
    if when == "before":
        worried(OTHER_HALF)
        assert "Ask the machine" not in look(officer, story)
    asks(officer, story)
    worried(OTHER_HALF)
    work_off()
    assert machine.asked == []


@on_sqlite
def test_where_one_piece_is_kept_for_the_officer_no_machine_gets_the_other(
    make: Make, story: Reviewed, officer: FlaskClient, machine: MachineServer,
    work_off: Callable[[], int],
) -> None:  # fmt: skip
    goes_on(make, story, RemarkKind.MORE)
    asks(officer, story)
    with transaction() as session:
        session.scalars(select(Remark)).one().sharing = Sharing.ONLY_OFFICER
    work_off()
    assert machine.asked == []


@on_sqlite
def test_what_came_long_after_is_another_thought(
    make: Make, story: Reviewed, officer: FlaskClient, machine: MachineServer,
    work_off: Callable[[], int],
) -> None:  # fmt: skip
    goes_on(make, story, RemarkKind.ADDED, minutes=6)
    worried(OTHER_HALF)
    asks(officer, story)
    work_off()
    assert machine.asked == [WORDS]


@on_sqlite
def test_where_one_piece_worried_anybody_a_second_translator_reads_them_all(
    make: Make, story: Reviewed, desk: Desk
) -> None:
    goes_on(make, story, RemarkKind.MORE)
    worried(OTHER_HALF)
    desk.lets_in(desk.adds("Selam Tesfay")).writes("I would like", "no more of this")
    assert second_wanted() == [True, True]


def test_an_english_sentence_in_two_pieces_is_screened_as_one(
    app: Flask, make: Make, story: Reviewed, desk: Desk
) -> None:
    goes_on(make, story, RemarkKind.MORE)
    desk.lets_in(desk.adds("Selam Tesfay")).writes("I want to", "die")
    with reading() as session:
        raised = session.scalars(select(Concern).where(Concern.cause == "words")).all()
        assert [(one.level, one.child_id) for one in raised] == [(Level.RED, story.child.id)]
    assert second_wanted() == [True, True]


def second_wanted() -> list[bool]:
    with reading() as session:
        rows = session.scalars(select(Translation).order_by(Translation.id))
        return [row.second_wanted for row in rows]
