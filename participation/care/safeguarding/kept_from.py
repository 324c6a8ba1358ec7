"""Who must not know of a concern: never told of it, and never able to open or close it.

Whoever it is about, and their manager or team where a person marked them; everybody on the child's
never list; and where the words were said past the reviewing officer ("not Sam"), that officer.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.people.around import barred_from, working_with
from participation.care.people.queries import OFFICERS
from participation.care.requests.models import Ask
from participation.care.safeguarding.models import Concern, ConcernExclusion, Hearing


def kept_from(session: Session, concern: Concern, today: date) -> frozenset[int]:
    """Keys of the members of staff who are left out."""
    excluded = session.scalars(
        select(ConcernExclusion.staff_id).where(ConcernExclusion.concern_id == concern.id)
    )
    found = frozenset(excluded)
    if concern.child_id is not None:
        found |= barred_from(session, concern.child_id)
    hearing = session.get(Hearing, concern.hearing_id) if concern.hearing_id else None
    source = hearing.source_id if hearing is not None else concern.source_id
    asked_past = session.scalars(
        select(Ask).where(Ask.public_id == source, Ask.past_officer.is_(True))
    ).all()
    found |= {one.not_shown_to_id for one in asked_past if one.not_shown_to_id is not None}
    past = bool(asked_past) or (hearing is not None and hearing.past_officer)
    if past and concern.child_id is not None:
        found |= {row.id for row in working_with(session, concern.child_id, OFFICERS, today)}
    return found
