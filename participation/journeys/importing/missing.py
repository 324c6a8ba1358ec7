"""Who and what is known here and is not in the extract any more. Only reads.

An extract may be a part of the council on purpose, so nothing ends by itself: a person is asked. Of
a child of whom the extract does not speak no contact and no review is missing; and where so many
are that it looks like a part, one question stands for all.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from participation.care.people.children import gone_from
from participation.care.people.contacts import contacts_of, named_contacts
from participation.care.reviews.missing import named_reviews, open_reviews_of
from participation.journeys.importing.columns import ID_COLUMN
from participation.journeys.importing.problems import Asked, FileKind, Problem, ProblemKind
from participation.journeys.importing.reading import Extract
from participation.kernel.dates import long_day

A_FEW, A_PART = 5, 0.1  # more missing than this: perhaps a part of the extract


def missing(session: Session, extract: Extract, today: date) -> Iterator[Problem]:
    """A question for each, or one for very many."""
    if FileKind.CHILDREN in extract.columns:
        yield from _children(session, extract, today)
    if FileKind.CONTACTS in extract.columns:
        yield from _contacts(session, extract, today)
    if FileKind.REVIEWS in extract.columns:
        yield from _reviews(session, extract, today)


def _children(session: Session, extract: Extract, today: date) -> Iterator[Problem]:
    named = {*extract.children, *extract.failed[FileKind.CHILDREN]}
    gone, here = gone_from(session, named | extract.spoken_of[FileKind.CHILDREN], today)
    if _is_a_part(len(gone), here):
        yield _part(
            FileKind.CHILDREN,
            len(gone),
            f"{len(gone)} of {here} children who are looked after here are not in this extract.",
        )
        return
    for child in gone:
        remedy = "Looked after here, and not in the extract any more. Has care ended?"
        yield _ask(FileKind.CHILDREN, Asked.CHILD_GONE, child, child, remedy)


def _contacts(session: Session, extract: Extract, today: date) -> Iterator[Problem]:
    named = {one.child for one in extract.contacts.values()}
    here = contacts_of(session, _held(extract, named, today), today)
    gone = sorted(here.keys() - extract.spoken_of[FileKind.CONTACTS] - extract.contacts.keys())
    if _is_a_part(len(gone), len(here)):
        said = f"{len(gone)} of {len(here)} people around these children are not in this extract."
        yield _part(FileKind.CONTACTS, len(gone), said)
        return
    for one in named_contacts(session, gone):
        what = one.kind.value.replace("_", " ")
        remedy = (
            f"Around {one.child.external_id} here ({what}), and not in the extract any more. Are"
            " they not around this child any longer?"
        )
        who = one.adult.full_name or ""
        yield _ask(FileKind.CONTACTS, Asked.CONTACT_GONE, one.external_id, who, remedy)


def _reviews(session: Session, extract: Extract, today: date) -> Iterator[Problem]:
    named = {one.child for one in extract.reviews.values()}
    here = open_reviews_of(session, _held(extract, named, today), today)
    gone = sorted(here - extract.spoken_of[FileKind.REVIEWS] - extract.reviews.keys())
    if _is_a_part(len(gone), len(here)):
        said = f"{len(gone)} of {len(here)} reviews to come are not in this extract."
        yield _part(FileKind.REVIEWS, len(gone), said)
        return
    for one in named_reviews(session, gone):
        day = f" for {long_day(one.day)}" if one.day else ""
        remedy = (
            f"Known here of {one.child.external_id}{day}, and not in the extract any more. Does it"
            " not take place?"
        )
        yield _ask(FileKind.REVIEWS, Asked.REVIEW_GONE, one.external_id, "", remedy)


def _held(extract: Extract, named: set[str], today: date) -> set[str]:
    """Children of whom a file would hold every row: those of `children.csv`, where that came with
    it, else those whom it names itself. Nobody of whom this extract says that care has ended."""
    if FileKind.CHILDREN in extract.columns:
        named = {*extract.children}
    over = {
        one.external_id
        for one in extract.children.values()
        if one.ceased_on is not None and one.ceased_on <= today
    }
    return named - over


def _is_a_part(gone: int, here: int) -> bool:
    return gone > max(A_FEW, here * A_PART)


def _part(file: FileKind, gone: int, said: str) -> Problem:
    remedy = f"{said} Is it a part of the council on purpose?"
    return _ask(file, Asked.MOST_GONE, str(gone), "", remedy)


def _ask(file: FileKind, asks: Asked, about: str, value: str, remedy: str) -> Problem:
    """About the whole file: what is missing has no row."""
    column = ID_COLUMN[file]
    return Problem(file.value, 1, column, value, remedy, ProblemKind.QUESTION, asks, about)
