"""What the ledger notes is done once more in a restored copy (I20).

STOP, contact that was stopped, words that were taken back, phones cut off, who is kept away from a
child or is their officer no more, translators who are asked no more, accounts and keys that were
changed, legal holds, and last of all children that were forgotten: of one who is held nothing goes,
whatever a line says. A concern of the lost days is raised again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from typing import TypeVar
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.interpreting.booking_models import Interpreter
from participation.care.interpreting.models import Translator
from participation.care.outcomes import queries as outcomes
from participation.care.outcomes import service as outcomes_kept
from participation.care.outcomes.models import Point
from participation.care.people import legal_holds, numbers
from participation.care.people import queries as people
from participation.care.people.models import Adult, AssignedAs, Child, NeverList, StaffMember
from participation.care.safeguarding import service as safeguarding
from participation.care.safeguarding import steps
from participation.care.safeguarding.models import Concern, ExcludedAs
from participation.care.safeguarding.route import RouteOf
from participation.care.safeguarding.rules import Level
from participation.guard import crypto, ledger
from participation.guard.crypto import COUNCIL, ChildKey, council_key
from participation.guard.keys_of_persons import forget_key
from participation.guard.ledger import Happened, Lines, Noted
from participation.guard.passwords import LocalAccount
from participation.guard.standing import Shut, StaffStanding, shut_out
from participation.journeys import (
    changing_again,
    ending_translations,
    keeping_interpreters,
    taking_back_again,
)
from participation.journeys.erasing.forgetting import forget_child
from participation.kernel.model import Named

Row = TypeVar("Row", bound=Named)


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What the ledger made us do once more, by kind. `not_here`: lines about somebody whom this
    copy does not know; `unreadable`: lines that are torn, or not ours; `held`: children, by the
    case system's reference, who were forgotten by the ledger and are under a legal hold."""

    done: Mapping[Happened, int]
    not_here: int
    unreadable: int
    held: tuple[str, ...]


class Again(Enum):
    """What became of one line of the ledger."""

    DONE = "done"
    WAS_SO = "was so"  # the copy knows of it already
    NOBODY = "nobody"  # nor whom it is about
    HELD = "held"  # nothing of them may go


def take_back(session: Session, lines: Lines, *, now: datetime, system: datetime) -> TakenBack:
    """Do once more what the ledger says was done, in its order, and forgetting once every hold is
    known. Doing it twice changes nothing."""
    done: Counter[Happened] = Counter()
    not_here, held = 0, []
    for noted in sorted(lines.noted, key=lambda one: one.what is Happened.CHILD_FORGOTTEN):
        match _again(session, noted, now, system):
            case Again.DONE:
                done[noted.what] += 1
            case Again.NOBODY:
                not_here += 1
            case Again.HELD:
                held.append(noted.who)
            case Again.WAS_SO:
                pass
        session.flush()
    ledger.noted_already(session)
    names = select(Child.external_id).join(ChildKey).where(ChildKey.owner.in_(held))
    references = tuple(sorted(session.scalars(names)))
    return TakenBack(dict(done), not_here, lines.unreadable, references)


def _again(session: Session, noted: Noted, now: datetime, system: datetime) -> Again:
    who = noted.who
    match noted.what:
        case Happened.NUMBER_STOPPED:
            numbers.suppress(session, who, noted.at)
        case Happened.NUMBER_STARTED:
            numbers.unsuppress(session, who)
        case Happened.NUMBER_CUT_OFF:
            numbers.cut_off(session, who, noted.at)
        case Happened.NUMBER_SUSPENDED:
            numbers.suspend(session, who)
        case Happened.CONCERN_RAISED:
            return _raise_again(session, noted, now)
        case Happened.CONCERN_KEPT_FROM:
            return _keep_from_concern(session, noted, now)
        case Happened.NEVER_LISTED:
            return _keep_away(session, noted)
        case Happened.ACCOUNT_CHANGED:
            return _shut_account(session, UUID(who), system)
        case Happened.KEY_FREED:
            return Again.DONE if forget_key(session, UUID(who)) else Again.NOBODY
        case Happened.POINT_TAKEN_BACK:
            return _take_back_point(session, who)
        case Happened.TRANSLATOR_KEPT_OFF:
            return _keep_translator_off(session, noted, now)
        case Happened.TRANSLATOR_RETIRED:
            return _retire_translator(session, who, now)
        case Happened.INTERPRETER_NOT_WANTED:
            return _keep_interpreter_off(session, noted, now)
        case Happened.INTERPRETER_RETIRED:
            return _retire_interpreter(session, who, now)
        case Happened.BACKUP_MADE:
            return Again.WAS_SO
        case Happened.CHILD_FORGOTTEN:
            return _forget(session, who, now)
        case Happened.HOLD_PLACED:
            return _hold_again(session, noted, now)
        case Happened.HOLD_LIFTED:
            return _lift_again(session, noted)
        case Happened.CONTACT_STOPPED | Happened.CONTACT_GOES_ON:
            return _change_contact(session, noted, now)
        case Happened.OFFICER_ENDED | Happened.OFFICER_GIVEN | Happened.OFFICER_COVERS:
            return _change_officer(session, noted, now)
        case Happened.TEXT_TAKEN_BACK:
            return _take_back_text(session, noted, now)
    return Again.DONE


