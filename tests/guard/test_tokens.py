"""Tokens of other systems: found by their hash, and only while they live."""

from __future__ import annotations

import pytest

from participation.guard.tokens import add_token, token_of
from participation.kernel.db import transaction
from tests.factories import Make

SECRET = "s" * 44


@pytest.fixture
def text(make: Make) -> str:
    with transaction() as session:
        return add_token(
            session,
            name="case system",
            scopes=["reviews:read"],
            secret=SECRET,
            now=make.clock.now(),
        )


def test_the_token_finds_its_name_and_scopes(text: str) -> None:
    with transaction() as session:
        found = token_of(session, text)
        assert found is not None
        assert (found.name, found.scopes) == ("case system", ["reviews:read"])


def test_a_revoked_token_finds_nothing(make: Make, text: str) -> None:
    with transaction() as session:
        found = token_of(session, text)
        assert found is not None
        found.revoked_at = make.clock.now()
    with transaction() as session:
        assert token_of(session, text) is None


@pytest.mark.parametrize(
    "other", ["", SECRET, "pt_", "PT_" + SECRET, "pt_" + SECRET[:-1], "é", "\udcff"]
)
def test_anything_else_finds_nothing(text: str, other: str) -> None:
    with transaction() as session:
        assert token_of(session, other) is None
