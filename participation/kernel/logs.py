"""Logs that hold no name, number, token or answer: one JSON object a line, on standard error (T23).

Three sieves, each enough for its own kind of slip:

* a field that is not on the allow-list is not written, whatever it holds;
* a library's message is written as the constant it was given, without the values put into it;
* what is left is searched for numbers, addresses, tokens and codes.

An exception becomes its type and the places it passed, never its text and never its variables.
Whoever logs a request logs its rule (`/l/<token>`), not its path.
"""

from __future__ import annotations

import logging
import re
import sys
import threading
from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass
from datetime import datetime
from traceback import extract_tb
from types import TracebackType
from typing import Any, Final, TextIO
from uuid import UUID

import structlog
from structlog.stdlib import BoundLogger, ProcessorFormatter

# What may be said. A word, a name or a number has no field here; ids and counts have.
ALLOWED: Final = frozenset(
    {
        "attempt", "attempts", "channel", "code", "command", "count", "duration_ms", "endpoint",
        "error", "event", "form", "job", "kind", "language", "level", "logger", "method", "mode",
        "outbox_id", "outcome", "pid", "place", "places", "port", "process", "public_id", "reason",
        "request_id", "review_id", "round_id", "rule", "seconds", "state", "status", "surface",
        "timestamp", "version",
    }
)  # fmt: skip
# Loggers that put paths, numbers or statements into their ordinary messages.
QUIET: Final = (
    "alembic", "asyncio", "gunicorn.access", "huey", "sqlalchemy", "twilio", "urllib3", "werkzeug",
)  # fmt: skip

_REVEALING: Final = re.compile(
    r"(?P<id>\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b)"
    r"|(?P<email>[^\s@<>\"'(),:;=]+@[^\s@<>\"'(),:;=]+)"
    r"|(?P<link>(?<=/l/)[^\s/?\"']+)"
    r"|(?P<token>(?=[A-Za-z_-]*[0-9A-Z])(?=[0-9A-Z_-]*[a-z])[A-Za-z0-9_-]{20,})"
    r"|(?P<phone>\+?\(?\d[\d ()./-]{7,}\d)"
    r"|(?P<code>\b(?=[a-z]*[0-9])(?=[0-9]*[a-z])[2-9a-hjkmnp-z]{9}\b)",
)
_LARGEST_COUNT: Final = 10**8  # a longer whole number could be somebody's telephone
_PLACES: Final = 4

Event = MutableMapping[str, Any]
Told = Callable[[Mapping[str, Any]], None]


@dataclass
class _Outside:
    """Who hears of each line besides, after the sieves; nobody, unless a council set it."""

    told: Told | None = None


_OUTSIDE = _Outside()


def configure(
    stream: TextIO | None = None, *, level: int = logging.INFO, told: Told | None = None
) -> None:
    """Send every log of this process, ours and the libraries', through the sieves.

    `told` is given each line as it is written, and must neither wait nor log.
    """
    _OUTSIDE.told = told
    logging.raiseExceptions = False  # a line that cannot be written would be printed unsieved
    root = logging.getLogger()
    root.handlers[:] = [house_handler(stream)]
    root.setLevel(logging.WARNING)
    logging.getLogger("participation").setLevel(level)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            *_said_by_whom(),
            ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=BoundLogger,
        cache_logger_on_first_use=False,
    )
    sys.excepthook = _uncaught
    threading.excepthook = _uncaught_in_thread


def get_logger(name: str) -> BoundLogger:
    """A logger for one module: `get_logger(__name__).info("text sent", outbox_id=7)`."""
    logger: BoundLogger = structlog.stdlib.get_logger(name)
    return logger


def house_handler(stream: TextIO | None = None) -> logging.Handler:
    """A handler that writes sieved JSON lines to `stream`, or to standard error."""
    handler = _StandardError() if stream is None else logging.StreamHandler(stream)
    handler.setFormatter(
        ProcessorFormatter(
            foreign_pre_chain=_said_by_whom(),
            use_get_message=False,  # the constant, not the sentence made with it
            pass_foreign_args=True,
            processors=[
                _counts_only,
                ProcessorFormatter.remove_processors_meta,
                _exception_as_places,
                _allowed_only,
                _tell_outside,
                structlog.processors.JSONRenderer(ensure_ascii=True),
            ],
        )
    )
    return handler


