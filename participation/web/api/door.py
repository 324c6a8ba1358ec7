"""Which system calls, and may it? Every call with a token goes through here.

As for staff: one transaction, so that the audit row and what it allows stand or fall together.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from flask import request
from sqlalchemy.orm import Session
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from participation.guard.tokens import ApiToken, token_of
from participation.journeys.services import Services
from participation.kernel.db import transaction
from participation.kernel.errors import NotAllowed
from participation.web.entry import Who, entry
from participation.web.services import services

LONGEST_TOKEN = 200
Rest = ParamSpec("Rest")


@dataclass(frozen=True, slots=True, repr=False)
class Caller:
    """A system of the council with a live token."""

    session: Session
    token: ApiToken
    house: Services
    now: datetime

    def has(self, scope: str) -> bool:
        return scope in self.token.scopes


View = Callable[Concatenate[Caller, Rest], Any]


def with_token(*scopes: str) -> Callable[[View[Rest]], Callable[Rest, Any]]:
    """A call for whoever has a token with one of these scopes. The view gets the caller first.

    Raises:
        Unauthorized: no token, or one that is unknown or revoked.
        NotAllowed: the token has none of the scopes.
    """

    def made(view: View[Rest]) -> Callable[Rest, Any]:
        @wraps(view)
        def call(*args: Rest.args, **route: Rest.kwargs) -> Any:
            house = services()
            with transaction() as session:
                token = _token(session)
                if token is None:
                    raise Unauthorized(www_authenticate=WWWAuthenticate("bearer"))
                caller = Caller(session, token, house, house.now())
                if not any(caller.has(scope) for scope in scopes):
                    raise NotAllowed("the token lacks the scope: " + " or ".join(scopes))
                return view(caller, *args, **route)

        return entry(Who.TOKEN, scope=" ".join(scopes))(call)

    return made


def _token(session: Session) -> ApiToken | None:
    kind, _, text = request.headers.get("Authorization", "").partition(" ")
    text = text.strip()
    if kind.lower() != "bearer" or not text or len(text) > LONGEST_TOKEN:
        return None
    return token_of(session, text)
