"""A machine gives the officer an idea of words that wait for a translator: off unless a council
says which and from which languages, labelled, on the officer's page alone, and never with words
that were kept for the officer or that worried anybody."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations.models import Answer, Remark
from participation.care.interpreting.machine_models import MachineWording
from participation.care.interpreting.machine_rules import MayGo, may_go
from participation.care.people.models import AssignedAs, Assignment, Role
from participation.care.safeguarding.models import Concern, Hearing
from participation.care.safeguarding.rules import Level
from participation.channels.machine.azure import AzureTranslator
from participation.guard.audit import AuditEvent
from participation.kernel.clock import system_now
from participation.kernel.db import reading, transaction
from participation.questionnaire.definition import Sharing
from participation.settings.machine import Engine, MachineSettings
from tests.at_the_database import statements
from tests.databases import on_sqlite
from tests.factories import Make
from tests.standins.machine_server import ENGLISH, KEY, MachineFault, MachineServer
from tests.web.staff.reviewed import Reviewed, source_of, words_of
from tests.web.staff.signing_in import at_work, press
from tests.web.staff.test_summary_cost import MOST_STATEMENTS
from tests.web.translate.at_a_desk import Desk
from tests.web.translate.conftest import WORDS, adds_words

MORE = "ኣደይ ክርእያ ይደሊ"
LABEL = "Made by a machine (Azure Translator), not checked by a person"


@pytest.fixture
def server() -> Iterator[MachineServer]:
    with MachineServer() as server:
        yield server


@pytest.fixture
def machine(app: Flask, server: MachineServer) -> MachineServer:
    """A council that switched one on, for Tigrinya."""
    return switched_on(app, server, "ti")


def switched_on(app: Flask, server: MachineServer, *languages: str) -> MachineServer:
    house = app.extensions["participation"]
    chosen = MachineSettings(Engine.AZURE, server.url, KEY, languages=languages)
    app.extensions["participation"] = replace(
        house,
        settings=replace(house.settings, machine=chosen),
        machine=AzureTranslator(KEY, url=server.url, timeout_seconds=2),
    )
    return server


@pytest.fixture
def officer(app: Flask, make: Make, story: Reviewed) -> FlaskClient:
    return at_work(app.test_client(), make, story.officer)


def page_of(story: Reviewed) -> str:
    return f"/staff/reviews/{story.review.external_id}/summary"


def look(browser: FlaskClient, story: Reviewed) -> str:
    return words_of(browser.get(page_of(story)).get_data(as_text=True))


def asks(browser: FlaskClient, story: Reviewed) -> int:
    return int(press(browser, page_of(story), f"{page_of(story)}/machine").status_code)


def kept() -> list[str]:
    with reading() as session:
        return [row.words for row in session.scalars(select(MachineWording))]


def test_off_as_shipped_nothing_is_offered_and_nothing_leaves(
    story: Reviewed, officer: FlaskClient, server: MachineServer, work_off: Callable[[], int]
) -> None:
    shown = look(officer, story)
    assert WORDS in shown
    assert "machine" not in shown.lower()
    assert asks(officer, story) == 303
    work_off()
    assert (server.asked, kept()) == ([], [])


def test_what_it_made_stands_labelled_on_the_officers_page_and_nowhere_else(
    app: Flask, make: Make, desk: Desk, story: Reviewed, officer: FlaskClient,
    machine: MachineServer, work_off: Callable[[], int],
) -> None:  # fmt: skip
    assert "1 text here waits for a translator" in look(officer, story)
    work_off()
    assert machine.asked == [], "only when the officer asks"
    mails = len(desk.post.mails)
    assert asks(officer, story) == 303
    assert "A machine (Azure Translator) was asked" in look(officer, story)
    work_off()
    assert machine.asked == [WORDS]
    shown = look(officer, story)
    for words in (WORDS, ENGLISH, LABEL, "Decide nothing by it", "Not translated yet"):
        assert words in shown, words
    assert "Ask the machine" not in shown
    html = officer.get(page_of(story)).get_data(as_text=True)
    beside = rf'<div class="english hide">[^§]{{0,200}}{re.escape(ENGLISH)}'
    assert re.search(beside, html), "not in print"
    with reading() as session:
        heard = session.scalars(select(Hearing.public_id)).first()
        concern = session.scalars(select(Concern)).one()
        assert (concern.level, concern.cause) == (Level.AMBER, "not_screened"), "as it was"
        deeds = session.scalars(select(AuditEvent.action))
        assert "machine.ask" in set(deeds)
    worker = make.staff(Role.SOCIAL_WORKER)
    with transaction() as session:
        session.add(Assignment(child_id=story.child.id, staff_id=worker.id, from_on=make.today,
                               assigned_as=AssignedAs.SOCIAL_WORKER))  # fmt: skip
    review = f"/staff/reviews/{story.review.external_id}"
    elsewhere = [
        officer.get(path).get_data()
        for path in (f"/staff/words/{heard}", f"/staff/concerns/{concern.public_id}",
                     f"{review}/after", f"{review}/letter", f"{review}/hand-on/conference")
    ]  # fmt: skip
    elsewhere += [press(officer, page_of(story), f"{page_of(story)}/take", part="whole",
                        shape=shape).get_data() for shape in ("text", "json")]  # fmt: skip
    social_worker = at_work(app.test_client(), make, worker)
    assert WORDS in look(social_worker, story)
    elsewhere.append(social_worker.get(page_of(story)).get_data())
    assert not [page for page in elsewhere if ENGLISH.encode() in page or b"y a machine" in page]
    assert len(desk.post.mails) == mails

    assert "Quillon" in desk.shows(), "a translator is still asked"
    home = desk.lets_in(desk.adds("Selam Tesfay"))
    assert ENGLISH not in home.look()
    home.writes("I want to live with my brother and my mother")
    shown = look(officer, story)
    assert "and my mother" in shown
    assert "machine" not in shown.lower(), "a person has read it"
    assert kept() == []


@pytest.mark.parametrize(
    "wrong",
    ["only_officer", "worried", "translated", "counts", "language", "digits"],
)
def test_words_that_never_leave(wrong: str) -> None:
    text = MayGo(words=WORDS, language="ti", only_officer=False, worried=False, translated=False,
                 counts=True)  # fmt: skip
    assert may_go(text, ("ti", "ar"))
    changed = {"language": "am", "counts": False, "digits": None}.get(wrong, True)
    text = replace(text, words="2") if wrong == "digits" else replace(text, **{wrong: changed})
    assert not may_go(text, ("ti", "ar"))


@pytest.mark.parametrize("why", ["kept", "worried", "withdrawn", "replaced", "language"])
@on_sqlite
def test_what_became_so_after_the_officer_asked_does_not_leave_either(
    app: Flask, story: Reviewed, officer: FlaskClient, machine: MachineServer, why: str,
    work_off: Callable[[], int],
) -> None:  # fmt: skip
    assert asks(officer, story) == 303
    with transaction() as session:
        row = session.scalars(select(Answer).where(Answer.public_id == source_of(WORDS))).one()
        match why:
            case "kept":
                row.sharing = Sharing.ONLY_OFFICER
            case "withdrawn":
                row.withdrawn_at = system_now()
            case "worried":
                session.scalars(select(Concern)).one().cause = "person_worried"
            case "replaced":
                row.revision -= 1
                again = {name: getattr(row, name) for name in (
                    "key", "invitation_id", "question_key", "channel", "language", "sharing",
                    "given_at", "state", "how_read")}  # fmt: skip
                session.add(Answer(**again, revision=row.revision + 1, words=MORE))
            case "language":
                switched_on(app, machine, "ar")
    work_off()
    assert (machine.asked, kept()) == ([], [])


@on_sqlite
def test_words_kept_for_the_officer_or_that_worried_anybody_are_not_offered(
    make: Make, story: Reviewed, officer: FlaskClient, machine: MachineServer,
    work_off: Callable[[], int],
) -> None:  # fmt: skip
    with transaction() as session:
        row = session.scalars(select(Answer).where(Answer.public_id == source_of(WORDS))).one()
        row.sharing = Sharing.ONLY_OFFICER
    adds_words(make, story, MORE)
    with transaction() as session:
        one = session.scalars(select(Concern).where(Concern.source_id == source_of(MORE))).one()
        one.cause = "person_worried"
    adds_words(make, story, "hello there", "en")
    shown = look(officer, story)
    assert MORE in shown
    assert "Ask the machine" not in shown
    asks(officer, story)
    work_off()
    assert machine.asked == []


@on_sqlite
def test_where_it_does_not_answer_it_is_asked_again_and_where_it_refuses_the_officer_may(
    story: Reviewed, officer: FlaskClient, machine: MachineServer, work_off: Callable[[], int]
) -> None:
    machine.fault(MachineFault.FORBIDDEN)
    asks(officer, story)
    work_off()
    assert (len(machine.asked), kept()) == (1, [])
    assert "Ask the machine" in look(officer, story)
    machine.fault(MachineFault.TOO_MANY, times=2)
    asks(officer, story)
    work_off()
    assert (len(machine.asked), kept()) == (2, [""]), "in a minute, and not at once"


@on_sqlite
def test_the_page_asks_the_database_no_more_for_many_texts_than_for_one(
    app: Flask, make: Make, story: Reviewed, officer: FlaskClient, server: MachineServer
) -> None:
    def cost() -> int:
        look(officer, story)  # a new version is written by whoever looks first
        with statements(app) as seen:
            look(officer, story)
        return len(seen)

    off = cost()
    switched_on(app, server, "ti")
    assert cost() <= off + 2
    for number in range(8):
        adds_words(make, story, f"{MORE} {number}")
    assert cost() <= off + 2
    assert off <= MOST_STATEMENTS
    with reading() as session:
        assert len(session.scalars(select(Remark)).all()) == 8
