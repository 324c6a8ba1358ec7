"""Cards are made, printed once, ended and cut off by staff; keys that are shut are set free."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations import tasks
from participation.care.consultations.models import Invitation, Task, TaskKind, TaskState
from participation.care.people.models import Child, Role, StaffMember
from participation.guard import keys_of_persons as keys
from participation.guard.audit import AuditEvent
from participation.guard.cards import PersonalCard
from participation.guard.keys_of_persons import KeyKind
from participation.journeys import holding_keys
from participation.journeys.holding_keys import Holder
from participation.kernel.db import reading, transaction
from tests.factories import Make
from tests.web.staff.at_the_copies import words_of_pdf
from tests.web.staff.signing_in import press, signed_in
from tests.web.staff.ways_in import code_on, opens_by_code

LIST = "/staff/cards"
OpenAs = Callable[[StaffMember], FlaskClient]


@pytest.fixture
def officer(make: Make) -> StaffMember:
    return make.staff(Role.IRO, name="Sam Green")


@pytest.fixture
def child(make: Make, officer: StaffMember) -> Child:
    return make.child(officer=officer, age=13)


@pytest.fixture
def open_as(app: Flask, make: Make) -> OpenAs:
    return lambda staff: signed_in(app.test_client(), make, staff)


def card_task(make: Make, child: Child) -> tuple[Invitation, Task]:
    """An invitation that is answered by a card, and the task to hand it over."""
    invitation = make.invitation(make.review(child))
    with transaction() as session:
        row = session.get_one(Invitation, invitation.id)
        task = tasks.make_task(
            session, TaskKind.CARD, about=row.public_id.hex, key=row.child.key,
            owner_role="business_support", due_on=make.today, child_id=child.id,
            invitation_id=row.id, now=make.clock.now(),
        )  # fmt: skip
        session.flush()
        session.expunge(task)
    return invitation, task


def actions() -> list[str]:
    with reading() as session:
        return [row.action for row in session.scalars(select(AuditEvent).order_by(AuditEvent.id))]


def test_r27_a_card_is_made_shown_once_and_opens(
    browser: FlaskClient, child: Child, client: FlaskClient
) -> None:
    page = press(browser, LIST, f"{LIST}/{child.public_id}/make").get_data(as_text=True)
    assert "<svg" in page
    assert "Aisha" not in page, "no name on it"
    assert opens_by_code(client, code_on(page)) == "/card"
    assert code_on(page) not in browser.get(LIST).get_data(as_text=True)
    assert "card.make" in actions()
    with reading() as session:
        card = session.scalars(select(PersonalCard)).one()
        assert code_on(page).replace("-", "") not in (card.code_hash, card.token_hash)


def test_a_new_card_ends_the_one_before(
    browser: FlaskClient, child: Child, client: FlaskClient
) -> None:
    path = f"{LIST}/{child.public_id}/make"
    first = code_on(press(browser, LIST, path).get_data(as_text=True))
    second = code_on(press(browser, LIST, path).get_data(as_text=True))
    assert opens_by_code(client, first) is None
    assert opens_by_code(client, second) == "/card"


def test_t1_one_press_cuts_off_card_links_and_reading(
    browser: FlaskClient, child: Child, client: FlaskClient, make: Make, app: Flask
) -> None:
    """What was opened before the press refuses the next one."""
    invitation = make.invitation(make.review(child))
    link, (token, _code) = make.link(invitation), make.card(child)
    client.post(f"/l/{link}")
    client.post(f"/m/{token}")
    with transaction() as session:
        now = make.clock.now()
        keys.begin_reading(session, cookie="c", csrf="t", person=child.public_id, now=now)
    assert client.get("/q").status_code == client.get("/card").status_code == 200
    assert press(browser, LIST, f"{LIST}/{child.public_id}/cut-off").status_code == 303
    assert client.get("/q").status_code == client.get("/card").status_code == 404
    fresh = app.test_client()
    assert fresh.post(f"/l/{link}").status_code == fresh.post(f"/m/{token}").status_code == 404
    with reading() as session:
        assert session.scalars(select(keys.Reading)).all() == []


def test_an_officer_handles_the_cards_of_their_own_children_only(
    open_as: OpenAs, make: Make, child: Child
) -> None:
    other = open_as(make.staff(Role.IRO))
    assert "Aisha" not in other.get(LIST).get_data(as_text=True)
    for verb in ("make", "cut-off", "reset-key"):
        assert press(other, LIST, f"{LIST}/{child.public_id}/{verb}").status_code == 404
    with reading() as session:
        assert session.scalars(select(PersonalCard)).all() == []


def test_business_support_finds_a_child_by_number_and_resets_no_key(
    open_as: OpenAs, make: Make, child: Child
) -> None:
    support = open_as(make.staff(Role.BUSINESS_SUPPORT))
    assert "Aisha" not in support.get(LIST).get_data(as_text=True)
    page = press(support, LIST, LIST, child=child.external_id).get_data(as_text=True)
    assert "Aisha" in page
    by_address = support.get(f"{LIST}?child={child.external_id}").get_data(as_text=True)
    assert child.external_id not in by_address
    assert "take the key away" not in page
    assert press(support, LIST, f"{LIST}/{child.public_id}/reset-key").status_code == 403


def test_an_officer_who_hands_out_everybodys_cards_resets_no_key_of_another_officers_child(
    open_as: OpenAs, make: Make, child: Child
) -> None:
    both = open_as(make.staff(Role.IRO, Role.BUSINESS_SUPPORT))
    shut(make, child)
    page = both.get(LIST).get_data(as_text=True)
    assert "shut after five wrong tries" in page
    assert "reset-key" not in page
    with reading() as session:
        about = session.scalars(select(Task).where(Task.kind == TaskKind.KEY_SHUT)).one().public_id
    for path in (f"{LIST}/{child.public_id}/reset-key", f"{LIST}/tasks/{about}/reset-key"):
        assert press(both, LIST, path).status_code == 404
    with reading() as session:
        assert keys.key_of(session, child.public_id) is not None


def test_a_never_list_closes_cards_too(open_as: OpenAs, make: Make, child: Child) -> None:
    support = make.staff(Role.BUSINESS_SUPPORT)
    make.never(child, support)
    browser = open_as(support)
    page = press(browser, LIST, LIST, child=child.external_id).get_data(as_text=True)
    assert "Aisha" not in page
    assert press(browser, LIST, f"{LIST}/{child.public_id}/make").status_code == 404


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.COMPLAINTS, Role.SAFEGUARDING])
def test_nobody_else_makes_cards(open_as: OpenAs, make: Make, role: Role) -> None:
    assert open_as(make.staff(role)).get(LIST).status_code == 403


def test_a_card_for_an_invitation_is_printed_handed_over_and_opens_the_questions(
    open_as: OpenAs, make: Make, child: Child, client: FlaskClient
) -> None:
    _invitation, task = card_task(make, child)
    support = open_as(make.staff(Role.BUSINESS_SUPPORT))
    page = press(support, LIST, f"{LIST}/tasks/{task.public_id}/print").get_data(as_text=True)
    assert "Aisha" not in page
    assert opens_by_code(client, code_on(page)) == "/q"
    again = press(support, LIST, f"{LIST}/tasks/{task.public_id}/print").get_data(as_text=True)
    assert opens_by_code(client, code_on(page)) is None, "the card before stops"
    assert opens_by_code(client, code_on(again)) == "/q"
    assert press(support, LIST, f"{LIST}/tasks/{task.public_id}/handed-over").status_code == 303
    with reading() as session:
        done = session.scalars(select(Task).where(Task.kind == TaskKind.CARD)).one()
        assert done.state is TaskState.DONE
        assert done.attempts == [{"on": "2026-11-24", "what": "card"}]


def test_an_old_page_of_staff_does_not_stop_the_card_in_somebody_s_hand(
    open_as: OpenAs, make: Make, child: Child, client: FlaskClient
) -> None:
    """Printed, handed over; then Back and "print" once more, or "handed over" twice."""
    _invitation, task = card_task(make, child)
    support = open_as(make.staff(Role.BUSINESS_SUPPORT))
    path = f"{LIST}/tasks/{task.public_id}"
    page = press(support, LIST, f"{path}/print").get_data(as_text=True)
    press(support, LIST, f"{path}/handed-over")
    assert press(support, LIST, f"{path}/print").status_code == 404
    assert press(support, LIST, f"{path}/handed-over").status_code == 404
    assert opens_by_code(client, code_on(page)) == "/q"
    with reading() as session:
        done = session.scalars(select(Task).where(Task.kind == TaskKind.CARD)).one()
        assert len(done.attempts) == 1


def shut(make: Make, child: Child) -> Holder:
    """The child's key after five wrong tries."""
    with transaction() as session:
        row = session.get_one(Child, child.id)
        holder = Holder(row.public_id, row)
        now = make.clock.now()
        holding_keys.make_key(session, holder, KeyKind.PIN, "271828", mark="m.", now=now)
        for _ in range(5):
            assert not holding_keys.try_key(session, holder, "999999", mark="n.", now=now)
    return holder


