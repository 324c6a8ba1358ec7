"""The officer writes down what became of what the child said, point by point.

Each is one deed with its audit row, in the unit of work of the page. What is written for the child
is shown to nobody until the officer releases that very wording, or notes that a person told it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy.orm import Session

from participation.care.consultations import tasks
from participation.care.consultations.models import TaskKind
from participation.care.outcomes import queries as outcomes
from participation.care.outcomes import service as kept
from participation.care.outcomes.drafting import Draft, draft
from participation.care.outcomes.models import Outcome, Point, ToldHow
from participation.care.outcomes.rules import Lacks, OutcomeKind, Withheld, lacks, withheld
from participation.care.outcomes.service import Chosen, Written
from participation.care.people import queries as people
from participation.care.people.models import StaffMember
from participation.care.reviews.models import Review
from participation.care.summaries.content import Readers
from participation.guard import keys_of_persons as keys
from participation.journeys import following_up, telling_back
from participation.journeys.first_texts import first_word
from participation.journeys.following_up import Followed, allowed
from participation.journeys.services import Services
from participation.journeys.telling_back import key_opens, sources_of
from participation.kernel.clock import london_day
from participation.kernel.languages import ENGLISH


class Problem(StrEnum):
    """Why something was not written down; the page puts it into words."""

    PICKED_ENOUGH = "picked_enough"
    NOTHING_WRITTEN = "nothing_written"
    IN_THE_FUTURE = "in_the_future"
    NEEDS_A_REASON = "needs_a_reason"
    NOT_HELD = "not_held"


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Typed:
    """What the officer typed about a point. `told`: as the child is to read it; empty for a draft.

    `decision`: from which who and by when are taken where they were left out.
    """

    kind: OutcomeKind
    who: str
    by_on: date | None
    because: str
    told: str = ""
    translated: bool = False
    safe_to_show: bool = False
    decision: UUID | None = None


def choose(
    session: Session, staff: StaffMember, review_id: str, source: UUID, now: datetime
) -> Point | None:
    """The officer makes a point of the child's own words; of nothing else."""
    review = allowed(session, staff, review_id, "outcomes.choose", now)
    if review is None:
        return None
    said = following_up.said_by_child(session, review, Readers.OFFICER, now).get(source)
    if said is None:
        return None
    chosen = Chosen(source=source, one_thing=said.one_thing, only_officer=said.only_officer)
    return kept.choose_point(session, review, chosen, by_id=staff.id, now=now)


def open_point(
    session: Session, staff: StaffMember, review_id: str, point: UUID, now: datetime
) -> tuple[Review, Followed] | None:
    """One point with the child's words, for whoever may write about it; the audit row first."""
    page = following_up.open_page(session, staff, review_id, now)
    if page is None or not page.writes:
        return None
    found = next((one for one in page.followed if one.point.public_id == point), None)
    return (page.review, found) if found is not None else None


def drop(session: Session, staff: StaffMember, review_id: str, point: UUID, now: datetime) -> bool:
    found = _point(session, staff, review_id, point, "outcomes.drop", now)
    if found is not None:
        kept.drop_point(session, found, now)
    return found is not None


def pick(
    session: Session,
    staff: StaffMember,
    review_id: str,
    point: UUID,
    now: datetime,
    *,
    picked: bool,
) -> Point | Problem | None:
    """The child picked this one (R35); three at most."""
    found = _point(session, staff, review_id, point, "outcomes.pick", now)
    if found is None:
        return None
    return found if kept.pick(session, found, picked=picked) else Problem.PICKED_ENOUGH


def write(
    session: Session,
    staff: StaffMember,
    review_id: str,
    point: UUID,
    typed: Typed,
    *,
    house: Services,
    now: datetime,
) -> Outcome | Lacks | None:
    """What became of it. Where the officer wrote no words for the child, they are drafted."""
    found = _point(session, staff, review_id, point, "outcomes.write", now)
    if found is None:
        return None
    review, who, by_on = found.review, typed.who, typed.by_on
    if typed.decision is not None:
        known = outcomes.decision_of_review(session, review.id, typed.decision)
        who = who or (known.who or "" if known is not None else "")
        by_on = by_on or (known.by_on if known is not None else None)
    missing = lacks(typed.kind, who=who, by_on=by_on, because=typed.because)
    if missing:
        return missing[0]
    if _says_what_was_before(session, found, typed):
        return Lacks.TOLD
    words = _words(session, found, typed, house=house, now=now)
    written = Written(
        kind=typed.kind,
        who=who,
        by_on=by_on,
        because=typed.because,
        told=words.told,
        language=words.language,
        safe_to_show=typed.safe_to_show,
    )
    tasks.end_task(session, TaskKind.TOLD_TRANSLATED, found.public_id.hex)
    return kept.write_outcome(
        session, found, written, key=review.child.key, by_id=staff.id, now=now
    )


