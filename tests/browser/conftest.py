"""The pages with made-up people, served for a browser to look at."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

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
