"""A text that a person put with the wrong child: who sees that, and the way back (T6, I24)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations.models import Answer, Message, MessageState, Placement, Remark
from participation.care.people.models import Child, Role
from participation.care.safeguarding import queries as safeguarding
from participation.care.safeguarding.models import (
    Concern,
    ConcernState,
    Hearing,
    HearingState,
    SourceKind,
)
from participation.care.summaries.models import Summary
from participation.kernel.db import reading, transaction
from tests.texting import Asked, Texting
from tests.web.staff.at_the_desk import (
    DESK,
    STRANGER,
    WORDS,
    came,
    conversation_path,
    deeds,
    officer_of,
    page_of,
    team,
)
from tests.web.staff.signing_in import press, signed_in

__all__ = ["team"]
PLACED = f"{DESK}/placed"


def put(browser: FlaskClient, text: Message, invitation: str) -> None:
    path = f"{DESK}/{text.public_id}"
    assert press(browser, path, f"{path}/place", invitation=invitation).status_code == 303


def take_back(browser: FlaskClient, text: Message) -> int:
    """Pressed with a token of the list: who may not open the page may still send the form."""
    return press(browser, DESK, f"{PLACED}/{text.public_id}/take-back").status_code


def wrongly_placed(texting: Texting, team: FlaskClient) -> tuple[Asked, Message]:
    asked = texting.asked_parent()
    text = came(texting)
    put(team, text, asked.invitation.public_id.hex)
    return asked, text


def waiting(texting: Texting) -> list[Hearing]:
    return [row for row in texting.all(Hearing) if row.state is HearingState.WAITING]


def newest_summary(texting: Texting) -> str:
    texting.at(texting.house.now() + timedelta(hours=1))
    texting.work()
    with transaction() as session:
        newest = session.scalars(select(Summary).order_by(Summary.id.desc())).first()
        assert newest is not None
        return str(newest.content)


def test_what_a_person_placed_is_listed_with_who_put_it_where_and_without_its_words(
    texting: Texting, team: FlaskClient
) -> None:
    asked, text = wrongly_placed(texting, team)
    with transaction() as session:
        child = session.get_one(Child, asked.child_id).called
        by = session.scalars(select(Placement)).one().by_id
    assert by is not None
    for browser in (team, officer_of(texting, asked.child_id)):
        listed = page_of(browser, DESK)
        assert f"{PLACED}/{text.public_id}" in listed
        assert f"{child}, review" in listed
        assert "Placed by" in listed
        assert WORDS not in listed
        assert STRANGER[-9:] not in listed


def test_t3_the_words_open_after_the_audit_row_which_names_the_child(
    texting: Texting, team: FlaskClient
) -> None:
    asked, text = wrongly_placed(texting, team)
    assert deeds(texting, "text.read") == [("text.read", "done")]  # to place it
    browser = officer_of(texting, asked.child_id)
    assert WORDS in page_of(browser, f"{PLACED}/{text.public_id}")
    assert deeds(texting, "text.read") == [("text.read", "done")] * 2


def test_t6_words_put_with_the_wrong_child_come_back_to_the_desk_and_out_of_the_summary(
    texting: Texting, team: FlaskClient
) -> None:
    asked = texting.asked_parent()
    text = came(texting)
    due = texting.all(Hearing)[0].read_due
    put(team, text, asked.invitation.public_id.hex)
    assert WORDS in newest_summary(texting)
    officer = officer_of(texting, asked.child_id)
    path = f"{PLACED}/{text.public_id}"
    assert press(officer, path, f"{path}/take-back").status_code == 303

    kept = texting.all(Message, id=text.id)[0]
    assert (kept.body, kept.number, kept.state) == (WORDS, STRANGER, MessageState.DESK)
    assert (kept.key_id, kept.invitation_id) == (text.key_id, None)
    (heard,) = texting.all(Hearing)
    assert (heard.child_id, heard.source_id) == (None, text.public_id)
    assert (heard.state, heard.read_due) == (HearingState.WAITING, due)
    assert [one.child_id for one in texting.all(Concern)] == [None]
    assert [row.withdrawn_at is None for row in texting.all(Remark)] == [False]
    assert [row.what for row in texting.all(Placement)] == ["placed", "taken_back"]
    assert deeds(texting, "text.take_back") == [("text.take_back", "done")]

    assert WORDS not in newest_summary(texting)
    assert officer.get(path).status_code == 404
    assert officer.get(f"/staff/words/{heard.public_id}").status_code == 404
    listed = page_of(team, DESK)
    assert listed.count(f"{DESK}/{text.public_id}") == 1
    assert f"{PLACED}/{text.public_id}" not in listed
    assert "it was taken back" in page_of(team, f"{DESK}/{text.public_id}")


def test_words_that_worried_somebody_are_known_as_such_wherever_a_person_puts_them(
    texting: Texting, team: FlaskClient
) -> None:
    asked = texting.asked_parent()
    text = came(texting)
    sources = [text.public_id]

    def worried() -> list[bool]:
        with reading() as session:
            named = [[*safeguarding.concerns_about(session, one)] != [] for one in sources]
            return [*named, *(one in safeguarding.worried_by(session, sources) for one in sources)]

    assert worried() == [True, True]
    put(team, text, asked.invitation.public_id.hex)
    sources.append(texting.all(Remark)[0].public_id)
    assert worried() == [False, True, False, True], "no machine gets them, a second person does"
    (concern,) = texting.all(Concern)
    assert (concern.source_kind, concern.child_id) == (SourceKind.REMARK, asked.child_id)
    assert take_back(team, text) == 303
    assert worried() == [True, False, True, False]
    assert texting.all(Concern)[0].source_kind is SourceKind.MESSAGE


def test_taken_back_it_can_be_put_with_the_right_person_and_is_read_there_once(
    texting: Texting, team: FlaskClient
) -> None:
    asked, text = wrongly_placed(texting, team)
    due = texting.all(Hearing)[0].read_due
    right = texting.asked_parent()
    for heard in waiting(texting):  # the wrong child's officer saw it first
        read = f"/staff/words/{heard.public_id}"
        press(officer_of(texting, asked.child_id), read, f"{read}/read")
    assert take_back(team, text) == 303
    assert take_back(team, text) == 404  # once
    put(team, text, right.invitation.public_id.hex)
    (heard,) = waiting(texting)
    (wrong, remark) = texting.all(Remark)
    assert wrong.withdrawn_at is not None
    assert (remark.words, remark.invitation_id) == (WORDS, right.invitation.id)
    assert (heard.child_id, heard.source_id) == (right.child_id, remark.public_id)
    assert heard.read_due >= due
    assert [one.child_id for one in texting.all(Concern)] == [right.child_id]


def test_d11_a_childs_own_key_no_longer_seals_what_was_taken_back(
    texting: Texting, team: FlaskClient
) -> None:
    child = texting.make.child(officer=texting.make.staff(Role.IRO), age=14)
    invitation = texting.make.invitation(texting.make.review(child)).public_id.hex
    own = child.key_id
    text = came(texting)
    put(team, text, invitation)
    assert texting.all(Message, id=text.id)[0].key_id == own
    assert take_back(team, text) == 303
    kept = texting.all(Message, id=text.id)[0]
    assert (kept.key_id, kept.body, kept.number) == (text.key_id, WORDS, STRANGER)


def test_a_placed_text_is_closed_to_everybody_else(texting: Texting, team: FlaskClient) -> None:
    asked, text = wrongly_placed(texting, team)
    barred = texting.make.staff(Role.SAFEGUARDING)
    with transaction() as session:
        child = session.get_one(Child, asked.child_id)
        session.expunge(child)
    texting.make.never(child, barred)
    for staff in (texting.make.staff(Role.IRO), barred):
        browser = signed_in(texting.app.test_client(), texting.make, staff)
        assert str(text.public_id) not in page_of(browser, DESK)
        assert browser.get(f"{PLACED}/{text.public_id}").status_code == 404
        assert take_back(browser, text) == 404
    assert deeds(texting, "text.take_back") == [("text.take_back", "refused")] * 2
    assert texting.all(Message, id=text.id)[0].state is MessageState.PLACED


@pytest.mark.parametrize("role", [Role.BUSINESS_SUPPORT, Role.SOCIAL_WORKER, Role.ADMIN])
def test_other_roles_do_not_come_to_a_placed_text(
    texting: Texting, team: FlaskClient, role: Role
) -> None:
    _, text = wrongly_placed(texting, team)
    browser = signed_in(texting.app.test_client(), texting.make, texting.make.staff(role))
    assert browser.get(f"{PLACED}/{text.public_id}").status_code == 403


def test_taking_back_from_elsewhere_does_nothing(texting: Texting, team: FlaskClient) -> None:
    _, text = wrongly_placed(texting, team)
    assert team.post(f"{PLACED}/{text.public_id}/take-back").status_code == 403
    assert texting.all(Message, id=text.id)[0].state is MessageState.PLACED


def test_what_a_rule_placed_is_taken_back_in_its_conversation_alone(
    texting: Texting, team: FlaskClient
) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1")
    text = came(texting, asked.number, "She sleeps well")
    assert str(text.public_id) not in page_of(team, DESK)
    assert team.get(f"{PLACED}/{text.public_id}").status_code == 404
    assert take_back(team, text) == 404
    assert texting.all(Message, id=text.id)[0].state is MessageState.PLACED


def test_only_what_this_one_text_became_goes_of_all_that_came_in_the_same_moment(
    texting: Texting, team: FlaskClient
) -> None:
    asked = texting.asked_parent()
    texting.say(asked.number, "1", "She sleeps well")
    said = texting.all(Answer)
    twins = [came(texting), came(texting)]
    assert twins[0].at == twins[1].at
    for one in twins:
        put(team, one, asked.invitation.public_id.hex)
    with transaction() as session:  # as if one look at the provider had brought them all
        for answer in session.scalars(select(Answer)):
            answer.given_at = twins[0].at
    assert take_back(team, twins[1]) == 303
    assert [row.withdrawn_at for row in texting.all(Answer)] == [None] * len(said)
    assert [row.withdrawn_at is None for row in texting.all(Remark)].count(True) == 1
    sources = sorted(str(row.source_id) for row in waiting(texting) if row.heard_at == twins[0].at)
    (left,) = [row for row in texting.all(Remark) if row.withdrawn_at is None]
    assert str(twins[1].public_id) in sources
    assert str(left.public_id) in sources


def test_b20_a_picture_alone_comes_back_too(texting: Texting, team: FlaskClient) -> None:
    asked = texting.asked_parent()
    text = came(texting, body="", NumMedia="1")
    put(team, text, asked.invitation.public_id.hex)
    assert "There are no words in it." in page_of(team, f"{PLACED}/{text.public_id}")
    assert take_back(team, text) == 303
    assert f"{DESK}/{text.public_id}" in page_of(team, DESK)
    assert texting.all(Hearing) == []


def test_the_words_themselves_lead_to_where_they_can_be_taken_back(
    texting: Texting, team: FlaskClient
) -> None:
    asked, text = wrongly_placed(texting, team)
    (heard,) = texting.all(Hearing)
    path = f"/staff/words/{heard.public_id}"
    assert f"{PLACED}/{text.public_id}" in page_of(officer_of(texting, asked.child_id), path)
    assert take_back(team, text) == 303
    shown = page_of(team, path)
    assert PLACED not in shown
    assert f"{DESK}/{text.public_id}" in shown


@pytest.mark.parametrize("read", [0, 1, 2])
def test_r8_a_text_about_siblings_taken_back_and_placed_waits_once_with_its_remark(
    texting: Texting, team: FlaskClient, read: int
) -> None:
    number, officer = texting.parent_of_two()
    texting.say(number, "1")
    text = came(texting, number, WORDS)
    browser, path = (
        signed_in(texting.app.test_client(), texting.make, officer),
        conversation_path(texting),
    )
    heard = texting.all(Hearing)
    assert len(heard) == 2
    concerns = len(texting.all(Concern))
    assert concerns == 2
    for one in heard[:read]:
        opened = f"/staff/words/{one.public_id}"
        press(browser, opened, f"{opened}/read")
    texting.at(texting.house.now() + timedelta(days=1))
    press(browser, path, f"{path}/take-back", text=text.public_id.hex)
    (again,) = waiting(texting)
    assert (again.child_id, again.source_id) == (None, text.public_id)
    assert (again.read_due == heard[0].read_due) is (read < 2)  # unread: the clock it came with
    assert page_of(team, DESK).count(f"{DESK}/{text.public_id}") == 1

    other = texting.asked_parent()
    shown = page_of(team, f"{DESK}/{text.public_id}?case={child_number(texting, other)}")
    assert other.invitation.public_id.hex in shown
    put(team, text, other.invitation.public_id.hex)
    remark = next(row for row in texting.all(Remark) if row.withdrawn_at is None)
    (now_theirs,) = waiting(texting)
    assert (now_theirs.child_id, now_theirs.source_id) == (other.child_id, remark.public_id)
    assert now_theirs.read_due == again.read_due
    assert len([row for row in texting.all(Hearing) if row.state is HearingState.READ]) == read
    left = texting.all(Concern)  # nobody has closed one, so none has gone
    assert [row.state for row in left] == [ConcernState.RAISED] * concerns
    assert {row.child_id for row in left} == {other.child_id}


def test_placed_and_taken_back_over_and_over_it_waits_once(
    texting: Texting, team: FlaskClient
) -> None:
    asked, text = wrongly_placed(texting, team)
    for _ in range(2):
        assert take_back(team, text) == 303
        assert page_of(team, DESK).count(f"{DESK}/{text.public_id}") == 1
        put(team, text, asked.invitation.public_id.hex)
    assert len(waiting(texting)) == 1
    assert [row.withdrawn_at is None for row in texting.all(Remark)] == [False, False, True]


def child_number(texting: Texting, asked: Asked) -> str:
    with transaction() as session:
        return session.get_one(Child, asked.child_id).external_id