def test_r2_a_shut_key_is_a_task_and_only_a_person_sets_it_free(
    browser: FlaskClient, make: Make, child: Child
) -> None:
    shut(make, child)
    page = browser.get(LIST).get_data(as_text=True)
    assert "shut after five wrong tries" in page
    with reading() as session:
        about = session.scalars(select(Task).where(Task.kind == TaskKind.KEY_SHUT)).one().public_id
    answer = press(browser, LIST, f"{LIST}/tasks/{about}/reset-key")
    assert answer.status_code == 303
    with reading() as session:
        assert keys.key_of(session, child.public_id) is None
        task = session.scalars(select(Task).where(Task.kind == TaskKind.KEY_SHUT)).one()
        assert task.state is TaskState.DONE
    assert "key.reset" in actions()


def test_a_forgotten_key_is_taken_away_by_the_officer(
    browser: FlaskClient, make: Make, child: Child
) -> None:
    with transaction() as session:
        now = make.clock.now()
        keys.make_key(session, child.public_id, KeyKind.PIN, "271828", mark="m.", now=now)
    assert press(browser, LIST, f"{LIST}/{child.public_id}/reset-key").status_code == 303
    with reading() as session:
        assert keys.key_of(session, child.public_id) is None
        assert session.scalars(select(keys.KeyedSitting)).all() == []


