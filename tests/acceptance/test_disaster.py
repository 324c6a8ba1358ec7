"""A council loses its server: the way back as an operator walks it, by commands alone (I20).

The backup is made while texts come in. Three days later, in which somebody said STOP and a child
was let go of, the house is gone; another one, with an empty database, is made of the backup, the
file of child keys, the ledger and the settings.
"""

from __future__ import annotations

import base64
import csv
import json
import os
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

import pytest
from sqlalchemy import create_engine, select, text

from participation.app import create_app
from participation.care.consultations.models import Direction, Message
from participation.care.people.models import Child as Known
from participation.cli.made_up_council import write_council
from participation.kernel.db import db, reading
from participation.settings import Settings
from tests.acceptance.marked_story import execute
from tests.acceptance.over_the_wire import OverTheWire
from tests.acceptance.running_house import House, wait_until
from tests.databases import on_sqlite
from tests.embedded_postgres import drop_database, empty_database
from tests.standins.mail_server import MailServer
from tests.standins.signing import inbound, signed_post
from tests.standins.twilio_server import ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER, TwilioServer
from tests.web.respond.walking import Person

pytestmark = pytest.mark.long

CHILDREN = int(os.environ.get("DISASTER_CHILDREN", "130"))  # 432 by hand, and look at the time
MONDAY = date(2026, 11, 23)
IN_HOURS = "2026-11-23T16:30:00+00:00"
THREE_DAYS_ON = "2026-11-26T16:30:00+00:00"
HALF_AN_HOUR_LATER = "2026-11-26T17:00:00+00:00"
FIVE_WEEKS_BEFORE = "2026-10-19T09:00:00+00:00"
GROWN_UP = "P999999"  # eighteen for more than a year: goes, once that has been known for four weeks
HER_NAME = "Quittenkern"
LINK = re.compile(r"/l/([A-Za-z0-9_-]{22})")
BACKUP_KEY = base64.b64encode(bytes(range(60, 92))).decode()


@dataclass
class Kept(House):
    """A house that keeps backups and a ledger."""

    ledger: Path = Path()

    def environment(self) -> Mapping[str, str]:
        return {
            **super().environment(),
            "PARTICIPATION_BACKUP_KEY": BACKUP_KEY,
            "PARTICIPATION_LEDGER": str(self.ledger),
        }

    def count(self, statement: str) -> int:
        engine = create_engine(self.database_url)
        with engine.connect() as connection:
            found = int(connection.execute(text(statement)).scalar_one())
        engine.dispose()
        return found

    def arrives(self, twilio: TwilioServer, number: str, body: str) -> None:
        """A text, in the provider's list and at our webhook."""
        sid = twilio.receive(from_=number, body=body).sid
        more = {"MessageSid": sid, "SmsSid": sid, "SmsMessageSid": sid}
        fields = inbound(from_=number, to=OUR_NUMBER, body=body, account_sid=ACCOUNT_SID, **more)
        answer = signed_post(self.url, "/hooks/twilio/sms", fields, AUTH_TOKEN, self.url)
        assert answer.status_code == 200

    def ready(self) -> dict[str, object]:
        with build_opener(ProxyHandler({})).open(f"{self.url}/readyz", timeout=10) as answer:
            found: dict[str, object] = json.loads(answer.read())
            return found


@dataclass(frozen=True, slots=True)
class Disaster:
    """The house that is lost, the one that comes after it, and the providers of both."""

    lost: Kept
    next: Kept
    twilio: TwilioServer
    mail: MailServer


@pytest.fixture
def children() -> int:
    return CHILDREN


@pytest.fixture
def disaster(database_url: str, tmp_path: Path, children: int) -> Iterator[Disaster]:
    names = [f"{name}_{os.getpid()}" for name in ("lost", "next")]
    folders = [tmp_path / "lost", tmp_path / "next"]
    for folder in folders:
        folder.mkdir()
    on_sqlite = database_url.startswith("sqlite")
    urls = [
        f"sqlite:///{folder}/house.db" if on_sqlite else empty_database(name, durable=True)
        for name, folder in zip(names, folders, strict=True)
    ]
    with TwilioServer() as twilio, MailServer() as mail:
        lost, after = (
            Kept(folder, url, twilio.url, mail.url, ledger=tmp_path / "elsewhere/ledger.jsonl")
            for folder, url in zip(folders, urls, strict=True)
        )
        for house in (lost, after):
            house.set_clock(IN_HOURS)
        write_council(tmp_path / "out", children=children, today=MONDAY, seed=1)
        _somebody_grown_up(tmp_path / "out" / "children.csv")
        lost.command("db", "upgrade")
        lost.command("import", str(tmp_path / "out"))
        lost.set_clock(FIVE_WEEKS_BEFORE)
        assert f"{GROWN_UP}: goes on" in lost.command("retention", "run").stdout
        lost.set_clock(IN_HOURS)
        lost.command("rounds", "open", "--on", MONDAY.isoformat())
        yield Disaster(lost, after, twilio, mail)
    if not on_sqlite:
        for name in names:
            drop_database(name, durable=True)


