"""What stands on top of every staff page: a concern that waits, a route that is broken, a test that
waits for "I got it". The page is itself a way of telling people; it never names a child.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from participation.guard.access import Action, may
from participation.journeys import drilling, reading_concerns
from participation.journeys.watching_route import RouteTrouble, route_trouble
from participation.kernel.clock import LONDON
from participation.web.locale import gettext as _
from participation.web.locale import ngettext
from participation.web.staff import wording
from participation.web.staff.concern_words import VIAS
from participation.web.staff.door import Visitor

CONCERNS, ROUTE = "/staff/concerns", "/staff/route"


@dataclass(frozen=True, slots=True)
class Shown:
    """One line with the way to where something is done about it."""

    words: str
    url: str = ""
    link: str = ""
    red: bool = True


def shown_to(visitor: Visitor | None) -> list[Shown]:
    """The lines for whoever is signed in; none for anybody else."""
    if visitor is None or visitor.must_change:
        return []
    return [*_held(visitor), *_concerns(visitor), *_route(visitor), *_own_tests(visitor)]


def broken(trouble: RouteTrouble) -> Iterator[str]:
    """What is wrong with the route, in words."""
    if trouble.no_route:
        yield _("No route is set up: nobody is told of a concern by a message.")
    for via in trouble.heartbeat_failed:
        yield _("The last daily test %(way)s failed.", way=wording.worded(VIAS, via))
    if trouble.heartbeat_missing:
        yield _("No daily test went out in the last day.")
    if trouble.not_drilled:
        yield _("Nobody on call has answered a test in the last 31 days.")


def _held(visitor: Visitor) -> Iterator[Shown]:
    if visitor.copy_of is None:
        return
    yield Shown(
        _(
            "This is a copy of %(day)s, and it is held: no text, mail or call goes out, to staff"
            " neither. What was written since is not all here. Look at concerns by hand.",
            day=f"{visitor.copy_of.astimezone(LONDON):%d %B %Y, %H:%M}",
        )
    )


def _concerns(visitor: Visitor) -> Iterator[Shown]:
    waiting, overdue = reading_concerns.unacknowledged(
        visitor.session, visitor.staff, now=visitor.now
    )
    if not waiting:
        return
    words = ngettext(
        "%(num)s concern is waiting: nobody has acknowledged it.",
        "%(num)s concerns are waiting: nobody has acknowledged them.",
        waiting,
    )
    if overdue:
        words += " " + _("Everybody on the route has been told. Act now.")
    yield Shown(words, CONCERNS, _("See what waits"))


def _route(visitor: Visitor) -> Iterator[Shown]:
    if not may(visitor.staff.roles, Action.SEE_ROUTE):
        return
    for words in broken(route_trouble(visitor.session, visitor.house, visitor.now)):
        yield Shown(words, ROUTE, _("See the route"))


def _own_tests(visitor: Visitor) -> Iterator[Shown]:
    route = visitor.house.route
    if route is None or visitor.staff.external_id not in route.contacts:
        return
    if drilling.open_drills(visitor.session, visitor.staff, visitor.now):
        yield Shown(_("A test message went to you."), ROUTE, _("Say that you got it"), red=False)
