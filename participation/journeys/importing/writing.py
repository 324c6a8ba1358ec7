"""The extract into the database: compare, write the differences, and tell what became of it.

All in the caller's one transaction, which a dry run rolls back. Nothing is written while an error
stands, unless skipping was asked for: then the bad rows stay out, with all that hangs on them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from datetime import date, datetime, timedelta
from heapq import nsmallest

from sqlalchemy import text
from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.people.bulk import Progress, Tally
from participation.care.people.children import end_care, known_children, record_children
from participation.care.people.contacts import end_contacts, record_contacts
from participation.care.people.rules import ContactKind
from participation.care.people.staff import record_staff, staff_ids
from participation.care.reviews.missing import cancel_dropped
from participation.care.reviews.models import ReviewState
from participation.care.reviews.service import (
    Contradicted,
    Moved,
    ReviewsRecorded,
    children_of_reviews,
    record_reviews,
)
from participation.guard import audit
from participation.journeys import (
    following_care,
    following_officers,
    following_people,
    rescheduling,
)
from participation.journeys.changing_numbers import not_safe_to_text, number_left
from participation.journeys.importing import checking
from participation.journeys.importing.deciding import (
    Gone,
    goes_on,
    gone,
    leave_out,
    notes_that_stay,
)
from participation.journeys.importing.problems import (
    MOST_NAMED,
    Answers,
    Asked,
    FileKind,
    FileTally,
    ImportResult,
    Problem,
    ProblemKind,
)
from participation.journeys.importing.reading import Extract
from participation.journeys.importing.resolving import errors_in, resolve
from participation.kernel.dates import long_day

A_LONG_MOVE = timedelta(days=28)
NO_ANSWERS: Answers = {}
_LOCK = 7_243_002  # an arbitrary number that names the advisory lock of imports
_ORDER = {kind.value: place for place, kind in enumerate(FileKind)}


def import_extract(
    session: Session,
    extract: Extract,
    *,
    today: date,
    now: datetime,
    allow_skips: bool = False,
    answers: Answers = NO_ANSWERS,
    actor: str = "command",
    progress: Progress = lambda _step, _done: None,
) -> ImportResult:
    """Write what the extract says and the database does not yet.

    The same extract twice changes nothing the second time. The extract is used up by it.

    Args:
        today: Europe/London; decides what is past.
        now: aware, UTC.
        allow_skips: leave out rows that cannot be used instead of stopping.
        answers: what a person said to questions; a row whose question nobody answered is taken as
            it stands, and a child who is gone from the extract stays.
        actor: who does it, for the log.

    Returns:
        Counts and problems; `imported` says whether anything may be committed.
    """
    one_at_a_time(session)
    if not extract.broken:
        leave_out(session, extract, answers)
        resolve(session, extract, today)
    tallies = {kind: FileTally() for kind in extract.columns}
    result = ImportResult(imported=False, files=tallies, problems=extract.problems)
    usable = allow_skips or not errors_in(extract)
    if not extract.broken and usable and goes_on(extract.problems, answers):
        result.imported = True
        for kind, tally in tallies.items():
            tally.skipped = extract.rows_read[kind] - len(extract.tables[kind])
            out = extract.spoken_of[kind] - extract.tables[kind].keys() - {""}
            if out:
                result.left_out[kind.value] = nsmallest(MOST_NAMED, out)
        over = gone(extract.problems, answers)
        stay = notes_that_stay(answers)
        _write(session, extract, result, over, stay, today=today, now=now, progress=progress)
        for review_id in result.moved_reviews:
            rescheduling.retime(session, review_id, now)
        following_people.follow(session, result.people_changed, now)
        if result.changed_anything:
            audit.record(session, audit.Deed(actor=actor, action="import", subject="import"), now)
    extract.problems.sort(key=lambda one: (_ORDER.get(one.file, len(_ORDER)), one.row))
    for name, count in Counter(problem.file for problem in extract.problems).items():
        if name in _ORDER:
            tallies.setdefault(FileKind(name), FileTally()).problems = count
    return result


def _write(
    session: Session,
    extract: Extract,
    result: ImportResult,
    over: Gone,
    notes_stay: Collection[str],
    *,
    today: date,
    now: datetime,
    progress: Progress,
) -> None:
    """File by file, each used up once it is written, so that 83,000 children fit in little."""
    _count(result, FileKind.STAFF, record_staff(session, list(extract.staff.values()), now))
    staff = staff_ids(session, _staff_named(extract))
    children = record_children(
        session,
        list(extract.children.values()),
        staff,
        _kinds(extract, FileKind.CHILDREN),
        today=today,
        now=now,
        progress=progress,
    )
    children.course_changed += end_care(session, over.children, today)
    children.tally.changed += len(over.children)
    _count(result, FileKind.CHILDREN, children.tally)
    reckoned = children.timing_changed | set(children_of_reviews(session, over.reviews).values())
    known = known_children(session, _children_named(extract, reckoned))
    extract.children.clear()
    contacts = list(extract.contacts.values())
    extract.contacts.clear()
    kinds = _kinds(extract, FileKind.CONTACTS)
    contacts_tally = record_contacts(
        session, contacts, known, staff, kinds, now=now, progress=progress
    )
    ended = end_contacts(session, over.contacts, today)
    contacts_tally.changed += len(ended)
    _count(result, FileKind.CONTACTS, contacts_tally)
    result.people_changed = [*ended, *contacts_tally.back]
    del contacts
    following_care.follow(session, children.course_changed, now)
    following_officers.follow(session, children.officers, now)
    result.care_changed = list(children.course_changed)
    for left in (*children.tally.left, *contacts_tally.left):
        result.shut += number_left(session, left, now)
    for unsafe in (*children.tally.not_safe_now, *contacts_tally.not_safe_now):
        result.shut += not_safe_to_text(session, unsafe, now)
    cancelled = cancel_dropped(session, over.reviews)
    reviews = record_reviews(
        session,
        list(extract.reviews.values()),
        {identity: child.id for identity, child in known.items()},
        staff,
        reckoned,
        notes_stay=notes_stay,
        today=today,
        bank_holidays=authority.bank_holidays(session),
        progress=progress,
    )
    reviews.cancelled += len(cancelled)
    reviews.followed += cancelled
    _count_reviews(result, reviews)


def _kinds(extract: Extract, kind: FileKind) -> frozenset[ContactKind]:
    """The kinds of contact that a file has a column for."""
    columns = extract.columns.get(kind, frozenset())
    return frozenset(one for one in ContactKind if one.value in columns)


def _staff_named(extract: Extract) -> set[str]:
    named = {one.officer for one in extract.children.values()}
    named |= {one.social_worker for one in extract.children.values() if one.social_worker}
    named |= {
        one.not_asked_decided_by for one in extract.contacts.values() if one.not_asked_decided_by
    }
    named |= {one.chair for one in extract.reviews.values() if one.chair}
    return named


def _children_named(extract: Extract, changed: set[str]) -> set[str]:
    named = {one.child for one in extract.contacts.values()}
    return named | {one.child for one in extract.reviews.values()} | changed


def _count(result: ImportResult, kind: FileKind, tally: Tally) -> None:
    if kind in result.files:
        counted = result.files[kind]
        counted.new, counted.changed, counted.same = tally.new, tally.changed, tally.same


def _count_reviews(result: ImportResult, done: ReviewsRecorded) -> None:
    _count(result, FileKind.REVIEWS, done.tally)
    if FileKind.REVIEWS in result.files:
        result.files[FileKind.REVIEWS].cancelled = done.cancelled
    result.moved_reviews = done.followed
    result.due_differences = done.differences
    result.problems += [
        _far(moved) for moved in done.moved if abs(moved.now - moved.was) > A_LONG_MOVE
    ]
    result.problems += [_noted(one) for one in done.contradicted]


_NOTED = {
    ReviewState.PLANNED: "moved to",
    ReviewState.PART_HELD: "begun and adjourned, now for",
    ReviewState.HELD: "held on",
}


def _noted(one: Contradicted) -> Problem:
    became = f"{_NOTED.get(one.state, 'for')} {long_day(one.day)}" if one.day else "changed"
    says = one.review.completed_on or one.review.review_on
    return Problem(
        FileKind.REVIEWS.value,
        one.review.row,
        "clar_cla_review_date",
        says.isoformat() if says else "",
        f"Noted here on {long_day(one.noted_on)}: {became}. The case system has changed since, and"
        " says otherwise. Is the case system right?",
        ProblemKind.QUESTION,
        Asked.NOTED_HERE,
        one.review.external_id,
    )


def _far(moved: Moved) -> Problem:
    column = "clar_cla_review_due_date" if moved.what == "due" else "clar_cla_review_date"
    finding = checking.ask(
        column,
        f"Moved by {abs((moved.now - moved.was).days)} days, from {long_day(moved.was)}. Is that"
        " right?",
        Asked.FAR_MOVE,
    )
    return Problem(
        FileKind.REVIEWS.value,
        moved.review.row,
        finding.column,
        moved.now.isoformat(),
        finding.remedy,
        finding.kind,
        finding.asks,
        moved.review.external_id,
    )


def one_at_a_time(session: Session) -> None:
    """Two imports at once would each find the other's rows missing, and so would one that is undone
    beside another. SQLite has one writer."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
