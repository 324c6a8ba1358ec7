"""Nothing a person is, or said, reaches a log line (T23)."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import logging.config
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import structlog

from participation.kernel import logs

WORDS = "kestrel under the stairs"
NUMBER = "07700 900123"
TOKEN = "Zk3vB8-qLw0_Xt5Rr2Yn7A"
REVIEW = UUID("7d9f2c10-1111-4222-8333-426614174000")


class Written:
    """What a test's logs wrote: the raw text, and each line as an object."""

    def __init__(self) -> None:
        self.stream = io.StringIO()

    @property
    def text(self) -> str:
        return self.stream.getvalue()

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.text.splitlines()]


@pytest.fixture
def written() -> Iterator[Written]:
    root = logging.getLogger()
    before = (root.handlers[:], root.level, sys.excepthook, threading.excepthook)
    levels = {name: logging.getLogger(name).level for name in (*logs.QUIET, "participation")}
    written_by = structlog.get_config()
    captured = Written()
    logs.configure(captured.stream)
    yield captured
    structlog.configure(**written_by)
    root.handlers[:], root.level = before[0], before[1]
    sys.excepthook, threading.excepthook = before[2], before[3]
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def test_a_line_says_what_happened_when_and_to_which_row(written: Written) -> None:
    logs.get_logger("participation.worker.jobs").info("text sent", outbox_id=7, review_id=REVIEW)
    (line,) = written.lines
    assert line["event"] == "text sent"
    assert line["outbox_id"] == 7
    assert line["review_id"] == str(REVIEW)
    assert line["level"] == "info"
    assert line["logger"] == "participation.worker.jobs"
    assert line["timestamp"].endswith("Z")


def test_a_field_that_is_not_allowed_is_named_but_not_written(written: Written) -> None:
    logs.get_logger("participation.x").info("answer stored", words=WORDS, name="Aisha")
    (line,) = written.lines
    assert line["words"] == line["name"] == "[redacted]"
    assert "kestrel" not in written.text


@pytest.mark.parametrize(
    "leak",
    [
        NUMBER,
        "+447700900123",
        "+44 (0)7700 900-123",
        "447700900123",
        "parent.of.sam@mail.example",
        f"/l/{TOKEN}",
        TOKEN,
        "h4k7m2p9q",
    ],
)
def test_numbers_addresses_tokens_and_codes_are_covered_even_in_allowed_fields(
    written: Written, leak: str
) -> None:
    logs.get_logger("participation.x").warning(f"came from {leak} again", reason=leak)
    assert leak not in written.text
    assert written.lines[0]["event"].endswith("again")


def test_a_whole_number_long_enough_to_be_a_telephone_is_covered(written: Written) -> None:
    logs.get_logger("participation.x").info("counted", count=447700900123)
    assert written.lines[0]["count"] == "[number]"


def test_a_list_or_an_object_is_never_spelled_out(written: Written) -> None:
    logs.get_logger("participation.x").info("read", reason=[WORDS], state={"a": WORDS})
    assert "kestrel" not in written.text
    assert written.lines[0]["reason"] == "[list]"


def test_an_error_is_its_type_and_place_and_nothing_it_carried(written: Written) -> None:
    def hears(words: str) -> None:
        raise ValueError(f"cannot read {words}")

    try:
        hears(WORDS)
    except ValueError:
        logs.get_logger("participation.x").exception("an answer was not read")
    (line,) = written.lines
    assert line["error"] == "builtins.ValueError"
    assert "hears" in line["places"]
    assert "test_logs.py" in line["places"]
    assert "kestrel" not in written.text
    checkout = Path(__file__).parents[2]  # of whatever name; where it stands is nobody's business
    assert str(checkout.parent) not in line["places"]
    assert not line["places"].startswith("/")


def test_a_library_s_error_is_treated_the_same(written: Written) -> None:
    try:
        raise LookupError(WORDS)
    except LookupError:
        logging.getLogger("participation.app").exception(
            "Exception on %s [%s]", f"/l/{TOKEN}", "POST"
        )
    (line,) = written.lines
    assert line["event"] == "Exception on … […]"
    assert line["error"] == "builtins.LookupError"
    assert TOKEN not in written.text
    assert "kestrel" not in written.text


def test_a_library_s_counts_are_kept_and_its_values_are_not(written: Written) -> None:
    logging.getLogger("some.library").warning("%d of %d rows: %s", 3, 70, WORDS)
    logging.getLogger("some.library").warning("%(n)d rows for %(who)s", {"n": 3, "who": WORDS})
    logging.getLogger("some.library").warning("%d rows", 447700900123)
    assert [line["event"] for line in written.lines] == [
        "3 of 70 rows: …",
        "3 rows for …",
        "%d rows",
    ]


def test_the_text_provider_s_client_and_the_web_server_say_nothing_of_requests(
    written: Written,
) -> None:
    logging.getLogger("twilio.http_client").info("To: %s", NUMBER)
    logging.getLogger("werkzeug").info("GET /l/%s", TOKEN)
    assert written.text == ""


def test_a_request_that_fails_in_the_production_server_shows_no_link(
    written: Written, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stderr", written.stream)
    logging.config.dictConfig(logs.server_log_config())
    try:
        raise OSError(TOKEN)
    except OSError:
        logging.getLogger("gunicorn.error").exception("Error handling request %s", f"/l/{TOKEN}")
    logging.getLogger("gunicorn.access").error("GET /l/%s", TOKEN)
    (line,) = written.lines
    assert line["event"] == "Error handling request …"
    assert TOKEN not in written.text


def test_an_uncaught_error_leaves_type_and_place_not_its_text(written: Written) -> None:
    def falls() -> None:
        raise RuntimeError(WORDS)

    thread = threading.Thread(target=falls)
    thread.start()
    thread.join()
    try:
        falls()
    except RuntimeError as error:
        sys.excepthook(RuntimeError, error, error.__traceback__)
    assert [line["error"] for line in written.lines] == ["builtins.RuntimeError"] * 2
    assert "kestrel" not in written.text


def test_f7_a_full_disk_under_the_log_stops_nobody_and_shows_nothing(
    written: Written, capsys: pytest.CaptureFixture[str]
) -> None:
    """The library's own way with a line that cannot be written is to print it as it was given."""
    full = Path("/dev/full").open("w")  # noqa: SIM115 - closing it fails, as it must
    logs.configure(full)
    logs.get_logger("participation.x").error("broken", words=WORDS, number=NUMBER)
    logs.get_logger("participation.x").error("again", words=WORDS)
    with contextlib.suppress(OSError):
        full.close()
    assert capsys.readouterr() == ("", "")


def test_a_line_break_typed_by_somebody_cannot_forge_a_second_line(written: Written) -> None:
    logs.get_logger("participation.x").info("seen", reason='x\n{"event": "signed in"}\u2028')
    assert len(written.text.splitlines()) == 1
