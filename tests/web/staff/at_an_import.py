"""Business support at the page of imports, with a small council's extract in their hands."""

from __future__ import annotations

import html
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from participation.care.people.models import Role
from participation.kernel.db import reading
from participation.kernel.model import Base
from tests.factories import Make
from tests.journeys.importing.conftest import Council
from tests.web.staff.signing_in import signed_in, token_in

HERE = "/staff/imports"


@pytest.fixture
def council(tmp_path: Path) -> Council:
    return Council(tmp_path / "extract")


@pytest.fixture
def browser(client: FlaskClient, make: Make) -> FlaskClient:
    return signed_in(client, make, make.staff(Role.BUSINESS_SUPPORT, name="Bo Hart"))


def hand_over(browser: FlaskClient, council: Council, **more: str) -> str:
    """Upload the four files; the page of the import."""
    folder = council.write()
    files: dict[str, Any] = {
        path.stem: (BytesIO(path.read_bytes()), "../../x.csv") for path in folder.glob("*.csv")
    }
    return posted(browser, files | more)


def posted(browser: FlaskClient, fields: dict[str, Any]) -> str:
    token = token_in(browser.get(HERE).get_data(as_text=True))
    answer = browser.post(
        HERE, data={"csrf_token": token, **fields}, content_type="multipart/form-data"
    )
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return str(answer.headers["Location"])


def text_of(browser: FlaskClient, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return html.unescape(answer.get_data(as_text=True))


def press(browser: FlaskClient, page: str, what: str, **fields: str) -> Any:
    shown = browser.get(page).get_data(as_text=True)
    hidden = dict(re.findall(r'<input type="hidden" name="(seen)" value="([^"]*)"', shown))
    return browser.post(f"{page}/{what}", data={"csrf_token": token_in(shown), **hidden, **fields})


def count(app: Flask, kind: type[Base]) -> int:
    with app.app_context(), reading() as session:
        return session.scalar(select(func.count()).select_from(kind)) or 0


def answers_in(page: str, say: str) -> dict[str, str]:
    return dict.fromkeys(re.findall(r'name="(answer:[^"]+)"', page), say)
