"""What stands on each simulated phone and in each simulated mailbox.

A text is what was committed as a Message; a mail is worded again from the finished work in the
outbox, because every notice to an officer says the same.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from participation.care.consultations.models import Direction, Message, MessageState
from participation.care.people.models import Child, ContactPoint, Relationship, RelationshipKind
from participation.care.people.queries import officer_of
from participation.care.reviews.models import Review
from participation.care.summaries.models import Summary
from participation.channels.mail.wording import officer_notice
from participation.kernel.clock import LONDON, london_day
from participation.kernel.dates import age_on
from participation.kernel.texts import IN_ENGLISH
from participation.outbox.models import OutboxItem, OutboxState

_SCHEME = re.compile(r"^https?://")
UNKNOWN_OWNER = "Somebody unknown"
_UNSEEN = {
    MessageState.QUEUED: "waiting to be sent",
    MessageState.SENDING: "being sent",
    MessageState.UNKNOWN: "may not have arrived",
    MessageState.FAILED: "not sent",
    MessageState.UNDELIVERED: "not delivered",
    MessageState.CANCELLED: "not sent",
}
_ROLES = {
    RelationshipKind.PARENTAL_RESPONSIBILITY: "someone with parental responsibility",
    RelationshipKind.CHILDRENS_GUARDIAN: "children’s guardian",
}


@dataclass(frozen=True, slots=True, repr=False)
class Piece:
    """Some words; `href` where a phone would make them a link."""

    words: str
    href: str | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Text:
    """One text on a phone. `out` from the council's side; `state` is empty when it arrived."""

    out: bool
    pieces: Sequence[Piece]
    when: str
    state: str


@dataclass(slots=True, repr=False)
class Phone:
    """A phone, its owner and its texts, oldest first. `number` is E.164."""

    number: str
    owner: str
    note: str
    childs: bool
    messages: list[Text] = field(default_factory=list)

    @property
    def shown(self) -> str:
        """07700 900123, as people write it."""
        if not self.number.startswith("+44"):
            return self.number
        return f"0{self.number[3:7]} {self.number[7:]}"

    @property
    def anchor(self) -> str:
        return f"phone{self.number.lstrip('+')}"


@dataclass(frozen=True, slots=True, repr=False)
class Mail:
    subject: str
    pieces: Sequence[Piece]
    when: str


@dataclass(slots=True, repr=False)
class Mailbox:
    """An officer's mailbox, newest mail first."""

    address: str
    owner: str
    mails: list[Mail] = field(default_factory=list)


def phones(session: Session, today: date, *, address: str) -> list[Phone]:
    """Every phone that has a text, in the order in which they got their first one.

    Args:
        address: the demonstration's own; only what stands there is shown as a link.
    """
    owners = _owners(session, today)
    found: dict[str, Phone] = {}
    for message in session.scalars(select(Message).order_by(Message.id)):
        phone = found.get(message.number_hash)
        if phone is None:
            owner, note, childs = owners.get(message.number_hash, (UNKNOWN_OWNER, "", False))
            phone = Phone(message.number or "", owner, note, childs)
            found[message.number_hash] = phone
        phone.messages.append(_text(message, address))
    return list(found.values())


def mailboxes(session: Session, *, address: str) -> list[Mailbox]:
    """The mailbox of every officer who was told something."""
    notice = officer_notice(IN_ENGLISH, sign_in_url=f"{address}/staff/sign-in")
    pieces = in_pieces(notice.body, address)
    found: dict[str, Mailbox] = {}
    told = session.scalars(
        select(OutboxItem)
        .where(OutboxItem.kind == "officer.tell", OutboxItem.state == OutboxState.DONE)
        .order_by(OutboxItem.id.desc())
    ).all()
    rows = session.execute(
        select(Summary.public_id, Review.child_id)
        .join(Review, Review.id == Summary.review_id)
        .where(Summary.public_id.in_([UUID(item.subject) for item in told]))
    )
    children = {row.public_id: row.child_id for row in rows}
    for item in told:
        child_id = children.get(UUID(item.subject))
        officer = officer_of(session, child_id, london_day(item.due_at)) if child_id else None
        if officer is None:
            continue
        email = officer.email or ""
        box = found.setdefault(email, Mailbox(email, officer.full_name or ""))
        when = f"{item.due_at.astimezone(LONDON):%a %H:%M}"
        box.mails.append(Mail(notice.subject, pieces, when))
    return list(found.values())


def in_pieces(words: str, address: str) -> list[Piece]:
    """Words cut at the demonstration's own links; a text may leave the http:// out."""
    bare = re.escape(_SCHEME.sub("", address))
    link = re.compile(rf"(?:https?://)?{bare}[^\s<>\"']*")
    pieces: list[Piece] = []
    at = 0
    for found in link.finditer(words):
        pieces.append(Piece(words[at : found.start()]))
        pieces.append(Piece(found.group(), f"http://{_SCHEME.sub('', found.group())}"))
        at = found.end()
    return [*pieces, Piece(words[at:])]


def _text(message: Message, address: str) -> Text:
    body = message.body or ""
    out = message.direction is Direction.OUT
    return Text(
        out=out,
        pieces=in_pieces(body, address) if out else [Piece(body)],
        when=f"{message.at.astimezone(LONDON):%a %H:%M}",
        state=_UNSEEN.get(message.state, "") if out else "",
    )


def _owners(session: Session, today: date) -> dict[str, tuple[str, str, bool]]:
    """(owner, who that is, whether it is a child's) by number hash; a shared phone names both."""
    held: defaultdict[str, list[tuple[str, str, bool]]] = defaultdict(list)
    ties = _ties(session)
    points = session.scalars(select(ContactPoint).order_by(ContactPoint.id)).all()
    children = {child.id: child for child in session.scalars(select(Child))}
    for point in points:
        if point.child_id is not None:
            child = children[point.child_id]
            note = f"child in care, {age_on(child.born_on, today)}"
            held[point.value_hash].append((child.called, note, True))
        elif point.adult_id is not None and (known := ties.get(point.adult_id)):
            name = known[0].adult.full_name or ""
            held[point.value_hash].append((name, _note(known), False))
    return {
        number: (
            " and ".join(name for name, _, _ in owners),
            "; ".join(note for _, note, _ in owners),
            all(childs for _, _, childs in owners),
        )
        for number, owners in held.items()
    }


def _ties(session: Session) -> dict[int, Sequence[Relationship]]:
    found: defaultdict[int, list[Relationship]] = defaultdict(list)
    rows = session.scalars(
        select(Relationship)
        .options(selectinload(Relationship.adult), selectinload(Relationship.child))
        .order_by(Relationship.id)
    )
    for row in rows:
        found[row.adult_id].append(row)
    return dict(found)


def _note(ties: Sequence[Relationship]) -> str:
    role = _ROLES.get(ties[0].kind, ties[0].kind.value.replace("_", " "))
    names = [tie.child.called for tie in ties]
    return f"{role} of {' and '.join(names)}"
