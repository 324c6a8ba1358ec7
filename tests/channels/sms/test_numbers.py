"""Numbers as people write them, and where a text came from (security.md B22, B23)."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.channels.sms.numbers import (
    REMEDY,
    NumberRefused,
    Reason,
    SenderKind,
    mobile,
    sender,
)

ONE_PHONE = [
    "07700 900123",
    "07700900123",
    "+447700900123",
    "+44 7700 900 123",
    "+44 (0)7700 900123",
    "+44(0)7700900123",
    "0044 7700 900123",
    "0044(0)7700900123",
    "447700900123",
    "7700900123",  # a spreadsheet ate the 0
    "(07700) 900-123",
    " 07700.900.123 ",
    "07700\u00a0900\u2011123",
]


@pytest.mark.parametrize("raw", ONE_PHONE)
def test_b23_every_way_of_writing_a_mobile_gives_one_number(raw: str) -> None:
    assert mobile(raw, drama_allowed=True) == "+447700900123"
    assert sender(raw).key == "+447700900123"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("", Reason.EMPTY),
        ("   ", Reason.EMPTY),
        ("mum", Reason.NOT_DIGITS),
        ("07700 900123 (mum)", Reason.NOT_DIGITS),
        ("07700 90012O", Reason.NOT_DIGITS),
        ("4.4770E+11", Reason.NOT_DIGITS),
        ("07400123456;ext=5", Reason.NOT_DIGITS),
        ("\u0660\u0667\u0664\u0660\u0660\u0661\u0662\u0663\u0664\u0665\u0666", Reason.NOT_DIGITS),
        ("+", Reason.NOT_DIGITS),
        ("07" + "1" * 60, Reason.NOT_DIGITS),
        ("0770090012", Reason.TOO_SHORT),
        ("7", Reason.TOO_SHORT),
        ("077009001234", Reason.TOO_LONG),
        ("01632 960123", Reason.LANDLINE),
        ("020 7946 0123", Reason.LANDLINE),
        ("0161 496 0123", Reason.LANDLINE),
        ("0800 1111", Reason.LANDLINE),
        ("070 1234 5678", Reason.NOT_A_MOBILE),
        ("07640 123456", Reason.NOT_A_MOBILE),
        ("+353 85 123 4567", Reason.FOREIGN),
        ("+33 6 12 34 56 78", Reason.FOREIGN),
        ("+1 202 555 0123", Reason.FOREIGN),
        ("+999 123456", Reason.FOREIGN),
    ],
)
def test_what_cannot_be_texted_is_refused_with_its_reason(raw: str, reason: Reason) -> None:
    with pytest.raises(NumberRefused) as refused:
        mobile(raw, drama_allowed=True)
    assert refused.value.reason is reason


def test_a_missing_or_extra_digit_is_counted_for_whoever_typed_it() -> None:
    with pytest.raises(NumberRefused, match=r"^One digit short\."):
        mobile("0770090012", drama_allowed=True)
    with pytest.raises(NumberRefused, match=r"^2 digits too many\."):
        mobile("0770090012345", drama_allowed=True)


def test_numbers_for_drama_count_only_where_they_are_allowed() -> None:
    for last in ("07700 900000", "07700 900999"):
        assert mobile(last, drama_allowed=True).startswith("+447700900")
        with pytest.raises(NumberRefused) as refused:
            mobile(last, drama_allowed=False)
        assert refused.value.reason is Reason.DRAMA


@pytest.mark.parametrize("beyond", ["07700 012345", "07700 899999", "07700 901000"])
def test_the_range_for_drama_is_a_range_and_not_a_pattern(beyond: str) -> None:
    """Neighbours of the range are ordinary numbers, or none, but never drama."""
    outcomes = []
    for allowed in (True, False):
        try:
            outcomes.append(mobile(beyond, drama_allowed=allowed))
        except NumberRefused as refused:
            outcomes.append(refused.reason)
    assert outcomes[0] == outcomes[1]


def test_every_reason_has_words_that_help_and_no_refusal_quotes_the_number() -> None:
    assert set(REMEDY) == set(Reason)
    for raw in ("0770090012", "01632 960123", "+353851234567"):
        with pytest.raises(NumberRefused) as refused:
            mobile(raw, drama_allowed=False)
        assert raw[-5:] not in str(refused.value) + repr(refused.value)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ("+447700900123", SenderKind.MOBILE),
        ("+447400123456", SenderKind.MOBILE),
        ("+442079460123", SenderKind.LANDLINE),
        ("+353851234567", SenderKind.FOREIGN),
        ("60777", SenderKind.SHORT_CODE),
        ("VODAFONE", SenderKind.NAME),
        ("Nat West", SenderKind.NAME),
        ("", SenderKind.WITHHELD),
        (None, SenderKind.WITHHELD),
        ("+", SenderKind.WITHHELD),
        ("Anonymous", SenderKind.WITHHELD),
        ("whatsapp:+447700900123", SenderKind.OTHER_CHANNEL),
        ("rcs:somebody", SenderKind.OTHER_CHANNEL),
        ("+447700900999", SenderKind.OURSELVES),
        ("12345678901234567890", SenderKind.UNREADABLE),
        ("+44770090012", SenderKind.UNREADABLE),
    ],
)
def test_b22_only_a_mobile_is_ever_answered(raw: str | None, kind: SenderKind) -> None:
    came_from = sender(raw, ours=("+447700900999",))
    assert came_from.kind is kind
    assert came_from.may_be_answered is (kind is SenderKind.MOBILE)


@given(st.text(max_size=60) | st.from_regex(r"\+?[0-9 ()]{0,25}", fullmatch=True))
def test_nothing_that_can_stand_in_from_raises_or_shows_in_a_repr(raw: str) -> None:
    came_from = sender(raw)
    assert repr(came_from) == f"Sender(kind={came_from.kind!r})"
    assert sender(came_from.key) == came_from
