"""Whoever looks at an import before it is written sees everything it does, and by whose row."""

from __future__ import annotations

from flask import Flask

from tests.journeys.importing.conftest import BringIn, Council
from tests.journeys.importing.handing_over import HandOver, shown


def test_a_new_number_is_shown_with_what_may_be_done_with_it(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver
) -> None:
    council.children[1] |= {"mobile_private": "no", "safe_to_text": "no", "confirmed_on": ""}
    bring_in()
    council.children[1] |= {
        "mobile": "07700 900012",
        "mobile_private": "yes",
        "safe_to_text": "yes",
        "confirmed_on": "2026-11-01",
        "email": "ben@example.org",
    }
    (ben,) = shown(hand_over()).changed
    assert ben.fields == (
        ("confirmed_on", "", "2026-11-01"),
        ("email", "", "ben@example.org"),
        ("mobile", "", "+447700900012"),
        ("mobile_private", "", "yes"),
        ("safe_to_text", "", "yes"),
    )


def test_another_number_is_shown_with_what_is_different_about_it(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver
) -> None:
    bring_in()
    council.contacts[2] |= {"mobile": "07700 900077", "confirmed_on": "", "mobile_private": "yes"}
    (carer,) = shown(hand_over()).changed
    assert carer.fields == (
        ("confirmed_on", "2026-10-01", ""),
        ("mobile", "+447700900003", "+447700900077"),
        ("mobile_private", "no", "yes"),
    )
