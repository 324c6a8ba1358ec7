"""What staff typed for somebody is not lost where they sent meanwhile, or the round is over."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations import service
from participation.care.consultations.models import (
    Answer,
    Channel,
    Invitation,
    InvitationState,
    Remark,
    RemarkKind,
    Task,
    TaskKind,
)
from participation.care.people.models import StaffMember
from participation.care.safeguarding.models import Concern
from participation.kernel.db import reading, transaction
from participation.outbox.models import OutboxItem
from participation.questionnaire.definition import Sharing
from tests.databases import on_sqlite
from tests.factories import Make
from tests.saying import Saying
from tests.web.staff.asking_in_person import (
    LIST,
    note,
    page_of,
    question_with_ticks,
    state_of,
    type_in,
)
from tests.web.staff.signing_in import press, token_in

SAID = "I wont to see my brother"


@pytest.fixture
def invitation(make: Make, officer: StaffMember) -> Invitation:
    """A child's who may answer by themselves."""
    return make.invitation(make.review(make.child(officer=officer, age=13)))


def sends_meanwhile(invitation: Invitation, make: Make) -> None:
    with transaction() as session:
        service.finish(session.get_one(Invitation, invitation.id), make.clock.now())


def is_closed(invitation: Invitation, make: Make) -> None:
    """Their round ended, and nothing had come."""
    with transaction() as session:
        row = session.get_one(Invitation, invitation.id)
        row.round.closed_at, row.round.closes_on = make.clock.now(), make.today
        row.not_heard_reason = "no_reply"


def kept() -> list[tuple[RemarkKind, Channel, str | None, str]]:
    with reading() as session:
        rows = session.scalars(select(Remark).order_by(Remark.id))
        return [(row.kind, row.channel, row.question_key, row.words or "") for row in rows]


def tried() -> list[str]:
    with reading() as session:
        task = session.scalars(select(Task).where(Task.kind == TaskKind.IN_PERSON)).one()
        return [one["what"] for one in task.attempts]


@pytest.mark.parametrize("result", ["told", "said_no", "later"])
@on_sqlite
def test_words_of_a_visit_are_kept_where_the_child_sent_meanwhile(
    desk: FlaskClient, make: Make, invitation: Invitation, result: str
) -> None:
    sends_meanwhile(invitation, make)
    fields = {"how": "visit", "result": result, "words": SAID}
    answer = note(desk, invitation, seen="a house", **fields)
    assert answer.headers["Location"] == page_of(invitation, "?kept")
    assert "kept as more words" in desk.get(answer.headers["Location"]).get_data(as_text=True)
    note(desk, invitation, seen="a house", **fields)
    assert kept() == [(RemarkKind.ADDED, Channel.TOLD, None, SAID)]
    assert tried() == [f"visit_{result}"]
    assert state_of(invitation) == (InvitationState.FINISHED, None)
    with reading() as session:
        assert "summary.compose" in session.scalars(select(OutboxItem.kind)).all()


@on_sqlite
def test_a_paper_typed_while_the_child_sent_is_kept_as_more_words_once(
    app: Flask, desk: FlaskClient, make: Make, invitation: Invitation
) -> None:
    one = question_with_ticks(app, invitation)
    path = page_of(invitation, "/paper")
    sheet = desk.get(path).get_data(as_text=True)
    sends_meanwhile(invitation, make)
    data = {"csrf_token": token_in(sheet), "language": "en",
            "reference": "SCAN-7", "one_thing.words": SAID, "one_thing.only": "yes",
            one.key: one.choices[0].value}  # fmt: skip
    assert desk.post(path, data=data).headers["Location"] == page_of(invitation, "?kept")
    desk.post(path, data=data)
    ticked = (RemarkKind.ADDED, Channel.PAPER, one.key, one.choices[0].label)
    typed = (RemarkKind.ADDED, Channel.PAPER, "one_thing", SAID)
    assert sorted(kept()) == sorted([ticked, typed])
    assert tried() == ["paper_typed"]
    desk.post(path, data=data | {"one_thing.words": "and my dog"})  # back, and something else
    assert (*typed[:3], "and my dog") in kept()
    with reading() as session:
        mine = session.scalars(select(Remark).where(Remark.question_key == "one_thing"))
        assert {row.sharing for row in mine} == {Sharing.ONLY_OFFICER}
        assert session.scalars(select(Answer)).all() == []


