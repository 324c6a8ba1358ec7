"""Reviews from the case system, and the due dates of whole timelines. Nothing here commits."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from participation.care.people.bulk import BulkTable, Progress, Tally, in_chunks
from participation.care.people.models import Child
from participation.care.reviews import noted_here, timeline
from participation.care.reviews.facts import ReviewFacts
from participation.care.reviews.models import TO_COME, HeldAs, Review, ReviewState
from participation.care.reviews.rules import Due, compare
from participation.kernel.ids import new_public_id

_REVIEWS = BulkTable(Review)
_COLUMNS = (
    *("kind", "due_computed", "due_rule", "due_imported", "planned_on", "planned_time"),
    *("state", "held_on", "part_one_on", "completed_on", "held_as", "chair_staff_id"),
    *("noted_on", "said_there"),
)


@dataclass(frozen=True, slots=True)
class Moved:
    """An open review whose due date or day the case system has moved."""

    review: ReviewFacts = field(repr=False)
    what: str  # "due" or "day"
    was: date
    now: date


@dataclass(frozen=True, slots=True)
class Contradicted:
    """The case system says something new of a review, and not what was noted here."""

    review: ReviewFacts = field(repr=False)
    noted_on: date
    state: ReviewState
    day: date | None


@dataclass(slots=True)
class ReviewsRecorded:
    """What became of the rows.

    Args:
        cancelled: rows of reviews that are cancelled now and were not before.
        followed: keys of stored reviews whose day or state changed; their rounds follow.
        differences: reviews whose computed due date is not the case system's.
    """

    tally: Tally = field(default_factory=Tally)
    cancelled: int = 0
    followed: list[int] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    contradicted: list[Contradicted] = field(default_factory=list)
    differences: int = 0


@dataclass(slots=True)
class _Line:
    """One review of a child: what is stored of it, what the file says, what is to be stored."""

    values: dict[str, Any]
    stored: Row[tuple[Any, ...]] | None
    facts: ReviewFacts | None
    contradicts: bool = False  # what was noted here


def record_reviews(
    session: Session,
    reviews: Sequence[ReviewFacts],
    children: Mapping[str, int],
    staff: Mapping[str, int],
    also: Collection[str],
    *,
    notes_stay: Collection[str] = (),
    today: date,
    bank_holidays: Container[date],
    progress: Progress,
) -> ReviewsRecorded:
    """Make the stored reviews say what the given rows say, and compute every due date anew.

    Args:
        children, staff: keys by external id; every one that is named must be there.
        also: children without a row here whose dates of care changed.
        notes_stay: reviews of which somebody said that what was noted here is right.
    """
    rows_of: dict[str, list[ReviewFacts]] = {child: [] for child in also}
    for review in reviews:
        rows_of.setdefault(review.child, []).append(review)
    done = ReviewsRecorded()
    for chunk in in_chunks(rows_of):
        care = _care_dates(session, [children[child] for child in chunk])
        stored = _stored(session, list(care))
        fresh: list[dict[str, Any]] = []
        changed: list[dict[str, Any]] = []
        for child in chunk:
            child_id = children[child]
            lines = _lines(rows_of[child], stored[child_id], staff, notes_stay, today)
            dues = timeline.due_dates(
                care[child_id],
                [_entry(key, line) for key, line in lines.items()],
                today,
                bank_holidays,
            )
            for key, line in lines.items():
                _put_due(line, dues[key])
                _settle(key, line, child_id, fresh, changed, done)
        _REVIEWS.update(session, changed)
        _REVIEWS.insert(session, fresh)
        progress("reviews", done.tally.new + done.tally.changed + done.tally.same)
    return done


def reckon_again(
    session: Session, child: Child, today: date, bank_holidays: Container[date]
) -> Sequence[int]:
    """Every due date of one child anew, after somebody noted what became of a review.

    Returns:
        Keys of the reviews whose day is another one now; their rounds follow.
    """
    session.flush()
    done = record_reviews(
        session,
        [],
        {child.external_id: child.id},
        {},
        [child.external_id],
        today=today,
        bank_holidays=bank_holidays,
        progress=lambda _step, _done: None,
    )
    for row in [one for one in session if isinstance(one, Review)]:
        session.expire(row)  # written past them
    return done.followed


def _care_dates(session: Session, ids: Sequence[int]) -> dict[int, timeline.CareDates]:
    rows = session.execute(
        select(
            Child.id,
            Child.looked_after_since,
            Child.authority_to_place_on,
            Child.placed_for_adoption_on,
        ).where(Child.id.in_(ids))
    )
    return {row.id: timeline.CareDates(row[1], row[2], row[3]) for row in rows}


def _stored(
    session: Session, ids: Sequence[int]
) -> defaultdict[int, dict[str, Row[tuple[Any, ...]]]]:
    found: defaultdict[int, dict[str, Row[tuple[Any, ...]]]] = defaultdict(dict)
    for row in _REVIEWS.known(session, "child_id", ids):
        found[row._mapping["child_id"]][row._mapping["external_id"]] = row
    return found


def _lines(
    facts: Sequence[ReviewFacts],
    stored: Mapping[str, Row[tuple[Any, ...]]],
    staff: Mapping[str, int],
    notes_stay: Collection[str],
    today: date,
) -> dict[str, _Line]:
    """Every review of one child by external id: the file's word, else what is stored."""
    lines = {
        key: _Line({name: row._mapping[name] for name in _COLUMNS}, row, None)
        for key, row in stored.items()
    }
    for one in facts:
        values = {
            "kind": one.kind,
            "due_imported": one.due_on,
            "planned_on": one.planned_day(today),
            "planned_time": one.time,
            "state": one.state_on(today),
            "held_on": one.held_day(today),
            "part_one_on": one.part_one_on,
            "completed_on": one.completed_on,
            "held_as": HeldAs(one.held_as),
            "chair_staff_id": staff[one.chair] if one.chair else None,
            "noted_on": None,
            "said_there": noted_here.said_in(one),
        }
        row = stored.get(one.external_id)
        stays = one.external_id in notes_stay
        asked = row is not None and noted_here.weigh(row._mapping, values, one, stays=stays)
        lines[one.external_id] = _Line(values, row, one, contradicts=asked)
    return lines


