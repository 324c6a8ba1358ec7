"""What is left when the killing stops, held against what people sent and the provider took."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.consultations.models import (
    Answer,
    Conversation,
    ConversationState,
    Direction,
    Message,
    MessageState,
    Remark,
    RemarkKind,
    conversation_invitations,
)
from participation.journeys import gathering
from participation.journeys.services import Services
from participation.kernel.db import db, reading
from participation.outbox.models import OutboxItem, OutboxState
from participation.worker.timetable import STANDING
from tests.faults.correspondents import Person, Text
from tests.standins.texts_taken import read_log

MARKER = re.compile(r"mark\d{3}x\d{2}")
ARRIVED = (MessageState.SENT, MessageState.DELIVERED)
OPEN = (OutboxState.QUEUED, OutboxState.LEASED)


@dataclass(slots=True)
class Verdict:
    """Every list holds what went wrong; all empty is what is asked for.

    Examples are ids, markers and counts: never words.
    """

    acknowledged: int = 0
    went_out: int = 0
    too_late: int = 0  # questions whose answers were all in before they went
    lost: list[str] = field(default_factory=list)  # acknowledged and not stored as it came
    words_lost: list[str] = field(default_factory=list)  # stored, but nobody would read them
    words_twice: list[str] = field(default_factory=list)
    misplaced: list[str] = field(default_factory=list)  # a known parent's words on the desk
    replies_off: list[str] = field(default_factory=list)  # more or fewer replies than texts
    never_sent: list[str] = field(default_factory=list)
    sent_twice: list[str] = field(default_factory=list)
    not_settled: list[str] = field(default_factory=list)  # the provider has it; we do not say so
    stuck: list[str] = field(default_factory=list)

    def faults(self) -> dict[str, list[str]]:
        kinds = (
            "lost words_lost words_twice misplaced replies_off never_sent sent_twice not_settled"
            " stuck"
        )
        return {kind: found for kind in kinds.split() if (found := getattr(self, kind))}


def judge(app: Flask, people: Sequence[Person], taken: Collection[Text], log: Path) -> Verdict:
    """Read everything back and compare it.

    Args:
        taken: the texts that were acknowledged.
        log: what the provider took.
    """
    verdict = Verdict(acknowledged=len(taken))
    house: Services = app.extensions["participation"]
    with app.app_context():
        with reading() as session:
            incoming_kept(session, taken, verdict)
            words_kept(session, taken, {p.number for p in people if p.known}, verdict)
            written = _outgoing(session, people, taken, verdict)
            late = select(OutboxItem.kind, OutboxItem.state).where(
                OutboxItem.state.in_(OPEN),
                OutboxItem.due_at <= house.now(),
                OutboxItem.kind.not_in(STANDING),
            )
            verdict.stuck = [f"{row.kind} {row.state}" for row in session.execute(late)]
        db.engine.dispose()
    against_provider(written, log, verdict)
    return verdict


def incoming_kept(session: Session, taken: Collection[Text], verdict: Verdict) -> None:
    stored: dict[str, list[str]] = {}
    for row in session.scalars(select(Message).where(Message.direction == Direction.IN)):
        stored.setdefault(row.provider_id or "", []).append(row.body or "")
    for text in taken:
        if stored.get(text.sid) != [text.body]:
            verdict.lost.append(text.sid)


def words_kept(
    session: Session, taken: Collection[Text], parents: Collection[str], verdict: Verdict
) -> None:
    """Each marker stands in exactly one answer or remark; a stranger's waits on the desk.

    Words that were no choice are kept as refused, and once more in the answer that two misses make
    (D5), which is the answer to that very question: that is no doubling. Whoever texts faster than
    our questions go out comes to such.
    """
    placed: Counter[str] = Counter()
    refused: Counter[str] = Counter()
    put_to: defaultdict[str, set[tuple[int, str | None]]] = defaultdict(set)
    answered: defaultdict[str, set[tuple[int, str | None]]] = defaultdict(set)
    for answer in session.scalars(select(Answer)):
        found_in = MARKER.findall(answer.words or "")
        placed.update(found_in)
        for marker in found_in:
            answered[marker].add((answer.invitation_id, answer.question_key))
    for remark in session.scalars(select(Remark)):
        found_in = MARKER.findall(remark.words or "")
        if remark.kind is RemarkKind.REFUSED:
            refused.update(found_in)
            for marker in found_in:
                put_to[marker].add((remark.invitation_id, remark.question_key))
        else:
            placed.update(found_in)
    desk: Counter[str] = Counter()
    for message in session.scalars(select(Message).where(Message.state == MessageState.DESK)):
        desk.update(MARKER.findall(message.body or ""))
    for text in taken:
        if text.marker is None:
            continue
        found = placed[text.marker] + desk[text.marker]
        elsewhere = found and put_to[text.marker] - answered[text.marker]
        if found + refused[text.marker] == 0:
            verdict.words_lost.append(text.marker)
        elif found > 1 or refused[text.marker] > 1 or elsewhere:
            verdict.words_twice.append(f"{text.marker} {found} times")
        elif text.sender in parents and desk[text.marker]:
            verdict.misplaced.append(text.marker)


def _outgoing(
    session: Session, people: Sequence[Person], taken: Collection[Text], verdict: Verdict
) -> Counter[tuple[str, str]]:
    """How often each body was written down for each number."""
    written: Counter[tuple[str, str]] = Counter()
    replies: Counter[str] = Counter()
    over = set(
        session.scalars(select(Conversation.id).where(Conversation.state == ConversationState.DONE))
    )
    for row in session.scalars(select(Message).where(Message.direction == Direction.OUT)):
        if not row.begun_by_us:
            replies[row.number or ""] += 1
        if row.conversation_id in over and _is_asked_no_more(row):
            verdict.too_late += 1  # and the provider must not have it
            continue
        written[(row.number or "", row.body or "")] += 1
        if row.state not in ARRIVED:
            verdict.not_settled.append(f"{row.public_id.hex} {row.state}")
    came = Counter(text.sender for text in taken)
    came.subtract(_went_on(session, verdict))  # the rest of a thought: one reply to all of it
    for person in people:
        wanted = came[person.number] if person.known else min(came[person.number], 1)
        if replies[person.number] != wanted:
            verdict.replies_off.append(
                f"{person.number[-3:]}: {replies[person.number]}, not {wanted}"
            )
    return written


def _is_asked_no_more(row: Message) -> bool:
    """A question that waited while processes died, and whoever was to have it texted on without it:
    at the end of the conversation nobody is asked any more."""
    cancelled = row.state is MessageState.CANCELLED
    return cancelled and gathering.asks(row) and row.error_code == gathering.NOT_ASKED_ANY_MORE


def _went_on(session: Session, verdict: Verdict) -> Counter[str]:
    """How many texts of each number came before our next question was out, and so had no reply.

    Only a question keeps a reply back: the last that we wrote before such a text must be one.
    """
    numbers: dict[int | None, str] = {}
    asks: dict[int | None, bool] = {}
    unasked: set[str] = set()
    for row in session.scalars(select(Message).order_by(Message.id)):
        if row.direction is Direction.OUT:
            asks[row.conversation_id] = (row.template or "").startswith(gathering.QUESTION)
            continue
        numbers[row.conversation_id] = row.number or ""
        if not asks.get(row.conversation_id):
            unasked.update(MARKER.findall(row.body or ""))
    for remark in session.scalars(select(Remark).where(Remark.kind == RemarkKind.MORE)):
        went_on = MARKER.findall(remark.words or "")
        verdict.misplaced += [marker for marker in went_on if marker in unasked]
    more = session.scalars(
        select(conversation_invitations.c.conversation_id)
        .join(Remark, Remark.invitation_id == conversation_invitations.c.invitation_id)
        .where(Remark.kind == RemarkKind.MORE)
    )
    return Counter(numbers[conversation] for conversation in more)


def against_provider(written: Counter[tuple[str, str]], log: Path, verdict: Verdict) -> None:
    """The provider's own log is the witness: each text as often as it was written down."""
    took = Counter((text.to, text.body) for text in read_log(log))
    verdict.went_out = took.total()
    for pair, times in (took - written).items():
        verdict.sent_twice.append(f"{pair[0][-3:]}: {times} too many")
    for pair, times in (written - took).items():
        verdict.never_sent.append(f"{pair[0][-3:]}: {times} missing")
