"""Keeps versions of a summary, and who has read them. Nothing here commits."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from participation.care.reviews.models import Review
from participation.care.summaries import queries
from participation.care.summaries.content import Content, Readers, from_json, to_json, words_of
from participation.care.summaries.facts import SummaryFacts
from participation.care.summaries.models import Summary, SummaryReading
from participation.care.summaries.rules import compose
from participation.guard.crypto import ring_of


@dataclass(frozen=True, slots=True)
class Kept:
    """The version that stands now; `new_words`: it holds words that no earlier version held,
    or something that staff saw."""

    summary: Summary
    new_version: bool
    new_words: bool


def keep(
    session: Session,
    review: Review,
    facts: SummaryFacts,
    why: str,
    now: datetime,
    *,
    before: Summary | None,
    over: bool = False,
) -> Kept:
    """Keep what was said so far as a new version, if it differs from `before`, the newest.

    The caller holds the round's lock, so that two of these never take the same number. What is
    compared is a keyed hash: the database shows that two versions are equal, and no more.

    Args:
        over: the round has closed. What becomes of promises of an earlier review makes no new
            version then: it is nothing that was said before this one, and the newest may be filed.
    """
    officers = compose(facts, Readers.OFFICER)
    content = {"officer": to_json(officers), "shared": to_json(compose(facts, Readers.SHARED))}
    content_hash = _hash(session, content)
    if before is not None and before.content_hash == content_hash:
        return Kept(before, new_version=False, new_words=False)
    if over and before is not None and _said_in(content) == _said_in(before.content or {}):
        return Kept(before, new_version=False, new_words=False)
    said = words_of(officers)
    said_before = words_of(content_of(before, Readers.OFFICER)) if before else _silence(said)
    summary = Summary(
        key=review.child.key,
        review_id=review.id,
        version=before.version + 1 if before else 1,
        composed_at=now,
        why=why,
        content_hash=content_hash,
        content=content,
    )
    session.add(summary)
    session.flush()
    return Kept(summary, new_version=True, new_words=said != said_before)


def content_of(summary: Summary, readers: Readers) -> Content:
    """What a version says to these readers."""
    kept = summary.content or {}
    return from_json(kept[readers])


def note_reading(session: Session, summary: Summary, staff_id: int, now: datetime) -> bool:
    """Note that somebody opened this version; False when they had done so before."""
    if queries.first_reading(session, summary.id, staff_id) is not None:
        return False
    session.add(SummaryReading(summary_id=summary.id, staff_id=staff_id, at=now))
    return True


def _hash(session: Session, content: object) -> str:
    return ring_of(session).lookup_hash("summary", _canonical(content))


def _canonical(content: object) -> str:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _said_in(content: Mapping[str, Any]) -> str:
    """A version without how far the promises of an earlier review are."""
    told: dict[str, Any] = json.loads(_canonical(content))
    for readers in told.values():
        for matter in (readers.get("since_last") or {}).get("matters", ()):
            matter["promised"] = matter["promised"] is not None
    return _canonical(told)


def _silence(said: list[dict[str, object]]) -> list[dict[str, object]]:
    return [{**voice, "said": [], "seen": []} for voice in said]