def _somebody_grown_up(children: Path) -> None:
    with children.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    row = dict.fromkeys(rows[0], "") | {
        **{name: rows[0][name] for name in ("iro_staff_id", "social_worker_staff_id")},
        "pers_person_id": GROWN_UP,
        "first_name": HER_NAME,
        "pers_dob": "2007-06-01",
        "looked_after_since": "2015-03-02",
        "legal_status": "C2",
        "spoken_language": "en",
    }
    with children.open("a", newline="", encoding="utf-8") as file:
        csv.DictWriter(file, list(row)).writerow(row)


TEXTS_IN = "SELECT count(*) FROM messages WHERE direction = 'in'"


def test_i20_a_council_comes_back_and_harms_nobody(disaster: Disaster, tmp_path: Path) -> None:
    """As one story, because the parts only prove something together."""
    lost, after, twilio = disaster.lost, disaster.next, disaster.twilio
    copy = tmp_path / "monday.backup"
    with lost.running():
        wait_until(lambda: len(twilio.sent()) > 30)
        phones = sorted({one.to for one in twilio.sent()})
        child = _a_child_begins(lost, twilio)
        _backed_up_while_texts_come_in(disaster, copy, phones)
        lost.set_clock(THREE_DAYS_ON)
        lost.arrives(twilio, phones[0], "STOP")
        for phone in phones[1:12]:
            lost.arrives(twilio, phone, "1")
        wait_until(lambda: b"number.stopped" in lost.ledger.read_bytes())
        came_on_the_last_day = lost.count(TEXTS_IN)
        wait_until(
            lambda: (
                not lost.count(
                    "SELECT count(*) FROM outbox_items WHERE kind = 'message.send'"
                    " AND state = 'leased'"
                )
            ),
        )
    assert names_of(lost)[HER_NAME] == 1
    assert f"{GROWN_UP}: everything went" in lost.command("retention", "run").stdout
    _blanked_at_the_provider(lost, twilio)
    said = what_was_said(lost)
    for phone in phones[1:6]:
        twilio.receive(from_=phone, body="is anybody there?")

    after.set_clock(THREE_DAYS_ON)
    left = len(twilio.sent()), len(disaster.mail.mails)
    assert "opens" not in after.command("backup", "--check", str(copy)).stderr
    began = time.monotonic()
    told = after.command("restore", str(copy)).stdout
    seconds = time.monotonic() - began
    print(f"{after.database_url.partition(':')[0]}: {told}restored in {seconds:.1f} s")
    assert "HELD" in told
    assert "number.stopped, 1" in told
    assert "child.forgotten" in told
    assert seconds < 120
    assert HER_NAME not in names_of(after), "whoever was let go of stays so"
    refused = after.command("rounds", "open", "--on", MONDAY.isoformat(), code=1)
    assert "held" in refused.stderr
    with after.running():
        assert after.ready()["held"] is True
        _nothing_of_before_opens(after, child)
        wait_until(lambda: after.count(TEXTS_IN) >= came_on_the_last_day + 5)
        time.sleep(3)  # long enough for a worker that would send
        assert after.ready()["held"] is True
    assert what_was_said(after) == said + Counter({"is anybody there?": 5}), "all, each once"
    assert (len(twilio.sent()), len(disaster.mail.mails)) == left, "nothing went out"

    told = after.command("release-hold", "--yes").stdout
    print(told)
    assert "Released." in told
    after.command("worker", "--once")
    went = twilio.sent()[left[0] :]
    assert went, "replies to what waited"
    assert phones[0] not in {one.to for one in went}, "not to whoever said STOP"
    assert "Nothing is held." in after.command("release-hold").stdout


