"""A council's route in tests: made-up people, and providers on this machine that can go down."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from participation.care.people.models import AssignedAs, Assignment, Child, Role, StaffMember
from participation.care.safeguarding import service as safeguarding
from participation.care.safeguarding import steps
from participation.care.safeguarding.models import (
    Concern,
    ConcernDid,
    ConcernOutcome,
    ConcernStep,
    ExcludedAs,
)
from participation.care.safeguarding.route import Contact, Ladder, Route, RouteOf
from participation.care.safeguarding.rules import Level
from participation.channels.mail.smtp_gateway import SmtpGateway
from participation.channels.sms.twilio_gateway import TwilioGateway
from participation.channels.voice.twilio_calls import TwilioCalls
from participation.journeys.services import Services
from participation.kernel.clock import LONDON
from participation.kernel.db import db, reading, transaction
from participation.outbox.models import OutboxItem
from participation.worker import jobs
from tests.conftest import ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER, MovableClock
from tests.factories import Make
from tests.standins.mail_server import MailServer
from tests.standins.twilio_server import TwilioServer

TEAM = "North"
CAST = ("DUTY", "SERVICE", "HEAD", "NIGHT1", "NIGHT2", "NIGHT3", "ADULT1", "ADULT2", "SENIOR")
KNOW_THE_CHILD = ("IRO", "SW", "TM")
SECONDS = 0.4  # of waiting for a provider


def number_of(who: str) -> str:
    """Each has a telephone of their own, for drama only."""
    return f"+447700900{800 + (*CAST, *KNOW_THE_CHILD).index(who)}"


def address_of(who: str) -> str:
    return f"{who.lower()}@council.example"


def made_up_route() -> Route:
    """Whom the child's own people are followed by; the IRO has no telephone here."""
    phoned = (*CAST, "SW", "TM")
    first = (("social_worker", "team_manager"), ("DUTY",), ("SERVICE",), ("HEAD",))
    return Route(
        contacts={who: Contact(who, text=number_of(who), call=number_of(who)) for who in phoned},
        in_hours={
            RouteOf.CHILD: Ladder(first, ("reviewing_officer",)),
            RouteOf.ADULT: Ladder(first[1:], ("reviewing_officer",)),
        },
        on_call={
            RouteOf.CHILD: Ladder((("NIGHT1",), ("NIGHT2",), ("NIGHT3",))),
            RouteOf.ADULT: Ladder((("ADULT1",), ("ADULT2",))),
        },
        outside_the_line=("SENIOR",),
        team_managers={TEAM: "TM"},
    )


@dataclass(frozen=True, slots=True)
class Paging:
    """A child with their people, the route, and what left the house."""

    app: Flask
    house: Services
    clock: MovableClock
    twilio: TwilioServer
    post: MailServer
    child_id: int
    staff: dict[str, StaffMember]

    def at(self, moment: str) -> datetime:
        """Set the clock, as on the wall in London."""
        self.clock.moment = datetime.fromisoformat(moment).replace(tzinfo=LONDON)
        return self.clock.moment

    def pass_minutes(self, minutes: float) -> None:
        self.clock.moment += timedelta(minutes=minutes)
        self.work()

    def raise_concern(
        self, level: Level = Level.RED, of: RouteOf = RouteOf.CHILD, *, cause: str = "button"
    ) -> int:
        """A concern about the child, and the worker does all that is due."""
        with self.app.app_context(), transaction() as session:
            found = self.raise_in(session, level, of, cause=cause).id
        self.work()
        return found

    def raised_about(self, names: list[str]) -> int:
        """A red one; these are marked as whom it is about before the worker looks."""
        with self.app.app_context(), transaction() as session:
            concern = self.raise_in(session)
            for who in names:
                steps.exclude(
                    session,
                    concern,
                    self.staff[who].id,
                    ExcludedAs.SUBJECT,
                    by_id=None,
                    now=self.clock.now(),
                )
            found = concern.id
        self.work()
        return found

    def raise_in(
        self,
        session: Session,
        level: Level = Level.RED,
        of: RouteOf = RouteOf.CHILD,
        *,
        cause: str = "button",
    ) -> Concern:
        child = session.get_one(Child, self.child_id)
        return safeguarding.raise_concern(
            session,
            child_id=child.id,
            level=level,
            cause=cause,
            route=of,
            key=child.key,
            now=self.clock.now(),
        )

    def did(self, what: ConcernDid) -> int:
        """How many steps of this kind are written down."""
        with reading() as session:
            wanted = select(func.count()).where(ConcernStep.what == what)
            return session.scalar(wanted) or 0

    def work(self) -> None:
        with self.app.app_context():
            db.session.rollback()
        jobs.work_off(self.app, lambda _seconds: time.sleep(0.02))

    def rest_is_over(self) -> None:
        """The minute before a failed alert is tried again has passed."""
        with self.app.app_context(), transaction() as session:
            session.execute(update(OutboxItem).values(lease_until=None))
        self.work()

    def acknowledge(self, concern_id: int, who: str) -> None:
        with self.app.app_context(), transaction() as session:
            steps.acknowledge(
                session,
                session.get_one(Concern, concern_id),
                by_id=self.staff[who].id,
                outcome=ConcernOutcome.CONTACTED_CHILD,
                note="rang her",
                now=self.clock.now(),
            )

    def texted(self) -> set[str]:
        return {who for who in self.staff if self.twilio.sent(number_of(who))}

    def rung(self) -> set[str]:
        numbers = {number for number, _words in self.twilio.calls}
        return {who for who in self.staff if number_of(who) in numbers}

    def mailed(self) -> set[str]:
        return {who for who in self.staff if address_of(who) in self.post.recipients}

    def told(self) -> set[str]:
        return self.texted() | self.rung() | self.mailed()

    def concern(self) -> Concern:
        with self.app.app_context(), transaction() as session:
            found = session.scalars(select(Concern)).one()
            session.expunge_all()
            return found


