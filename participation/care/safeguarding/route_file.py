"""Reads a council's route from its TOML file, and says everything that is wrong with it at once.

A person without telephone and a rung without people are found when the file is read, on a quiet
day, and not at three in the morning.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from participation.care.safeguarding.route import (
    PLACES,
    Contact,
    Ladder,
    Route,
    RouteOf,
    Rung,
)

VERSION = 1
_NUMBER = re.compile(r"\+[1-9][0-9]{7,14}")
_DRAMA = re.compile(r"\+447700900[0-9]{3}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+")
_WHEN = ("in_hours", "on_call")
_KEYS = frozenset({"version", "contact", "team_managers", "outside_the_line", *RouteOf})
_CONTACT_KEYS = frozenset({"staff", "mail", "text", "call"})


class RouteProblem(ValueError):
    """The file cannot be used; `faults` are plain sentences, all of them."""

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


def load(path: Path, *, real: bool) -> Route:
    """The route in that file.

    Args:
        real: whether it is for real use, where numbers reserved for drama reach nobody; anywhere
            else only those may stand in it, so that no drill rings a real telephone.

    Raises:
        RouteProblem: it cannot be read, or not used.
    """
    try:
        held = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise RouteProblem((f"{path.name}: {fault}",)) from fault
    faults = tuple(f"{path.name}: {fault}" for fault in _shape_faults(held))
    if faults:
        raise RouteProblem(faults)
    route = _route(held)
    faults = tuple(f"{path.name}: {fault}" for fault in _faults(route, held, real=real))
    if faults:
        raise RouteProblem(faults)
    return route


def _shape_faults(held: Mapping[str, Any]) -> Iterator[str]:
    """What keeps the file from being read as a route at all."""
    if held.get("version") != VERSION:
        yield f"version must be {VERSION}"
    for key in sorted(set(held) - _KEYS):
        yield f"{key} is not known here"
    contacts = held.get("contact")
    if not isinstance(contacts, list) or not contacts:
        yield "there is no [[contact]]"
    for one in contacts if isinstance(contacts, list) else ():
        if not isinstance(one, dict) or not isinstance(one.get("staff"), str):
            yield "a [[contact]] has no staff id"
        elif unknown := sorted(set(one) - _CONTACT_KEYS):
            yield f"contact {one['staff']}: {', '.join(unknown)} is not known here"
        elif not all(isinstance(value, str) for value in one.values()):
            yield f"contact {one['staff']}: everything is written in quotes"
    managers = held.get("team_managers", {})
    if not _is_words(managers.values() if isinstance(managers, dict) else None):
        yield 'team_managers must be lines such as "North team" = "S200"'
    if not _is_words(held.get("outside_the_line")) or not held["outside_the_line"]:
        yield "outside_the_line must name at least one senior, for a route that is emptied"
    for of in RouteOf:
        for when in _WHEN:
            yield from _ladder_faults(held.get(of), of, when)


def _ladder_faults(route: Any, of: RouteOf, when: str) -> Iterator[str]:
    ladder = route.get(when) if isinstance(route, dict) else None
    if not isinstance(ladder, dict):
        yield f"[{of}.{when}] is missing"
        return
    tell = ladder.get("tell")
    if not isinstance(tell, list) or not tell or not all(_is_words(rung) and rung for rung in tell):
        yield f'[{of}.{when}] tell must be lists in a list, such as [["S1", "S2"], ["S3"]]'
    if not _is_words(ladder.get("inform", [])):
        yield f"[{of}.{when}] inform must be a list of staff ids or places"
    for key in sorted(set(ladder) - {"tell", "inform"}):
        yield f"[{of}.{when}] {key} is not known here"


def _is_words(value: Any) -> bool:
    try:
        return not isinstance(value, str) and all(isinstance(one, str) and one for one in value)
    except TypeError:
        return False


def _route(held: Mapping[str, Any]) -> Route:
    contacts = [Contact(**one) for one in held["contact"]]
    return Route(
        contacts={one.staff: one for one in contacts},
        in_hours={of: _ladder(held[of]["in_hours"]) for of in RouteOf},
        on_call={of: _ladder(held[of]["on_call"]) for of in RouteOf},
        outside_the_line=tuple(held["outside_the_line"]),
        team_managers=dict(held.get("team_managers", {})),
    )


def _ladder(held: Mapping[str, Any]) -> Ladder:
    tell: tuple[Rung, ...] = tuple(tuple(rung) for rung in held["tell"])
    return Ladder(tell, tuple(held.get("inform", ())))


def _faults(route: Route, held: Mapping[str, Any], *, real: bool) -> Iterator[str]:
    """What a route that can be read gets wrong."""
    named = [one["staff"] for one in held["contact"]]
    for who in sorted({one for one in named if named.count(one) > 1}):
        yield f"contact {who} stands there twice"
    for who in route.named:
        if who not in route.contacts and who not in route.team_managers.values():
            yield f"{who} is on the route and has no [[contact]]"
    for contact in route.contacts.values():
        yield from _contact_faults(contact, real=real)
    for of in RouteOf:
        yield from _people_faults(route, of)
    line = {who for ladder in route.in_hours.values() for rung in ladder.tell for who in rung}
    for who in route.outside_the_line:
        if who in line:
            yield f"{who} is outside the line and on a rung; name a senior who is on none"
        if not _rings(route, who):
            yield f"{who} is outside the line and has no number to call"


def _contact_faults(contact: Contact, *, real: bool) -> Iterator[str]:
    if contact.mail and not _MAIL.fullmatch(contact.mail):
        yield f"contact {contact.staff}: mail is no address"
    for name, number in (("text", contact.text), ("call", contact.call)):
        if number and not _NUMBER.fullmatch(number):
            yield f"contact {contact.staff}: {name} is not written as +44 and ten digits"
        elif number and real and _DRAMA.fullmatch(number):
            yield f"contact {contact.staff}: {name} is a number reserved for drama"
        elif number and not real and not _DRAMA.fullmatch(number):
            yield (
                f"contact {contact.staff}: {name} is a real number, and a demo or drill rings none;"
                " use +447700900000 to +447700900999"
            )


def _people_faults(route: Route, of: RouteOf) -> Iterator[str]:
    in_hours, on_call = route.in_hours[of], route.on_call[of]
    if not any(_rings(route, who) for rung in in_hours.tell for who in rung):
        yield f"[{of}.in_hours] nobody has a number to call"
    if len({who for rung in on_call.tell for who in rung}) < 2:
        yield f"[{of}.on_call] names one person; name a second for when the first is asleep"
    for who in sorted({who for rung in on_call.tell for who in rung}):
        if who in PLACES:
            yield f"[{of}.on_call] {who} is a place; name the people who are on call"
        elif not _rings(route, who):
            yield f"[{of}.on_call] {who} has no number to call"


def _rings(route: Route, who: str) -> bool:
    contact = route.contacts.get(who)
    return contact is not None and bool(contact.call)