def _entry(key: str, line: _Line) -> timeline.Entry:
    values = line.values
    state = values["state"]
    held = state is ReviewState.HELD
    return timeline.Entry(
        key=key,
        kind=values["kind"],
        held_on=(values["part_one_on"] or values["held_on"]) if held else None,
        planned_on=values["planned_on"],
        due_imported=values["due_imported"],
        adjourned_on=values["part_one_on"] if state is ReviewState.PART_HELD else None,
        cancelled=state is ReviewState.CANCELLED,
    )


def _put_due(line: _Line, due: Due) -> None:
    line.values["due_computed"] = due.on
    line.values["due_rule"] = due.rule.value
    if line.values["kind"] is None:
        line.values["kind"] = timeline.named_after(due)


def _settle(
    key: str,
    line: _Line,
    child_id: int,
    fresh: list[dict[str, Any]],
    changed: list[dict[str, Any]],
    done: ReviewsRecorded,
) -> None:
    """Decide what is written of one review, and count it if the file speaks of it."""
    values, facts = line.values, line.facts
    done.differences += bool(compare(values["due_computed"], values["due_imported"]))
    cancelled = values["state"] is ReviewState.CANCELLED
    if line.stored is None:
        fresh.append(
            {"public_id": new_public_id(), "external_id": key, "child_id": child_id, **values}
        )
        done.cancelled += cancelled
        done.tally.new += not cancelled
        return
    was = line.stored._mapping
    differs = any(was[name] != values[name] for name in _COLUMNS)
    if differs:
        changed.append({"id": was["id"], **{name: values[name] for name in _COLUMNS}})
        if _day(dict(was)) != _day(values) or was["state"] is not values["state"]:
            done.followed.append(was["id"])
    if facts is None:
        return
    if line.contradicts:
        day = was["held_on"] or was["planned_on"] or was["part_one_on"]
        done.contradicted.append(Contradicted(facts, was["noted_on"], was["state"], day))
    if cancelled and was["state"] is not ReviewState.CANCELLED:
        done.cancelled += 1
        return
    done.tally.count(changed=differs)
    if was["state"] in TO_COME and values["state"] in TO_COME and not line.contradicts:
        done.moved += _moves(facts, dict(was), values)


def _day(values: Mapping[Any, Any]) -> date | None:
    """As `Review.day`."""
    day: date | None = (
        values["held_on"]
        or values["planned_on"]
        or values["due_computed"]
        or values["due_imported"]
    )
    return day


def _moves(facts: ReviewFacts, was: Mapping[Any, Any], now: Mapping[str, Any]) -> list[Moved]:
    return [
        Moved(facts, what, was[column], now[column])
        for what, column in (("due", "due_imported"), ("day", "planned_on"))
        if was[column] is not None and now[column] is not None and was[column] != now[column]
    ]


def children_of_reviews(session: Session, external_ids: Collection[str]) -> dict[str, str]:
    """Whose review each stored one is: review id to child, both external."""
    found: dict[str, str] = {}
    for chunk in in_chunks(external_ids):
        rows = session.execute(
            select(Review.external_id, Child.external_id)
            .join(Child, Child.id == Review.child_id)
            .where(Review.external_id.in_(chunk))
        )
        found.update({row[0]: row[1] for row in rows})
    return found