def _says_what_was_before(session: Session, point: Point, typed: Typed) -> bool:
    """A yes became a no, or it has another reason, and the child would read the old words."""
    before = outcomes.newest_outcome(session, point.id)
    if before is None or before.told != typed.told.strip():
        return False
    return before.kind is not typed.kind or (before.because or "") != typed.because


def _words(
    session: Session, point: Point, typed: Typed, *, house: Services, now: datetime
) -> Draft:
    """What the child is to read, and its language. What an officer types is English, unless they
    say that a person put it into the child's language; a draft left as it was stays in its own."""
    review = point.review
    if not typed.told.strip():
        return draft_for(session, review, typed.kind, typed.because, house=house, now=now)
    before = outcomes.newest_outcome(session, point.id)
    if typed.translated:
        return Draft(typed.told, following_up.language_of(session, review))
    if before is not None and before.told == typed.told:
        return Draft(typed.told, before.language)
    return Draft(typed.told, ENGLISH.code)


def draft_for(
    session: Session,
    review: Review,
    kind: OutcomeKind,
    because: str,
    *,
    house: Services,
    now: datetime,
) -> Draft:
    """A first wording in the child's band and language."""
    officer = people.officer_of(session, review.child_id, london_day(now))
    texts = house.texts(following_up.language_of(session, review))
    name = first_word(officer.full_name if officer else None)
    return draft(
        kind,
        following_up.band_of(session, review, house),
        texts,
        officer=name or texts.gettext("your reviewing officer"),
        because=because,
    )


def release(
    session: Session, staff: StaffMember, review_id: str, point: UUID, now: datetime
) -> Outcome | Withheld | None:
    """For reading with the child's own key, and one text that there is something new (R2)."""
    found = _point(session, staff, review_id, point, "outcomes.release", now)
    if found is None:
        return None
    review, outcome = found.review, outcomes.newest_outcome(session, found.id)
    person = review.child.public_id
    sources = sources_of(session, review)
    why_not = withheld(
        following_up.to_be_read(
            review,
            found,
            outcome,
            has_key=keys.key_of(session, person) is not None,
            opened=key_opens(session, person, sources),
            sources=sources,
            now=now,
        )
    )
    if why_not is not None or outcome is None:
        return why_not or Withheld.NOTHING_WRITTEN
    tasks.end_task(session, TaskKind.TOLD_TRANSLATED, found.public_id.hex)
    if kept.release(outcome, by_id=staff.id, now=now):
        telling_back.promise_nudge(session, review, now)
    return outcome


def take_back(
    session: Session, staff: StaffMember, review_id: str, point: UUID, now: datetime
) -> bool:
    """Not to be read any more, from the next look on."""
    found = _point(session, staff, review_id, point, "outcomes.take_back", now)
    outcome = outcomes.newest_outcome(session, found.id) if found is not None else None
    if found is None or outcome is None:
        return False
    kept.take_back(session, found, outcome)
    return True


def told_in_person(
    session: Session,
    staff: StaffMember,
    review_id: str,
    point: UUID,
    *,
    on: date,
    how: ToldHow,
    by: str,
    now: datetime,
) -> Outcome | Problem | None:
    """A person told the child what became of it: when, how and who."""
    found = _point(session, staff, review_id, point, "outcomes.told", now)
    if found is None:
        return None
    outcome = outcomes.newest_outcome(session, found.id)
    if outcome is None:
        return Problem.NOTHING_WRITTEN
    if on > london_day(now):
        return Problem.IN_THE_FUTURE
    tasks.end_task(session, TaskKind.TOLD_TRANSLATED, found.public_id.hex)
    kept.note_told(outcome, on=on, how=how, by=by, now=now)
    return outcome


def _point(
    session: Session, staff: StaffMember, review_id: str, point: UUID, action: str, now: datetime
) -> Point | None:
    review = allowed(session, staff, review_id, action, now)
    return outcomes.point_of_review(session, review.id, point) if review is not None else None
