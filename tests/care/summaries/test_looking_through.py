"""What stops before it goes out: hidden numbers too (T19), and ordinary words hardly ever."""

from __future__ import annotations

from time import process_time

import pytest

from participation.care.summaries.looking_through import Kind, KnownNames, found_in
from tests.care.summaries.hidden_places import ORDINARY, hidden

NOBODY = KnownNames()
KNOWN = KnownNames(carers=("Bea Okonkwo", "Ann Brown"), schools=("Jo Priceworth",))


def kinds(words: str, known: KnownNames = KNOWN) -> set[str]:
    return {found.kind.value for found in found_in(words, known)}


def test_t19_a_hundred_seeded_summaries_with_hidden_postcodes_and_phones_make_a_hundred_stops() -> (
    None
):
    passed = [hidden(seed) for seed in range(100) if not found_in(hidden(seed), NOBODY)]
    assert passed == []


def test_ordinary_words_hardly_ever_stop() -> None:
    stopped = [words for words in ORDINARY if found_in(words, KNOWN)]
    assert stopped == []


@pytest.mark.parametrize(
    ("words", "kind", "there"),
    [
        ("write to sw1a\n1aa ok", Kind.POSTCODE, "sw1a\n1aa"),
        ("it is SWIA 1AA", Kind.POSTCODE, "SWIA 1AA"),
        ("ring 07700 900123 today", Kind.PHONE, "07700 900123"),
        ("ring ٠٧٧٠٠ ٩٠٠١٢٣ now", Kind.PHONE, "٠٧٧٠٠ ٩٠٠١٢٣"),
        ("mail bea@example.org please", Kind.EMAIL, "bea@example.org"),
        ("bea at example dot com", Kind.EMAIL, "bea at example dot com"),
        ("find me @bea_bakes", Kind.EMAIL, "@bea_bakes"),
        ("see www.example.org/x", Kind.LINK, "www.example.org/x"),
        ("we moved to elm road", Kind.STREET, "elm road"),
        ("I live at 42 Acacia Avenue", Kind.STREET, "42 Acacia Avenue"),
        ("number 5 Mill View now", Kind.STREET, "number 5 Mill View"),
        ("i go to Oakfield Primary now", Kind.SCHOOL, "Oakfield Primary"),
        ("mrs okonkwo says no", Kind.CARER, "okonkwo"),
        ("the Okonkwos are nice", Kind.CARER, "Okonkwos"),
        ("Mrs brown is kind", Kind.CARER, "brown"),
        ("ms priceworth helps", Kind.SCHOOL, "priceworth"),
    ],
)
def test_each_kind_is_found_where_it_stands(words: str, kind: Kind, there: str) -> None:
    assert there in [
        words[found.start : found.end] for found in found_in(words, KNOWN) if found.kind is kind
    ]


def test_a_surname_that_is_a_word_stops_only_where_it_is_a_name() -> None:
    assert kinds("my brown dog") == set()
    assert kinds("I asked Brown and ann brown") == {"carer"}


@pytest.mark.parametrize(
    ("held", "written"),
    [
        ("Sean O'Brien", "mrs obrien shouts"),
        ("Sean O’Brien", "mrs O'Brien shouts"),
        ("Ann Smith-Jones", "mrs smith shouts"),
        ("Ann Smith-Jones", "mr jones shouts"),
        ("Okonkwo, Bea", "okonkwo shouts"),
        ("OKONKWO, Bea Ann", "mrs Okonkwos shouting"),
        ("Bea Okonkwo", "Okon\u2068kwo shouts"),
        ("Okonkwo", "okonkwo shouts"),
        ("Li", "mrs li shouts"),
    ],
)
def test_a_surname_is_found_however_it_is_held_or_written(held: str, written: str) -> None:
    assert kinds(written, KnownNames(carers=(held,))) == {"carer"}


@pytest.mark.parametrize("held", ["Sean O'Brien", "Okonkwo, Bea", ",", " ", "Ann Smith-Jones,"])
def test_a_first_name_is_no_surname(held: str) -> None:
    assert kinds("sean and bea and ann are nice", KnownNames(carers=(held,))) == set()


@pytest.mark.parametrize("piece", ["A-", "a.", "Aa ", "a@", "1 a ", "St. "])
def test_b16_four_times_as_many_signs_take_no_sixteen_times_as_long(piece: str) -> None:
    def took(many: int) -> float:
        words = piece * many
        times = []
        for _ in range(3):
            begun = process_time()
            found_in(words, KNOWN)
            times.append(process_time() - begun)
        return min(times)

    assert took(4_000) < 9 * took(1_000)


def test_nothing_is_found_in_nothing_and_long_words_take_no_time() -> None:
    assert found_in("", KNOWN) == ()
    assert kinds("a" * 10_000) == set()
    assert kinds("Aa " * 3_000) == set()
    assert kinds("\n" * 10_000) == set()


def test_what_was_found_shows_no_words_in_its_repr() -> None:
    assert "900123" not in repr(found_in("07700 900123", KNOWN))
