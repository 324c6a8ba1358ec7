"""From which day a child, and everybody else, is asked before a review (R10)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.care.reviews.windows import (
    Audience,
    last_day_opened,
    round_opens,
    window_opens,
)
from tests.care.reviews.dates import ENGLAND, D, R

CHILD, OTHERS = Audience.CHILD, Audience.OTHERS


@pytest.mark.parametrize(
    ("who", "review", "kind", "rounds", "menu", "answered", "opens"),
    [
        pytest.param(
            CHILD, "2026-12-14", R.SUBSEQUENT, "2026-10-01", True, None, "2026-11-02",
            id="the child 30 working days before",
        ),
        pytest.param(
            OTHERS, "2026-12-14", R.SUBSEQUENT, "2026-10-01", True, None, "2026-11-16",
            id="others 20 working days before",
        ),
        pytest.param(
            OTHERS, "2026-12-14", R.SUBSEQUENT, "2026-10-01", False, None, "2026-11-02",
            id="no menu form: everybody with the child",
        ),
        pytest.param(
            CHILD, "2027-01-14", R.SUBSEQUENT, "2026-10-01", True, None, "2026-11-30",
            id="30 before, over Christmas",
        ),
        pytest.param(
            OTHERS, "2027-01-14", R.SUBSEQUENT, "2026-10-01", True, None, "2026-12-14",
            id="20 before, over Christmas",
        ),
        pytest.param(
            CHILD, "2026-12-14", R.FIRST, "2026-11-25", True, None, "2026-11-25",
            id="first review: at once",
        ),
        pytest.param(
            OTHERS, "2026-12-14", R.FIRST, "2026-11-12", True, None, "2026-11-12",
            id="first review: others at once too",
        ),
        pytest.param(
            OTHERS, "2026-12-14", R.SECOND, "2026-11-17", True, None, "2026-11-17",
            id="19 working days left: everybody now",
        ),
        pytest.param(
            OTHERS, "2026-12-14", R.SECOND, "2026-11-12", True, None, "2026-11-19",
            id="opened late: 5 working days for the child's menu",
        ),
        pytest.param(
            OTHERS, "2026-12-14", R.SECOND, "2026-11-12", True, "2026-11-13", "2026-11-16",
            id="menu answered at once: still not before 20 days",
        ),
        pytest.param(
            OTHERS, "2026-12-14", R.SECOND, "2026-11-12", True, "2026-11-17", "2026-11-17",
            id="menu answered on the third day",
        ),
        pytest.param(
            OTHERS, "2026-12-14", R.SECOND, "2026-11-12", True, "2026-11-25", "2026-11-19",
            id="menu answered late: others were not kept waiting",
        ),
        pytest.param(
            OTHERS, "2026-12-14", R.SECOND, "2026-11-16", True, None, "2026-11-23",
            id="exactly 20 working days left: the menu still comes first",
        ),
    ],
)  # fmt: skip
def test_who_is_asked_when(
    who: Audience,
    review: str,
    kind: R,
    rounds: str,
    menu: bool,
    answered: str | None,
    opens: str,
) -> None:
    found = window_opens(
        who,
        D(review),
        kind,
        D(rounds),
        ENGLAND,
        menu_form_exists=menu,
        menu_answered_on=D(answered) if answered else None,
    )
    assert found == D(opens)


@given(
    st.dates(date(2011, 4, 1), date(2060, 1, 1)),
    st.integers(0, 80),
    st.sampled_from([None, *R]),
    st.booleans(),
)
def test_nobody_is_asked_before_the_child_or_before_the_round_opens(
    review: date, ahead: int, kind: R | None, menu: bool
) -> None:
    rounds = review - timedelta(days=ahead)
    child, others = (
        window_opens(who, review, kind, rounds, ENGLAND, menu_form_exists=menu)
        for who in (CHILD, OTHERS)
    )
    assert rounds <= child <= others
    assert others <= max(review, rounds)
    assert child == round_opens(review, kind, rounds, ENGLAND)


@given(st.dates(date(2011, 4, 1), date(2060, 1, 1)), st.integers(1, 90))
def test_one_day_to_compare_with_says_which_rounds_open(on: date, ahead: int) -> None:
    """What the day's run asks the database is what the rule says of each review by itself."""
    day = on + timedelta(days=ahead)
    opens = round_opens(day, R.SUBSEQUENT, date(2000, 1, 1), ENGLAND) <= on
    assert opens is (day <= last_day_opened(on, ENGLAND))
