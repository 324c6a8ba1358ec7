"""Somebody asked for a page that is not for their work, whatever it is about: that leaves a row too
(B53)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from participation.care.people.models import StaffMember
from participation.care.summaries import queries as summaries
from participation.guard.access import Action
from participation.journeys.reading import note_refusal


def note_wrong_role(
    session: Session,
    staff: StaffMember,
    action: Action,
    asked: Mapping[str, object],
    now: datetime,
) -> None:
    """Write down who tried what.

    Args:
        asked: what the page's address named. Ids of ours are noted; whatever else stood there is
            a stranger's text, and a review is noted only if there is one.
    """
    ids = {kind: which.hex for kind, which in asked.items() if isinstance(which, UUID)}
    subject = next((f"{kind}:{which}" for kind, which in ids.items()), "page")
    child = ids.get("child")
    if external_id := asked.get("review_id"):
        review = summaries.review_named(session, str(external_id))
        subject = f"review:{review.public_id.hex}" if review is not None else "review:unknown"
        child = review.child.public_id.hex if review is not None else None
    note_refusal(session, staff, f"page.{action}", subject, now, child=child)
