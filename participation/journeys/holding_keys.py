"""A person makes a key of their own, opens what they wrote with it, or has it set free (R2).

What a key opens is only what was typed in sittings in which its holder had it in hand. Five wrong
tries shut it, and a person hears of that; nothing on the page tells shut from wrong.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.consultations import own_words, tasks
from participation.care.consultations.models import Answer, Invitation, Remark, TaskKind
from participation.care.corrections import queries as corrections
from participation.care.people.models import Child, StaffMember
from participation.care.requests import queries as requests
from participation.care.requests.models import Ask
from participation.guard import keys_of_persons as keys
from participation.guard.audit import Deed, record
from participation.guard.keys_of_persons import KeyKind
from participation.journeys.reading import actor
from participation.kernel.clock import london_day
from participation.kernel.working_days import add_working_days

_TASK_WORKING_DAYS = 2


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose key it is: a child, or an adult who answers about the child."""

    person: UUID
    child: Child = field(repr=False)
    adult_id: int | None = None


@dataclass(frozen=True, slots=True, repr=False)
class Sent:
    """What a person sent before one review, as far as their key opens it."""

    invitation: Invitation
    answers: dict[str, Answer]
    remarks: Sequence[Remark]


@dataclass(frozen=True, slots=True, repr=False)
class OwnWords:
    """Everything a key opens: what was sent, and what was asked with what became of it."""

    sent: Sequence[Sent]
    asks: Sequence[Ask]
    # What the person said since of their own words, by the words' public id in hex; nobody else's.
    said_since: Mapping[str, Sequence[str]]

    @property
    def nothing(self) -> bool:
        return not self.sent and not self.asks


def make_key(
    session: Session, holder: Holder, kind: KeyKind, secret: str, *, mark: str, now: datetime
) -> bool:
    """Set a first key; False where there is one, which only its holder or a person ends."""
    made = keys.make_key(session, holder.person, kind, secret, mark=mark, now=now)
    _note(session, "key.made", holder, now, outcome="done" if made else "refused")
    return made is not None


def try_key(
    session: Session,
    holder: Holder,
    secret: str | None,
    *,
    mark: str,
    now: datetime,
    page: str | None = None,
) -> bool:
    """Whether it opens. What is typed in this sitting is then opened by it too.

    Args:
        page: which page it was typed on, so that a double tap is one try.
    """
    opened = keys.opens(session, holder.person, secret, page=page)
    _note(session, "key.tried", holder, now, outcome="done" if opened else "refused")
    key = keys.key_of(session, holder.person)
    if key is not None:
        session.refresh(key)
    if opened and key is not None:
        keys.had_in_hand(session, key, mark)
    elif key is not None and key.is_shut:
        _tell_a_person(session, holder, now)
    return opened


def own_words_of(session: Session, holder: Holder, now: datetime) -> OwnWords:
    """What the key opens, the audit row first."""
    _note(session, "own_words.read", holder, now)
    marks = keys.marks_of(session, holder.person)
    if holder.adult_id is not None:
        invitations = own_words.invitations_of(session, adult_id=holder.adult_id)
    else:
        invitations = own_words.invitations_of(session, child_id=holder.child.id)
    sent = [
        Sent(
            invitation,
            dict(own_words.answers_typed_in(session, invitation, marks)),
            own_words.remarks_typed_in(session, invitation, marks),
        )
        for invitation in invitations
    ]
    children = {holder.child.id, *(invitation.child_id for invitation in invitations)}
    return OwnWords(
        sent=[one for one in sent if one.answers or one.remarks],
        asks=requests.asked_in(session, children, marks),
        said_since=_said_since(session, sent),
    )


def _said_since(session: Session, sent: Sequence[Sent]) -> Mapping[str, Sequence[str]]:
    by = {row.public_id: one.invitation.role for one in sent for row in one.answers.values()}
    by |= {row.public_id: one.invitation.role for one in sent for row in one.remarks}
    found = corrections.corrections_of(session, list(by))
    return {
        source.hex: [one.words for one in found.get(source.hex, ()) if one.said_by == role]
        for source, role in by.items()
    }


def set_free(
    session: Session, staff: StaffMember, person: UUID, child: Child, now: datetime
) -> bool:
    """A member of staff who knows the person takes their key away, so that they make a new one."""
    gone = keys.forget_key(session, person)
    deed = Deed(
        actor=actor(staff),
        action="key.reset",
        subject=f"person:{person.hex}",
        child=child.public_id.hex,
        outcome="done" if gone else "refused",
    )
    record(session, deed, now)
    if gone:
        tasks.end_task(session, TaskKind.KEY_SHUT, person.hex)
    return gone


def _tell_a_person(session: Session, holder: Holder, now: datetime) -> None:
    holidays = authority.bank_holidays(session)
    tasks.make_task(
        session,
        TaskKind.KEY_SHUT,
        about=holder.person.hex,
        key=holder.child.key,
        owner_role="iro",
        due_on=add_working_days(london_day(now), _TASK_WORKING_DAYS, holidays),
        child_id=holder.child.id,
        now=now,
    )


def _note(
    session: Session, action: str, holder: Holder, now: datetime, outcome: str = "done"
) -> None:
    deed = Deed(
        actor="respondent",
        action=action,
        subject=f"person:{holder.person.hex}",
        child=holder.child.public_id.hex,
        outcome=outcome,
    )
    record(session, deed, now)
