"""Links and codes: what is not one is nothing, and a report's address cannot be made up."""

from __future__ import annotations

from uuid import UUID

import pytest

from participation.guard.links import (
    hash_of_code,
    hash_of_token,
    shown_code,
    signed_work,
    work_of,
)
from participation.guard.wrapping import KeyRing
from participation.kernel.ids import CODE_ALPHABET, SystemRandomness, new_public_id

SECRET = "a secret for tests, long enough to sign with"
RING = KeyRing(masters={"k1": b"\x01" * 32}, lookup=b"a lookup key for tests, long enough")


def test_b41_only_a_whole_token_has_a_hash() -> None:
    token = SystemRandomness().token()
    assert hash_of_token(token)
    for spoilt in ("", token[:-1], token + "A", token * 2, f"{token}\n", f" {token}", "%2e" * 8):
        assert hash_of_token(spoilt) is None
    assert hash_of_token(token.swapcase()) != hash_of_token(token)


def test_a_token_is_not_stored_as_it_is() -> None:
    token = SystemRandomness().token()
    assert token not in str(hash_of_token(token))


@pytest.mark.parametrize("typed", ["{0}-{1}-{2}", "{0} {1} {2}", " {0}–{1}–{2} ", "{0}{1}{2}"])
def test_b45_a_code_is_read_however_it_is_copied(typed: str) -> None:
    code = SystemRandomness().code()
    parts = shown_code(code).split("-")
    assert hash_of_code(RING, typed.format(*parts)) == hash_of_code(RING, code)
    assert hash_of_code(RING, typed.format(*parts).upper()) == hash_of_code(RING, code)


def test_t29_whoever_has_the_database_alone_cannot_try_codes_out() -> None:
    """There are so few codes that every hash without a key would be found in minutes."""
    code = SystemRandomness().code()
    kept = hash_of_code(RING, code)
    another = KeyRing(masters=RING.masters, lookup=b"another lookup key, as long as it must be")
    assert kept
    assert kept != hash_of_code(another, code)
    rotated = KeyRing(masters={"k2": b"\x02" * 32, **RING.masters}, lookup=RING.lookup)
    assert kept == hash_of_code(rotated, code), "cards outlive the rotation of keys"


def test_a_code_has_no_letter_that_looks_like_another() -> None:
    assert not set("01oil") & set(CODE_ALPHABET)
    assert hash_of_code(RING, "o0i1l2345") is None


def test_t29_codes_are_nine_letters_out_of_thirty() -> None:
    codes = {SystemRandomness().code() for _ in range(200)}
    assert len(codes) == 200
    assert {len(code) for code in codes} == {9}


def test_b28_a_reports_address_holds_only_what_we_signed() -> None:
    work = new_public_id()
    assert work_of(SECRET, signed_work(SECRET, work)) == work
    for forged in ("", "x", work.hex, signed_work("another secret", work)):
        assert work_of(SECRET, forged) is None
    assert isinstance(work_of(SECRET, signed_work(SECRET, work)), UUID)
