"""What must be remembered from row to row to see that two do not fit together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from participation.care.people.facts import ChildFacts, ContactFacts, StaffFacts
from participation.care.reviews.facts import ReviewFacts
from participation.journeys.importing import checking
from participation.journeys.importing.problems import FileKind


class BetweenRows:
    """Given every usable row in the order of the files.

    Args:
        in_care: since when children are looked after; filled while files are read.
    """

    def __init__(self, in_care: Mapping[str, checking.InCare], today: date) -> None:
        self._in_care = in_care
        self._today = today
        self._numbers: dict[str, checking.Heard] = {}
        self._adults: dict[str, ContactFacts] = {}
        self._disagree: set[str] = set()
        self._emails: dict[str, StaffFacts] = {}
        self._asked: defaultdict[str, set[str]] = defaultdict(set)

    def findings(self, facts: checking.Facts) -> Iterator[checking.Finding]:
        match facts:
            case StaffFacts():
                yield from self._of_staff(facts)
            case ChildFacts():
                yield from self._of_number(
                    facts.mobile, f"child {facts.external_id}", FileKind.CHILDREN, facts.row
                )
            case ContactFacts():
                yield from self._of_number(
                    facts.mobile, f"adult {facts.adult}", FileKind.CONTACTS, facts.row
                )
                first = self._adults.setdefault(facts.adult, facts)
                if first is not facts and facts.adult not in self._disagree:
                    for finding in checking.disagreements(first, facts):
                        self._disagree.add(facts.adult)
                        yield finding
            case ReviewFacts():
                if (child := self._in_care.get(facts.child)) is not None:
                    yield from checking.before_care(facts, child, self._today)

    def _of_staff(self, staff: StaffFacts) -> Iterator[checking.Finding]:
        first = self._emails.setdefault(staff.email, staff)
        if first.external_id != staff.external_id:
            yield checking.Finding(
                "email",
                f"Row {first.row} has the same address. Everybody signs in with their own.",
            )

    def _of_number(
        self, number: str | None, person: str, file: FileKind, row: int
    ) -> Iterator[checking.Finding]:
        if number is None:
            return
        first = self._numbers.setdefault(number, checking.Heard(person, file.value, row))
        if first.person != person and person not in self._asked[number]:
            self._asked[number].add(person)
            yield checking.shared_number(first)
