"""What a child is told to ring or open is the same in every language."""

from __future__ import annotations

import pytest

from participation.care.interpreting.checking_rules import Lack, faults_of
from participation.care.interpreting.numbers_and_links import links_in, numbers_in
from participation.kernel.catalogue import CatalogueText
from participation.kernel.coverage import Part

SAFETY = "In danger? Call 999. Childline 0800 1111, free, 24/7. {first_name}"


def text(english: str = SAFETY, plural: str = "") -> CatalogueText:
    return CatalogueText(
        key="k",
        part=Part.OPENING,
        context="",
        english=english,
        plural=plural,
        files=(),
        notes=(),
        draft=(),
        checked=False,
        older="",
    )


def faults(said: str, english: str = SAFETY) -> set[tuple[Lack, str]]:
    return {(one.what, one.shown) for one in faults_of(text(english), (said,), 1)}


@pytest.mark.parametrize(
    "said",
    [
        "Bist du in Gefahr? Ruf 999 an. Childline 0800 1111, immer. {first_name}",
        "Childline 08001111 … 999 {first_name}",
        "Childline 0800-1111, 999: rund um die Uhr, 7/24. {first_name}",
        "\u0669\u0669\u0669 \u0640 \u0660\u0668\u0660\u0660 \u0661\u0661\u0661\u0661. {first_name}",
        "\u06f9\u06f9\u06f9: \u06f0\u06f8\u06f0\u06f0\u00a0\u06f1\u06f1\u06f1\u06f1 {first_name}",
        "\u09ef\u09ef\u09ef, \u09e6\u09ee\u09e6\u09e6 \u09e7\u09e7\u09e7\u09e7 {first_name}",
    ],
)
def test_the_numbers_may_stand_anywhere_and_in_the_digits_of_any_script(said: str) -> None:
    assert faults(said) == set()


@pytest.mark.parametrize(
    ("said", "lost", "came"),
    [
        ("Ruf 998 an. Childline 0800 1111 {first_name}", "999", "998"),
        ("999. Childline 0900 1234 {first_name}", "08001111", "09001234"),
        ("999. {first_name}", "08001111", None),
        ("999. Childline 0800 1111. SMS: 85258 {first_name}", None, "85258"),
        ("999. 0800 1111. 0 7 7 0 0 {first_name}", None, "07700"),
        ("999. 0800 1111. 9\u200b9\u20608 {first_name}", None, "998"),
        ("\u0669\u0669\u0668. 0800 1111 {first_name}", "999", "998"),
        ("\u2468\u2468\u2467, 999, 0800 1111 {first_name}", None, "998"),
    ],
)
def test_another_number_is_refused_and_named(said: str, lost: str | None, came: str | None) -> None:
    wanted = {(Lack.NUMBER_LOST, lost), (Lack.NUMBER_CAME, came)}
    assert faults(said) == {(what, shown) for what, shown in wanted if shown}


@pytest.mark.parametrize(
    "link",
    ["http://evil.example/x", "www.evil.example", "evil.example", "help@evil.example",
     "EVIL.example/x", "ev\u200bil.example", "evil\uff0eexample", "tel:evil@x.example"],
)  # fmt: skip
def test_an_address_that_the_english_has_not_is_refused(link: str) -> None:
    found = faults(f"999. Childline 0800 1111 {link} {{first_name}}")
    assert [what for what, _shown in found] == [Lack.LINK_CAME]


def test_an_address_that_the_english_has_stays() -> None:
    english = "See www.childline.org.uk, or write to help@council.example."
    assert faults("Schreib an help@council.example. Oder www.childline.org.uk", english) == set()
    assert faults("www.childline.org.uk.evil.example", english)


def test_what_is_filled_in_and_signs_of_a_page_are_no_digits() -> None:
    assert numbers_in("%(n100)s {a} %(num)s&#8217;<h4>") == frozenset()
    assert links_in("{day}. %(name)s. Danke.Und z.B. so, e.g. 9.30 a.m.") == {"danke.und"}


def test_of_one_and_many_each_form_may_say_the_number_or_not() -> None:
    many = text("One of 100 answers", "%(num)s of many answers")
    assert faults_of(many, ("Eine von 100", "%(num)s von vielen"), 2) == []
    assert [one.what for one in faults_of(many, ("Eine von 101", "%(num)s"), 2)] == [
        Lack.NUMBER_CAME
    ]
