"""What was asked between reviews: who sees it, who opens the words, taking on, and done."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select

from participation.care.people.models import Assignment, Child, Role, StaffMember
from participation.care.requests.models import Ask, AskKind, AskState
from participation.care.requests.service import Asked
from participation.care.safeguarding import queries as safeguarding
from participation.care.safeguarding.kept_from import kept_from
from participation.care.safeguarding.models import Concern, Hearing, HearingState
from participation.guard.audit import AuditEvent
from participation.journeys.asking_between_reviews import take_ask
from participation.kernel.db import reading, transaction
from tests.factories import Make
from tests.web.staff.signing_in import press, signed_in

CANARY = "zebrafinch"
RED = "he hits me"
LIST = "/staff/requests"

Asks = Callable[..., UUID]
OpenAs = Callable[[StaffMember], FlaskClient]


@pytest.fixture
def officer(make: Make) -> StaffMember:
    return make.staff(Role.IRO, name="Sam Green")


@pytest.fixture
def child(make: Make, officer: StaffMember) -> Child:
    return make.child(officer=officer)


@pytest.fixture
def ask(make: Make, child: Child) -> Asks:
    """The child asks for something; the ask's public id."""

    def asked(kind: AskKind, words: str = CANARY, *, past: bool = False) -> UUID:
        with transaction() as session:
            row = take_ask(
                session,
                session.get_one(Child, child.id),
                Asked(kind=kind, words=words, asker="child", language="en",
                      page_key=uuid4().hex),
                not_the_officer=past,
                house=make.house,
                now=make.clock.now(),
            )  # fmt: skip
            return row.public_id

    return asked


@pytest.fixture
def open_as(app: Flask, make: Make) -> OpenAs:
    return lambda staff: signed_in(app.test_client(), make, staff)


def text(browser: FlaskClient, path: str = LIST) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def audited() -> list[tuple[str, str]]:
    with reading() as session:
        rows = session.scalars(select(AuditEvent).order_by(AuditEvent.id))
        return [(row.action, row.outcome) for row in rows]


def the_ask() -> Ask:
    with reading() as session:
        row = session.scalars(select(Ask)).one()
        str(row.answer)
        session.expunge_all()
        return row


# --- who sees what -----------------------------------------------------------------------------


def test_r27_the_officer_sees_and_opens_what_their_children_ask(
    ask: Asks, open_as: OpenAs, officer: StaffMember
) -> None:
    asked = ask(AskKind.SOLICITOR)
    browser = open_as(officer)
    listed = text(browser)
    assert "A solicitor" in listed
    assert "Aisha" in listed
    assert CANARY not in listed, "no words on the list"
    assert CANARY in text(browser, f"{LIST}/{asked}")
    assert ("ask.read", "done") in audited()


def test_another_officer_sees_nothing_and_asking_for_it_leaves_a_row(
    ask: Asks, open_as: OpenAs, make: Make
) -> None:
    """T3, B53."""
    asked = ask(AskKind.SOLICITOR)
    browser = open_as(make.staff(Role.IRO))
    assert "Aisha" not in text(browser)
    assert browser.get(f"{LIST}/{asked}").status_code == 404
    assert ("ask.read", "refused") in audited()


def test_business_support_sees_that_something_waits_and_never_the_words(
    ask: Asks, open_as: OpenAs, make: Make
) -> None:
    asked = ask(AskKind.SOLICITOR)
    ask(AskKind.COMPLAINT)
    browser = open_as(make.staff(Role.BUSINESS_SUPPORT))
    listed = text(browser)
    assert "A solicitor" in listed
    assert "complaint" not in listed.casefold(), "who complained is nobody else's business"
    assert CANARY not in listed
    assert browser.get(f"{LIST}/{asked}").status_code == 403


@pytest.mark.parametrize(
    ("kind", "past", "reads"),
    [
        (AskKind.COMPLAINT, False, Role.COMPLAINTS),
        (AskKind.MANAGER, False, Role.IRO_MANAGER),
        (AskKind.ADVOCATE, True, Role.IRO_MANAGER),
    ],
)
def test_r26_what_goes_past_the_officer_is_on_the_other_list_and_on_none_of_theirs(
    ask: Asks, open_as: OpenAs, make: Make, officer: StaffMember, kind: AskKind, past: bool,
    reads: Role,
) -> None:  # fmt: skip
    """R26, with words that are flagged: the worst case for a list of concerns."""
    asked = ask(kind, f"{RED} {CANARY}", past=past)
    theirs = open_as(officer)
    for path in (LIST, "/staff/concerns", "/staff/reviews", "/staff/tasks"):
        page = text(theirs, path)
        assert CANARY not in page
        assert "Asked between reviews</a> (" not in page
    assert "Aisha" not in text(theirs, LIST)
    assert "Aisha" not in text(theirs, "/staff/concerns")
    assert theirs.get(f"{LIST}/{asked}").status_code == 404
    with reading() as session:
        hearing = session.scalars(select(Hearing)).one().public_id
    assert theirs.get(f"/staff/words/{hearing}").status_code == 404
    other = open_as(make.staff(reads))
    assert CANARY in text(other, f"{LIST}/{asked}")
    safe = open_as(make.staff(Role.SAFEGUARDING))
    assert "Aisha" in text(safe, "/staff/concerns")
    assert CANARY in text(safe, f"/staff/words/{hearing}")


