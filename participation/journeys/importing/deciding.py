"""What a person said to the questions, done to the rows before they are compared.

"Yes" takes a row as it stands. "No" leaves the row out: what is stored stays as it was. A number
that two people seem to share is left out alone where the person is new, so that nobody is lost for
the sake of a telephone. Whether care has ended is done while writing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from participation.care.people.children import known_children
from participation.care.people.contacts import children_of_contacts
from participation.care.people.facts import ChildFacts, ContactFacts
from participation.care.people.staff import staff_ids
from participation.care.reviews.service import children_of_reviews
from participation.journeys.importing.problems import Answers, Asked, FileKind, Problem
from participation.journeys.importing.reading import Extract


def leave_out(session: Session, extract: Extract, answers: Answers) -> None:
    """Take out of the extract what somebody said no to."""
    out: defaultdict[FileKind, set[str]] = defaultdict(set)
    for asked, file, about in _refused(answers):
        if asked in (Asked.ROW, Asked.FAR_MOVE):
            out[file].add(about)
        elif asked is Asked.SHARED_PHONE:
            _without_number(session, extract, file, about, out)
    for kind, ids in out.items():
        stored = _stored(session, kind, ids)
        for identity in ids:
            facts = extract.tables[kind].pop(identity, None)
            if facts is not None and identity not in stored:
                extract.failed[kind][identity] = facts.row  # what hangs on it is left out too


def goes_on(problems: list[Problem], answers: Answers) -> bool:
    """False where somebody said that the extract is not a part of the council on purpose."""
    return not any(
        one.asks is Asked.MOST_GONE and answers.get(one.key) is False for one in problems
    )


@dataclass(frozen=True, slots=True, repr=False)
class Gone:
    """Of whom and what a person said that it is over, by external id."""

    children: list[str]
    contacts: list[str]
    reviews: list[str]


def gone(problems: list[Problem], answers: Answers) -> Gone:
    """What a person said yes to, of what is not in the extract any more."""

    def of(asked: Asked) -> list[str]:
        return [one.about for one in problems if one.asks is asked and answers.get(one.key)]

    return Gone(of(Asked.CHILD_GONE), of(Asked.CONTACT_GONE), of(Asked.REVIEW_GONE))


def notes_that_stay(answers: Answers) -> set[str]:
    """Reviews of which somebody said that the officer's note is right."""
    return {about for asked, _file, about in _refused(answers) if asked is Asked.NOTED_HERE}


def _refused(answers: Answers) -> list[tuple[Asked, FileKind, str]]:
    found = []
    for key, yes in answers.items():
        asked, _, rest = key.partition(":")
        file, _, rest = rest.partition(":")
        if not yes and asked in set(Asked) and file in set(FileKind):
            found.append((Asked(asked), FileKind(file), rest.rpartition(":")[0]))
    return found


def _without_number(
    session: Session,
    extract: Extract,
    file: FileKind,
    about: str,
    out: Mapping[FileKind, set[str]],
) -> None:
    named = extract.tables[file].get(about)
    same = [
        one
        for one in extract.tables[file].values()
        if isinstance(one, ContactFacts)
        and isinstance(named, ContactFacts)
        and (one.adult, one.mobile) == (named.adult, named.mobile)
    ]
    rows: list[ChildFacts | ContactFacts] = [*same]
    if isinstance(named, ChildFacts):
        rows.append(named)
    stored = _stored(session, file, {one.external_id for one in rows})
    for one in rows:
        if one.external_id in stored:
            out[file].add(one.external_id)
        else:
            extract.tables[file][one.external_id] = replace(one, mobile=None)


def _stored(session: Session, kind: FileKind, ids: set[str]) -> set[str]:
    match kind:
        case FileKind.STAFF:
            return set(staff_ids(session, ids))
        case FileKind.CHILDREN:
            return set(known_children(session, ids))
        case FileKind.CONTACTS:
            return set(children_of_contacts(session, ids))
        case FileKind.REVIEWS:
            return set(children_of_reviews(session, ids))
