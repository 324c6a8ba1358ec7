"""Texts in tests: a stand-in for the provider, signed webhooks, and a worker that does what is due.

A folder takes the fixture `texting` by naming it in its conftest.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from participation.care.consultations.models import Invitation, ProviderLook
from participation.care.people.models import Child, Role, StaffMember
from participation.channels.sms.twilio_gateway import TwilioGateway
from participation.journeys.opening import open_round
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.kernel.db import db, transaction
from participation.outbox.models import OutboxItem, OutboxState
from participation.worker import jobs
from tests.conftest import ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER
from tests.factories import Make
from tests.standins.signing import Answered, inbound, signed_post
from tests.standins.twilio_server import TwilioServer

LEASE_SECONDS = 0.3
TIMEOUT_SECONDS = 0.1
HOOK = "/hooks/twilio/sms"


@dataclass(frozen=True, slots=True)
class Asked:
    """A parent who has had the first text, with the child it is about."""

    number: str
    adult_id: int
    child_id: int
    invitation: Invitation


@dataclass(frozen=True, slots=True)
class Texting:
    """What a test of texts needs; `house` sends to `twilio` with a short lease and time limit."""

    app: Flask
    house: Services
    twilio: TwilioServer
    make: Make

    def parent_of_two(self) -> tuple[str, StaffMember]:
        """A parent's number who has had one first text about Aisha and Omar, and their officer."""
        make, number, adult = self.make, self.make.number(), self.make.adult()
        make.contact(adult=adult, number=number)
        officer = make.staff(Role.IRO)
        for name in ("Aisha", "Omar"):
            child = make.child(officer=officer, name=name)
            make.relationship(child, adult)
            self.open_round_of(child)
        self.work()
        return number, officer

    def text(self, number: str, body: str, **more: str) -> Answered:
        """A text from this number arrives at our webhook, signed as the provider signs."""
        fields = inbound(from_=number, to=OUR_NUMBER, body=body, account_sid=ACCOUNT_SID, **more)
        return self.post(fields)

    def post(self, fields: dict[str, str], **options: Any) -> Answered:
        public = options.get("public_url", self.house.settings.public_url)
        path = options.get("path", HOOK)
        token = options.get("token", AUTH_TOKEN)
        return signed_post(self.app.test_client(), path, fields, token, public)

    def say(self, number: str, *bodies: str) -> list[str]:
        """Texts one after another, the worker at work after each; the bodies that came back."""
        before = len(self.twilio.sent(number))
        for body in bodies:
            assert self.text(number, body).status_code == 200
            self.work()
        return [text.body for text in self.twilio.sent(number)[before:]]

    def work(self) -> int:
        """Everything that is due now; short rests are waited for."""
        db.session.rollback()
        return jobs.work_off(self.app, lambda _seconds: time.sleep(0.05))

    def minutes_pass(self) -> None:
        """Whatever rests until some minutes are over may be tried again."""
        with transaction() as session:
            session.execute(
                update(OutboxItem)
                .where(OutboxItem.state.in_((OutboxState.QUEUED, OutboxState.LEASED)))
                .values(lease_until=None)
            )

    def asked_parent(self, *, number: str | None = None, **contact: Any) -> Asked:
        """A mother whose child's round has opened, and who has had our first text."""
        number = number or self.make.number()
        child = self.make.child(officer=self.make.staff(Role.IRO))
        adult = self.make.adult()
        related_id = self.make.relationship(child, adult).id
        self.make.contact(adult=adult, number=number, **contact)
        child_id, adult_id = child.id, adult.id
        self.open_round_of(child)
        self.work()
        invitation = self.all(Invitation, relationship_id=related_id)[0]
        return Asked(number, adult_id, child_id, invitation)

    def open_round_of(self, child: Child, *, in_days: int = 20, **review: Any) -> int:
        """A review and its opened round; the review's key."""
        review_id = int(self.make.review(child, in_days=in_days, **review).id)
        self.open(review_id)
        return review_id

    def open(self, review_id: int) -> None:
        db.session.rollback()  # looking at what was made has begun a transaction
        now = self.house.now()
        with transaction() as session:
            open_round(
                session,
                review_id,
                london_day(now),
                hold=timedelta(0),
                house=self.house,
                now=now,
            )

    def again(self, kind: str) -> None:
        """What was done of this kind is to be done once more."""
        with transaction() as session:
            session.execute(
                update(OutboxItem)
                .where(OutboxItem.kind == kind)
                .values(state=OutboxState.QUEUED, lease_until=None, done_at=None)
            )

    def at(self, moment: datetime) -> None:
        """The council's clock shows this."""
        self.make.clock.moment = moment

    def forget_at_provider(self, *, on: bool) -> None:
        """As PARTICIPATION_FORGET_AT_PROVIDER says."""
        house: Services = self.app.extensions["participation"]
        settings = replace(house.settings, forget_at_provider=on)
        self.app.extensions["participation"] = replace(house, settings=settings)

    def change_look(self, *, looked_until: datetime) -> None:
        """As if the last look at the provider's list had been then."""
        with transaction() as session:
            session.execute(update(ProviderLook).values(looked_until=looked_until))

    def all(self, of: type[Any], **having: Any) -> list[Any]:
        """Rows as they are in the database now, oldest first, on their own.

        The transaction ends here: on SQLite an open one would keep every worker out.
        """
        session = db.session()
        session.rollback()
        session.expunge_all()
        session.info.setdefault("key_ring", self.house.ring)
        rows = list(
            session.scalars(db.select(of).filter_by(**having).order_by(*of.__table__.primary_key))
        )
        session.expunge_all()
        session.rollback()
        return rows

    def change(self, row: Any, **values: Any) -> None:
        """Change a row behind everybody's back."""
        with transaction() as session:
            held = session.get_one(type(row), row.id)
            for name, value in values.items():
                setattr(held, name, value)


@pytest.fixture
def texting(app: Flask, make: Make, tmp_path: Path) -> Iterator[Texting]:
    """The house with a stand-in for the provider that really listens."""
    before: Services = app.extensions["participation"]
    with TwilioServer(account_sid=ACCOUNT_SID, log=tmp_path / "provider.log") as twilio:
        settings = replace(
            before.settings,
            twilio_api_base_url=twilio.url,
            lease_seconds=LEASE_SECONDS,
            provider_timeout_seconds=TIMEOUT_SECONDS,
        )
        gateway = TwilioGateway(
            ACCOUNT_SID,
            AUTH_TOKEN,
            timeout_seconds=TIMEOUT_SECONDS,
            from_number=OUR_NUMBER,
            base_url=twilio.url,
        )
        house = replace(before, settings=settings, sms=gateway)
        app.extensions["participation"] = house
        make.house = house
        try:
            yield Texting(app, house, twilio, make)
        finally:
            app.extensions["participation"] = before
