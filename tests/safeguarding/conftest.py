"""The tests of what must never happen have texts, a route and a browser at hand."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.conftest import MovableClock
from tests.factories import Make
from tests.paging import Paging, paging
from tests.texting import texting
from tests.web.respond.walking import Person

__all__ = ["texting"]


@pytest.fixture
def route(app: Flask, make: Make, clock: MovableClock) -> Iterator[Paging]:
    with paging(app, make, clock) as found:
        yield found


@pytest.fixture
def person(app: Flask) -> Person:
    return Person(app.test_client())
