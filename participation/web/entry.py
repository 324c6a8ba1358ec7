"""Every route says who may enter; a test walks all routes and fails where one does not.

The mark is a declaration. What enforces it stands beside the door: the sitting for respondents,
`staff/door.py` for staff, `api/auth.py` for tokens, the signature for a provider.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from participation.guard.access import Action

View = TypeVar("View", bound=Callable[..., Any])


class Who(StrEnum):
    ANYONE = "anyone"  # shows nothing of anybody
    LINK_HOLDER = "link_holder"  # a respondent's sitting; writes, and reads back this sitting
    STAFF = "staff"
    TOKEN = "token"  # noqa: S105 - a kind of caller, not a secret
    PROVIDER = "provider"  # signed by the provider
    DEMO = "demo"  # only where the mode is demo


@dataclass(frozen=True, slots=True)
class Entry:
    who: Who
    action: Action | None = None
    scope: str | None = None


def entry(
    who: Who, *, action: Action | None = None, scope: str | None = None
) -> Callable[[View], View]:
    """Declare who may enter a view."""

    def mark(view: View) -> View:
        view.__entry__ = Entry(who, action, scope)  # type: ignore[attr-defined] # a mark on a function
        return view

    return mark
