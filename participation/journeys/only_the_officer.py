"""Words for the reviewing officer alone, and words that go past that officer: who must not open
them (R4, R26).

The safeguarding team sees every child's words, but not these: the person was told that only the
officer, or whoever does that job, reads them unless somebody is not safe. So they open to others
only where the words or the answer raised a concern, and where a child has no officer just now,
since every word is read by somebody.

What somebody said to "not Sam: someone else" is closed to whoever is the child's officer, flagged
or not, whatever other hat they wear, and stays closed to Sam when somebody else is the officer.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from participation.care.consultations.models import Answer, Remark
from participation.care.people import queries as people
from participation.care.people.models import StaffMember
from participation.care.requests.models import Ask
from participation.care.safeguarding import queries as safeguarding
from participation.care.safeguarding.models import Concern, Hearing
from participation.care.safeguarding.who_may_open import words_not_kept_from
from participation.kernel.clock import london_day
from participation.questionnaire.definition import Sharing


def not_kept_from(staff: StaffMember, now: datetime) -> ColumnElement[bool]:
    """A condition on `Hearing`: it may be listed for this reader, whatever else they may see."""
    today = london_day(now)
    own = people.children_open_to(staff.id, today, assigned_as=people.OFFICERS)
    not_kept = or_(
        Hearing.child_id.is_(None),
        Hearing.child_id.in_(own),
        Hearing.child_id.not_in(people.children_with_officer(today)),
        safeguarding.flagged(),
        and_(~_kept(Answer).exists(), ~_kept(Remark).exists()),
    )
    return and_(not_kept, not_past(staff, now), words_not_kept_from(staff.id))


def not_past(staff: StaffMember, now: datetime) -> ColumnElement[bool]:
    """A condition on `Hearing`: it was not said past this reader, who is the child's officer or was
    when it was said."""
    own = people.children_open_to(staff.id, london_day(now), assigned_as=people.OFFICERS)
    past_me = (
        select(Ask.id)
        .where(Ask.public_id == Hearing.source_id, Ask.not_shown_to_id == staff.id)
        .correlate(Hearing)
    )
    not_mine = and_(Hearing.child_id.not_in(own), ~past_me.exists())
    return or_(Hearing.past_officer.is_(False), not_mine)


def concern_not_past(staff: StaffMember, now: datetime) -> ColumnElement[bool]:
    """A condition on `Concern` beside its `Hearing`, if any: it did not come past this reader.

    Without a word there is no hearing, as when a missing child asks for an advocate.
    """
    own = people.children_open_to(staff.id, london_day(now), assigned_as=people.OFFICERS)
    mine = or_(Ask.not_shown_to_id == staff.id, Concern.child_id.in_(own))
    asked_past_me = (
        select(Ask.id)
        .where(Ask.public_id == Concern.source_id, Ask.past_officer.is_(True), mine)
        .correlate(Concern)
    )
    heard = or_(Concern.hearing_id.is_(None), not_past(staff, now))
    return and_(heard, ~asked_past_me.exists())


def is_kept_from(session: Session, staff: StaffMember, hearing: Hearing, now: datetime) -> bool:
    """Whether this piece of words stays closed to this reader."""
    open_to = select(Hearing.id).where(Hearing.id == hearing.id, not_kept_from(staff, now))
    return session.scalar(open_to) is None


def _kept(table: type[Answer | Remark]) -> Select[int]:
    return (
        select(table.id)
        .where(table.public_id == Hearing.source_id, table.sharing == Sharing.ONLY_OFFICER)
        .correlate(Hearing)
    )