def test_r26_the_officer_sees_nothing_with_the_hat_of_a_manager_or_of_safeguarding(
    ask: Asks, open_as: OpenAs, make: Make
) -> None:
    chief = make.staff(Role.IRO, Role.IRO_MANAGER, Role.COMPLAINTS, Role.SAFEGUARDING)
    held = make.child(officer=chief, name="Bola")
    with transaction() as session:
        row = take_ask(
            session,
            session.get_one(Child, held.id),
            Asked(kind=AskKind.MANAGER, words=f"{RED} {CANARY}", asker="child", language="en",
                  page_key="mark.bola"),
            house=make.house,
            now=make.clock.now(),
        )  # fmt: skip
        asked = row.public_id
    browser = open_as(chief)
    assert "Bola" not in text(browser)
    assert browser.get(f"{LIST}/{asked}").status_code == 404
    assert "Bola" not in text(browser, "/staff/concerns")


@pytest.mark.parametrize("when_asked", ["the officer", "somebody else"])
def test_r26_a_missing_child_who_asks_past_the_officer_without_a_word_is_kept_from_the_officer(
    ask: Asks, open_as: OpenAs, make: Make, child: Child, officer: StaffMember, when_asked: str
) -> None:
    """A sign of life is red and has no words; whoever is the officer later sees it as little."""
    with transaction() as session:
        session.get_one(Child, child.id).circumstances = ["missing"]
    ask(AskKind.ADVOCATE, "", past=True)
    with transaction() as session:
        concern = session.scalars(select(Concern)).one()
        assert concern.hearing_id is None
        page = f"/staff/concerns/{concern.public_id}"
        if when_asked == "somebody else":
            follower = make.staff(Role.IRO, name="Alex Stone")
            found = session.scalars(select(Assignment)).one()
            found.staff_id = follower.id
    now_theirs = officer if when_asked == "the officer" else follower
    for reader in {officer.id: officer, now_theirs.id: now_theirs}.values():
        theirs = open_as(reader)
        assert "Aisha" not in text(theirs, "/staff/concerns")
        assert theirs.get(page).status_code == 404
    with reading() as session:
        left_out = kept_from(session, session.scalars(select(Concern)).one(), make.today)
        assert {officer.id, now_theirs.id} <= left_out
        assert safeguarding.concerns_by_child(session, [child.id]) == {}
    safe = open_as(make.staff(Role.SAFEGUARDING))
    assert safe.get(page).status_code == 200


def test_r26_an_officer_who_moved_to_another_post_still_does_not_see_it(
    ask: Asks, open_as: OpenAs, make: Make
) -> None:
    """What was said past Sam stays past Sam when Sam is the officer no more."""
    sam = make.staff(Role.IRO, Role.IRO_MANAGER, Role.SAFEGUARDING)
    held = make.child(officer=sam, name="Bola")
    with transaction() as session:
        take_ask(
            session,
            session.get_one(Child, held.id),
            Asked(kind=AskKind.MANAGER, words=f"{RED} {CANARY}", asker="child", language="en",
                  page_key="mark.bola"),
            house=make.house,
            now=make.clock.now(),
        )  # fmt: skip
        session.execute(delete(Assignment).where(Assignment.child_id == held.id))
        heard = session.scalars(select(Hearing)).one().public_id
    browser = open_as(sam)
    assert "Bola" not in text(browser)
    assert "Bola" not in text(browser, "/staff/concerns")
    assert browser.get(f"/staff/words/{heard}").status_code == 404
    assert "Bola" in text(open_as(make.staff(Role.SAFEGUARDING)), "/staff/concerns")


def test_a_never_list_beats_the_list_of_a_manager(
    ask: Asks, open_as: OpenAs, make: Make, child: Child
) -> None:
    asked = ask(AskKind.MANAGER)
    manager = make.staff(Role.IRO_MANAGER)
    make.never(child, manager)
    browser = open_as(manager)
    assert "Aisha" not in text(browser)
    assert browser.get(f"{LIST}/{asked}").status_code == 404


