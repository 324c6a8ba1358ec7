"""F4: the provider fails in every way we know, so many times each, and nobody gets a text twice."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from sqlalchemy import func, select

from participation.care.consultations.models import Direction, Message, MessageState
from participation.kernel.db import reading
from participation.outbox.models import OutboxItem, OutboxState
from tests.faults.correspondents import Text
from tests.faults.storms import Scene, Storm
from tests.standins.signing import new_sid
from tests.standins.twilio_server import Fault

NEVER = (Fault.OPTED_OUT, Fault.LANDLINE)  # such a number is closed: another one each time
OTHERS = tuple(fault for fault in Fault if fault not in NEVER)
AT_ONCE = 20
WAITS_AT_MOST = 60  # of some minutes; six are enough unless this machine is very busy


def answers(scene: Scene, times: int) -> Storm:
    """Strangers text in, and the reply to each meets a fault; a stranger has one reply a day."""
    storm, wanted = Storm(unique=times * len(Fault)), Counter[str]()
    for start in range(0, times, AT_ONCE):
        count = min(AT_ONCE, times - start)
        for fault in Fault:
            for n in range(count):
                number = _number(fault, n, start, times)
                # A number that is closed stays closed, also for whoever asks again in a hurry.
                scene.twilio.fault(fault, to=number, times=9 if fault in NEVER else 1)
                taken = scene.post(Text(new_sid(), number, "hello", None))
                storm.fault("not taken", taken != 200 and taken)
                storm.posted += 1
                wanted[number] += fault not in NEVER
        for _ in range(WAITS_AT_MOST):
            scene.work()
            if not _unsent(scene):
                break
        scene.clock.moment += timedelta(days=1, minutes=1)
    arrived = Counter(text.to for text in scene.twilio.sent())
    storm.sent = arrived.total()
    storm.fault("sent twice", {to[-3:]: n for to, n in (arrived - +wanted).items()})
    storm.fault("never sent", {to[-3:]: n for to, n in (+wanted - arrived).items()})
    states = _states(scene)
    told = {MessageState.SENT: times * len(OTHERS), MessageState.FAILED: times * len(NEVER)}
    storm.fault("told otherwise than it went", {**states} if states != told else None)
    storm.fault("left undone", _unsent(scene))
    return storm


def _number(fault: Fault, n: int, start: int, times: int) -> str:
    """Of the thousand numbers that belong to nobody."""
    if fault in NEVER:
        return f"+447700900{400 + NEVER.index(fault) * times + start + n:03d}"
    return f"+447700900{OTHERS.index(fault) * AT_ONCE + n:03d}"


def _unsent(scene: Scene) -> int:
    with scene.app.app_context(), reading() as session:
        return (
            session.scalar(
                select(func.count())
                .select_from(OutboxItem)
                .where(
                    OutboxItem.kind == "message.send",
                    OutboxItem.state.in_((OutboxState.QUEUED, OutboxState.LEASED)),
                )
            )
            or 0
        )


def _states(scene: Scene) -> Counter[MessageState]:
    with scene.app.app_context(), reading() as session:
        return Counter(
            session.scalars(select(Message.state).where(Message.direction == Direction.OUT))
        )
