"""Calls are made about a review, and people say something about it."""

from __future__ import annotations

import pytest

from participation.care.reviews.models import Review
from tests.factories import Make
from tests.saying import Saying
from tests.web.api.calling import get, token

__all__ = ["get", "token"]


@pytest.fixture
def say(make: Make) -> Saying:
    return Saying(make)


@pytest.fixture
def review(make: Make) -> Review:
    return make.review(make.child())