@pytest.mark.parametrize("role", [Role.SOCIAL_WORKER, Role.PARTICIPATION, Role.ADMIN])
def test_nobody_else_opens_the_list(open_as: OpenAs, make: Make, role: Role) -> None:
    assert open_as(make.staff(role)).get(LIST).status_code == 403


def test_an_officer_reads_it_on_the_list_of_words_as_well(
    ask: Asks, open_as: OpenAs, officer: StaffMember
) -> None:
    """Every word is heard: what is asked waits on the same list as all other words."""
    ask(AskKind.MESSAGE)
    browser = open_as(officer)
    assert "Aisha" in text(browser, "/staff/concerns")
    with reading() as session:
        hearing = session.scalars(select(Hearing)).one().public_id
    assert CANARY in text(browser, f"/staff/words/{hearing}")


# --- taking on, and done -----------------------------------------------------------------------


def test_taking_on_names_the_person_and_counts_as_having_read(
    ask: Asks, open_as: OpenAs, officer: StaffMember
) -> None:
    asked = ask(AskKind.SOLICITOR)
    browser = open_as(officer)
    path = f"{LIST}/{asked}"
    assert press(browser, path, f"{path}/take").status_code == 303
    assert "Sam Green has it." in text(browser, path)
    row = the_ask()
    assert (row.state, row.taken_by_id) == (AskState.TAKEN_ON, officer.id)
    with reading() as session:
        assert session.scalars(select(Hearing)).one().state is HearingState.READ


def test_done_keeps_the_line_the_person_is_told_and_leaves_the_list(
    ask: Asks, open_as: OpenAs, officer: StaffMember
) -> None:
    asked = ask(AskKind.SOLICITOR)
    browser = open_as(officer)
    path = f"{LIST}/{asked}"
    assert press(browser, path, f"{path}/done", answer=" ").status_code == 422
    assert press(browser, path, f"{path}/done", answer="Ms Khan rings you").status_code == 303
    row = the_ask()
    assert (row.state, row.answer) == (AskState.DONE, "Ms Khan rings you")
    assert row.answer_sealed is not None
    assert b"Khan" not in row.answer_sealed
    assert "A solicitor" not in text(browser)


def test_who_did_it_is_who_is_named_and_what_the_person_was_told_stays(
    ask: Asks, open_as: OpenAs, make: Make
) -> None:
    """Two managers with the same list: one took it on, the other did it, and the first then presses
    on a page from before."""
    first, second = (make.staff(Role.IRO_MANAGER, name=name) for name in ("Ann Lee", "Bo Kaur"))
    browser, other = open_as(first), open_as(second)
    path = f"{LIST}/{ask(AskKind.MANAGER)}"
    press(browser, path, f"{path}/take")
    press(other, path, f"{path}/done", answer="I came to see you")
    late = press(browser, path, f"{path}/done", answer="Nobody was free")
    assert late.headers["Location"] == path, "shown what the person is told"
    with reading() as session:
        row = session.scalars(select(Ask)).one()
        assert row.answer == "I came to see you"
        assert row.taken_by is not None
        assert row.taken_by.full_name == "Bo Kaur"


def test_a_line_that_is_too_long_is_given_back_whole(
    ask: Asks, open_as: OpenAs, officer: StaffMember
) -> None:
    browser, path = open_as(officer), f"{LIST}/{ask(AskKind.MESSAGE)}"
    long = "word " * 400 + "the end"
    answer = press(browser, path, f"{path}/done", answer=long)
    assert answer.status_code == 422
    assert long in answer.get_data(as_text=True)
    assert the_ask().state is AskState.ASKED


def test_nobody_takes_on_what_they_may_not_open(
    ask: Asks, open_as: OpenAs, make: Make, officer: StaffMember
) -> None:
    asked = ask(AskKind.COMPLAINT)
    browser = open_as(officer)
    for verb in ("take", "done"):
        answer = press(browser, LIST, f"{LIST}/{asked}/{verb}", answer="x")
        assert answer.status_code == 404
    assert the_ask().state is AskState.ASKED


def test_a_forged_press_takes_nothing_on(ask: Asks, open_as: OpenAs, officer: StaffMember) -> None:
    """B48."""
    asked = ask(AskKind.SOLICITOR)
    answer = open_as(officer).post(f"{LIST}/{asked}/take", data={"csrf_token": "x"})
    assert answer.status_code == 403
    assert the_ask().state is AskState.ASKED