def server_log_config() -> dict[str, Any]:
    """For gunicorn's `logconfig_dict`: its errors go through the sieves, its access log nowhere.

    Gunicorn writes the path of a failed request, which may be somebody's link.
    """
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "root": {"level": "WARNING", "handlers": ["house"]},
        "loggers": {
            "gunicorn.error": {"level": "WARNING", "handlers": [], "propagate": True},
            "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
        },
        "handlers": {"house": {"()": "participation.kernel.logs.house_handler"}},
    }


def redacted(text: str) -> str:
    """`text` without telephone numbers, mail addresses, link tokens and codes; ids stay."""
    return _REVEALING.sub(_mark, text)


def places(error: BaseException) -> list[str]:
    """Where an exception passed, innermost last, as `file:line function`; nothing it carried."""
    frames = extract_tb(error.__traceback__)[-_PLACES:]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


class _StandardError(logging.StreamHandler[TextIO]):
    """Writes to whatever standard error is at that moment; a server may replace it later."""

    def __init__(self) -> None:
        logging.Handler.__init__(self)

    @property
    def stream(self) -> TextIO:  # type: ignore[override] # an attribute there, looked up here
        return sys.stderr


def _said_by_whom() -> list[Any]:
    return [
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _counts_only(_logger: object, _method: str, event: Event) -> Event:
    """Put a library's arguments back into its message when they are counts; else `…`."""
    arguments = event.pop("positional_args", None)
    if not arguments:
        return event
    try:
        if isinstance(arguments, Mapping):
            said = {name: _count(value) for name, value in arguments.items()}
            event["event"] = str(event["event"]) % said
        else:
            event["event"] = str(event["event"]) % tuple(_count(value) for value in arguments)
    except (TypeError, ValueError, KeyError):
        pass  # "%d" given a "…": the constant alone still says what happened
    return event


def _count(value: object) -> object:
    return value if isinstance(value, int | float) and abs(value) < _LARGEST_COUNT else "…"


def _exception_as_places(_logger: object, _method: str, event: Event) -> Event:
    given = event.pop("exc_info", None)
    event.pop("exception", None)
    event.pop("stack_info", None)
    error = given[1] if isinstance(given, tuple) else given
    if given is True:
        error = sys.exc_info()[1]
    if isinstance(error, BaseException):
        event["error"] = f"{type(error).__module__}.{type(error).__qualname__}"
        event["places"] = " < ".join(reversed(places(error)))
    return event


def _allowed_only(_logger: object, _method: str, event: Event) -> Event:
    return {
        name: (_said(value, name) if name in ALLOWED else "[redacted]")
        for name, value in event.items()
    }


def _tell_outside(_logger: object, _method: str, event: Event) -> Event:
    if _OUTSIDE.told is not None:
        _OUTSIDE.told(dict(event))
    return event


def _said(value: object, name: str) -> object:
    match value:
        case bool() | None:
            return value
        case int() | float():
            return value if abs(value) < _LARGEST_COUNT else "[number]"
        case UUID():
            return str(value)
        case datetime():
            return value.isoformat()
        case str():
            return str(value) if name in ("timestamp", "places", "error") else redacted(str(value))
        case _:
            return f"[{type(value).__name__}]"


def _mark(found: re.Match[str]) -> str:
    kind = found.lastgroup
    return found.group() if kind == "id" else f"[{kind}]"


def _short(filename: str) -> str:
    """From the package's own folder on, so that no line shows where somebody installed it."""
    parts = filename.replace("\\", "/").split("/")
    for anchor in ("participation", "site-packages"):
        if anchor in parts:
            return "/".join(parts[len(parts) - 1 - parts[::-1].index(anchor) :])
    return parts[-1]


def _uncaught(
    kind: type[BaseException], error: BaseException, _trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    get_logger("participation").critical("stopped by an error", exc_info=error)


def _uncaught_in_thread(args: threading.ExceptHookArgs) -> None:
    if args.exc_value is not None and not isinstance(args.exc_value, SystemExit):
        get_logger("participation").critical(
            "a thread was stopped by an error", exc_info=args.exc_value
        )
