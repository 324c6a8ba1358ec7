"""What somebody who guesses tries first is nobody's password; a phrase of one's own is."""

from __future__ import annotations

import pytest

from participation.guard.common_passwords import is_common

NAMES = ("North Shire Council", "Kent County Council")


@pytest.mark.parametrize(
    "password",
    [
        *(
            "passwordpassword",
            "Password1234!",
            "P4ssw0rd2026",
            "Pa$$word Pa$$word",
            "Welcome2026!!",
        ),
        *("qwertyuiop12", "qwerty123456", "1q2w3e4r5t6y", "abcdef123456", "zyxwvutsrqpo"),
        *("aaaaaaaaaaaa", "121212121212", "abcabcabcabc", "aaaabbbbcccc"),
        *("123456789012", "2026-11-23-2026", "07700900123 2026"),
        *("Liverpool1892!", "SummerWinter26", "letmeinletmein", "correct_horse_battery_staple"),
        *("NorthShire2026!", "my n0rth-shire reviews", "Kent2026Kent!", "participation of mine"),
    ],
)
def test_what_is_tried_first_is_no_password(password: str) -> None:
    assert is_common(password, NAMES)


@pytest.mark.parametrize(
    "password",
    [
        *("three grey herons", "another good password", "kentish cats love boats"),
        *("happy purple tiger eagle", "my blue teapot 7", "a north wind, a shire horse"),
        *(
            "x9$kfQ2!vbnz7",
            "8Hk2-qLw9_Zt4",
            "\u00c4rger im B\u00fcro 7",
            "\u0645\u0631\u062d\u0628\u0627 \u0628\u0627\u0644\u0639\u0627\u0644\u0645",
        ),
    ],
)
def test_a_phrase_or_something_random_is_one(password: str) -> None:
    assert not is_common(password, NAMES)


def test_a_council_without_a_name_refuses_nothing_more() -> None:
    assert not is_common("three grey herons", ("", "the Council"))
    assert is_common("Password1234!", ("",))
