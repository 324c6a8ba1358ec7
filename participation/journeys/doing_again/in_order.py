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
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.people import numbers
from participation.care.people.models import Child
from participation.guard import ledger
from participation.guard.crypto import ChildKey
from participation.guard.keys_of_persons import forget_key
from participation.guard.ledger import Happened, Lines, Noted
from participation.guard.passwords import LocalAccount
from participation.guard.standing import Shut, StaffStanding, shut_out
from participation.journeys.doing_again import children, language_workers, what_was_said
from participation.journeys.doing_again.became import Again


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What the ledger made us do once more, by kind. `not_here`: lines about somebody whom this
    copy does not know; `unreadable`: lines that are torn, or not ours; `held`: children, by the
    case system's reference, who were forgotten by the ledger and are under a legal hold."""

    done: Mapping[Happened, int]
    not_here: int
    unreadable: int
    held: tuple[str, ...]


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
            return what_was_said.raise_concern(session, noted, now)
        case Happened.CONCERN_KEPT_FROM:
            return what_was_said.keep_from_concern(session, noted, now)
        case Happened.NEVER_LISTED:
            return children.keep_away(session, noted)
        case Happened.ACCOUNT_CHANGED:
            return _shut_account(session, UUID(who), system)
        case Happened.KEY_FREED:
            return Again.DONE if forget_key(session, UUID(who)) else Again.NOBODY
        case Happened.POINT_TAKEN_BACK:
            return what_was_said.take_back_point(session, who)
        case Happened.TRANSLATOR_KEPT_OFF:
            return language_workers.keep_translator_off(session, noted, now)
        case Happened.TRANSLATOR_RETIRED:
            return language_workers.retire_translator(session, who, now)
        case Happened.INTERPRETER_NOT_WANTED:
            return language_workers.keep_interpreter_off(session, noted, now)
        case Happened.INTERPRETER_RETIRED:
            return language_workers.retire_interpreter(session, who, now)
        case Happened.BACKUP_MADE:
            return Again.WAS_SO
        case Happened.CHILD_FORGOTTEN:
            return children.forget(session, who, now)
        case Happened.HOLD_PLACED:
            return children.place_hold(session, noted, now)
        case Happened.HOLD_LIFTED:
            return children.lift_hold(session, noted)
        case Happened.CONTACT_STOPPED | Happened.CONTACT_GOES_ON:
            return children.change_contact(session, noted, now)
        case Happened.OFFICER_ENDED | Happened.OFFICER_GIVEN | Happened.OFFICER_COVERS:
            return children.change_officer(session, noted, now)
        case Happened.TEXT_TAKEN_BACK:
            return what_was_said.take_back_text(session, noted, now)
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
