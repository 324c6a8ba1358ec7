"""How far somebody is, and why no further, reads the same on a round's page, the child's page and
the summary: nothing stands in the way of whoever was heard, and who is left out is "not asked"."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from participation.care.consultations.models import Invitation, InvitationState, Way
from participation.care.consultations.rules import NotHeard
from participation.care.people.models import RelationshipKind, StaffMember
from participation.kernel.db import reading
from tests.databases import on_sqlite
from tests.factories import Make
from tests.web.staff.asking_in_person import note
from tests.web.staff.reviewed import words_on

pytestmark = on_sqlite


@pytest.fixture
def child(make: Make, officer: StaffMember) -> Invitation:
    """They were to have a card, since they have no number; a decision leaves their mother out."""
    asked = make.invitation(
        make.review(make.child(officer=officer, name="Quill")),
        way=Way.CARD, state=InvitationState.NOT_POSSIBLE, not_heard_reason=NotHeard.NO_NUMBER,
    )  # fmt: skip
    make.invitation(
        round=asked.round,
        related=make.relationship(asked.child, make.adult("Dana"), kind=RelationshipKind.MOTHER),
        form="parent_text", way=Way.LETTER,
        state=InvitationState.NOT_POSSIBLE, not_heard_reason=NotHeard.RECORDED_DECISION,
    )  # fmt: skip
    return asked


def pages(child: Invitation) -> tuple[str, str, str]:
    with reading() as session:
        review = session.get_one(Invitation, child.id).round.review
        base = f"/staff/reviews/{review.external_id}"
        return f"{base}/round", f"/staff/find/{review.child.public_id}", f"{base}/summary"


def test_whoever_was_heard_on_a_visit_has_no_reason_beside_and_came_by_no_card(
    browser: FlaskClient, desk: FlaskClient, child: Invitation
) -> None:
    round_page, childs, summary = pages(child)
    assert "no mobile number" in words_on(desk, round_page)
    assert note(desk, child, how="visit", result="told", words="a dog", seen="").status_code == 303
    for path in (round_page, childs):
        said = words_on(desk, path)
        assert "answered" in said
        assert "no mobile number" not in said
        assert "by card" not in said
    said = words_on(browser, summary)
    assert "by card" not in said
    assert "told a member of staff" in said


def test_whom_a_decision_leaves_out_is_not_asked(
    browser: FlaskClient, desk: FlaskClient, child: Invitation
) -> None:
    round_page, childs, summary = pages(child)
    assert "Mother Dana English ▲ not asked" in words_on(desk, round_page)
    assert "Mother, Dana : ▲ not asked , a recorded decision" in words_on(desk, childs)
    said = words_on(browser, summary)
    assert "Mother, Dana ▲ not asked ." in said


def test_who_is_left_out_and_says_something_all_the_same_has_answered(
    browser: FlaskClient, make: Make, child: Invitation
) -> None:
    related = make.relationship(child.child, make.adult("Peter"), kind=RelationshipKind.FATHER)
    make.invitation(round=child.round, related=related, form="parent_text",
                    state=InvitationState.FINISHED, finished_at=make.clock.now(),
                    not_heard_reason=NotHeard.RECORDED_DECISION)  # fmt: skip
    said = words_on(browser, "/staff/reviews")
    assert "Mother: ▲ not asked" in said
    assert "Father: ● answered" in said
