"""What the browser is told (T4, T9, T16; A15–A17), and what others' work we carry."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path

import pytest
from flask import Blueprint, Flask, Response

from participation.web import headers

VENDOR = headers.STATIC / "vendor"
TEMPLATES = headers.STATIC.parent / "templates"


def _app(*, https: bool) -> Flask:
    app = Flask("headers", static_folder=str(headers.STATIC))
    headers.install(app, https=https)
    app.add_url_rule("/page", view_func=lambda: "<p>words</p>")
    app.add_url_rule("/data", view_func=lambda: {"words": 1}, endpoint="data")
    app.add_url_rule(
        "/gone", view_func=lambda: headers.forget_this_device(Response("")), endpoint="gone"
    )
    return app


def test_a_page_runs_nothing_inline_or_foreign_and_is_never_kept() -> None:
    answer = _app(https=True).test_client().get("/page")
    policy = dict(part.strip().split(" ", 1) for part in
                  answer.headers["Content-Security-Policy"].split(";"))  # fmt: skip
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "includeSubDomains" in answer.headers["Strict-Transport-Security"]


def test_data_and_missing_pages_are_guarded_too() -> None:
    client = _app(https=False).test_client()
    for path in ("/data", "/nowhere", "/static/nothing.css"):
        answer = client.get(path)
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "script-src" not in client.get("/data").headers["Content-Security-Policy"]


def test_plain_http_promises_no_https() -> None:
    assert "Strict-Transport-Security" not in _app(https=False).test_client().get("/page").headers


def test_t4_forgetting_a_device_clears_what_the_browser_kept() -> None:
    answer = _app(https=True).test_client().get("/gone")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'


def test_static_files_are_kept_a_year_under_their_own_hash_only() -> None:
    app = _app(https=True)
    with app.test_request_context():
        address = headers.static_url("respond.css")
    client = app.test_client()
    kept = client.get(address).headers["Cache-Control"]
    assert "immutable" in kept
    assert "max-age=31536000" in kept
    assert client.get("/static/respond.css").headers["Cache-Control"] == "no-cache"
    content = (headers.STATIC / "respond.css").read_bytes()
    assert address.endswith(f"?v={hashlib.sha256(content).hexdigest()[:12]}")


def test_static_files_and_respondents_pages_are_compressed_and_no_others() -> None:
    """Staff pages may show what an address says beside a token; respondents' pages never do."""
    app = _app(https=True)
    respond, staff = Blueprint("respond_form", __name__), Blueprint("staff_tasks", __name__)
    respond.add_url_rule("/q", view_func=lambda: "my own words")
    staff.add_url_rule("/staff/tasks", view_func=lambda: "a list")
    app.register_blueprint(respond)
    app.register_blueprint(staff)
    client = app.test_client()
    wants = {"Accept-Encoding": "gzip"}
    assert client.get("/static/respond.css", headers=wants).headers["Content-Encoding"] == "gzip"
    packed = client.get("/q", headers=wants)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed.data) == b"my own words"
    assert client.get("/q").data == b"my own words"
    for other in ("/page", "/staff/tasks"):
        assert "Content-Encoding" not in client.get(other, headers=wants).headers
    refuses = {"Accept-Encoding": "gzip;q=0"}
    assert "Content-Encoding" not in client.get("/static/respond.css", headers=refuses).headers


def test_vendored_files_are_the_ones_that_were_recorded() -> None:
    record = json.loads((VENDOR / "VENDOR.json").read_text())
    present = {path.name for path in VENDOR.iterdir()} - {"VENDOR.json"}
    assert present == set(record["files"]), "a vendored file without a record, or the reverse"
    for name, expected in record["files"].items():
        assert hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() == expected, name
    kind, _, digest = record["npm_integrity"].partition("-")
    assert kind == "sha512"
    assert len(base64.b64decode(digest)) == 64


def test_no_font_or_picture_that_only_gov_uk_may_use() -> None:
    css = (VENDOR / "govuk-frontend.css").read_text()
    for theirs in ("GDS Transport", "@font-face", "url(", "crest", "govuk-logo"):
        assert theirs not in css


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda p: p.stem)
def test_templates_hold_nothing_inline_and_nothing_foreign(path: Path) -> None:
    """The policy would refuse it in the browser; this says so with the name of the file."""
    text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|javascript:", text)
    assert not re.search(r"<script(?![^>]*\ssrc=\"\{\{ static_url)", text)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", text)
    assert "|safe" not in text.replace("'|safe", ""), "only fixed text may be marked safe"
