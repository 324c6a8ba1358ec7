"""Once staff said why somebody was not heard, what is left to do to ask them fits that reason."""

from __future__ import annotations

from typing import NamedTuple

import pytest
from flask.testing import FlaskClient

from participation.care.consultations.models import Invitation, InvitationState, Task, TaskKind
from participation.care.consultations.tasks import make_task
from participation.care.people.models import RelationshipKind, Role, StaffMember
from participation.kernel.db import db, transaction
from tests.databases import on_sqlite
from tests.factories import Make
from tests.web.staff.reviewed import words_on
from tests.web.staff.signing_in import press, signed_in

pytestmark = on_sqlite
HERE = "/staff/not-heard"
LEFT = "find another way"


class Pat(NamedTuple):
    """Where the pages about one carer are."""

    reason: str
    round: str
    child: str


@pytest.fixture
def support(client: FlaskClient, make: Make) -> FlaskClient:
    return signed_in(client, make, make.staff(Role.BUSINESS_SUPPORT))


@pytest.fixture
def pat(make: Make, officer: StaffMember) -> Pat:
    """A carer whom no text reaches, with a task and an attempt on it."""
    child = make.child(officer=officer, name="Asad")
    related = make.relationship(child, kind=RelationshipKind.FOSTER_CARER)
    review = make.review(child, in_days=5)
    one = make.invitation(
        review,
        related=related,
        form="foster_carer",
        state=InvitationState.NOT_POSSIBLE,
        not_heard_reason="not_own_phone",
    )
    pat = Pat(
        f"{HERE}/{one.public_id}",
        f"/staff/reviews/{review.external_id}/round",
        f"/staff/find/{child.public_id}",
    )
    key, keys = one.id, (one.child_id, one.public_id.hex)
    db.session.remove()
    with transaction() as session:
        row = session.get_one(Invitation, key)
        task = make_task(
            session, TaskKind.NO_SAFE_WAY, about=keys[1], key=row.child.key, child_id=keys[0],
            owner_role="business_support", due_on=make.today, now=make.clock.now(),
            invitation_id=key,
        )  # fmt: skip
        task.attempts = [{"on": "2026-11-23", "what": "call_not_there"}]
    return pat


def say_why(support: FlaskClient, pat: Pat, reason: str) -> None:
    fields = {"reason": reason, "tried": "", "tried_on": ""}
    assert press(support, HERE, pat.reason, **fields).status_code == 303


def test_nobody_finds_another_way_to_somebody_who_wants_no_contact(
    support: FlaskClient, pat: Pat
) -> None:
    assert LEFT in words_on(support, pat.round)
    assert LEFT in words_on(support, pat.child).lower()
    assert "Foster carer" in words_on(support, "/staff/in-person")
    say_why(support, pat, "wants_no_contact")
    assert LEFT not in words_on(support, pat.round)
    assert "23 November 2026" in words_on(support, pat.round), "what was tried stays"
    assert LEFT not in words_on(support, pat.child).lower()
    assert "Foster carer" not in words_on(support, "/staff/in-person")


def test_a_reason_chosen_by_mistake_and_another_after_it_gives_the_task_back(
    support: FlaskClient, pat: Pat
) -> None:
    say_why(support, pat, "wants_no_contact")
    say_why(support, pat, "abroad")
    assert LEFT in words_on(support, pat.round)
    assert len(db.session.scalars(db.select(Task)).all()) == 1


@pytest.mark.parametrize("reason", ["in_prison", "whereabouts_unknown", "unwell", "no_interpreter"])
def test_r7_whoever_is_only_hard_to_reach_is_asked_on(
    support: FlaskClient, pat: Pat, reason: str
) -> None:
    say_why(support, pat, reason)
    assert LEFT in words_on(support, pat.round)
    assert "Foster carer" in words_on(support, "/staff/in-person")