def _blanked_at_the_provider(lost: Kept, twilio: TwilioServer) -> None:
    """The errand of every few minutes, at once: the provider has nobody's words any more."""
    for moment in (THREE_DAYS_ON, HALF_AN_HOUR_LATER):  # copied away, and then blanked
        lost.set_clock(moment)
        again = "UPDATE outbox_items SET lease_until = NULL WHERE state = 'queued'"
        execute(lost.database_url, again)
        lost.command("worker", "--once")
    came = [one for one in twilio.taken.all() if one.to == OUR_NUMBER]
    assert len(came) >= 12
    assert {one.body for one in came} == {""}


@dataclass(frozen=True, slots=True)
class Child:
    """A child who has begun, with the browser and the link."""

    browser: OverTheWire
    token: str


def _a_child_begins(lost: Kept, twilio: TwilioServer) -> Child:
    token = next(found[1] for text in twilio.sent() if (found := LINK.search(text.body)))
    child = Child(OverTheWire(lost.url), token)
    walking = Person(child.browser)
    assert walking.begin(token).kind == "question"
    assert Person(child.browser).look("/q").kind == "question"
    return child


def _nothing_of_before_opens(after: Kept, child: Child) -> None:
    child.browser.moved(after.url)
    assert Person(child.browser).look("/q").status == 404, "a sitting of before"
    stranger = Person(OverTheWire(after.url))
    stranger.look(f"/l/{child.token}")
    assert stranger.press().status == 404, "a link of before"


def names_of(house: Kept) -> Counter[str]:
    """What children are called, as the house itself opens it."""
    app = create_app(Settings.from_env(house.environment()))
    with app.app_context(), reading() as session:
        found = Counter(one.called for one in session.scalars(select(Known)))
        db.session.remove()
        db.engine.dispose()
    return found


def what_was_said(house: Kept) -> Counter[str]:
    """The words of every text that came in, as the house itself opens them."""
    app = create_app(Settings.from_env(house.environment()))
    with app.app_context(), reading() as session:
        rows = session.scalars(select(Message).where(Message.direction == Direction.IN))
        said = Counter(row.body or "" for row in rows)
        db.session.remove()
        db.engine.dispose()
    return said


def _backed_up_while_texts_come_in(disaster: Disaster, copy: Path, phones: list[str]) -> None:
    """Somebody texts every moment from before the command begins until after it has ended."""
    stop = threading.Event()
    came = 0

    def texting() -> None:
        nonlocal came
        while not stop.wait(0.05):
            disaster.lost.arrives(disaster.twilio, phones[20 + came % 10], f"thought {came}")
            came += 1

    thread = threading.Thread(target=texting)
    thread.start()
    try:
        said = disaster.lost.command("backup", str(copy)).stdout
        wait_until(lambda: came > 3)
    finally:
        stop.set()
        thread.join()
    print(said)
    assert copy.stat().st_mode & 0o777 == 0o600
    checked = disaster.lost.command("backup", "--check", str(copy)).stdout
    assert "follows without a gap" in checked


# What is refused is refused before a database is asked; the story above is told on both.
@on_sqlite
@pytest.mark.parametrize("children", [12])
def test_the_way_back_is_refused_plainly_and_nothing_is_changed(
    disaster: Disaster, tmp_path: Path, children: int
) -> None:
    lost, after = disaster.lost, disaster.next
    copy = tmp_path / "monday.backup"
    held = lost.count("SELECT count(*) FROM children")
    assert held >= children
    lost.command("backup", str(copy))
    assert "there already" in lost.command("backup", str(copy), code=1).stderr
    full = lost.command("restore", str(copy), code=1).stderr
    assert "--replace" in full
    assert lost.count("SELECT count(*) FROM children") == held
    assert lost.count("SELECT count(*) FROM holds") == 0
    ledger = lost.ledger.rename(tmp_path / "found.jsonl")
    assert "--ledger" in after.command("restore", str(copy), code=1).stderr
    half = tmp_path / "half.backup"
    half.write_bytes(copy.read_bytes()[:-100])
    named = ("--keys", str(copy.parent / "child-keys.sealed"), "--ledger", str(ledger))
    assert "cut off" in after.command("restore", str(half), *named, code=1).stderr
    assert "HELD" in after.command("restore", str(copy), *named).stdout
    assert after.count("SELECT count(*) FROM children") == held
    assert "HELD" in lost.command("restore", str(copy), "--replace", *named).stdout
    assert not list(tmp_path.glob("*.part"))
