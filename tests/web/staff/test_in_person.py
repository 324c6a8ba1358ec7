"""Asking in person: a paper typed in, a visit noted, a device handed over; nothing read back."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations import said_so_far
from participation.care.consultations.models import (
    Answer,
    Channel,
    Invitation,
    InvitationState,
    Remark,
    RemarkKind,
    Task,
    TaskKind,
    TaskState,
)
from participation.care.consultations.tasks import make_task
from participation.care.people.models import Role, StaffMember
from participation.care.safeguarding.models import Concern
from participation.kernel.db import reading, transaction
from participation.kernel.texts import IN_ENGLISH
from participation.outbox.models import OutboxItem
from participation.questionnaire.definition import Sharing
from participation.web.staff.paper_pack import paper_sheet
from participation.web.staff.ways_in import WayIn
from tests.databases import on_sqlite
from tests.factories import Make
from tests.web.staff.asking_in_person import (
    LIST,
    invitation,
    note,
    page_of,
    question_with_ticks,
    review,
    state_of,
    type_in,
)
from tests.web.staff.at_the_copies import words_of_pdf
from tests.web.staff.signing_in import press, signed_in, token_in
from tests.web.staff.ways_in import code_on, link_on, opens, opens_by_code

__all__ = ["invitation", "review"]
pytestmark = on_sqlite


def answers_of(invitation: Invitation) -> dict[str, tuple[str | None, Channel]]:
    with reading() as session:
        row = session.get_one(Invitation, invitation.id)
        newest = said_so_far.newest_answers(session, row)
        return {key: (one.words, one.channel) for key, one in newest.items()}


def remarks() -> list[tuple[RemarkKind, Channel, str | None]]:
    with reading() as session:
        return [(one.kind, one.channel, one.words) for one in session.scalars(select(Remark))]


def test_a_paper_is_the_persons_own_answers_and_is_sent_for_them(
    desk: FlaskClient, invitation: Invitation
) -> None:
    answer = type_in(desk, invitation, **{"one_thing.words": "I wont to see my brother"})
    assert answer.status_code == 303
    assert state_of(invitation)[0] is InvitationState.FINISHED
    assert answers_of(invitation)["one_thing"] == ("I wont to see my brother", Channel.PAPER)
    with reading() as session:
        task = session.scalars(select(Task).where(Task.kind == TaskKind.IN_PERSON)).one()
        assert "SCAN-7" in (task.note or "")
        assert task.attempts[-1]["what"] == "paper_typed"
        assert "summary.compose" in session.scalars(select(OutboxItem.kind)).all()


def test_p8_what_tells_one_paper_from_the_next_is_never_a_word_that_was_typed(
    desk: FlaskClient, invitation: Invitation
) -> None:
    """It is kept unsealed."""
    words = {"one_thing.words": "my brother"}
    assert type_in(desk, invitation, reference="he hits me", **words).status_code == 303
    with reading() as session:
        keys = [one.page_key or "" for one in session.scalars(select(Answer))]
    assert keys
    assert all(re.fullmatch(r"[0-9a-f]{32}\d\d", key) for key in keys)


def test_what_was_typed_is_shown_to_nobody_there(
    desk: FlaskClient, make: Make, invitation: Invitation
) -> None:
    note(desk, invitation, how="visit", result="later", words="brother first", seen="drew a house")
    for path in (LIST, page_of(invitation), page_of(invitation, "/paper")):
        text = desk.get(path).get_data(as_text=True)
        assert "brother first" not in text
        assert "drew a house" not in text


def test_what_is_too_long_for_a_box_is_said_at_that_box(
    desk: FlaskClient, invitation: Invitation
) -> None:
    names = {"words": "What they said, in their own words", "seen": "What you saw"}
    for box, other in (("words", "seen"), ("seen", "words")):
        typed = {"words": "", "seen": "", box: "x" * 20_001}
        page = note(desk, invitation, how="visit", result="later", **typed).get_data(as_text=True)
        assert f'href="#{box}"' in page
        assert f"{names[box]}: that is too long." in page
        assert f'href="#{other}"' not in page


def test_a_paper_without_a_scan_or_without_an_answer_is_not_taken_and_keeps_what_was_typed(
    desk: FlaskClient, invitation: Invitation
) -> None:
    answer = type_in(desk, invitation, reference=" ", **{"one_thing.words": "my brother"})
    assert answer.status_code == 422
    assert "my brother" in answer.get_data(as_text=True)
    assert type_in(desk, invitation).status_code == 422
    long = type_in(desk, invitation, reference="x" * 61, **{"one_thing.words": "my brother"})
    assert "Reference of the scan: that is too long. At most 60 letters." in long.text
    assert "Write the reference of the scan." not in long.text
    assert state_of(invitation)[0] is InvitationState.NOT_POSSIBLE


def test_two_ticks_where_one_is_asked_are_put_right_before_anything_is_kept(
    app: Flask, desk: FlaskClient, invitation: Invitation, make: Make
) -> None:
    one = question_with_ticks(app, invitation)
    values = [one.choices[0].value, one.choices[1].value]
    answer = type_in(desk, invitation, **{one.key: values})
    assert answer.status_code == 422
    assert "Choose one answer" in answer.get_data(as_text=True)
    assert answers_of(invitation) == {}


@pytest.mark.parametrize("on_paper", [False, True])
def test_red_words_on_a_paper_or_a_visit_raise_a_concern_at_once(
    desk: FlaskClient, invitation: Invitation, on_paper: bool
) -> None:
    words = "I want to kill myself"
    if on_paper:
        type_in(desk, invitation, **{"one_thing.words": words})
    else:
        note(desk, invitation, how="visit", result="later", words=words, seen="")
    with reading() as session:
        assert session.scalars(select(Concern)).first() is not None


def test_a_no_is_a_result_with_their_own_words(desk: FlaskClient, invitation: Invitation) -> None:
    note(desk, invitation, how="visit", result="said_no", words="meetings are boring", seen="")
    assert state_of(invitation) == (InvitationState.DECLINED, "said_no")
    assert remarks() == [(RemarkKind.TOLD, Channel.TOLD, "meetings are boring")]


def test_nobody_there_is_a_dated_attempt_and_the_person_still_waits(
    desk: FlaskClient, make: Make, invitation: Invitation
) -> None:
    note(desk, invitation, how="visit", result="not_there", words="", seen="")
    page = desk.get(page_of(invitation)).get_data(as_text=True)
    assert "a visit: nobody was there" in page
    assert state_of(invitation)[0] is InvitationState.NOT_POSSIBLE
    assert remarks() == []


@pytest.mark.parametrize("how", ["visit", "call", "letter"])
def test_words_where_nobody_was_there_are_asked_about_and_nothing_typed_is_lost(
    desk: FlaskClient, invitation: Invitation, how: str
) -> None:
    typed = {"how": how, "words": "they said hello", "seen": "a dog"}
    answer = note(desk, invitation, result="not_there", **typed)
    assert answer.status_code == 422
    assert "You wrote words, and that nobody was there." in answer.text
    assert "they said hello" in answer.text
    assert "a dog" in answer.text
    assert remarks() == []
    assert note(desk, invitation, result="told", **typed).status_code == 303
    assert remarks() == [(RemarkKind.TOLD, Channel.TOLD, "they said hello")]


def test_whoever_told_it_in_a_call_is_heard_and_no_task_is_left(
    desk: FlaskClient, make: Make, invitation: Invitation
) -> None:
    with transaction() as session:
        row = session.get_one(Invitation, invitation.id)
        make_task(
            session,
            TaskKind.NO_SAFE_WAY,
            about=row.public_id.hex,
            key=row.child.key,
            owner_role="iro",
            due_on=make.today,
            child_id=row.child_id,
            invitation_id=row.id,
            now=make.clock.now(),
        )
    assert "Today (1)" in desk.get(LIST).get_data(as_text=True)
    assert note(desk, invitation, how="call", result="told", words="").status_code == 422
    note(desk, invitation, how="call", result="told", words="I like it here", seen="")
    assert state_of(invitation)[0] is InvitationState.FINISHED
    with reading() as session:
        left = session.scalars(select(Task.kind).where(Task.state == TaskState.OPEN)).all()
    assert left == [TaskKind.ASK_ABOUT_WORRIES_ALONE]  # which nobody but the officer asks (R24)
    assert "Aisha" not in desk.get(LIST).get_data(as_text=True)


def test_handing_over_signs_out_first_and_opens_the_persons_questions(
    app: Flask, desk: FlaskClient, invitation: Invitation
) -> None:
    answer = press(desk, page_of(invitation), page_of(invitation, "/hand-over"))
    text = answer.get_data(as_text=True)
    assert "Aisha" not in text
    link = link_on(text)
    assert desk.get(LIST).status_code == 303
    assert opens(app.test_client(), link)


def test_handing_over_clears_the_browser_as_signing_out_does(
    app: Flask, desk: FlaskClient, invitation: Invitation
) -> None:
    """A browser takes no word about a `__Host-` cookie that is not said to be Secure."""
    known, signed, path = app.extensions["participation"], desk.get_cookie("staff"), "/hand-over"
    assert signed is not None
    desk.set_cookie("__Host-staff", signed.decoded_value, secure=True)
    settings = replace(known.settings, staff_url="https://localhost")
    app.extensions["participation"] = replace(known, settings=settings)
    secure = {"base_url": "https://localhost"}
    shown = desk.get(page_of(invitation), **secure).get_data(as_text=True)
    sent = {"csrf_token": token_in(shown)}
    answer = desk.post(page_of(invitation, path), data=sent, **secure)
    assert answer.status_code == 200
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    (ended,) = answer.headers.getlist("Set-Cookie")
    assert ended.startswith("__Host-staff=;")
    assert {"Secure", "Path=/", "Max-Age=0"} <= set(ended.split("; "))


def test_a_childs_number_is_looked_for_and_stands_in_no_address(
    desk: FlaskClient, make: Make, invitation: Invitation
) -> None:
    benedict = make.child(name="Benedict", communication=["bsl"])
    other = make.invitation(make.review(benedict))
    assert "British Sign Language" in desk.get(LIST).get_data(as_text=True)
    number = invitation.child.external_id
    page = press(desk, LIST, LIST, child=number).get_data(as_text=True)
    assert str(invitation.public_id) in page
    assert str(other.public_id) not in page
    assert '<form class="tools pick" method="post">' in page
    assert number not in desk.get(f"{LIST}?child={number}").get_data(as_text=True)


def test_who_sees_whom(
    app: Flask, make: Make, officer: StaffMember, invitation: Invitation,
    desk: FlaskClient,
) -> None:  # fmt: skip
    def of(staff: StaffMember) -> FlaskClient:
        return signed_in(app.test_client(), make, staff)

    other, assistant = make.staff(Role.IRO), make.staff(Role.PARTICIPATION)
    barred = make.staff(Role.PARTICIPATION)
    make.never(invitation.child, barred)
    assert "Aisha" in of(officer).get(LIST).get_data(as_text=True)
    assert "Aisha" in of(assistant).get(LIST).get_data(as_text=True)
    for browser in (of(other), of(barred)):
        assert "Aisha" not in browser.get(LIST).get_data(as_text=True)
        assert browser.get(page_of(invitation)).status_code == 404


@pytest.mark.parametrize("fields", [{}, {"how": "x", "result": "told"}, {"how": "visit"}])
def test_b_a_note_without_how_or_result_is_not_kept(
    desk: FlaskClient, invitation: Invitation, fields: dict[str, str]
) -> None:
    answer = note(desk, invitation, words="my words", **fields)
    assert answer.status_code == 422
    assert "my words" in answer.get_data(as_text=True)
    assert remarks() == []


def test_the_questions_are_printed_with_a_code_that_opens_them(
    client: FlaskClient, desk: FlaskClient, invitation: Invitation, tmp_path: Path
) -> None:
    answer = press(desk, page_of(invitation), page_of(invitation, "/print"))
    assert answer.mimetype == "application/pdf"
    assert answer.data.startswith(b"%PDF")
    assert b"StructTreeRoot" in answer.data  # read aloud, it has an order
    code = code_on(words_of_pdf(answer.data, tmp_path).replace("\u2011", "-"))
    assert opens_by_code(client, code) == "/q"


def test_a_paper_is_in_the_persons_language_and_true_of_paper(
    app: Flask, invitation: Invitation
) -> None:
    house = app.extensions["participation"]
    form = house.library.forms[invitation.form_key]
    sheet = paper_sheet(
        form, IN_ENGLISH, WayIn("abcd-efgh", "h/code", "<svg/>", "03069 990100"),
        officer="Sam", reference="1a2b3c4d", is_child=True,
    )  # fmt: skip
    before, questions, phone = sheet.sections
    told = " ".join(before.lead)
    assert "Then Sam reads it." in told
    assert "A judge can ask to see them." in told
    for section in sheet.sections:
        assert "press" not in " ".join(section.lead).lower()
    asked = {item.heading for item in questions.items}
    worry = next(one for one in form.questions if one.worry and one.company)
    assert worry.text not in asked  # nobody knows who is there (R24)
    assert all(item.room for item in questions.items)
    assert "abcd-efgh" in " ".join(phone.items[0].notes)
    assert "Aisha" not in repr([item.heading for item in questions.items])


def test_what_is_ticked_for_the_officer_alone_stays_with_the_officer(
    desk: FlaskClient, invitation: Invitation
) -> None:
    fields = {"going_well.words": "mum came", "going_well.only": "yes", "one_thing.words": "dogs"}
    assert type_in(desk, invitation, **fields).status_code == 303
    with reading() as session:
        row = session.get_one(Invitation, invitation.id)
        newest = said_so_far.newest_answers(session, row)
        assert newest["going_well"].sharing is Sharing.ONLY_OFFICER
        assert newest["one_thing"].sharing is not Sharing.ONLY_OFFICER


def test_what_was_ticked_where_the_paper_went_on_by_itself_is_kept_as_words(
    app: Flask, desk: FlaskClient, invitation: Invitation
) -> None:
    form = app.extensions["participation"].library.forms[invitation.form_key]
    off = next(one for one in form.questions if one.ask_if and one.choices)
    type_in(desk, invitation, **{off.key: off.choices[0].value})
    assert off.choices[0].label in [words for _kind, _channel, words in remarks()]
