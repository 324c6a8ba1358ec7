"""The files of an extract on their way in: too large, of nobody, slow, or moved meanwhile."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import EnvironBuilder

from participation.care.imports.models import Import
from participation.journeys.importing import keeping
from participation.kernel.db import db
from participation.settings.imports import ImportSettings
from tests.journeys.importing.conftest import Council
from tests.web.staff.at_an_import import (
    HERE,
    browser,
    council,
    count,
    hand_over,
    posted,
    text_of,
)
from tests.web.staff.signing_in import token_in

__all__ = ["browser", "council"]


def test_b75_files_that_are_too_large_or_none_at_all_get_a_plain_answer(
    app: Flask, browser: FlaskClient, council: Council, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = token_in(browser.get(HERE).get_data(as_text=True))
    none = browser.post(HERE, data={"csrf_token": token}, content_type="multipart/form-data")
    assert none.status_code == 422
    assert "Choose at least one file." in none.get_data(as_text=True)
    monkeypatch.setattr(keeping, "MOST_ROWS", 4)
    assert "more than a page takes at once" in text_of(browser, hand_over(browser, council))
    big = BytesIO(b"x" * (keeping.MOST_BYTES + 512 * 1024))
    answer = browser.post(
        HERE,
        data={"csrf_token": token, "children": (big, "children.csv")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 303
    sent_back = browser.get(answer.headers["Location"])
    assert "Together the files may have 10 MB" in sent_back.get_data(as_text=True)


def test_a_file_with_nothing_in_it_is_named_and_the_others_are_not_taken_without_it(
    app: Flask, browser: FlaskClient, council: Council
) -> None:
    token = token_in(browser.get(HERE).get_data(as_text=True))
    staff = (council.write() / "staff.csv").read_bytes()
    files = {"staff": (BytesIO(staff), "staff.csv"), "children": (BytesIO(b""), "children.csv")}
    answer = browser.post(
        HERE, data={"csrf_token": token, **files}, content_type="multipart/form-data"
    )
    assert answer.status_code == 422
    shown = answer.get_data(as_text=True)
    assert '<a href="#children">Children: this file is empty.' in shown
    assert "Choose at least one file." not in shown
    assert count(app, Import) == 0


def test_a_text_in_the_box_for_a_workbook_is_told_what_it_is_not(
    browser: FlaskClient, council: Council
) -> None:
    page = text_of(browser, posted(browser, {"workbook": (BytesIO(b"Dear all"), "council.xlsx")}))
    assert "This is no Excel workbook" in page
    assert "Name it staff.csv" not in page


def test_an_upload_of_somebody_who_is_not_signed_in_is_not_read(
    app: Flask, council: Council
) -> None:
    answer = app.test_client().post(
        HERE,
        data={"children": (BytesIO(b"x" * 1_000_000), "children.csv")},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 303
    assert "sign-in" in answer.headers["Location"]
    assert count(app, Import) == 0


class Coming(BytesIO):
    """An upload on its way, which notes whether a transaction is open while it is read."""

    held = False

    def read(self, size: int | None = -1) -> bytes:
        self._look()
        return super().read(size)

    def readinto(self, buffer: Any) -> int:
        self._look()
        return super().readinto(buffer)

    def _look(self) -> None:
        self.held = self.held or db.session().in_transaction()


def test_a_slow_upload_keeps_nobody_from_writing(
    app: Flask, browser: FlaskClient, council: Council
) -> None:
    token = token_in(browser.get(HERE).get_data(as_text=True))
    children = (council.write() / "children.csv").read_bytes()
    fields = {"csrf_token": token, "children": (BytesIO(children), "children.csv")}
    environ = EnvironBuilder(method="POST", data=fields).get_environ()
    body = environ["wsgi.input"].read()
    coming = Coming(body)
    answer = browser.post(
        HERE, input_stream=coming, content_type=environ["CONTENT_TYPE"], content_length=len(body)
    )
    assert answer.status_code == 303
    assert count(app, Import) == 1
    assert coming.tell() == len(body)
    assert not coming.held


def test_the_page_opens_while_the_worker_moves_what_lies_in_the_folder(
    app: Flask, browser: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = app.extensions["participation"]
    watched = replace(house, settings=replace(house.settings, imports=ImportSettings(tmp_path)))
    monkeypatch.setitem(app.extensions, "participation", watched)
    assert "The watched folder is empty." in text_of(browser, HERE)
    (tmp_path / "children.csv").touch()
    is_file = Path.is_file

    def then_it_is_moved(path: Path) -> bool:
        was_there = is_file(path)
        if path.name == "children.csv":
            path.unlink(missing_ok=True)
        return was_there

    monkeypatch.setattr(Path, "is_file", then_it_is_moved)
    assert "Bring in an extract" in text_of(browser, HERE)