def _take_back_text(session: Session, noted: Noted, now: datetime) -> Again:
    text, staff, *sources = noted.parts
    by, ids = _of(session, StaffMember, staff), [UUID(one) for one in sources]
    match taking_back_again.take_back_again(session, UUID(text), by, ids, now):
        case None:
            return Again.NOBODY
        case changed:
            return Again.DONE if changed else Again.WAS_SO


def _change_contact(session: Session, noted: Noted, now: datetime) -> Again:
    child = _of(session, Child, noted.who)
    if child is None or not child.key.wrapped:  # forgotten since: nothing of theirs is written
        return Again.NOBODY
    if noted.what is Happened.CONTACT_STOPPED:
        changed = changing_again.stop_contact(session, child, noted.at, now)
    else:
        changed = changing_again.let_contact_go_on(session, child, now)
    return Again.DONE if changed else Again.WAS_SO


def _change_officer(session: Session, noted: Noted, now: datetime) -> Again:
    child = _of(session, Child, noted.parts[0])
    staff = _of(session, StaffMember, noted.parts[1])
    if child is None or not child.key.wrapped:
        return Again.NOBODY
    if noted.what is Happened.OFFICER_COVERS:
        days = (date.fromisoformat(day) for day in noted.parts[2:])
        changing_again.cover(session, child, staff, *days)
        return Again.NOBODY if staff is None else Again.DONE
    if staff is None:
        return Again.NOBODY
    if noted.what is Happened.OFFICER_ENDED:
        was = AssignedAs(noted.parts[2])
        ended = changing_again.end_officer(session, child, staff, was, noted.at, now)
        return Again.DONE if ended else Again.WAS_SO
    named = _of(session, StaffMember, noted.parts[2]) if noted.parts[2] else None
    changing_again.give(session, child, staff, named, noted.at, now)
    return Again.DONE


def _hold_again(session: Session, noted: Noted, now: datetime) -> Again:
    """In its place before anything goes: of what was held in the lost days nothing may."""
    child = _of(session, Child, noted.parts[1])
    staff = _of(session, StaffMember, noted.parts[2])
    if child is None or staff is None:
        return Again.NOBODY
    named = UUID(noted.parts[0])
    row = legal_holds.hold_again(session, child, staff, public_id=named, since=noted.at, now=now)
    return Again.WAS_SO if row is None else Again.DONE


def _lift_again(session: Session, noted: Noted) -> Again:
    staff = _of(session, StaffMember, noted.parts[1])
    if staff is None:
        return Again.NOBODY
    match legal_holds.lift_again(session, staff, public_id=UUID(noted.parts[0]), at=noted.at):
        case None:
            return Again.NOBODY
        case lifted:
            return Again.DONE if lifted else Again.WAS_SO


def _keep_away(session: Session, noted: Noted) -> Again:
    child = _of(session, Child, noted.parts[0])
    staff = _of(session, StaffMember, noted.parts[1])
    if child is None or staff is None:
        return Again.NOBODY
    if people.is_barred(session, child.id, staff.id):
        return Again.WAS_SO
    session.add(
        NeverList(key=child.key, child_id=child.id, staff_id=staff.id, since=noted.at, why=None)
    )
    return Again.DONE


def _keep_translator_off(session: Session, noted: Noted, now: datetime) -> Again:
    child = _of(session, Child, noted.parts[0])
    translator = _of(session, Translator, noted.parts[1])
    if child is None or translator is None:
        return Again.NOBODY
    ending_translations.keep_off(session, child.id, translator, now)
    return Again.DONE


