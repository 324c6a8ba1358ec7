"""Keeps what a person decided before a version goes out, and where a version was filed.

Nothing here commits.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.people.models import Adult, Relationship, RelationshipKind, StaffMember
from participation.care.reviews.models import Review
from participation.care.summaries.content import plain
from participation.care.summaries.facts import SummaryFacts
from participation.care.summaries.handed import Handed, HandedAnswer, handed
from participation.care.summaries.looking_through import Found, KnownNames, found_in
from participation.care.summaries.models import Choice, Filing, SharingChoice
from participation.care.summaries.who_may_see import Readers
from participation.guard.crypto import ring_of

_CARERS = (
    RelationshipKind.FOSTER_CARER,
    RelationshipKind.CONNECTED_CARER,
    RelationshipKind.RESIDENTIAL_CARER,
    RelationshipKind.PROSPECTIVE_ADOPTER,
)


@dataclass(frozen=True, slots=True, repr=False)
class Looked:
    """One answer as a person looks it through. `left_out` and `may_go` are what was decided.

    `follows`: it is not in it, because what led to it was left out. `mark` is equal where the
    words, and what was found in them, are.
    """

    role: str
    answer: HandedAnswer
    found: tuple[Found, ...]
    left_out: bool
    may_go: bool
    follows: bool
    mark: str

    @property
    def stops(self) -> bool:
        """Whether somebody has to decide before anything goes out."""
        return bool(self.found) and not (self.left_out or self.may_go or self.follows)


@dataclass(frozen=True, slots=True, repr=False)
class LookedThrough:
    """A version with everything that could be in it. `mark` is equal where `version` is."""

    version: Handed
    looked: tuple[Looked, ...]
    mark: str

    @property
    def stops(self) -> bool:
        return any(one.stops for one in self.looked)


def look_through(
    session: Session, review: Review, facts: SummaryFacts, readers: Readers
) -> LookedThrough:
    """What may be in this version, what was found in it, and the version as it would go out."""
    whole = handed(facts, readers)
    known = names_around(session, review.child_id)
    choices = _choices(session, review.id, readers)
    found = {
        answer.source: found_in(answer.looked_through, known) if answer.looked_through else ()
        for answer in whole.answers()
    }
    marks = {
        answer.source: _mark(session, answer, found[answer.source]) for answer in whole.answers()
    }
    chosen = {
        answer.source: _newest(
            choices, answer.source, _hash(session, answer.own_words or ""), marks[answer.source]
        )
        for answer in whole.answers()
    }
    left_out = {source for source, choice in chosen.items() if choice is Choice.LEAVE_OUT}
    version = handed(facts, readers, left_out)
    stays = {answer.source for answer in version.answers()}
    looked = tuple(
        Looked(
            voice.role,
            answer,
            found[answer.source],
            left_out=answer.source in left_out,
            may_go=chosen[answer.source] is Choice.MAY_GO,
            follows=answer.source not in stays | left_out,
            mark=marks[answer.source],
        )
        for voice in whole.voices
        for answer in voice.answers
    )
    canonical = json.dumps(plain(version), ensure_ascii=False, sort_keys=True)
    return LookedThrough(version, looked, _hash(session, canonical))


def choose(
    session: Session,
    review: Review,
    readers: Readers,
    one: Looked,
    choice: Choice,
    *,
    why: str | None,
    by_id: int,
    now: datetime,
) -> None:
    """Keep one decision about the words as they stand; that they may go, about what was found in
    them as well: somebody who became a carer since may stand in them."""
    may_go = choice is Choice.MAY_GO
    session.add(
        SharingChoice(
            review_id=review.id,
            readers=readers.value,
            source=one.answer.source,
            words_hash=one.mark if may_go else _hash(session, one.answer.own_words or ""),
            choice=choice,
            why=why,
            by_id=by_id,
            at=now,
        )
    )
    session.flush()


def names_around(session: Session, child_id: int) -> KnownNames:
    """Names of carers and of people at school, which nobody else has to learn."""
    rows = session.execute(
        select(Relationship.kind, Adult)
        .join(Adult, Relationship.adult_id == Adult.id)
        .where(
            Relationship.child_id == child_id,
            Relationship.kind.in_((*_CARERS, RelationshipKind.SCHOOL)),
        )
        .order_by(Relationship.id)
    ).all()
    named = [(row[0], row[1].full_name or "") for row in rows]
    return KnownNames(
        carers=tuple(name for kind, name in named if kind in _CARERS),
        schools=tuple(name for kind, name in named if kind not in _CARERS),
    )


def file_version(
    session: Session, review: Review, version: int, reference: str, *, by_id: int, now: datetime
) -> Filing:
    """Note that a version stands in the case record; the same again is the same note (I23)."""
    for before, _who in filings_of(session, review.id):
        if before.version == version and before.reference == reference:
            return before
    row = Filing(
        key=review.child.key,
        review_id=review.id,
        version=version,
        reference=reference,
        by_id=by_id,
        at=now,
    )
    session.add(row)
    session.flush()
    return row


def filings_of(session: Session, review_id: int) -> Sequence[tuple[Filing, StaffMember]]:
    """What was filed, newest first, and by whom."""
    rows = session.execute(
        select(Filing, StaffMember)
        .join(StaffMember, Filing.by_id == StaffMember.id)
        .where(Filing.review_id == review_id)
        .order_by(Filing.id.desc())
    ).all()
    return [(row[0], row[1]) for row in rows]


def _choices(
    session: Session, review_id: int, readers: Readers
) -> Mapping[tuple[str, str], tuple[int, Choice]]:
    """The newest decision about each answer and what was decided about, with its place in order."""
    rows = session.scalars(
        select(SharingChoice)
        .where(SharingChoice.review_id == review_id, SharingChoice.readers == readers.value)
        .order_by(SharingChoice.id)
    )
    return {(row.source, row.words_hash): (row.id, row.choice) for row in rows}


def _newest(
    choices: Mapping[tuple[str, str], tuple[int, Choice]], source: str, *about: str
) -> Choice | None:
    made = [choices[source, each] for each in about if (source, each) in choices]
    return max(made)[1] if made else None


def _mark(session: Session, answer: HandedAnswer, found: Sequence[Found]) -> str:
    places = ";".join(f"{one.kind}:{one.start}:{one.end}" for one in found)
    return _hash(session, f"{places}\n{answer.looked_through}")


def _hash(session: Session, text: str) -> str:
    return ring_of(session).lookup_hash("sharing", text)