@contextmanager
def paging(app: Flask, make: Make, clock: MovableClock) -> Iterator[Paging]:
    """The house with a route, and providers that listen on this machine."""
    before: Services = app.extensions["participation"]
    with (
        TwilioServer(account_sid=ACCOUNT_SID, auth_token=AUTH_TOKEN) as twilio,
        MailServer() as post,
    ):
        house = replace(
            before,
            route=made_up_route(),
            mail=SmtpGateway(post.url, sender="no-reply@council.example", timeout_seconds=SECONDS),
            sms=TwilioGateway(
                ACCOUNT_SID,
                AUTH_TOKEN,
                timeout_seconds=SECONDS,
                from_number=OUR_NUMBER,
                base_url=twilio.url,
            ),
            voice=TwilioCalls(
                ACCOUNT_SID,
                AUTH_TOKEN,
                from_number=OUR_NUMBER,
                timeout_seconds=SECONDS,
                base_url=twilio.url,
            ),
        )
        app.extensions["participation"] = house
        staff = {who: _member(make, who) for who in (*CAST, *KNOW_THE_CHILD)}
        child = make.child(officer=staff["IRO"])
        with transaction() as session:
            session.add(
                Assignment(
                    child_id=child.id,
                    staff_id=staff["SW"].id,
                    assigned_as=AssignedAs.SOCIAL_WORKER,
                    from_on=make.today - timedelta(days=100),
                )
            )
        yield Paging(app, house, clock, twilio, post, child.id, staff)
    app.extensions["participation"] = before


def _member(make: Make, who: str) -> StaffMember:
    roles = {"IRO": Role.IRO, "SW": Role.SOCIAL_WORKER, "TM": Role.SOCIAL_WORKER}
    row = make.staff(roles.get(who, Role.SAFEGUARDING), email=address_of(who), name=who.title())
    with transaction() as session:
        found = session.get_one(StaffMember, row.id)
        found.external_id, found.team = who, TEAM
    return row


def route_file(folder: Path) -> Path:
    """The same route as its file."""
    lines = ["version = 1", 'outside_the_line = ["SENIOR"]', ""]
    for who in (*CAST, "SW", "TM"):
        number = number_of(who)
        lines += ["[[contact]]", f'staff = "{who}"', f'text = "{number}"', f'call = "{number}"', ""]
    lines += [
        "[team_managers]",
        f'"{TEAM}" = "TM"',
        "[child.in_hours]",
        'tell = [["social_worker", "team_manager"], ["DUTY"], ["SERVICE"], ["HEAD"]]',
        'inform = ["reviewing_officer"]',
        "[child.on_call]",
        'tell = [["NIGHT1"], ["NIGHT2"], ["NIGHT3"]]',
        "[adult.in_hours]",
        'tell = [["DUTY"], ["SERVICE"], ["HEAD"]]',
        'inform = ["reviewing_officer"]',
        "[adult.on_call]",
        'tell = [["ADULT1"], ["ADULT2"]]',
    ]
    file = folder / "route.toml"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file
