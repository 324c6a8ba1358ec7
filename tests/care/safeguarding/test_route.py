"""Who is told when: the table of security.md 6.3 as R21, R22 and R25 have changed it."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.care.authority.rules import ClosedDays
from participation.care.safeguarding.route import (
    PLACES,
    Contact,
    Ladder,
    People,
    Route,
    RouteOf,
    Standing,
    Step,
    Via,
    step,
)
from participation.care.safeguarding.route_times import RED_RUNGS
from participation.care.safeguarding.rules import Level
from participation.care.safeguarding.staffed_hours import StaffedHours
from participation.kernel.clock import LONDON
from participation.kernel.working_days import BankHolidays

HOURS = StaffedHours(time(9), time(17), ClosedDays(BankHolidays()))
ON_CALL = ("NIGHT1", "NIGHT2", "NIGHT3")
FIXED = ("DUTY", "SERVICE", "HEAD", *ON_CALL, "ADULT1", "ADULT2", "SENIOR")
AROUND = {"social_worker": "SW", "team_manager": "TM", "reviewing_officer": "IRO"}
EVERYBODY = frozenset({*FIXED, *AROUND.values()})
NUMBER = "+447700900"


def contact(who: str, place: int) -> Contact:
    return Contact(who, text=f"{NUMBER}{place:03d}", call=f"{NUMBER}{place:03d}")


ROUTE = Route(
    contacts={who: contact(who, n) for n, who in enumerate(sorted(EVERYBODY - {"IRO"}))},
    in_hours={
        RouteOf.CHILD: Ladder(
            (("social_worker", "team_manager"), ("DUTY",), ("SERVICE",), ("HEAD",)),
            ("reviewing_officer",),
        ),
        RouteOf.ADULT: Ladder((("DUTY",), ("SERVICE",), ("HEAD",)), ("reviewing_officer",)),
    },
    on_call={
        RouteOf.CHILD: Ladder(tuple((who,) for who in ON_CALL)),
        RouteOf.ADULT: Ladder((("ADULT1",), ("ADULT2",))),
    },
    outside_the_line=("SENIOR",),
)
ALL_HERE = People(around=AROUND, here=EVERYBODY)


def at(moment: str) -> datetime:
    """A moment by the clock on the wall in London."""
    return datetime.fromisoformat(moment).replace(tzinfo=LONDON).astimezone(UTC)


def acting(due: Step) -> set[str]:
    return {one.staff for one in due.tell if not one.informed_only}


def followed(
    since: datetime,
    until: datetime,
    level: Level = Level.RED,
    of: RouteOf = RouteOf.CHILD,
    people: People = ALL_HERE,
) -> dict[str, datetime]:
    """Nobody acknowledges: when each person is told first, as the clock runs by itself."""
    first: dict[str, datetime] = {}
    now, rung = since, -1
    while now <= until:
        due = step(Standing(level, of, since, rung), ROUTE, people, HOURS, now)
        for one in due.tell:
            first.setdefault(one.staff, now)
        assert due.next_at > now
        now, rung = due.next_at, due.rung
    return first


def minutes(first: dict[str, datetime], since: datetime) -> dict[str, int]:
    return {who: int((when - since).total_seconds() // 60) for who, when in first.items()}


def test_r21_red_on_a_tuesday_at_ten_begins_with_those_who_know_the_child() -> None:
    since = at("2026-11-24T10:00")
    told = minutes(followed(since, since + timedelta(hours=2)), since)
    assert told == {
        "SW": 0, "TM": 0, "IRO": 0, "DUTY": 15, "SERVICE": 30, "HEAD": 60
    }  # fmt: skip


def test_s2_red_on_a_friday_at_five_to_five_is_not_left_with_those_who_go_home() -> None:
    since = at("2026-11-27T16:55")
    told = minutes(followed(since, since + timedelta(hours=2)), since)
    assert told["SW"] == told["TM"] == 0
    assert told["NIGHT1"] == 5, "on call from five o'clock, though nothing was due before ten past"
    assert told["NIGHT2"] == 15
    assert told["NIGHT3"] == 30


@pytest.mark.parametrize(
    "moment",
    [
        "2026-11-29T03:00",  # a Sunday
        "2026-12-25T10:00",  # Christmas Day, a Friday
        "2026-12-28T11:00",  # the bank holiday for Boxing Day
        "2027-03-28T00:50",  # the clock goes on at one
        "2026-10-25T00:50",  # the clock goes back at two, and 1:05 comes twice
        "2026-10-25T01:30",
    ],
)
def test_s2_red_at_night_and_on_days_off_goes_to_those_on_call(moment: str) -> None:
    since = at(moment)
    told = minutes(followed(since, since + timedelta(hours=3)), since)
    assert {who: told[who] for who in ON_CALL} == {"NIGHT1": 0, "NIGHT2": 15, "NIGHT3": 30}
    assert told["SENIOR"] == 60
    assert not set(told) & {"SW", "TM", "DUTY", "IRO"}


def test_red_is_repeated_every_quarter_of_an_hour_until_somebody_acknowledges() -> None:
    since = at("2026-11-29T03:00")
    now, rung, times = since, -1, []
    while now < since + timedelta(hours=4):
        due = step(Standing(Level.RED, RouteOf.CHILD, since, rung), ROUTE, ALL_HERE, HOURS, now)
        if "NIGHT1" in acting(due):
            times.append(now)
        now, rung = due.next_at, due.rung
    gaps = {after - before for before, after in pairwise(times)}
    assert gaps == {timedelta(minutes=15)}
    assert len(times) == 16


def test_r22_amber_words_of_a_child_reach_the_first_on_call_at_once_and_ring_after_four_hours() -> (
    None
):
    since = at("2026-11-29T03:00")
    told = minutes(followed(since, since + timedelta(hours=5), Level.AMBER), since)
    assert told["NIGHT1"] == 0
    assert told["NIGHT2"] == 240
    first = step(Standing(Level.AMBER, RouteOf.CHILD, since), ROUTE, ALL_HERE, HOURS, since)
    assert {way for one in first.tell for way in one.ways} == {Via.MAIL, Via.TEXT}
    later = step(
        Standing(Level.AMBER, RouteOf.CHILD, since, 0),
        ROUTE, ALL_HERE, HOURS, since + timedelta(hours=4),
    )  # fmt: skip
    assert all(Via.VOICE in one.ways for one in later.tell)


def test_amber_in_hours_goes_up_after_four_working_hours_and_to_the_head_at_ten_next_day() -> None:
    since = at("2026-11-24T14:00")
    first = followed(since, since + timedelta(days=2), Level.AMBER)
    assert first["SW"] == first["TM"] == first["IRO"] == since
    assert first["NIGHT1"] == at("2026-11-24T17:00")
    assert first["DUTY"] <= at("2026-11-25T10:00")
    assert first["HEAD"] <= at("2026-11-26T10:00")


def test_r25_amber_words_of_an_adult_wait_for_the_morning_and_red_ones_do_not() -> None:
    since = at("2026-11-29T03:00")
    amber = followed(since, since + timedelta(days=1, hours=8), Level.AMBER, RouteOf.ADULT)
    assert min(amber.values()) == at("2026-11-30T09:00")
    assert not {"SW", "TM", *ON_CALL} & set(amber)
    red = followed(since, since + timedelta(hours=1), Level.RED, RouteOf.ADULT)
    assert minutes(red, since)["ADULT1"] == 0


def test_a_red_rung_that_nobody_can_be_rung_on_is_no_rung() -> None:
    since = at("2026-11-24T10:00")
    people = People(around={**AROUND, "social_worker": "IRO"}, here=EVERYBODY - {"TM"})
    told = minutes(followed(since, since + timedelta(hours=1), people=people), since)
    assert told["IRO"] == 0
    assert told["DUTY"] == 0, "the social worker has no number here, so the next is told at once"


def test_somebody_who_could_not_be_reached_brings_the_next_at_once_and_nobody_twice() -> None:
    since = at("2026-11-29T03:00")
    due = step(
        Standing(Level.RED, RouteOf.CHILD, since, 0), ROUTE, ALL_HERE, HOURS, since, failed=True
    )
    assert acting(due) == {"NIGHT2"}
    top = Standing(Level.RED, RouteOf.CHILD, since, 3)
    assert step(top, ROUTE, ALL_HERE, HOURS, since, failed=True).tell == ()


# Hypothesis draws moments without a zone only; they get theirs in `map`.
MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)).map(  # noqa: DTZ001 (as above)
    lambda naive: naive.replace(tzinfo=UTC)
)
LEVELS = st.sampled_from([Level.RED, Level.AMBER])
EXCLUDED = st.frozensets(st.sampled_from(sorted(EVERYBODY)))


@given(
    since=MOMENTS,
    later=st.integers(0, 60 * 24 * 4),
    level=LEVELS,
    of=st.sampled_from(list(RouteOf)),
    rung=st.integers(-1, 5),
    excluded=EXCLUDED,
    gone=EXCLUDED,
    failed=st.booleans(),
)
def test_s6_never_somebody_who_is_left_out_and_never_nobody(
    since: datetime,
    later: int,
    level: Level,
    of: RouteOf,
    rung: int,
    excluded: frozenset[str],
    gone: frozenset[str],
    failed: bool,
) -> None:
    now = since + timedelta(minutes=later)
    people = People(around=AROUND, here=EVERYBODY - gone, excluded=excluded)
    due = step(Standing(level, of, since, rung), ROUTE, people, HOURS, now, failed=failed)
    assert not {one.staff for one in due.tell} & (excluded | gone | set(PLACES))
    left = set(FIXED) - excluded - gone
    waits = level is Level.AMBER and of is RouteOf.ADULT and not HOURS.is_open(now)
    if left and not waits:
        assert not due.nobody
        if not failed:
            assert acting(due)
    assert due.next_at > now
    if level is Level.RED:
        assert due.next_at <= now + timedelta(minutes=15)
    assert due.rung >= rung


@given(since=MOMENTS, of=st.sampled_from(list(RouteOf)), excluded=EXCLUDED)
def test_red_is_never_later_than_the_table_says(
    since: datetime, of: RouteOf, excluded: frozenset[str]
) -> None:
    """At 15, 30 and 60 minutes everybody who is on duty then, up to that rung, has been told."""
    people = People(around=AROUND, here=EVERYBODY, excluded=excluded)
    first = followed(since, since + timedelta(minutes=61), of=of, people=people)
    for place, after in enumerate((timedelta(0), *RED_RUNGS)):
        then = since + after
        ladder = ROUTE.ladder(of, in_hours=HOURS.is_open(then))
        for rung in ladder.tell[: place + 1]:
            for who in people.of(rung):
                assert first[who] <= then


def test_a_childs_amber_words_reach_somebody_within_four_hours_whenever_they_come() -> None:
    moment = at("2026-12-18T00:07")
    while moment < at("2027-01-06T00:00"):
        told = followed(moment, moment + timedelta(hours=4), Level.AMBER)
        assert told, f"nobody by four hours after {moment}"
        moment += timedelta(hours=1, minutes=7)


@given(since=MOMENTS, of=st.sampled_from(list(RouteOf)), excluded=EXCLUDED)
def test_an_empty_rung_costs_no_time(
    since: datetime, of: RouteOf, excluded: frozenset[str]
) -> None:
    """When a rung is due and everybody on it is left out, somebody further up is told then."""
    people = People(around=AROUND, here=EVERYBODY, excluded=excluded)
    ladder = ROUTE.ladder(of, in_hours=HOURS.is_open(since))
    due = step(Standing(Level.RED, of, since), ROUTE, people, HOURS, since)
    left = [who for rung in ladder.tell for who in people.of(rung)]
    if left:
        assert left[0] in acting(due)
