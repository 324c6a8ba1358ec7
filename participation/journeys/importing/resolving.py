"""Does everything that the files name exist, in them or in the database? Only reads.

A row that names somebody unknown is an error. A row that names a row which cannot be used hangs
on it: nothing is wrong with it, but it cannot be used either.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.people import officers
from participation.care.people import queries as people
from participation.care.people.bulk import in_chunks
from participation.care.people.children import known_children
from participation.care.people.contacts import children_of_contacts
from participation.care.people.facts import ChildFacts, ContactFacts
from participation.care.people.models import Adult, Child, ContactPoint, StaffMember
from participation.care.people.staff import ADDED_HERE, staff_ids
from participation.care.reviews.facts import ReviewFacts
from participation.care.reviews.service import children_of_reviews
from participation.guard.crypto import ring_of
from participation.journeys.importing import checking
from participation.journeys.importing.building import apart
from participation.journeys.importing.columns import ID_COLUMN
from participation.journeys.importing.missing import missing
from participation.journeys.importing.problems import Asked, FileKind, Problem, ProblemKind
from participation.journeys.importing.reading import Extract

_OFFICER = "iro_staff_id"


@dataclass(frozen=True, slots=True)
class _Named:
    """A row names another: in which column, whom, of which file."""

    column: str
    identity: str | None
    kind: FileKind


def resolve(session: Session, extract: Extract, today: date) -> None:
    """Take out of the extract what cannot be used, and add what is wrong to its problems."""
    _addresses_of_others(session, extract)
    staff = staff_ids(session, _not_in_files(extract, FileKind.STAFF))
    _check_names(extract, FileKind.CHILDREN, {FileKind.STAFF: staff})
    _check_officers(session, extract, today)
    known = known_children(session, _not_in_files(extract, FileKind.CHILDREN))
    for kind in (FileKind.CONTACTS, FileKind.REVIEWS):
        _check_names(extract, kind, {FileKind.STAFF: staff, FileKind.CHILDREN: known})
    for review in list(extract.reviews.values()):
        if review.child not in extract.children and review.child in known:
            child = known[review.child]
            care = checking.InCare(child.since, child.born_on)
            findings = list(checking.before_care(review, care, today))
            for finding in findings:
                _report(extract, FileKind.REVIEWS, review, finding)
            if findings:
                _fail(extract, FileKind.REVIEWS, review)
    _same_child_as_before(
        extract, FileKind.CONTACTS, children_of_contacts(session, extract.contacts)
    )
    _same_child_as_before(extract, FileKind.REVIEWS, children_of_reviews(session, extract.reviews))
    _numbers_of_others(session, extract)
    extract.problems += missing(session, extract, today)


def _names_in(facts: checking.Facts) -> Iterator[_Named]:
    match facts:
        case ChildFacts():
            yield _Named(_OFFICER, facts.officer, FileKind.STAFF)
            yield _Named("social_worker_staff_id", facts.social_worker, FileKind.STAFF)
        case ContactFacts():
            yield _Named("pers_person_id", facts.child, FileKind.CHILDREN)
            yield _Named("not_asked_decided_by", facts.not_asked_decided_by, FileKind.STAFF)
        case ReviewFacts():
            yield _Named("pers_person_id", facts.child, FileKind.CHILDREN)
            yield _Named("chair_staff_id", facts.chair, FileKind.STAFF)


def _not_in_files(extract: Extract, kind: FileKind) -> set[str]:
    """Ids of that file's kind that other rows name and the file itself does not have."""
    table, failed = extract.tables[kind], extract.failed[kind]
    return {
        named.identity
        for other in FileKind
        for facts in extract.tables[other].values()
        for named in _names_in(facts)
        if named.kind is kind
        and named.identity is not None
        and named.identity not in table
        and named.identity not in failed
    }


def _check_names(
    extract: Extract, kind: FileKind, stored: Mapping[FileKind, Collection[str]]
) -> None:
    for facts in list(extract.tables[kind].values()):
        usable = True
        for named in _names_in(facts):
            if named.identity is None or named.identity in extract.tables[named.kind]:
                continue
            if named.identity in extract.failed[named.kind]:
                usable = False
            elif named.identity not in stored[named.kind]:
                usable = False
                who = "child" if named.kind is FileKind.CHILDREN else "member of staff"
                finding = checking.Finding(
                    named.column,
                    f"No such {who}, neither in {named.kind.value} nor imported before. Check the"
                    " id, or add the row.",
                )
                _report(extract, kind, facts, finding, named.identity)
        if not usable:
            _fail(extract, kind, facts)


