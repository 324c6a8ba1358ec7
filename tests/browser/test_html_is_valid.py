"""Every page, style and picture is what the standards say: browsers and readers need not guess."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from flask import Flask

from participation.web.headers import STATIC
from tests.browser import nu_html_checker
from tests.browser.sample_site import BAD_PAGE, LEFT_BEHIND, RESPONDENT, STAFF

pytestmark = pytest.mark.slow


def test_every_page_and_style_is_valid(look: Flask, tmp_path: Path) -> None:
    client = look.test_client()
    places = {f"respond-{name}.html": f"/respond/{name}" for name in RESPONDENT | LEFT_BEHIND}
    places |= {f"staff-{name}.html": f"/staff-look/{name}" for name in STAFF}
    documents = {name: client.get(place).text for name, place in places.items()}
    documents |= {file.name: file.read_text() for file in STATIC.glob("*.css")}
    documents |= {file.name: file.read_text() for file in STATIC.rglob("*.svg")}
    assert len(documents) > 30
    assert "\n".join(_faults(documents, tmp_path)) == ""


def test_a_bad_page_and_a_bad_style_are_told(tmp_path: Path) -> None:
    bad = {
        "bad.html": BAD_PAGE,
        "bad.css": "p{colour:red}b{margin-inlin:1px}",
        "good.html": "<!DOCTYPE html><html lang=en><title>Good</title><h1>Good</h1></html>",
    }
    found = _faults(bad, tmp_path)
    assert any(fault.startswith("bad.html") and "alt" in fault for fault in found)
    assert any(fault.startswith("bad.css") and "colour" in fault for fault in found)
    assert any(fault.startswith("bad.css") and "margin-inlin" in fault for fault in found)
    assert not any(fault.startswith("good.html") for fault in found)


def _faults(documents: Mapping[str, str], folder: Path) -> list[str]:
    try:
        return nu_html_checker.faults(documents, folder)
    except nu_html_checker.NoJava as reason:
        if os.environ.get("REQUIRE_BROWSER") == "1":
            raise
        pytest.skip(str(reason))
