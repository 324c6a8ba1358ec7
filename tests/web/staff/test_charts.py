"""Bars say their numbers; that of a number that is not told says nothing of how large it is."""

from __future__ import annotations

from participation.web.staff.charts import bars


def test_a_bar_is_as_long_as_its_share_of_the_largest_and_none_is_drawn_for_nobody() -> None:
    drawn = bars([("Yes", 40), ("Some", 10), ("No", 0)], "not shown").bars
    assert [bar.long for bar in drawn] == [520, 130, 0]
    assert [bar.told for bar in drawn] == ["40", "10", "0"]


def test_however_large_a_number_is_that_is_not_told_its_bar_is_the_same() -> None:
    chart = bars([("Yes", 40), ("Some", None)], "not shown", "October to December 2026")
    hidden = chart.bars[1]
    assert (hidden.few, hidden.told) == (True, "not shown")
    assert hidden.long == bars([("Some", None)], "not shown").bars[0].long
    assert chart.height == 28 + 2 * 52


def test_one_among_many_is_still_a_bar() -> None:
    assert bars([("Yes", 4000), ("No", 1)], "").bars[1].long == 2
