"""Who may be asked, and who may be texted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from participation.care.people.rules import (
    Asked,
    AskingFacts,
    Band,
    ContactKind,
    ContactState,
    NotAsked,
    NotTextable,
    PointState,
    Textable,
    WhyNotAsked,
    WhyNotTextable,
    band,
    fresh_until,
    may_be_asked,
    textable,
)

TODAY = date(2026, 11, 24)
GOOD = PointState(
    kind=ContactKind.MOBILE,
    safe_to_text=True,
    state=ContactState.USABLE,
    confirmed_on=TODAY - timedelta(days=30),
    usable_from=None,
)


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (0, Band.UNDER_5),
        (4, Band.UNDER_5),
        (5, Band.FIVE_TO_SEVEN),
        (8, Band.EIGHT_TO_ELEVEN),
        (11, Band.EIGHT_TO_ELEVEN),
        (12, Band.TWELVE_TO_FIFTEEN),
        (16, Band.SIXTEEN_UP),
        (20, Band.SIXTEEN_UP),
    ],
)
def test_the_band_of_an_age(age: int, expected: Band) -> None:
    assert band(age) is expected


def test_nobody_has_a_negative_age() -> None:
    with pytest.raises(ValueError, match="negative"):
        band(-1)


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (TODAY, NotAsked(WhyNotAsked.DECISION)),
        (TODAY - timedelta(days=1), Asked(decision_ran_out=True)),
        (None, NotAsked(WhyNotAsked.DECISION)),
    ],
)
def test_r7_a_decision_not_to_ask_runs_out(until: date | None, expected: Asked | NotAsked) -> None:
    facts = AskingFacts(may_be_asked=False, reason="recorded decision", until=until)
    assert may_be_asked(facts, TODAY) == expected


@pytest.mark.parametrize(
    "reason",
    [
        "died",
        "Deceased.",
        " has died ",
        "Sadly passed away",
        "Died in March",
        "died in 2020",
        "died 12/03/2025",
        "Died on 2025-03-12",
        "DECEASED (12.3.25)",
        "Deceased - 3rd March 2025",
        "died suddenly, March 2025",
        "Sadly died on 3rd of March 2025",
        "Died 03.2021",
        "Died c. 2020",
        "Has died (2020)",
        "Deceased - DOD 12/03/2020",
    ],
)
def test_r16_whoever_has_died_is_never_asked_again(reason: str) -> None:
    facts = AskingFacts(may_be_asked=False, reason=reason, until=date(2020, 1, 1))
    assert may_be_asked(facts, TODAY) == NotAsked(WhyNotAsked.DIED)


@pytest.mark.parametrize(
    "reason",
    [
        "Died of cancer in 2021",
        "Died 12/03/2025 (cancer)",
        "Died in custody 2023",
        "Died - date unknown",
        "Mother deceased",
        "Father died in 2019",
        "He died",
        "Parent has died",
        "Died before child came into care",
        "Death",
        "RIP",
        "Mum passed on, March 2024",
        "Killed in an accident",
        "Took her own life: suicide, 2022",
        "Made death threats",
        "Made death threats to the social worker",
        "Her own mother died in March: not now",
        "Brother died, too upset",
        "Died in March: her mother, and she is not well",
        "Death in the family",
        "Deceased partner",
        "dead number",
        "has not died",
    ],
)
def test_r16_where_a_reason_leaves_open_who_died_a_person_decides_again(reason: str) -> None:
    facts = AskingFacts(may_be_asked=False, reason=reason, until=TODAY)
    assert may_be_asked(facts, TODAY) == NotAsked(WhyNotAsked.DECISION)
    later = may_be_asked(facts, TODAY + timedelta(days=1))
    assert later == Asked(decision_ran_out=True, decided_again_first=True)


def test_r7_whoever_may_be_asked_is_asked() -> None:
    facts = AskingFacts(may_be_asked=True, reason=None, until=None)
    assert may_be_asked(facts, TODAY) == Asked()


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"state": ContactState.SUPPRESSED}, WhyNotTextable.SUPPRESSED),
        ({"state": ContactState.SUSPENDED}, WhyNotTextable.SUSPENDED),
        ({"safe_to_text": False}, WhyNotTextable.NOT_SAFE),
        ({"confirmed_on": None}, WhyNotTextable.NEVER_SPOKEN_WITH),
        ({"state": ContactState.UNCONFIRMED}, WhyNotTextable.NEVER_SPOKEN_WITH),
        ({"usable_from": TODAY + timedelta(days=1)}, WhyNotTextable.NOT_YET),
        ({"kind": ContactKind.EMAIL}, WhyNotTextable.NO_NUMBER),
    ],
)
def test_t5_r11_why_a_text_is_not_the_way(
    changes: dict[str, object], reason: WhyNotTextable
) -> None:
    point = replace(GOOD, **changes)
    assert textable(point, TODAY, extra_care=False) == NotTextable(reason)


def test_whoever_has_no_number_is_not_textable() -> None:
    assert textable(None, TODAY, extra_care=False) == NotTextable(WhyNotTextable.NO_NUMBER)


@pytest.mark.parametrize(
    ("spoken", "extra_care", "stale"),
    [
        (date(2025, 11, 24), False, False),
        (date(2025, 11, 23), False, True),
        (TODAY - timedelta(days=90), True, False),
        (TODAY - timedelta(days=91), True, True),
    ],
)
def test_r9_a_number_is_fresh_for_a_year_or_for_90_days_with_extra_care(
    spoken: date, extra_care: bool, stale: bool
) -> None:
    point = replace(GOOD, confirmed_on=spoken)
    assert textable(point, TODAY, extra_care=extra_care) == Textable(stale=stale)


def test_a_year_after_29_february_is_28_february() -> None:
    assert fresh_until(date(2028, 2, 29), extra_care=False) == date(2029, 2, 28)
