"""Who is told of a concern, by which way and when the next is due. Pure: values in, values out.

The route is a ladder of rungs. Red: the first rung at once, the next after 15, 30 and 60 minutes,
and everybody told so far again every 15 minutes until a person acknowledges. Amber: the first rung
at once, the next after four working hours, the last on the next working day at ten; a child's
amber words out of hours reach the first contact on call at once and the second after four hours
(R21, R22, R25). Whatever the ladder says, nobody is told who was left out, and never nobody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from participation.care.safeguarding.route_times import look_again, rung_due, times
from participation.care.safeguarding.rules import Level
from participation.care.safeguarding.staffed_hours import StaffedHours


class RouteOf(StrEnum):
    """Whose words it was: a child's, or an adult's, which go another way (R25)."""

    CHILD = "child"
    ADULT = "adult"


class Via(StrEnum):
    """A way of telling somebody. The page is always there; it reaches whoever looks at it."""

    PAGE = "page"
    MAIL = "mail"
    TEXT = "text"
    VOICE = "voice"


SOCIAL_WORKER, TEAM_MANAGER = "social_worker", "team_manager"
REVIEWING_OFFICER = "reviewing_officer"
PLACES = (SOCIAL_WORKER, TEAM_MANAGER, REVIEWING_OFFICER)
"""Who somebody is to the child, where a rung names no person."""

Rung = tuple[str, ...]  # staff ids, or places


@dataclass(frozen=True, slots=True, repr=False)
class Contact:
    """A member of staff on the route. Numbers are E.164; without `mail` their own address is used.

    `call` is a spoken call: for the night, and for whoever does not look at texts.
    """

    staff: str
    mail: str = ""
    text: str = ""
    call: str = ""


@dataclass(frozen=True, slots=True)
class Ladder:
    """`tell`: who acts, rung by rung. `inform`: who is told at the first rung and need not act."""

    tell: tuple[Rung, ...]
    inform: Rung = ()


@dataclass(frozen=True, slots=True, repr=False)
class Route:
    """A council's route, as its file has it."""

    contacts: Mapping[str, Contact]
    in_hours: Mapping[RouteOf, Ladder]
    on_call: Mapping[RouteOf, Ladder]
    outside_the_line: Rung
    team_managers: Mapping[str, str] = field(default_factory=dict)  # staff id by team

    def ladder(self, of: RouteOf, *, in_hours: bool) -> Ladder:
        return (self.in_hours if in_hours else self.on_call)[of]

    @property
    def named(self) -> tuple[str, ...]:
        """Everybody whom the file names on a rung, each once."""
        ladders = (*self.in_hours.values(), *self.on_call.values())
        rungs = [rung for ladder in ladders for rung in (*ladder.tell, ladder.inform)]
        everybody = [who for rung in (*rungs, self.outside_the_line) for who in rung]
        everybody += self.team_managers.values()
        return tuple(dict.fromkeys(who for who in everybody if who not in PLACES))


@dataclass(frozen=True, slots=True)
class People:
    """Who may be told: those around the child by place, who works here now, who is left out."""

    around: Mapping[str, str] = field(default_factory=dict)  # staff id by place
    here: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()

    def of(self, rung: Rung) -> tuple[str, ...]:
        found = (self.around.get(who, "") if who in PLACES else who for who in rung)
        return tuple(dict.fromkeys(who for who in found if self.may_be_told(who)))

    def may_be_told(self, who: str) -> bool:
        return who in self.here and who not in self.excluded


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a concern stands: since when its clock runs, and the last rung that was told."""

    level: Level
    of: RouteOf
    since: datetime
    rung: int = -1


@dataclass(frozen=True, slots=True)
class Telling:
    """One person to be told now."""

    staff: str
    ways: tuple[Via, ...]
    rung: int
    informed_only: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What is due now. `nobody`: everybody on the whole route is left out, or gone."""

    tell: tuple[Telling, ...]
    rung: int
    next_at: datetime
    nobody: bool = False


