"""Which host names we answer to, and whose network a visitor is taken to come from."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask, request

from participation.app import create_app
from participation.kernel.db import db
from participation.web.entry import Who, entry
from tests.conftest import settings_for_tests


def house(folder: Path, **changes: object) -> Flask:
    app = create_app(settings_for_tests(f"sqlite:///{folder}/p.db", folder, **changes))
    with app.app_context():
        db.engine.dispose()
    app.add_url_rule("/who", "who", entry(Who.ANYONE)(lambda: str(request.remote_addr)))
    return app


@pytest.mark.parametrize(
    ("proxies", "taken_for"),
    [(0, "127.0.0.1"), (1, "198.51.100.7"), (2, "203.0.113.9")],
)
def test_a_visitor_is_told_from_the_proxies_that_we_were_told_of(
    tmp_path: Path, proxies: int, taken_for: str
) -> None:
    client = house(tmp_path, proxies=proxies).test_client()
    forwarded = {"X-Forwarded-For": "192.0.2.1, 203.0.113.9, 198.51.100.7"}
    assert client.get("/who", headers=forwarded).get_data(as_text=True) == taken_for


def test_a_forwarded_host_or_scheme_is_not_believed(tmp_path: Path) -> None:
    app = house(tmp_path, proxies=1)
    app.add_url_rule("/where", "where", entry(Who.ANYONE)(lambda: request.url_root))
    forged = {"X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https"}
    told = app.test_client().get("/where", headers=forged).get_data(as_text=True)
    assert told == "http://localhost/"


def test_t28_only_our_own_host_names_are_answered_and_a_probe_beside_us(tmp_path: Path) -> None:
    client = house(
        tmp_path, public_url="https://views.example", staff_url="https://staff.example"
    ).test_client()
    answers = {
        host: client.get("/healthz", headers={"Host": host}).status_code
        for host in ("views.example", "staff.example", "127.0.0.1:8000", "evil.example")
    }
    assert answers == {
        "views.example": 200,
        "staff.example": 200,
        "127.0.0.1:8000": 200,
        "evil.example": 400,
    }
