"""What does not fit together: within one row, and between rows.

Pure. A finding is an error where importing it would do harm, else a question that a person
answers by looking; the row is then imported as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from participation.care.people.facts import ChildFacts, ContactFacts, StaffFacts
from participation.care.people.rules import leaves_open_who_died, says_that_they_died
from participation.care.reviews.facts import ReviewFacts
from participation.care.reviews.models import ReviewState
from participation.journeys.importing.problems import Asked, ProblemKind
from participation.kernel.clock import LONDON
from participation.kernel.dates import age_on, long_day
from participation.kernel.working_days import BankHolidays, is_working_day

ADULT = 18
YEARS_AHEAD = 3
_NOT_A_PERSON = re.compile(
    r"\b(school|academy|college|nursery|surgery|hospital|children['’]?s home)\b", re.IGNORECASE
)
_BANK_HOLIDAYS = BankHolidays()
_IN_THE_FUTURE = "This day is still to come. Check the date."


@dataclass(frozen=True, slots=True)
class Finding:
    column: str
    remedy: str
    kind: ProblemKind = ProblemKind.ERROR
    asks: Asked | None = None


def ask(column: str, remedy: str, asks: Asked = Asked.ROW) -> Finding:
    """A question: nothing is wrong that we know of, and a person looks."""
    return Finding(column, remedy, ProblemKind.QUESTION, asks)


Facts = StaffFacts | ChildFacts | ContactFacts | ReviewFacts


def findings_in(facts: Facts, today: date) -> Iterator[Finding]:
    """What is odd or impossible within one row."""
    match facts:
        case ChildFacts():
            yield from _in_child(facts, today)
        case ContactFacts():
            yield from _in_contact(facts, today)
        case ReviewFacts():
            yield from _in_review(facts, today)
        case StaffFacts():
            return


def _in_child(child: ChildFacts, today: date) -> Iterator[Finding]:
    if child.born_on > today:
        yield Finding("pers_dob", "This day is still to come. Check the date of birth.")
    elif age_on(child.born_on, today) >= ADULT and child.ceased_on is None:
        yield ask("pers_dob", "18 or older by this. Check it, or fill in ceased_on.")
    if child.looked_after_since < child.born_on <= today:
        yield Finding("looked_after_since", "This is before the date of birth. Check both.")
    elif child.looked_after_since > today:
        yield ask("looked_after_since", _IN_THE_FUTURE)
    if child.ceased_on is not None and child.ceased_on < child.looked_after_since:
        yield Finding("ceased_on", "This is before looked_after_since. Check both.")
    if child.ceased_reason is not None and child.ceased_on is None:
        yield Finding(
            "ceased_on", "A reason without a day. Fill in the day care ended, or neither."
        )
    authority, placed = child.authority_to_place_on, child.placed_for_adoption_on
    if authority is not None and authority < child.born_on:
        yield Finding("authority_to_place_on", "This is before the date of birth. Check both.")
    if placed is not None and placed < child.born_on:
        yield Finding("placed_for_adoption_on", "This is before the date of birth. Check both.")
    elif placed is not None and authority is not None and placed < authority:
        yield ask("placed_for_adoption_on", "Placed before the authority to place. Check both.")
    if child.confirmed_on is not None and child.confirmed_on > today:
        yield Finding("confirmed_on", _IN_THE_FUTURE)


def _in_contact(contact: ContactFacts, today: date) -> Iterator[Finding]:
    if _NOT_A_PERSON.search(contact.full_name):
        yield Finding("full_name", "Name the person who is asked, never a school or a home.")
    if contact.confirmed_on is not None and contact.confirmed_on > today:
        yield Finding("confirmed_on", _IN_THE_FUTURE)
    if contact.may_be_asked:
        if contact.not_asked_reason:
            yield ask("not_asked_reason", "A reason not to ask, yet may_be_asked is yes. Which?")
        return
    if not contact.not_asked_reason:
        yield Finding("not_asked_reason", "Nobody is left out without a reason. Write it here.")
    if contact.not_asked_decided_by is None:
        yield ask("not_asked_decided_by", "Say who decided this: a staff_id.")
    if says_that_they_died(contact.not_asked_reason):
        return  # which never runs out
    speaks_of_a_death = leaves_open_who_died(contact.not_asked_reason)
    if speaks_of_a_death:
        yield ask(
            "not_asked_reason",
            "If this person has died, write that alone, such as: died 12/03/2025. Else, once the"
            " day beside it is over, a person decides again before they are asked.",
        )
    if contact.not_asked_until is None:
        yield ask("not_asked_until", "Say until when: a decision not to ask is looked at again.")
    elif contact.not_asked_until < today and not speaks_of_a_death:
        yield ask("not_asked_until", "This decision has run out, so the person is asked again.")


def _in_review(review: ReviewFacts, today: date) -> Iterator[Finding]:
    begun, completed = review.part_one_on, review.completed_on
    if completed is not None and begun is None:
        yield ask("completed_on", "Completed, but part_one_on is empty. Fill in the first part.")
    elif completed is not None and begun is not None and completed < begun:
        yield Finding("completed_on", "This is before part_one_on. Check both.")
    if review.state_on(today) is not ReviewState.PLANNED:
        return
    if review.review_on is None and review.due_on is None:
        yield ask("clar_cla_review_due_date", "Neither a due date nor a day. Fill in one.")
    elif review.review_on is None and review.due_on is not None and review.due_on < today:
        yield ask("clar_cla_review_due_date", "Due in the past, with no day. Was it held?")
    for column, day in (
        ("clar_cla_review_due_date", review.due_on),
        ("clar_cla_review_date", review.review_on),
    ):
        if day is not None and day.year > today.year + YEARS_AHEAD:
            yield ask(column, f"More than {YEARS_AHEAD} years ahead. Is the year right?")
    if review.review_on is not None and review.time and not _exists(review.review_on, review.time):
        yield Finding(
            "review_time", "That time does not exist on this day: clocks go forward. Check it."
        )
    if review.review_on is not None and not is_working_day(review.review_on, _BANK_HOLIDAYS):
        yield ask("clar_cla_review_date", "A weekend or a bank holiday. Is that the day?")


def _exists(day: date, clock_time: str) -> bool:
    """Whether clocks in Britain show this time on this day (B70). Where they show it twice, it is
    there."""
    naive = datetime.combine(day, time.fromisoformat(clock_time))
    back = naive.replace(tzinfo=LONDON).astimezone(UTC).astimezone(LONDON)
    return back.replace(tzinfo=None) == naive


@dataclass(frozen=True, slots=True)
class InCare:
    """Since when a child is looked after this time; None as a birthday where it is not known."""

    since: date
    born_on: date | None


def before_care(review: ReviewFacts, child: InCare, today: date) -> Iterator[Finding]:
    """Days of a review that lie before the child was looked after.

    One that was held, or cancelled, in an earlier time in care is history, and no mistake.
    """
    days = {
        "clar_cla_review_due_date": review.due_on,
        "clar_cla_review_date": review.review_on,
        "part_one_on": review.part_one_on,
        "completed_on": review.completed_on,
    }
    said = {column: day for column, day in days.items() if day is not None}
    over = review.state_on(today) in (ReviewState.HELD, ReviewState.CANCELLED)
    history = over and all(day < child.since for day in said.values())
    for column, day in said.items():
        if child.born_on is not None and day < child.born_on <= child.since:
            yield Finding(column, "This is before the date of birth. Check both.")
        elif day < child.since and not history:
            yield Finding(
                column,
                f"The child is looked after since {long_day(child.since)}. Check the day. A review"
                " of an earlier time in care needs the day on which it was held, or a yes in"
                " clar_cla_review_cancelled.",
            )


@dataclass(frozen=True, slots=True)
class Heard:
    """Where a number was first given: for whom, and in which file and row."""

    person: str
    file: str
    row: int


def shared_number(first: Heard) -> Finding:
    return ask(
        "mobile",
        f"Also given for somebody else ({first.file} row {first.row}). If that is one person, give"
        " both the same person_ref; if not, find out whose phone it is. Until then texts from it"
        " wait for a person.",
        Asked.SHARED_PHONE,
    )


def disagreements(first: ContactFacts, later: ContactFacts) -> Iterator[Finding]:
    """Where two rows of one adult do not say the same."""
    if later.full_name != first.full_name:
        yield ask(
            "full_name",
            f"Row {first.row} has the same person_ref and another name. The first one is kept.",
        )
    same_number = later.mobile is not None and later.mobile == first.mobile
    if same_number and later.safe_to_text != first.safe_to_text:
        yield ask(
            "safe_to_text",
            f"Row {first.row} says otherwise of the same person. Until both agree it is no.",
        )