def step(
    standing: Standing,
    route: Route,
    people: People,
    hours: StaffedHours,
    now: datetime,
    *,
    failed: bool = False,
) -> Step:
    """Who is told now, and when to look again.

    Args:
        failed: somebody on the last rung told could not be reached. The next rung is told at once,
            and nobody a second time before the quarter of an hour: at the ladder's end `tell` is
            empty.
    """
    open_now = hours.is_open(now)
    if standing.level is not Level.RED and standing.of is RouteOf.ADULT and not open_now:
        return Step((), standing.rung, hours.opens_next(now))
    ladder = route.ladder(standing.of, in_hours=open_now)
    rungs = _rungs(ladder, standing.level)
    ahead = times(standing.level, standing.since, hours, child=standing.of is RouteOf.CHILD)
    due = max(rung_due(ahead, now), standing.rung + failed, 0)
    told, reached = _first_with_somebody(rungs, due, people, route, standing.level)
    first_new = standing.rung + 1 if failed else 0
    tell = [one for one in told if one[0] >= first_new]
    ways = _ways(standing, open_now, reached)
    tellings = [Telling(who, _those_of(route, who, ways), rung) for rung, who in tell]
    if not failed or standing.rung < 0:
        acting = {one.staff for one in tellings}
        informed = [who for who in people.of(ladder.inform) if who not in acting]
        quiet = tuple(way for way in ways if way is not Via.VOICE)
        tellings += [Telling(w, _those_of(route, w, quiet), 0, True) for w in informed]
    at = look_again(ahead, standing.level, hours, now)
    return Step(tuple(tellings), max(reached, standing.rung), at, nobody=not told)


def _rungs(ladder: Ladder, level: Level) -> tuple[Rung, ...]:
    """Amber has three: the first, the next two together, the rest."""
    if level is Level.RED:
        return ladder.tell
    first, second, last = ladder.tell[:1], ladder.tell[1:3], ladder.tell[3:]
    merged = (*first, sum(second, ()), sum(last, ()))
    return tuple(rung for rung in merged if rung)


def _first_with_somebody(
    rungs: Sequence[Rung], due: int, people: People, route: Route, level: Level
) -> tuple[list[tuple[int, str]], int]:
    """Everybody up to the rung that is due, and further up where nobody on that one can be reached.

    A red rung that nobody can be rung or texted on is no rung: a mailbox is not looked at in time.
    Past the last rung comes the senior outside the line, and without one whoever else is on the
    route.
    """
    found: list[tuple[int, str]] = []
    for place, rung in enumerate(rungs):
        if place > due and any(_counts(route, who, level) for on, who in found if on >= due):
            break
        seen = {who for _, who in found}
        found += [(place, who) for who in people.of(rung) if who not in seen]
    reached = found[-1][0] if found else len(rungs) - 1
    beyond = level is Level.RED and due >= len(rungs)
    if beyond or not any(_counts(route, who, level) for _, who in found):
        spare = people.of(route.outside_the_line) or people.of(route.named)
        seen = {who for _, who in found}
        found += [(len(rungs), who) for who in spare if who not in seen]
        reached = len(rungs)
    return found, max(reached, min(due, len(rungs)))


def _counts(route: Route, who: str, level: Level) -> bool:
    contact = route.contacts.get(who)
    return level is not Level.RED or (contact is not None and bool(contact.text or contact.call))


def _ways(standing: Standing, open_now: bool, rung: int) -> tuple[Via, ...]:
    """Red rings. Amber writes, and rings only a night contact after four hours (6.4: whoever is
    rung too often stops listening)."""
    if standing.level is Level.RED or (rung > 0 and not open_now):
        return (Via.MAIL, Via.TEXT, Via.VOICE)
    if rung > 0 or not open_now:
        return (Via.MAIL, Via.TEXT)
    return (Via.MAIL,)


def _those_of(route: Route, who: str, ways: tuple[Via, ...]) -> tuple[Via, ...]:
    contact = route.contacts.get(who, Contact(who))
    has = {Via.MAIL: True, Via.TEXT: bool(contact.text), Via.VOICE: bool(contact.call)}
    return tuple(way for way in ways if has[way])
