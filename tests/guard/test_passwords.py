"""A password and a one-time code: both, in time, and once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pyotp
import pytest

from participation.guard.crypto import ChildKey, KeyRing
from participation.guard.passwords import (
    CODE_SECONDS,
    LocalAccount,
    current_code,
    hash_password,
    is_right,
    new_totp_secret,
)
from participation.kernel.ids import new_public_id

NOW = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)
RING = KeyRing(masters={"k": b"\x02" * 32}, lookup=b"look")
PASSWORD = "correct horse battery staple"


@pytest.fixture
def account() -> LocalAccount:
    return LocalAccount(
        key=ChildKey.issue(RING, "council", NOW),
        staff=new_public_id(),
        password_hash=hash_password(PASSWORD),
        totp_secret=new_totp_secret(),
        last_code_step=0,
        disabled_at=None,
    )


def test_both_right_is_right(account: LocalAccount) -> None:
    assert is_right(account, PASSWORD, current_code(account, NOW), NOW)


def test_one_of_the_two_is_not_enough(account: LocalAccount) -> None:
    code = current_code(account, NOW)
    assert not is_right(account, PASSWORD, "000000" if code != "000000" else "111111", NOW)
    assert not is_right(account, PASSWORD + " ", code, NOW)
    assert not is_right(account, "", "", NOW)
    assert is_right(account, PASSWORD, code, NOW)  # the tries used nothing up


def test_a_code_is_good_in_its_half_minute_and_the_next_and_not_before(
    account: LocalAccount,
) -> None:
    code = current_code(account, NOW)
    step = timedelta(seconds=CODE_SECONDS)
    for moment, right in ((NOW - step, False), (NOW + 2 * step, False), (NOW + step, True)):
        account.last_code_step = 0
        assert is_right(account, PASSWORD, code, moment) is right


def test_a_code_is_good_once_and_an_older_one_never_after_it(account: LocalAccount) -> None:
    step = timedelta(seconds=CODE_SECONDS)
    older = current_code(account, NOW - step)
    assert is_right(account, PASSWORD, current_code(account, NOW), NOW)
    assert not is_right(account, PASSWORD, current_code(account, NOW), NOW)
    assert not is_right(account, PASSWORD, older, NOW)
    assert is_right(account, PASSWORD, current_code(account, NOW + step), NOW + step)


@pytest.mark.parametrize("code", ["", "12345", "1234567", "１２３４５６", "\0" * 6, "0" * 5000])
def test_a_code_of_another_shape_is_wrong_and_does_no_harm(
    account: LocalAccount, code: str
) -> None:
    assert not is_right(account, PASSWORD, code, NOW)


@pytest.mark.parametrize("password", ["", "\0", "x" * 100_000, "pä55wörd🔑"])
def test_a_password_of_any_shape_is_only_wrong(account: LocalAccount, password: str) -> None:
    assert not is_right(account, password, current_code(account, NOW), NOW)


def test_nobody_and_a_disabled_account_are_wrong_whatever_is_typed(account: LocalAccount) -> None:
    assert not is_right(None, PASSWORD, "000000", NOW)
    account.disabled_at = NOW
    assert not is_right(account, PASSWORD, current_code(account, NOW), NOW)


def test_neither_password_nor_secret_is_stored_as_it_is(account: LocalAccount) -> None:
    assert PASSWORD not in account.password_hash
    assert account.password_hash.startswith("$argon2id$")
    assert account.totp_secret is not None
    assert account.totp_secret.encode() not in account.totp_secret_sealed
    assert len(pyotp.TOTP(account.totp_secret).now()) == 6
