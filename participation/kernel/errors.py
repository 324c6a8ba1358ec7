"""Errors that mean something to a caller.

Each kind says what went wrong in our field, not which HTTP status it becomes: `web/problems.py`
holds that table. `detail` is shown to people and written to logs, so it never carries an answer,
a name, a phone number or a token.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar


class ParticipationError(Exception):
    """Everything this package raises on purpose."""

    code: ClassVar[str] = "error"
    title: ClassVar[str] = "Something went wrong"

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.title)
        self.detail = detail


class NotFound(ParticipationError):
    """Nothing here, or nothing that the caller may know about."""

    code, title = "not-found", "There is nothing here"


class NotAllowed(ParticipationError):
    code, title = "not-allowed", "You may not do this"


class Conflict(ParticipationError):
    code, title = "conflict", "Somebody else changed this first"


class Invalid(ParticipationError):
    """What was sent cannot be used; `fields` says which part and how to put it right."""

    code, title = "invalid", "The information sent is not valid"

    def __init__(self, detail: str = "", *, fields: Mapping[str, Sequence[str]] | None = None):
        super().__init__(detail)
        self.fields: dict[str, list[str]] = {k: list(v) for k, v in (fields or {}).items()}


class Unavailable(ParticipationError):
    """Something that must come first cannot be done now, so nothing was done or shown."""

    code, title = "unavailable", "This cannot be done at the moment"


class Unreadable(ParticipationError):
    """A sealed value does not open: the key is missing, or the value was moved or altered."""

    code, title = "unreadable", "A stored value could not be opened"
