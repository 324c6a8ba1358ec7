"""Who or what is not in the extract is asked about once, and not again every night.

"Still looked after", or "still around the child", changes nothing in the database, so without a
memory the same question would come back with each extract. The answer counts for four weeks; then
somebody looks again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.imports.models import SettledQuestion
from participation.care.people.bulk import in_chunks
from participation.journeys.importing.previewing import Preview
from participation.journeys.importing.problems import Asked, Problem
from participation.journeys.services import Services

COUNTS_FOR = timedelta(weeks=4)
_ASKED = (Asked.CHILD_GONE, Asked.CONTACT_GONE, Asked.REVIEW_GONE)


def answer_again(
    session: Session, found: Preview, answers: dict[str, bool], house: Services, now: datetime
) -> None:
    """Put into the answers what was answered lately."""
    open_ = {_hash(house, one): one for one in _of(found) if one.key not in answers}
    for chunk in in_chunks(open_):
        settled = session.scalars(
            select(SettledQuestion.hash).where(
                SettledQuestion.hash.in_(chunk), SettledQuestion.at > now - COUNTS_FOR
            )
        )
        for one in settled:
            answers[open_[one].key] = False


def settle(
    session: Session, found: Preview, answers: Mapping[str, bool], house: Services, now: datetime
) -> None:
    """Remember who and what is still there without being in the extract."""
    for one in _of(found):
        if answers.get(one.key) is False:
            kept = session.get(SettledQuestion, _hash(house, one))
            if kept is None:
                session.add(SettledQuestion(hash=_hash(house, one), at=now))
            elif kept.at <= now - COUNTS_FOR:
                kept.at = now


def _of(found: Preview) -> list[Problem]:
    return [one for one in found.questions if one.asks in _ASKED]


def _hash(house: Services, one: Problem) -> str:
    return house.ring.lookup_hash("import question", one.key)
