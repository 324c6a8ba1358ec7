"""How one cell is read."""

from __future__ import annotations

from datetime import date

import pytest

from participation.journeys.importing import values
from participation.journeys.importing.values import CellRefused


def remedy(read: values.Read, text: str) -> str:
    with pytest.raises(CellRefused) as refused:
        read(text)
    return refused.value.remedy


@pytest.mark.parametrize("text", ["2026-11-30", "30/11/2026"])
def test_both_stated_formats_of_a_date_are_read(text: str) -> None:
    assert values.day(text) == date(2026, 11, 30)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("29/02/2027", "29 February 2027 is not a real date. Check the day and month."),
        ("31/04/2026", "31 April 2026 is not a real date. Check the day and month."),
        ("00/00/0000", "There is no month 0. Check the day and month."),
        ("13/13/2026", "There is no month 13. Check the day and month."),
        ("0000-01-01", "The year 0 cannot be right. Check the year."),
        ("1899-12-31", "The year 1899 cannot be right. Check the year."),
        ("31-04-2015", "31 April 2015 is not a real date. Check the day and month."),
    ],
)
def test_b67_a_day_that_does_not_exist_is_named(text: str, said: str) -> None:
    assert remedy(values.day, text) == said


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("2026-W01-1", "Write the date as"),
        ("20260101", "Write the date as"),
        ("1st Feb", "Write the date as"),
        ("10000-01-01", "Write the date as"),
        ("２０２６-11-30", "Write the date as"),
        ("2026-11-30 00:00", "Write the date as"),
        ("01/02/03", "four digits"),
        ("46000", "spreadsheet"),
        ("46000.5", "spreadsheet"),
        ("5.1.2026", "Write it as 05/01/2026 or 2026-01-05"),
        ("5/1/2026", "Write it as 05/01/2026 or 2026-01-05"),
    ],
)
def test_b68_only_the_stated_formats_are_read_and_nothing_is_guessed(text: str, part: str) -> None:
    assert part in remedy(values.day, text)


@pytest.mark.parametrize(("text", "read"), [("9:30", "09:30"), ("16:15", "16:15")])
def test_a_time_of_day(text: str, read: str) -> None:
    assert values.clock_time(text) == read


@pytest.mark.parametrize("text", ["25:70", "4pm", "16.15", "24:00", "١٦:١٥"])
def test_b9_what_is_no_time_says_how_to_write_one(text: str) -> None:
    assert "16:00" in remedy(values.clock_time, text)


@pytest.mark.parametrize(
    "text",
    [
        "Sam Green <sam@council.example>",
        "sam@council.example, jo@council.example",
        "sam@cоuncil.example",  # a Cyrillic o
        "sam@council.example\r\nBcc: all@council.example",
        f"{'s' * 300}@council.example",
        f"{'s' * 65}@council.example",
        "not-an-email",
        "sam@localhost",
        "sam@@council.example",
        "sam@council..example",
    ],
)
def test_b89_only_one_plain_address_is_taken(text: str) -> None:
    assert "example" in remedy(values.email, text) or "address" in remedy(values.email, text)


def test_an_address_is_kept_in_lower_case() -> None:
    assert values.email("Sam.O'Neill@Council.Example") == "sam.o'neill@council.example"


@pytest.mark.parametrize(
    "text", ["07700 90012", "7700900123.0", "020 7946 0123", "+1 212 555 0100", "unknown"]
)
def test_what_is_no_uk_mobile_is_refused_and_never_quoted(text: str) -> None:
    assert text not in remedy(values.mobile(drama_allowed=True), text)


def test_numbers_for_drama_count_only_where_the_mode_allows_them() -> None:
    assert values.mobile(drama_allowed=True)("07700 900123") == "+447700900123"
    assert "drama" in remedy(values.mobile(drama_allowed=False), "07700 900123")


@pytest.mark.parametrize("text", ["XX", "Kurdish", "Polish", "fr; de"])
def test_an_unknown_language_says_what_to_write(text: str) -> None:
    assert remedy(values.language, text).startswith("Write ")


def test_a_list_is_kept_in_a_settled_order() -> None:
    read = values.several_of(("missing", "connected"))
    assert read("missing; CONNECTED;missing") == ("connected", "missing")
    assert "connected" in remedy(read, "connected, missing")


def test_a_legal_status_is_a_code_and_no_words() -> None:
    """It is kept in the clear."""
    assert values.legal_status("C2") == "C2"
    assert "no words" in remedy(values.legal_status, "interim care order")


@pytest.mark.parametrize("text", ["child_9_10", "parent_text", "Child_8_11", "children"])
def test_an_override_names_a_form_for_children_that_is_there(text: str) -> None:
    read = values.form_key({"child_8_11"})
    assert read("child_8_11") == "child_8_11"
    assert "participation forms list" in remedy(read, text)