def _check_officers(session: Session, extract: Extract, today: date) -> None:
    """Whose officer has no officer's role has nobody who may read what the child says.

    An officer of a time in care that is over may do other work by now; and so may one whose child
    people here have given to somebody else, before the case system says so too.
    """
    in_care = [
        one for one in extract.children.values() if one.ceased_on is None or one.ceased_on > today
    ]
    can = officers.may_be_officers(session, {one.officer for one in in_care}, extract.staff)
    cannot = [one for one in in_care if one.officer not in can]
    unfit = [one.external_id for one in cannot]
    # Who lost the role keeps the child until somebody else is named: what else the extract says of
    # that child, say a court's order, must not wait for it.
    given = officers.given_away(session, unfit, today)
    given |= officers.named_before(session, unfit, today)
    for one in cannot:
        if (one.external_id, one.officer) in given:
            continue
        remedy = (
            "Not a reviewing officer, so they could not read what the child says. Name the child's"
            " officer here; or, if this is the officer, add iro to their roles in staff.csv."
        )
        _report(extract, FileKind.CHILDREN, one, checking.Finding(_OFFICER, remedy), one.officer)
        _fail(extract, FileKind.CHILDREN, one)


def _same_child_as_before(extract: Extract, kind: FileKind, before: Mapping[str, str]) -> None:
    """An id that was another child's is a mistake in the extract, never a move (B76)."""
    for identity, child in before.items():
        facts = extract.tables[kind][identity]
        if isinstance(facts, ContactFacts | ReviewFacts) and facts.child != child:
            remedy = "Imported before for another child. Give every child rows of their own."
            _report(extract, kind, facts, checking.Finding(ID_COLUMN[kind], remedy), identity)
            _fail(extract, kind, facts)


def _addresses_of_others(session: Session, extract: Extract) -> None:
    ring = ring_of(session)
    for chunk in in_chunks(list(extract.staff.values())):
        by_hash = {people.email_hash(ring, one.email): one for one in chunk}
        stored = session.execute(
            select(StaffMember.email_hash, StaffMember.external_id).where(
                StaffMember.email_hash.in_(by_hash)
            )
        )
        imported = staff_ids(session, [one.external_id for one in chunk])
        for row in stored:
            one = by_hash[row.email_hash]
            adopted = row.external_id.startswith(ADDED_HERE) and one.external_id not in imported
            if not adopted and row.external_id not in (one.external_id, *extract.staff):
                remedy = "Somebody else imported before signs in with this address. Check both."
                finding = checking.Finding("email", remedy)
                _report(extract, FileKind.STAFF, one, finding, one.email)
                _fail(extract, FileKind.STAFF, one)


def _numbers_of_others(session: Session, extract: Extract) -> None:
    """A number stored for a person of whom these files do not speak, given here for another."""
    ring = ring_of(session)
    adults = {one.adult for one in extract.contacts.values()}
    adults |= {apart(one.external_id) for one in extract.contacts.values()}
    with_number = [
        (kind, one)
        for kind, table in (
            (FileKind.CHILDREN, extract.children),
            (FileKind.CONTACTS, extract.contacts),
        )
        for one in table.values()
        if one.mobile
    ]
    for chunk in in_chunks(with_number):
        by_hash = {people.number_hash(ring, one.mobile or ""): (kind, one) for kind, one in chunk}
        stored = session.execute(
            select(ContactPoint.value_hash, Adult.external_id, Child.external_id)
            .outerjoin(Adult, Adult.id == ContactPoint.adult_id)
            .outerjoin(Child, Child.id == ContactPoint.child_id)
            .where(ContactPoint.value_hash.in_(by_hash))
        )
        for value_hash, adult, child in stored:
            kind, one = by_hash[value_hash]
            if adult not in adults and (child is None or child not in extract.children):
                remedy = (
                    "Imported before for somebody else. If that is one person, use the same"
                    " person_ref; if not, find out whose phone it is. Until then texts from it"
                    " wait for a person."
                )
                finding = checking.ask("mobile", remedy, Asked.SHARED_PHONE)
                _report(extract, kind, one, finding, one.mobile or "")


def _report(
    extract: Extract,
    kind: FileKind,
    facts: checking.Facts,
    finding: checking.Finding,
    value: str = "",
) -> None:
    extract.problems.append(
        Problem(
            kind.value,
            facts.row,
            finding.column,
            value,
            finding.remedy,
            finding.kind,
            finding.asks,
            facts.external_id,
        )
    )


def _fail(extract: Extract, kind: FileKind, facts: checking.Facts) -> None:
    extract.tables[kind].pop(facts.external_id, None)
    extract.failed[kind][facts.external_id] = facts.row


def errors_in(extract: Extract) -> bool:
    return any(problem.kind is ProblemKind.ERROR for problem in extract.problems)
