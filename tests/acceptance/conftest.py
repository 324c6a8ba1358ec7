"""The same browser as the browser checks use."""

from tests.browser.conftest import browser

__all__ = ["browser"]
