"""The child reads the letter after a review, with their own key, where that may be.

One check says whether it may, and everybody asks that one: the page, the text that says that there
is something new, and the officer's page that says how the child gets it. It is asked at the moment
of reading, since words are taken back, and a point is kept for the officer, after a letter is sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from participation.care.outcomes import letters_kept as kept
from participation.care.outcomes import queries as outcomes
from participation.care.outcomes.models import Letter
from participation.care.outcomes.rules import ToBeRead, Withheld, withheld
from participation.care.reviews.models import Review
from participation.guard import keys_of_persons as keys
from participation.guard.audit import Deed, record
from participation.journeys.following_up import language_of
from participation.journeys.holding_keys import Holder
from participation.journeys.telling_back import Source, key_opens, may_be_told, sources_of


def letter_to_read(session: Session, holder: Holder, now: datetime) -> Letter | None:
    """The letter that this key opens just now: the last one that was sent, or none."""
    if holder.adult_id is not None or not may_be_told(holder.child, now):
        return None
    letter = kept.newest_sent_to(session, holder.child.id)
    return letter if letter is not None and opens(session, letter, now) else None


def read_letter(session: Session, holder: Holder, now: datetime) -> Letter | None:
    """The same, noted as read, with its audit row: what was not shown was not read."""
    letter = letter_to_read(session, holder, now)
    deed = Deed(
        actor="respondent",
        action="letter.read",
        subject=f"person:{holder.person.hex}",
        child=holder.child.public_id.hex,
        outcome="done" if letter is not None else "refused",
    )
    record(session, deed, now)
    if letter is not None:
        kept.note_read(letter, now)
    return letter


def opens(session: Session, letter: Letter, now: datetime) -> bool:
    """Whether a letter that was sent can be read with the child's key just now."""
    return letter.with_key and why_not(session, letter.review, letter, now) is None


def is_to_be_read(session: Session, review: Review, now: datetime) -> bool:
    """Whether the last letter that was sent is about this review, and opens."""
    letter = kept.newest_sent_to(session, review.child_id)
    return letter is not None and letter.review_id == review.id and opens(session, letter, now)


def why_not(session: Session, review: Review, letter: Letter, now: datetime) -> Withheld | None:
    """Why the child cannot read it with their key; None where they can."""
    person = review.child.public_id
    sources = sources_of(session, review)
    opened = {one.hex for one in key_opens(session, person, sources)}
    stand = {one.hex for one in sources}
    about = set(letter.about)
    facts = ToBeRead(
        written=True,
        has_key=keys.key_of(session, person) is not None,
        opens=bool(about) and about <= opened,
        words_stand=about <= stand,
        only_officer=_tells_what_was_kept(session, review, about, sources),
        safe_to_show=False,
        in_their_language=letter.language == language_of(session, review),
        contact_stopped=not may_be_told(review.child, now),
    )
    return withheld(facts)


def _tells_what_was_kept(
    session: Session, review: Review, about: set[str], sources: Mapping[UUID, Source]
) -> bool:
    """Whether any of these words is for the officer alone and not marked as safe to show, as it
    stands now: what was safe when the letter was written may not be so any more (R2)."""
    points = outcomes.points_about(session, review.id, [UUID(one) for one in about])
    newest = outcomes.newest_outcomes(session, [point.id for point in points])
    safe = {point.source_id for point in points
            if (outcome := newest.get(point.id)) is not None and outcome.safe_to_show}  # fmt: skip
    private = {point.source_id for point in points if point.only_officer}
    private |= {which for which, source in sources.items() if source.only_officer}
    return any(UUID(one) in private - safe for one in about)
