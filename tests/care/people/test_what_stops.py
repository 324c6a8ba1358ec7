"""What stops and what stays open, course by course and switch by switch (R16, R27, I16)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from participation.care.people.what_stops import (
    Course,
    Part,
    Switch,
    asking,
    care_is_over,
    course_of,
    door,
    is_of_age_by_estimate,
    switch,
    switched,
)

TODAY = date(2026, 11, 24)
HOUSE = Path(__file__).parents[3]
PAGE = HOUSE / "docs" / "what-stops.md"
ROLES = ("child", "mother", "father", "parental_responsibility", "foster_carer", "school")


@dataclass(frozen=True)
class Somebody:
    born_on: date = date(2012, 5, 1)
    born_estimated: bool = False
    ceased_on: date | None = None
    ceased_reason: str | None = None
    contact_stopped_on: date | None = None
    circumstances: tuple[str, ...] = ()


# . open, p paused, x stopped; in the order of Part.
TABLE = {
    #                        asks: child, family, others; remind; next question;
    #                        doors: child, family, others; card; receipts; what happened
    Course.IN_CARE: "... . . ... . . .",
    Course.MISSING: "ppp p . ... . . .",
    Course.CONTACT_STOPPED: "xxx x x ... x x x",
    Course.OF_AGE: "xxx x x .x. x . .",
    Course.LEFT_CARE: "xxx x . ... x . .",
    Course.ADOPTED: "xxx x x .x. x . .",
    Course.DIED: "xxx x x xxx x x x",
}
SIGNS = {".": Switch.OPEN, "p": Switch.PAUSED, "x": Switch.STOPPED}


@pytest.mark.parametrize("course", Course)
def test_r16_each_course_stops_what_the_rule_says_and_nothing_else(course: Course) -> None:
    expected = [SIGNS[sign] for sign in TABLE[course].replace(" ", "")]
    assert [switch(course, part) for part in Part] == expected


def test_the_table_in_the_papers_is_this_one() -> None:
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith("| ") and "`" in line
    ]
    head, *told = [row for row in rows if row[0] in ("", *(f"`{part}`" for part in Part))]
    assert head[2:] == [f"`{course}`" for course in Course]
    assert [row[0] for row in told] == [f"`{part}`" for part in Part]
    for part, row in zip(Part, told, strict=True):
        assert row[2:] == [switch(course, part).value for course in Course], part


def test_every_switch_is_looked_at_by_somebody() -> None:
    package = HOUSE / "participation"
    code = "".join(
        path.read_text(encoding="utf-8")
        for path in package.rglob("*.py")
        if path.name != "what_stops.py"
    )
    for_a_role = {asking(role) for role in ROLES} | {door(role) for role in ROLES}
    assert {part for part in Part if f"Part.{part.name}" not in code} <= for_a_role
    assert "asking(one.role)" in code
    assert "door(one.role)" in code


def test_r16_a_missing_childs_doors_and_receipts_all_stay_open() -> None:
    doors = (Part.CHILDS_DOORS, Part.FAMILYS_DOORS, Part.OTHERS_DOORS, Part.CARD, Part.RECEIPTS)
    assert {switch(Course.MISSING, part) for part in doors} == {Switch.OPEN}


@pytest.mark.parametrize(
    ("change", "course"),
    [
        ({}, Course.IN_CARE),
        ({"circumstances": ("missing",)}, Course.MISSING),
        ({"contact_stopped_on": TODAY}, Course.CONTACT_STOPPED),
        ({"ceased_on": TODAY + timedelta(days=1)}, Course.IN_CARE),
        ({"ceased_on": TODAY}, Course.LEFT_CARE),
        ({"ceased_on": TODAY, "ceased_reason": "other"}, Course.LEFT_CARE),
        ({"ceased_on": TODAY, "ceased_reason": "adopted"}, Course.ADOPTED),
        ({"ceased_on": TODAY, "ceased_reason": "died"}, Course.DIED),
        ({"ceased_reason": "died"}, Course.DIED),  # whatever day is missing
        ({"ceased_on": TODAY, "circumstances": ("missing",)}, Course.LEFT_CARE),
        ({"contact_stopped_on": TODAY, "ceased_reason": "died"}, Course.DIED),
        ({"born_on": date(2008, 11, 24)}, Course.OF_AGE),  # on the day itself
        ({"born_on": date(2008, 11, 25)}, Course.IN_CARE),
        ({"born_on": date(2008, 11, 24), "born_estimated": True}, Course.IN_CARE),
    ],
)
def test_the_course_follows_from_what_the_case_system_says(
    change: dict[str, object], course: Course
) -> None:
    assert course_of(Somebody(**change), TODAY) is course


def test_of_several_things_that_are_so_what_stops_most_counts() -> None:
    left = Somebody(born_on=date(2008, 5, 1), ceased_on=date(2024, 6, 1), ceased_reason="other")
    assert switched(left, Part.FAMILYS_DOORS, date(2026, 4, 30)) is Switch.OPEN
    assert switched(left, Part.FAMILYS_DOORS, date(2026, 5, 1)) is Switch.STOPPED  # eighteen
    on_the_day = Somebody(born_on=date(2008, 11, 24), ceased_on=TODAY, ceased_reason="other")
    assert switched(on_the_day, Part.FAMILYS_DOORS, TODAY) is Switch.STOPPED
    no_more = Somebody(contact_stopped_on=TODAY, ceased_on=TODAY, ceased_reason="adopted")
    assert {switched(no_more, part, TODAY) for part in (Part.RECEIPTS, Part.FAMILYS_DOORS)} == {
        Switch.STOPPED
    }
    assert switched(Somebody(circumstances=("missing",)), Part.REMIND, TODAY) is Switch.PAUSED


@pytest.mark.parametrize(
    ("change", "over"),
    [
        ({}, False),
        ({"circumstances": ("missing",)}, False),
        ({"contact_stopped_on": TODAY}, False),
        ({"contact_stopped_on": TODAY, "ceased_on": TODAY}, True),
        ({"ceased_on": TODAY + timedelta(days=1)}, False),
        ({"ceased_on": TODAY}, True),
        ({"ceased_reason": "died"}, True),
        ({"born_on": date(2008, 11, 24)}, True),
        ({"born_on": date(2008, 11, 24), "born_estimated": True}, False),
    ],
)
def test_a_review_can_be_held_until_care_is_over(change: dict[str, object], over: bool) -> None:
    assert care_is_over(Somebody(**change), TODAY) is over


def test_b71_somebody_born_on_29_february_is_eighteen_on_1_march() -> None:
    leap = Somebody(born_on=date(2008, 2, 29))
    assert course_of(leap, date(2026, 2, 28)) is Course.IN_CARE
    assert course_of(leap, date(2026, 3, 1)) is Course.OF_AGE


def test_an_estimated_birthday_makes_a_question_and_no_adult() -> None:
    guessed = Somebody(born_on=date(2008, 1, 15), born_estimated=True)
    assert course_of(guessed, TODAY) is Course.IN_CARE
    assert is_of_age_by_estimate(guessed, TODAY)
    assert not is_of_age_by_estimate(replace(guessed, born_estimated=False), TODAY)
    assert not is_of_age_by_estimate(replace(guessed, ceased_on=TODAY), TODAY)


def test_who_counts_as_family_is_whoever_holds_or_held_responsibility_by_birth() -> None:
    assert [asking(role) for role in ("child", "mother", "father", "parental_responsibility")] == [
        Part.ASK_CHILD, Part.ASK_FAMILY, Part.ASK_FAMILY, Part.ASK_FAMILY,
    ]  # fmt: skip
    assert door("prospective_adopter") is Part.OTHERS_DOORS
    assert door("mother") is Part.FAMILYS_DOORS