def _keep_interpreter_off(session: Session, noted: Noted, now: datetime) -> Again:
    child, adult = _of(session, Child, noted.parts[0]), _of(session, Adult, noted.parts[0])
    interpreter = _of(session, Interpreter, noted.parts[1])
    if interpreter is None or (child is None and adult is None):
        return Again.NOBODY
    keeping_interpreters.keep_off(session, interpreter, now, child=child, adult=adult)
    return Again.DONE


def _retire_interpreter(session: Session, which: str, now: datetime) -> Again:
    interpreter = _of(session, Interpreter, which)
    if interpreter is None:
        return Again.NOBODY
    if interpreter.retired_at is not None:
        return Again.WAS_SO
    keeping_interpreters.let_go(session, interpreter, now)
    return Again.DONE


def _retire_translator(session: Session, which: str, now: datetime) -> Again:
    translator = _of(session, Translator, which)
    if translator is None:
        return Again.NOBODY
    if translator.retired_at is not None:
        return Again.WAS_SO
    ending_translations.retire(session, translator, now)
    return Again.DONE


def _raise_again(session: Session, noted: Noted, now: datetime) -> Again:
    """What was said is lost; that somebody was not safe must not be. Whether it had been dealt with
    nobody can say, so it waits for a person like any other. Where the copy does not know the child,
    it is about nobody yet."""
    concern, owner, level, route = noted.parts
    if _of(session, Concern, concern) is not None:
        return Again.WAS_SO
    key = session.scalar(select(ChildKey).where(ChildKey.owner == owner))
    child = _of(session, Child, owner) if owner != COUNCIL else None
    if key is None:
        key = council_key(session, now)
    if not key.wrapped:
        return Again.NOBODY
    safeguarding.raise_concern(
        session,
        child_id=child.id if child is not None else None,
        level=Level(level),
        cause="restored",
        key=key,
        route=RouteOf(route),
        now=now,
    )
    return Again.DONE


def _keep_from_concern(session: Session, noted: Noted, now: datetime) -> Again:
    concern = _of(session, Concern, noted.parts[0])
    staff = _of(session, StaffMember, noted.parts[1])
    if concern is None or staff is None:
        return Again.NOBODY
    if steps.is_excluded(session, concern.id, staff.id):
        return Again.WAS_SO
    why = ExcludedAs(noted.parts[2])
    steps.exclude(session, concern, staff.id, why, by_id=None, now=now)
    return Again.DONE


def _of(session: Session, kind: type[Row], public_id: str) -> Row | None:
    found: Row | None = session.scalar(select(kind).where(kind.public_id == UUID(public_id)))
    return found


def _take_back_point(session: Session, which: str) -> Again:
    """The officer releases it again, if it was released anew in the lost days."""
    point = _of(session, Point, which)
    if point is None:
        return Again.NOBODY
    outcome = outcomes.newest_outcome(session, point.id)
    if outcome is None or outcome.released_at is None:
        return Again.WAS_SO
    outcomes_kept.take_back(session, point, outcome)
    return Again.DONE


def _forget(session: Session, owner: str, now: datetime) -> Again:
    """A child's rows go with their key. One that the newest file of keys lacks is gone already."""
    child = session.scalar(select(Child).join(ChildKey).where(ChildKey.owner == owner))
    if child is not None:
        if legal_holds.holds_of(session, child.id):
            return Again.HELD
        return Again.DONE if forget_child(session, child, now) else Again.WAS_SO
    key = session.scalar(select(ChildKey.wrapped).where(ChildKey.owner == owner))
    if key is None:
        return Again.NOBODY
    if not key:
        return Again.WAS_SO
    crypto.forget(session, owner)
    return Again.DONE


def _shut_account(session: Session, staff: UUID, system: datetime) -> Again:
    """The password of before must not count again, nor whom the provider was thought to mean; an
    administrator lets them in again."""
    account = session.scalar(select(LocalAccount).where(LocalAccount.staff == staff))
    stands = session.scalar(select(StaffStanding).where(StaffStanding.staff == staff))
    if account is not None:
        account.disabled_at = system
    if stands is not None:
        stands.identity_hash = None
        shut_out(stands, Shut.RESTORED, system)
    return Again.NOBODY if account is None and stands is None else Again.DONE
