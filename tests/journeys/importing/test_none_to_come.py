"""After an extract no child in care is without a review to come unseen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from participation.care.authority import queries as authority
from participation.care.people import queries as people
from participation.care.reviews.none_planned import none_planned
from participation.care.reviews.rules import DueRule
from participation.kernel.db import reading
from tests.journeys.importing.conftest import TODAY, BringIn, Council


def owed() -> Mapping[str, tuple[date | None, str, str | None]]:
    """By child: the last lawful day, the rule, and whose child it is."""
    with reading() as session:
        never = people.children_barred_to(0)
        found = none_planned(session, None, never, TODAY, authority.bank_holidays(session))
        return {
            one.child.external_id: (
                one.late.due_on,
                one.due.rule.value,
                one.officer.full_name if one.officer else None,
            )
            for one in found
        }


def another(council: Council, identity: str, due: str, day: str) -> None:
    """One more review of P1."""
    days = {"clar_cla_review_due_date": due, "clar_cla_review_date": day}
    off = {"clar_cla_review_id": identity, "clar_cla_review_cancelled": "no"}
    council.reviews.append({**council.reviews[0], **off, **days})


def test_a_review_cancelled_without_another_leaves_its_last_lawful_day(
    council: Council, bring_in: BringIn
) -> None:
    bring_in()
    assert owed() == {}
    council.reviews[0]["clar_cla_review_cancelled"] = "yes"
    bring_in()
    missing = DueRule.PREVIOUS_DATE_MISSING.value
    assert owed() == {"P1": (date(2026, 12, 20), missing, "Sam Green")}
    another(council, "R9", "2026-12-20", "2026-12-17")
    bring_in()
    assert owed() == {}


def test_where_the_reviews_held_are_known_the_rule_gives_the_day_whatever_was_cancelled(
    council: Council, bring_in: BringIn
) -> None:
    another(council, "R8", "2026-06-20", "2026-06-16")
    council.reviews[0]["clar_cla_review_cancelled"] = "yes"
    bring_in()
    assert owed() == {
        "P1": (date(2026, 12, 16), DueRule.LATER_6_MONTHS.value, "Sam Green"),
    }


def test_a_child_who_came_without_any_review_is_owed_the_first(
    council: Council, bring_in: BringIn
) -> None:
    new = {"pers_person_id": "P4", "first_name": "Noor", "looked_after_since": "2026-11-02"}
    council.children.append({**council.children[2], **new})
    bring_in()
    first = DueRule.FIRST_20_WORKING_DAYS.value
    assert owed() == {"P4": (date(2026, 11, 30), first, "Jo Shaw")}
    council.children[-1]["ceased_on"] = "2026-11-20"
    bring_in()
    assert owed() == {}
