"""Whose child nobody has heard from: what counts as sent decides it, as on the summary."""

from __future__ import annotations

from participation.care.consultations.models import Invitation
from participation.care.people import queries as people
from participation.care.people.models import StaffMember
from participation.care.reviews.models import Review
from participation.care.summaries import caseload
from participation.journeys.asking_in_person import Result
from participation.kernel.db import reading
from participation.web.staff import caseload_shown
from tests.factories import Make
from tests.journeys.asking_by_a_person import (
    SAID,
    begun,
    invitation,
    officer,
    review,
    told,
    visited,
)

__all__ = ["begun", "invitation", "officer", "review"]


def silent(make: Make, officer: StaffMember) -> list[bool]:
    """On the officer's own list and on the council's."""
    with reading() as session:
        mine = people.children_open_to(officer.id, make.today)
        own = caseload.officers_list(session, mine, make.today, reader_id=officer.id)
        never = people.children_barred_to(officer.id)
        every, _more = caseload.council_list(session, never, make.today, page=1)
        return [
            bool(caseload_shown.sifted(listed, "silent", make.today)) for listed in (own, every)
        ]


def test_a_child_who_told_a_person_beside_a_draft_was_heard(
    make: Make, officer: StaffMember, review: Review, begun: Invitation
) -> None:
    assert silent(make, officer) == [True, True]
    visited(make, officer, begun, Result.TOLD, SAID)
    assert told(make, review).unheard == ()
    assert silent(make, officer) == [False, False]


def test_what_was_said_while_putting_it_off_is_not_yet_what_they_want_to_say(
    make: Make, officer: StaffMember, begun: Invitation
) -> None:
    visited(make, officer, begun, Result.LATER, "come back on Tuesday")
    assert silent(make, officer) == [True, True]
