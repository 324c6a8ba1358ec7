"""Which host name which door answers at (T28).

Where people and staff have a host name each, a door answers at its own and is not there at the
other: the same page as for any address that does not exist. So one process may serve them all, and
still nobody reaches staff's door past the council's wall, and no two origins mix. A probe beside
us, which asks this machine by its own name, finds what has no side: health, and files.

The host is the one of the request. What a visitor says was forwarded is not believed.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Final
from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.exceptions import NotFound, SecurityError
from werkzeug.sansio.utils import host_is_trusted

from participation.settings import Settings
from participation.settings.addresses import host_of, same_host

_AT: Final = "participation.host"


class Side(StrEnum):
    """Whose host name it is."""

    PEOPLE = "people"  # children, parents, translators, guests; the provider of texts
    STAFF = "staff"  # and the council's other systems
    MACHINE = "machine"  # neither: somebody beside us


class Doors:
    """Which side each view is on, and who may find it there."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        self._app = app
        self._people, self._staff = host_of(settings.public_url), host_of(settings.staff_url)
        self._sides: dict[str, Side] = {}
        if not same_host(settings.public_url, settings.staff_url):
            app.before_request(self._turn_away)

    def open(self, register: Callable[[Flask], None], side: Side) -> None:
        """Register a surface whose views are all on one side."""
        before = set(self._app.view_functions)
        register(self._app)
        self._sides.update(dict.fromkeys(self._app.view_functions.keys() - before, side))

    def _turn_away(self) -> None:
        """
        Raises:
            NotFound: what was asked for is on another side; also where it is there, but for
                another verb, which would say that it is.
        """
        if isinstance(request.routing_exception, SecurityError):
            return  # a host that is not ours: it is told so
        at = self._side_of(request.host)
        request.environ[_AT] = at
        asked = {self._sides.get(endpoint) for endpoint in self._asked_for()}
        if asked - {None, at}:
            # As if no rule had matched, so that nothing is done otherwise afterwards.
            request.url_rule, request.view_args = None, None
            raise NotFound

    def _asked_for(self) -> set[str]:
        """The views at this address, whatever the verb, and however many strokes stand in it."""
        if request.url_rule is not None:
            return {request.url_rule.endpoint}
        adapter = self._app.create_url_adapter(request)
        if adapter is None or isinstance(request.routing_exception, NotFound):
            return set()
        elsewhere = getattr(request.routing_exception, "new_url", None)
        path = urlsplit(elsewhere).path if elsewhere else request.path
        return {adapter.match(path, method=verb)[0] for verb in adapter.allowed_methods(path)}

    def _side_of(self, host: str) -> Side:
        if host_is_trusted(host, [self._people]):
            return Side.PEOPLE
        return Side.STAFF if host_is_trusted(host, [self._staff]) else Side.MACHINE


def side() -> Side | None:
    """At whose host this was asked; None where both have the same, or it is none of ours."""
    found = request.environ.get(_AT)
    return found if isinstance(found, Side) else None
