"""The pages with made-up people, served for a browser to look at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from tests.browser.living_house import LivingHouse, living_house
from tests.browser.sample_site import make_site, served


@pytest.fixture(scope="session")
def look() -> Flask:
    """The templates with made-up people (see sample_site)."""
    return make_site()


@pytest.fixture(scope="session")
def site(look: Flask) -> Iterator[str]:
    """Where `look` is served."""
    with served(look) as address:
        yield address


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LivingHouse]:
    """The whole service on SQLite, run as an operator runs it."""
    with living_house(tmp_path_factory.mktemp("living")) as house:
        yield house


@pytest.fixture
def living(running: LivingHouse) -> Iterator[LivingHouse]:
    """The same, for one test to make its people in: no other test's application stands open."""
    with running.app.app_context():
        yield running