def test_r27_the_card_as_a_pdf_is_a_small_one_that_opens_and_says_nothing_of_care(
    browser: FlaskClient, child: Child, client: FlaskClient, tmp_path: Path
) -> None:
    page = f"/staff/find/{child.public_id}"
    path = f"{LIST}/{child.public_id}/pdf"
    assert path in browser.get(page).get_data(as_text=True)
    answer = press(browser, page, path)
    assert b"/MarkInfo" in answer.data, "a screen reader reads it as well"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="card.pdf"'
    said = words_of_pdf(answer.data, tmp_path)
    assert said.count("\f") == 1, "one side"
    assert "Sam is there for you." in said
    assert opens_by_code(client, code_on(said.replace("\u2011", "-"))) == "/card"
    for word in ("Aisha", "Green", "review", "officer", "social", "care"):
        assert word not in said


def test_whoever_sees_a_child_and_makes_no_cards_is_offered_none(
    open_as: OpenAs, make: Make, child: Child
) -> None:
    with transaction() as session:
        session.get_one(Child, child.id).ceased_on = make.today
        session.get_one(Child, child.id).ceased_reason = "left_care"
    manager = open_as(make.staff(Role.IRO_MANAGER))
    assert "/staff/cards/" not in manager.get(f"/staff/find/{child.public_id}").text
    assert press(manager, LIST, f"{LIST}/{child.public_id}/pdf").status_code == 404
