"""A child whose words may be shared, but for one answer, and the officer who makes a version."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask
from sqlalchemy import select

from participation.care.consultations import observing
from participation.care.consultations.models import Answer, Invitation
from participation.care.people.models import RelationshipKind, Role
from participation.care.reviews.models import Review
from participation.guard.audit import AuditEvent
from participation.kernel.db import reading, transaction
from participation.questionnaire.definition import Sharing
from tests.factories import Make
from tests.saying import Saying
from tests.web.staff.signing_in import press, signed_in

CANARY = "zebrafinch"


class Story:
    """A child who let everyone at the review see what they said, but for one answer."""

    def __init__(self, app: Flask, make: Make, *, withheld: bool = True) -> None:
        self.make, self.say = make, Saying(make)
        self.officer = make.staff(Role.IRO)
        self.review: Review = make.review(make.child(officer=self.officer))
        self.child: Invitation = make.invitation(self.review, company="alone")
        make.relationship(
            self.review.child,
            make.adult("Bea Okonkwo"),
            RelationshipKind.FOSTER_CARER,
            parental_responsibility=False,
        )
        self.withheld = withheld
        self.browser = signed_in(app.test_client(), make, self.officer)

    def says(self, words: str = "football on Saturdays") -> None:
        self.say.fill_in(self.child, "one_thing", words=words)
        if self.withheld:
            self.say.fill_in(self.child, "going_well", words=CANARY, only_officer=True)
            self.is_seen(f"{CANARY} hid under the table")
        else:
            self.say.skip(self.child, "going_well")
        self.say.send(self.child)
        self.everyone_may_see("one_thing")

    def is_seen(self, words: str) -> None:
        """By an assistant on a visit."""
        with transaction() as session:
            row = session.merge(self.child)
            by, now = self.officer.id, self.make.clock.now()
            observing.note_seen(session, row, words, how="visit", by_id=by, page_key="1", now=now)

    def everyone_may_see(self, *keys: str) -> None:
        with transaction() as session:
            rows = session.scalars(
                select(Answer).where(
                    Answer.invitation_id == self.child.id, Answer.question_key.in_(keys)
                )
            )
            for row in rows:
                row.sharing = Sharing.EVERYONE

    def path(self, readers: str) -> str:
        return f"/staff/reviews/{self.review.external_id}/hand-on/{readers}"

    def look(self, readers: str = "meeting") -> str:
        answer = self.browser.get(self.path(readers))
        assert answer.status_code == 200
        return answer.get_data(as_text=True)

    def make_it(self, shape: str, readers: str = "meeting", seen: str | None = None) -> Any:
        page = self.look(readers)
        mark = re.search(r'name="seen" value="([^"]+)"', page)
        path = self.path(readers)
        seen = seen if seen is not None else mark[1] if mark else ""
        return press(self.browser, path, f"{path}/make", shape=shape, seen=seen)

    def choose(self, choice: str, readers: str = "meeting", **more: str) -> Any:
        path = self.path(readers)
        page = self.look(readers)
        source = re.search(r'name="source" value="([0-9a-f]+)"', page)
        looked = re.search(r'name="looked" value="([^"]+)"', page)
        assert source is not None
        assert looked is not None
        fields = {"source": source[1], "looked": looked[1], "choice": choice, **more}
        return press(self.browser, path, f"{path}/choose", **fields)


def audited(action: str) -> list[AuditEvent]:
    with reading() as session:
        rows = session.scalars(select(AuditEvent).where(AuditEvent.action.startswith(action))).all()
        session.expunge_all()
        return list(rows)
