"""What the ledger notes is done once more, also where the copy knows less (I20, R3)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.outcomes.models import Outcome
from participation.care.people.models import Child
from participation.care.safeguarding import service as safeguarding
from participation.care.safeguarding.models import Concern
from participation.care.safeguarding.rules import Level
from participation.guard.ledger import Happened
from participation.kernel.db import reading, transaction
from tests.copies import Copies, copies
from tests.factories import Make
from tests.web.staff.reviewed import TOLD, release, reviewed
from tests.web.staff.signing_in import press, signed_in

__all__ = ["copies"]
THREE_DAYS = timedelta(days=3)


def test_a_concern_about_a_child_whom_the_copy_does_not_know_is_raised_about_nobody(
    copies: Copies, make: Make
) -> None:
    """They came into care in the lost days; that somebody was not safe must not be lost too."""
    make.child()
    copies.back_up(ago=THREE_DAYS)
    stranger = make.child()
    with transaction() as session:
        safeguarding.raise_concern(
            session,
            child_id=stranger.id,
            level=Level.RED,
            cause="button",
            key=session.get_one(Child, stranger.id).key,
            now=make.clock.now(),
        )
    done = copies.restore()
    assert done.taken_back.done == {Happened.CONCERN_RAISED: 1}
    with reading() as session:
        (again,) = session.scalars(select(Concern)).all()
        assert (again.cause, again.level, again.child_id) == ("restored", Level.RED, None)
        assert again.next_at is not None, "its clock runs"


@pytest.mark.parametrize("how", ["take-back", "write", "drop"])
def test_r3_what_was_taken_back_since_is_not_there_to_be_read_again(
    copies: Copies, app: Flask, make: Make, how: str
) -> None:
    story = reviewed(app, make)
    story.says()
    story.makes_a_key()
    staff = signed_in(app.test_client(), make, story.officer)
    page = release(story, staff)
    copies.back_up(ago=THREE_DAYS)
    press(staff, page, f"{page}/{how}", kind="raised", told="It is different now.")
    done = copies.restore()
    assert done.taken_back.done == {Happened.POINT_TAKEN_BACK: 1}
    with reading() as session:
        (outcome,) = session.scalars(select(Outcome)).all()
        assert outcome.told == TOLD, "as the backup has it"
        assert outcome.released_at is None
