"""Whatever fails, behind any address: somebody gets a page, and it says nothing of what failed."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from tests.web.addresses import address

SECRET = "Quittenmarmelade"


@pytest.fixture
def failing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Flask:
    """Every view raises, with words in hand that nobody may see."""

    def fails(**_: Any) -> Any:
        raise ZeroDivisionError(SECRET)

    for endpoint in app.view_functions:
        monkeypatch.setitem(app.view_functions, endpoint, fails)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    return app


def test_a55_whatever_fails_behind_any_address_says_nothing_of_it(
    failing: Flask, capsys: pytest.CaptureFixture[str]
) -> None:
    client = failing.test_client()
    tried = 0
    for rule in failing.url_map.iter_rules():
        for method in {"GET", "POST"} & (rule.methods or set()):
            answer = client.open(address(rule), method=method)
            body = answer.get_data(as_text=True)
            assert SECRET not in body, rule.rule
            assert "Traceback" not in body, rule.rule
            tried += answer.status_code == 500
    assert tried > 100
    assert SECRET not in "".join(capsys.readouterr())
