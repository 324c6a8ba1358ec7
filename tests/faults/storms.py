"""What a provider does to us on a bad day: everything twice and out of order, a day of silence, or
fifty thousand texts in ten minutes. Each storm is let loose on an app and judged by what is kept.

The council's clock is moved by the storm; what is sent goes to a stand-in in this process.
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day

from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from participation.care.authority.rules import TEXTS_AN_HOUR
from participation.care.consultations.models import Direction, Message, Round
from participation.care.safeguarding.models import Concern
from participation.journeys.capping import REPLIES_A_DAY
from participation.journeys.services import Services
from participation.kernel.clock import LONDON
from participation.kernel.db import db, reading, transaction
from participation.outbox.models import OutboxItem, OutboxState
from participation.worker import jobs, timetable
from tests.conftest import ACCOUNT_SID, AUTH_TOKEN, OUR_NUMBER, MovableClock
from tests.faults.correspondents import Person, Text, child, parent, stranger
from tests.faults.installation import ask_children, ask_parents
from tests.faults.verdict import Verdict, incoming_kept, words_kept
from tests.standins.signing import inbound, signed_post
from tests.standins.twilio_server import TwilioServer

HOOK = "/hooks/twilio/sms"
POSTERS = 4
TEXTS_EACH = 60
RED = "he hits me at night"
MONDAY_ELEVEN = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)
WEDNESDAY_FOUR = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)  # adults and children are written to
THURSDAY_NINE_AT_NIGHT = datetime(2026, 11, 26, 21, 0, tzinfo=UTC)
FRIDAY, SATURDAY, SUNDAY = 4, 5, 6
# Hours after that at which the worker looks: Friday, its evening, the weekend, and Monday.
HOURS_AFTER = (
    *(0, 3, 6, 11, 11.9, 12, 15, 18.5, 19, 20.2, 21.9, 23),
    *(30, 36, 37, 45, 48, 60, 68, 83, 84, 87, 91, 96),
)


@dataclass(slots=True)
class Storm:
    """What was let loose and what is wrong after it; `faults` empty is what is asked for."""

    unique: int = 0
    posted: int = 0
    seconds: float = 0.0
    sent: int = 0
    faults: dict[str, object] = field(default_factory=dict)

    def fault(self, name: str, found: object) -> None:
        if found:
            self.faults[name] = found


@dataclass(frozen=True, slots=True)
class Scene:
    """An app over an empty database, its clock, and the provider it writes to."""

    app: Flask
    clock: MovableClock
    twilio: TwilioServer

    @property
    def house(self) -> Services:
        found: Services = self.app.extensions["participation"]
        return found

    def post(self, text: Text) -> int:
        fields = inbound(
            from_=text.sender, to=OUR_NUMBER, body=text.body, account_sid=ACCOUNT_SID, sid=text.sid
        )
        public = self.house.settings.public_url
        return signed_post(self.app.test_client(), HOOK, fields, AUTH_TOKEN, public).status_code

    def post_all(self, texts: Sequence[Text], storm: Storm) -> None:
        began = time.monotonic()
        with ThreadPoolExecutor(POSTERS) as posters:
            answers = Counter(posters.map(self.post, texts))
        storm.seconds += time.monotonic() - began
        storm.posted += len(texts)
        del answers[200]
        storm.fault("not taken", dict(answers))

    def work(self) -> None:
        """Everything due; rests of some minutes are over."""
        with self.app.app_context():
            db.session.rollback()
            with transaction() as session:
                session.execute(
                    update(OutboxItem)
                    .where(OutboxItem.state.in_((OutboxState.QUEUED, OutboxState.LEASED)))
                    .values(lease_until=None)
                )
        jobs.work_off(self.app, lambda _seconds: time.sleep(0.02))

    def ask(self, people: Sequence[Person]) -> None:
        ask_parents(self.app, [person.number for person in people])


# --- F3: twice, out of order, a day late ---------------------------------------------------------


def shuffled(scene: Scene, posts: int, *, seed: int = 1) -> Storm:
    """`posts` webhooks, of which 30 % are copies, 30 % are out of order and 10 % a day late."""
    chance, storm = random.Random(seed), Storm(unique=round(posts / 1.3))
    people = _people(storm.unique, chance)
    scene.clock.moment = MONDAY_ELEVEN
    scene.ask([one for one in people if one.known])
    scene.work()
    unique = _interleaved(people)[: storm.unique]
    deliveries = list(unique)
    for text in chance.sample(unique, posts - len(unique)):
        deliveries.insert(chance.randrange(len(deliveries)), text)
    for place in chance.sample(range(len(deliveries)), posts * 3 // 10):
        other = chance.randrange(len(deliveries))
        deliveries[place], deliveries[other] = deliveries[other], deliveries[place]
    late = set(chance.sample(range(len(deliveries)), posts // 10))
    scene.post_all([one for n, one in enumerate(deliveries) if n not in late], storm)
    scene.clock.moment += timedelta(days=1)
    scene.post_all([deliveries[n] for n in sorted(late)], storm)
    kept_once(scene, unique, people, storm)
    return storm


# --- I6: a day without the provider --------------------------------------------------------------


def a_day_without(scene: Scene, *, queued: int, inbound_texts: int, seed: int = 1) -> Storm:
    """Nothing goes out or comes in from Wednesday afternoon to Thursday at nine at night; then
    comes a Friday, when children are written to until five, and a Sunday, when nobody is.

    Every tenth of those who wait for a first text has a round that is closed meanwhile; so have
    two parents for whom our next question waits.
    """
    chance, storm = random.Random(seed), Storm(unique=inbound_texts)
    talking = [
        parent(f"+447700900{n:03d}", 3 + inbound_texts // 10, chance) for n in range(900, 910)
    ]
    ending = [parent(f"+447700900{n:03d}", 2, chance) for n in range(910, 912)]
    writing = [child(f"+447700900{n:03d}", 2, chance) for n in range(950, 952)]
    waiting = [parent(f"+447700900{n:03d}", 1, chance) for n in range(queued)]
    linked = [f"+447700900{n:03d}" for n in range(960, 962)]
    scene.clock.moment = WEDNESDAY_FOUR
    scene.ask([*talking, *ending])
    ask_children(scene.app, [one.number for one in writing])
    scene.work()
    for person in (*talking, *ending):
        storm.fault("not taken", scene.post(person.texts[0]) != 200)
    scene.work()
    before = len(scene.twilio.sent())
    scene.twilio.down = True
    for person in ending:
        storm.fault("not taken", scene.post(person.texts[1]) != 200)
    scene.ask(waiting)
    ask_children(scene.app, linked)
    scene.work()
    missed = [*_interleaved(talking)[10 : 10 + inbound_texts], *_interleaved(writing)]
    began = datetime.now(UTC) - timedelta(hours=24)
    for place, text in enumerate(missed):
        scene.twilio.receive(
            from_=text.sender,
            body=text.body,
            sid=text.sid,
            at=began + timedelta(hours=23) * place / len(missed),
        )
    over = {person.number for person in ending}
    stale = {person.number for person in waiting[::10]}
    _close_rounds_of(scene, stale | over)
    for hours in (3, 12, 24, 28):
        scene.clock.moment = WEDNESDAY_FOUR + timedelta(hours=hours)
        scene.work()
    scene.clock.moment = THURSDAY_NINE_AT_NIGHT
    scene.twilio.down = False
    timetable.keep(scene.app)
    children = {*linked, *(person.number for person in writing)}
    out_of_hours = _hour_by_hour(scene, children)
    taken = [text for person in ending for text in person.texts]
    taken += [*(p.texts[0] for p in talking), *missed]
    kept_once(scene, taken, [*talking, *ending, *writing], storm)
    storm.fault("sent out of hours", out_of_hours)
    sent = Counter(text.to for text in scene.twilio.sent()[before:])
    storm.fault("stale, and sent", [number[-3:] for number in stale | over if sent[number]])
    kept = [*(person.number for person in waiting if person.number not in stale), *linked]
    storm.fault("not sent once", [(n[-3:], sent[n]) for n in kept if sent[n] != 1])
    storm.fault("not answered", [p.number[-3:] for p in writing if not sent[p.number]])
    storm.sent = len(scene.twilio.sent())
    return storm


def _close_rounds_of(scene: Scene, numbers: Collection[str]) -> None:
    with scene.app.app_context(), transaction() as session:
        for message in session.scalars(select(Message).where(Message.begun_by_us)):
            if message.number in numbers:
                for held in _rounds_of(session, message):
                    held.closed_at = scene.clock.moment


def _rounds_of(session: Session, message: Message) -> Sequence[Round]:
    from participation.journeys.rechecking import asked_by  # noqa: PLC0415 - a story's own part

    return [invitation.round for invitation in asked_by(session, message)]


def _hour_by_hour(scene: Scene, children: Collection[str]) -> list[str]:
    """Work on until Monday evening; whoever got a text when they should not have, and when."""
    wrong = []
    for hours in HOURS_AFTER:
        scene.clock.moment = THURSDAY_NINE_AT_NIGHT + timedelta(hours=hours)
        before = len(scene.twilio.sent())
        scene.work()
        here = scene.clock.moment.astimezone(LONDON)
        wrong += [
            f"{here:%a %H:%M}: {text.to[-3:]}"
            for text in scene.twilio.sent()[before:]
            if _is_out_of_hours(here, to_child=text.to in children)
        ]
    return wrong


def _is_out_of_hours(here: datetime, *, to_child: bool) -> bool:
    """R18, said once more and in other words; every working day is a school day here."""
    if here.weekday() == SUNDAY:
        return True
    if not to_child:
        return not time_of_day(9) <= here.time() < time_of_day(19)
    opens = time_of_day(10) if here.weekday() == SATURDAY else time_of_day(15, 45)
    return not opens <= here.time() < time_of_day(17 if here.weekday() == FRIDAY else 19)


# --- F10: a flood --------------------------------------------------------------------------------


def flood(scene: Scene, texts: int, *, seed: int = 1) -> Storm:
    """So many texts in ten minutes of the council's clock, one in a hundred of them red."""
    chance, storm = random.Random(seed), Storm(unique=texts)
    each = min(TEXTS_EACH, max(4, texts // 20))
    people = _people(texts, chance, each=each)
    scene.clock.moment = MONDAY_ELEVEN
    scene.ask([one for one in people if one.known])
    scene.work()
    begun = len(scene.twilio.sent())
    coming = [
        Text(text.sid, text.sender, f"{text.marker or ''} {RED}", text.marker)
        if place % 100 == 50
        else text
        for place, text in enumerate(_interleaved(people)[:texts])
    ]
    tenth, untold = max(1, len(coming) // 10), 0
    for start in range(0, len(coming), tenth):
        scene.post_all(coming[start : start + tenth], storm)
        red = sum(RED in text.body for text in coming[: start + tenth])
        untold += max(0, red - _concerns(scene))  # before the minute is over
        scene.clock.moment += timedelta(minutes=1)
    kept_once(scene, coming, people, storm)
    storm.fault("red words not before the team within their minute", untold)
    scene.work()
    sent = scene.twilio.sent()[begun:]
    known = {person.number for person in people if person.known}
    each_got = Counter(text.to for text in sent)
    most = {number: REPLIES_A_DAY if number in known else 1 for number in each_got}
    storm.fault("more than their cap", [n[-3:] for n, got in each_got.items() if got > most[n]])
    strangers = sum(got for number, got in each_got.items() if number not in known)
    storm.fault("more than the hour's cap", strangers + begun > TEXTS_AN_HOUR and strangers)
    storm.sent = len(sent)
    return storm


def _concerns(scene: Scene) -> int:
    """How many the safeguarding team has on its list."""
    with scene.app.app_context(), reading() as session:
        return session.scalar(select(func.count()).select_from(Concern)) or 0


# --- alike ---------------------------------------------------------------------------------------


def _people(texts: int, chance: random.Random, *, each: int = TEXTS_EACH) -> list[Person]:
    """Parents who are asked, and one stranger to every nine of them."""
    number = texts // each + 2
    return [
        (stranger if n % 10 == 9 else parent)(f"+447700900{n:03d}", each, chance)
        for n in range(number)
    ]


def _interleaved(people: Sequence[Person]) -> list[Text]:
    """Everybody's first text, then everybody's second …"""
    longest = max(len(person.texts) for person in people)
    return [p.texts[n] for n in range(longest) for p in people if n < len(p.texts)]


def kept_once(scene: Scene, unique: Sequence[Text], people: Sequence[Person], storm: Storm) -> None:
    """Exactly these texts are kept, as they came, each one's words where somebody reads them."""
    verdict = Verdict()
    with scene.app.app_context(), reading() as session:
        incoming_kept(session, unique, verdict)
        words_kept(session, unique, {p.number for p in people if p.known}, verdict)
        ids = session.scalars(
            select(Message.provider_id).where(Message.direction == Direction.IN)
        ).all()
    storm.fault("too many or too few", Counter(ids) - Counter(text.sid for text in unique))
    for kind, found in verdict.faults().items():
        storm.fault(kind, found[:5])
