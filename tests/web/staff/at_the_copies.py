"""A child of whom much is held, somebody who asks for a copy, and somebody who looks it through."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.outcomes.models import Decision
from participation.care.people.models import Role
from participation.care.requests.models import AskKind
from participation.care.requests.service import Asked
from participation.care.safeguarding import service as safeguarding
from participation.care.safeguarding import steps
from participation.care.safeguarding.models import ConcernDid
from participation.care.safeguarding.rules import Level
from participation.care.subject_access.models import Desk, SubjectExport
from participation.journeys.asking_between_reviews import take_ask
from participation.journeys.reading import read_summary
from participation.kernel.db import reading, transaction
from tests.factories import Make
from tests.saying import Saying
from tests.web.staff.signing_in import at_work, press, token_in

LIST = "/staff/copies"
WHY = "She wrote to us herself, and came in with her passport."
OPEN, KEPT, REPLACED = "openkestrel", "keptlinnet", "replaceddunnock"
MOTHERS, COMPLAINED, WORRIED, DECIDED = (
    "motherplover",
    "complainedsiskin",
    "worriedwren",
    "decidedrobin",
)
HELD_BACK = (KEPT, MOTHERS, COMPLAINED, WORRIED, DECIDED, "Quincebury")


class Told:
    """One child: what they said and to whom, what their mother said, what others wrote."""

    def __init__(self, make: Make) -> None:
        self.make = make
        self.officer = make.staff(name="Sam Green")
        self.child = make.child(officer=self.officer, name="Aisha", age=13)
        self.mother = make.adult("Alice Quincebury")
        self.related = make.relationship(self.child, self.mother)
        self.review = make.review(self.child, in_days=2)
        self.invitation = make.invitation(self.review, company="alone")
        say = Saying(make)
        say.fill_in(self.invitation, "one_thing", words=REPLACED)
        say.fill_in(self.invitation, "one_thing", words=OPEN, only_officer=False)
        say.skip_to(self.invitation, "going_well")
        say.fill_in(self.invitation, "going_well", words=KEPT, only_officer=True)
        say.send(self.invitation)
        asked = make.invitation(
            round=self.invitation.round, related=self.related, form="parent_text"
        )
        say.text(asked, make.house.library.forms["parent_text"].questions[0].key, MOTHERS)
        self._beside()

    def _beside(self) -> None:
        make, now = self.make, self.make.clock.now()
        with transaction() as session:
            child = session.merge(self.child)
            officer = session.merge(self.officer)
            take_ask(
                session,
                child,
                Asked(
                    kind=AskKind.COMPLAINT,
                    words=COMPLAINED,
                    asker="child",
                    language="en",
                    page_key=uuid4().hex,
                ),
                not_the_officer=False,
                house=make.house,
                now=now,
            )
            concern = safeguarding.raise_concern(
                session,
                child_id=child.id,
                level=Level.AMBER,
                cause="button",
                key=child.key,
                now=now,
            )
            steps.add_step(
                session, concern, ConcernDid.NOTE, by_id=officer.id, now=now, note=WORRIED
            )
            session.add(
                Decision(
                    key=child.key,
                    review_id=self.review.id,
                    by_on=make.today,
                    outcome=f"{DECIDED}: Alice Quincebury visits",
                    how="h",
                    who="w",
                    sign="s",
                    written_by_id=officer.id,
                    written_at=now,
                )
            )
            assert read_summary(session, officer, self.review.external_id, now=now)


class Desks:
    """Whoever asks, whoever looks through, and what one of them presses."""

    def __init__(self, app: Flask, make: Make, told: Told) -> None:
        self.app, self.make, self.told = app, make, told
        self.lead = make.staff(Role.DATA_PROTECTION, name="Di Protect")
        self.asks = at_work(app.test_client(), make, self.lead)
        self.looks = at_work(app.test_client(), make, told.officer)

    def ask(self, browser: FlaskClient | None = None, **fields: str) -> Any:
        browser = browser or self.asks
        said = {
            "whose": "child",
            "reference": self.told.child.external_id,
            "asked_by": "self",
            "received_on": self.make.today.isoformat(),
            "why": WHY,
            **fields,
        }
        return press(browser, LIST, LIST, **said)

    def part(self, desk: Desk = Desk.OFFICER) -> str:
        """The address of the newest part at a desk."""
        with reading() as session:
            row = session.scalars(
                select(SubjectExport)
                .where(SubjectExport.desk == desk)
                .order_by(SubjectExport.id.desc())
            ).first()
            assert row is not None
            return f"{LIST}/{row.public_id}"

    def decide(
        self, path: str, say: Callable[[str, str], tuple[str, str]] | None = None,
        browser: FlaskClient | None = None,
    ) -> None:  # fmt: skip
        """Press every page of every section; as it begins, or as `say` has it."""
        browser = browser or self.looks
        sections = re.findall(r"section=(\w+)", browser.get(path).get_data(as_text=True))
        for section in sections:
            where: str | None = f"{path}/lines?section={section}"
            while where:
                page = browser.get(where).get_data(as_text=True)
                answer = browser.post(f"{path}/decide", data=filled(page, say))
                assert answer.status_code == 303
                after = re.search(r'href="([^"]+page=\d+)">More lines', page)
                where = after[1].replace("&amp;", "&") if after else None

    def let_go(self, path: str, browser: FlaskClient | None = None, **fields: str) -> Any:
        browser = browser or self.looks
        page = browser.get(path).get_data(as_text=True)
        mark = re.search(r'name="seen" value="([^"]*)"', page)
        said = {"csrf_token": token_in(page), "seen": mark[1] if mark else "", **fields}
        return browser.post(f"{path}/let-go", data=said)

    def take(self, path: str, browser: FlaskClient | None = None) -> Any:
        return press(browser or self.looks, path, f"{path}/take")


def filled(page: str, say: Callable[[str, str], tuple[str, str]] | None) -> dict[str, str]:
    """What the page's form would send."""
    form = page[page.index('id="lines"') :]
    data = dict(re.findall(r'type="hidden" name="([\w-]+)" value="([^"]*)"', form))
    data["csrf_token"] = token_in(page)
    for place, options in re.findall(
        r'<select[^>]*name="say-(\d+)"[^>]*>(.*?)</select>', form, re.S
    ):
        begins = re.search(r'value="(\w+)" selected', options)
        assert begins is not None
        said, why = (begins[1], "")
        if say is not None:
            said, why = say(data[f"line-{place}"], begins[1])
        data |= {f"say-{place}": said, f"why-{place}": why}
    return data


def unpacked(answer: Any) -> dict[str, bytes]:
    assert answer.status_code == 200
    with zipfile.ZipFile(io.BytesIO(answer.get_data())) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def words_of_pdf(printed: bytes, folder: Path) -> str:
    """What a reader of PDFs finds in it."""
    file = folder / f"{uuid4().hex}.pdf"
    file.write_bytes(printed)
    found = subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True
    )
    return found.stdout.decode()
