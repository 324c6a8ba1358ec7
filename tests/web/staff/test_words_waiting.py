"""Words waiting: who sees whose, what opens, and that reading them is a step of its own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations.models import Invitation
from participation.care.people.models import Role, StaffMember
from participation.care.safeguarding import service as safeguarding
from participation.care.safeguarding.models import (
    HearingState,
    SourceKind,
)
from participation.care.safeguarding.service import Heard
from participation.guard.audit import AuditEvent
from participation.guard.crypto import council_key
from participation.kernel.db import transaction
from participation.kernel.ids import new_public_id
from tests.factories import Make
from tests.saying import Saying
from tests.web.staff.signing_in import press, signed_in
from tests.web.staff.words_heard import RED, child, concern_ids, hearings, say, text_of, words_path

__all__ = ["child", "say"]


@pytest.fixture
def open_as(app: Flask, make: Make) -> Callable[[Role], FlaskClient]:
    return lambda role: signed_in(app.test_client(), make, make.staff(role))


# --- the lists ------------------------------------------------------------------------------


def test_sent_words_wait_and_nobody_elses_officer_sees_them(
    browser: FlaskClient,
    open_as: Callable[[Role], FlaskClient],
    say: Saying,
    child: Invitation,
) -> None:
    say.fill_in(child, "one_thing", words="i like football")
    say.send(child)
    (hearing,) = hearings()
    assert words_path(hearing) in text_of(browser)
    assert "football" not in text_of(browser)
    assert words_path(hearing) not in text_of(open_as(Role.IRO))
    assert words_path(hearing) in text_of(open_as(Role.SAFEGUARDING))


@pytest.mark.parametrize("beside", [False, True], ids=["answer", "remark"])
def test_r4_words_for_the_officer_alone_open_to_the_officer_and_not_to_the_safeguarding_team(
    browser: FlaskClient,
    open_as: Callable[[Role], FlaskClient],
    say: Saying,
    child: Invitation,
    beside: bool,
) -> None:
    if beside:
        say.send(child)
        say.add(child, "between us", only_officer=True)
    else:
        say.fill_in(child, "one_thing", words="between us", only_officer=True)
        say.send(child)
    (hearing,) = hearings()
    team = open_as(Role.SAFEGUARDING)
    assert words_path(hearing) not in text_of(team)
    assert team.get(words_path(hearing)).status_code == 404
    assert words_path(hearing) in text_of(browser)
    assert "between us" in text_of(browser, words_path(hearing))


def test_r4_words_for_the_officer_alone_open_to_the_team_when_somebody_may_not_be_safe(
    open_as: Callable[[Role], FlaskClient], say: Saying, child: Invitation
) -> None:
    say.fill_in(child, "one_thing", words=RED, only_officer=True)
    say.send(child)
    (hearing,) = hearings()
    assert RED in text_of(open_as(Role.SAFEGUARDING), words_path(hearing))


def test_words_for_an_officer_whom_a_child_does_not_have_are_read_by_the_team(
    make: Make, open_as: Callable[[Role], FlaskClient], say: Saying
) -> None:
    nobodys = make.invitation(make.review(make.child()), company="alone")
    say.fill_in(nobodys, "one_thing", words="hello", only_officer=True)
    say.send(nobodys)
    (hearing,) = hearings()
    assert words_path(hearing) in text_of(open_as(Role.SAFEGUARDING))


def test_a_draft_that_was_not_flagged_is_on_no_list_and_does_not_open(
    browser: FlaskClient, say: Saying, child: Invitation
) -> None:
    say.fill_in(child, "one_thing", words="not sure yet")
    (hearing,) = hearings()
    assert hearing.state is HearingState.DRAFT
    assert words_path(hearing) not in text_of(browser)
    assert browser.get(words_path(hearing)).status_code == 404


def test_r3_a_flagged_draft_opens_and_says_that_it_was_not_sent(
    browser: FlaskClient, say: Saying, child: Invitation
) -> None:
    say.fill_in(child, "one_thing", words=RED)
    (hearing,) = hearings()
    (concern,) = concern_ids()
    assert f"/staff/concerns/{concern}" in text_of(browser)
    page = text_of(browser, words_path(hearing))
    assert RED in page
    assert "Not sent yet." in page
    assert f"/staff/concerns/{concern}" in page


def test_r3_wording_that_was_replaced_is_never_shown(
    browser: FlaskClient, say: Saying, child: Invitation
) -> None:
    say.fill_in(child, "one_thing", words=RED)
    say.fill_in(child, "one_thing", words="it is fine")
    page = text_of(browser, words_path(hearings()[0]))
    assert RED not in page
    assert "changed these words" in page
    assert len(concern_ids()) == 1  # and yet the concern stands


def test_words_of_nobody_known_are_for_the_safeguarding_team(
    app: Flask,
    browser: FlaskClient,
    make: Make,
    open_as: Callable[[Role], FlaskClient],
) -> None:
    with transaction() as session:
        safeguarding.hear(
            session,
            Heard(
                child_id=None,
                source_kind=SourceKind.MESSAGE,
                source_id=new_public_id(),
                words="help",
                language="en",
                from_child=False,
                sent=True,
                read_due=make.clock.now() + timedelta(days=1),
            ),
            key=council_key(session, make.clock.now()),
            lists=make.house.screening,
            now=make.clock.now(),
        )
    (hearing,) = hearings()
    assert words_path(hearing) in text_of(open_as(Role.SAFEGUARDING))
    assert words_path(hearing) not in text_of(browser)
    assert browser.get(words_path(hearing)).status_code == 404


def test_words_not_read_in_time_are_late_on_the_list(
    browser: FlaskClient, make: Make, say: Saying, child: Invitation
) -> None:
    say.fill_in(child, "one_thing", words="hello")
    say.send(child)
    assert '<strong class="look">late</strong>' not in text_of(browser)
    make.clock.moment += timedelta(days=5)
    assert '<strong class="look">late</strong>' in text_of(browser)


def test_d19_the_never_list_hides_a_child_from_the_safeguarding_team_as_well(
    app: Flask, make: Make, say: Saying, child: Invitation
) -> None:
    member = make.staff(Role.SAFEGUARDING)
    make.never(child.child, member)
    say.fill_in(child, "one_thing", words=RED)
    say.send(child)
    browser = signed_in(app.test_client(), make, member)
    page = text_of(browser)
    assert "Aisha" not in page
    (hearing,) = hearings()
    assert browser.get(words_path(hearing)).status_code == 404
    (concern,) = concern_ids()
    assert browser.get(f"/staff/concerns/{concern}").status_code == 404


# --- opening and reading --------------------------------------------------------------------


def test_opening_words_writes_the_audit_row_and_reading_them_is_a_second_step(
    browser: FlaskClient, say: Saying, officer: StaffMember, child: Invitation
) -> None:
    say.text(child, "one_thing", "i like football")
    (hearing,) = hearings()
    assert "i like football" in text_of(browser, words_path(hearing))
    assert hearings()[0].state is HearingState.WAITING
    answer = press(browser, "/staff/concerns", words_path(hearing) + "/read")
    assert answer.status_code == 303
    (read,) = hearings()
    assert (read.state, read.read_by_id) == (HearingState.READ, officer.id)
    with transaction() as session:
        rows = session.scalars(
            select(AuditEvent).where(AuditEvent.action.startswith("words.")).order_by(AuditEvent.id)
        ).all()
        assert [(row.action, row.outcome) for row in rows] == [
            ("words.read", "done"),
            ("words.mark", "done"),
        ]


def test_the_words_come_with_the_question_they_answer(
    browser: FlaskClient, say: Saying, child: Invitation
) -> None:
    say.text(child, "one_thing", "football")
    page = text_of(browser, words_path(hearings()[0]))
    assert "What is the one thing you want your reviewing officer to know?" in page


@pytest.mark.parametrize("role", [Role.BUSINESS_SUPPORT, Role.SOCIAL_WORKER, Role.ADMIN])
def test_other_roles_do_not_open_words(
    open_as: Callable[[Role], FlaskClient], say: Saying, child: Invitation, role: Role
) -> None:
    say.text(child, "one_thing", "football")
    browser = open_as(role)
    assert words_path(hearings()[0]) not in text_of(browser)
    assert browser.get(words_path(hearings()[0])).status_code == 403


def test_the_list_says_who_read_what_and_whether_in_time(
    browser: FlaskClient, make: Make, say: Saying, officer: StaffMember, child: Invitation
) -> None:
    say.text(child, "one_thing", "i like football")
    (hearing,) = hearings()
    assert "Read in the last 7 days" not in text_of(browser)
    press(browser, words_path(hearing), words_path(hearing) + "/read")
    page = text_of(browser)
    assert "Read in the last 7 days" in page
    assert f"<bdi>{officer.full_name}</bdi>, Tue 24 Nov, 4.30pm" in page
    assert "football" not in page


@pytest.mark.parametrize("made_up", ["not-an-id", "0", "-1", "[1]", "0" * 32, "9" * 5000])
def test_b53_a_guessed_id_is_not_there(browser: FlaskClient, made_up: str) -> None:
    assert browser.get(f"/staff/words/{made_up}").status_code == 404
