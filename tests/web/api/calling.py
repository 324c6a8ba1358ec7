"""A call to what the council's other systems may ask, with a token that has the scopes named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from participation.care.reviews.models import Review
from participation.journeys.admitting import issue_token
from participation.kernel.db import transaction
from tests.factories import Make

Get = Callable[..., Any]


@pytest.fixture
def token(make: Make) -> Callable[..., str]:
    """A fresh token with these scopes."""

    def made(*scopes: str) -> str:
        with transaction() as session:
            name = f"system {'-'.join(scopes)}".replace(":", ".")
            return issue_token(session, name, scopes, house=make.house, now=make.clock.now())

    return made


@pytest.fixture
def get(client: FlaskClient, token: Callable[..., str]) -> Get:
    """GET a path under /api/v1 with a token that has these scopes."""
    tokens: dict[tuple[str, ...], str] = {}

    def send(path: str, *scopes: str) -> Any:
        text = tokens.get(scopes) or tokens.setdefault(scopes, token(*scopes))
        return client.get(f"/api/v1{path}", headers={"Authorization": f"Bearer {text}"})

    return send


def path_of(review: Review) -> str:
    return f"/reviews/{review.external_id}/summary"
