"""Parts of a text, on rows counted by hand from the tables of GSM 03.38."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.channels.sms.segments import BASIC, EXTENSION, Segments, count, plain


@pytest.mark.parametrize(
    ("text", "encoding", "units", "parts"),
    [
        ("", "GSM-7", 0, 1),
        ("a" * 160, "GSM-7", 160, 1),
        ("a" * 161, "GSM-7", 161, 2),
        ("a" * 306, "GSM-7", 306, 2),
        ("a" * 307, "GSM-7", 307, 3),
        ("@£$¥èéùìòÇØøÅå", "GSM-7", 14, 1),
        ("€" * 80, "GSM-7", 160, 1),
        ("€" * 81, "GSM-7", 162, 2),
        ("]" * 153, "GSM-7", 306, 3),  # 76 pairs fit into a part of 153, never 76 and a half
        ("a" * 152 + "€" + "a" * 10, "GSM-7", 164, 2),  # the sign moves whole to the second part
        ("a" * 152 + "€" + "a" * 152, "GSM-7", 306, 3),
        ("\r\n" * 80, "GSM-7", 160, 1),
        ("\n" * 160, "GSM-7", 160, 1),
        ("é", "GSM-7", 1, 1),
        ("e\u0301", "UCS-2", 2, 1),
        ("’" + "a" * 69, "UCS-2", 70, 1),
        ("’" + "a" * 70, "UCS-2", 71, 2),
        ("ŵ" * 134, "UCS-2", 134, 2),
        ("ŵ" * 135, "UCS-2", 135, 3),
        ("😀" * 35, "UCS-2", 70, 1),
        ("😀" * 36, "UCS-2", 72, 2),
        ("a" * 66 + "😀" + "a" * 66, "UCS-2", 134, 3),  # a pair is not cut: 66, then 67, then 1
        ("`", "UCS-2", 1, 1),
        ("á", "UCS-2", 1, 1),
    ],
)
def test_parts_are_counted_as_networks_do(text: str, encoding: str, units: int, parts: int) -> None:
    counted = count(text)
    assert (counted.encoding, counted.units, counted.parts) == (encoding, units, parts)


def test_the_letters_that_cost_a_text_half_its_room_are_named() -> None:
    assert count("it’s ŵ €") == Segments("UCS-2", 8, 1, ("ŵ", "’"))


def test_the_alphabet_has_its_128_places() -> None:
    assert len(BASIC) == 127  # and the escape
    assert len(EXTENSION) == 10  # nine signs and the form feed


def test_what_a_word_processor_puts_in_is_made_plain_and_accents_stay() -> None:
    assert plain("“King’s Lynn” – we’ll… ring\u00a0you") == "\"King's Lynn\" - we'll... ring you"
    assert plain("Siân ŵ é") == "Siân ŵ é"


@given(st.text(st.sampled_from("a€]é’ŵ😀\n"), max_size=500))
def test_more_words_never_take_fewer_parts(text: str) -> None:
    assert count(text + "a").parts >= count(text).parts
    assert count(text).parts >= 1