@on_sqlite
def test_a_paper_pressed_twice_is_answers_and_nothing_more(
    desk: FlaskClient, invitation: Invitation
) -> None:
    path = page_of(invitation, "/paper")
    for _press in range(2):
        fields = {"one_thing.words": SAID, "going_well": "_rather_not"}
        assert type_in(desk, invitation, **fields).status_code == 303
    assert kept() == []
    assert desk.get(path).status_code == 200


def test_a_paper_that_comes_after_the_round_is_found_and_kept_as_late(
    desk: FlaskClient, make: Make, invitation: Invitation
) -> None:
    is_closed(invitation, make)
    number = invitation.child.external_id
    assert str(invitation.public_id) not in desk.get(LIST).get_data(as_text=True)
    assert str(invitation.public_id) in press(desk, LIST, LIST, child=number).get_data(as_text=True)
    answer = type_in(desk, invitation, **{"one_thing.words": "I want to kill myself"})
    assert answer.status_code == 303
    (row,) = kept()
    assert row == (RemarkKind.LATE, Channel.PAPER, "one_thing", "I want to kill myself")
    assert state_of(invitation) == (InvitationState.SENT, "no_reply")
    with reading() as session:
        assert session.scalars(select(Concern)).first() is not None
        assert "summary.compose" in session.scalars(select(OutboxItem.kind)).all()


@on_sqlite
def test_a_tick_that_asks_for_help_is_one_on_a_late_paper_too(
    app: Flask, desk: FlaskClient, make: Make, invitation: Invitation
) -> None:
    form = app.extensions["participation"].library.forms[invitation.form_key]
    asks = [(q.key, c.value) for q in form.questions for c in q.choices if c.concern == "red"]
    asks = asks or [(q.key, c.value) for q in form.questions for c in q.choices if c.concern]
    is_closed(invitation, make)
    assert type_in(desk, invitation, **{asks[0][0]: asks[0][1]}).status_code == 303
    with reading() as session:
        assert session.scalars(select(Concern)).first() is not None


@on_sqlite
def test_whoever_has_sent_is_given_no_new_code(
    desk: FlaskClient, make: Make, invitation: Invitation
) -> None:
    sends_meanwhile(invitation, make)
    for door in ("/hand-over", "/print"):
        assert press(desk, page_of(invitation), page_of(invitation, door)).status_code == 404
    assert "Sign me out" not in desk.get(page_of(invitation)).get_data(as_text=True)


def test_r3_staff_are_told_that_somebody_has_begun_and_see_no_word_of_it(
    desk: FlaskClient, make: Make, invitation: Invitation
) -> None:
    begun = "have begun to answer by themselves"
    for path in (page_of(invitation), page_of(invitation, "/paper")):
        assert begun not in desk.get(path).get_data(as_text=True)
    Saying(make).fill_in(invitation, "one_thing", words="the draft on the stairs")
    for path in (page_of(invitation), page_of(invitation, "/paper")):
        page = desk.get(path).get_data(as_text=True)
        assert begun in page
        assert "stairs" not in page
    answer = note(desk, invitation, how="call", result="told", words=SAID, seen="")
    assert answer.headers["Location"] == f"{LIST}?kept"
    assert state_of(invitation)[0] is InvitationState.STARTED
    assert kept() == [(RemarkKind.BESIDE, Channel.TOLD, None, SAID)]
