"""What the council's provider says of somebody, and whether it is enough to come in by.

A person is known by what no provider gives to anybody else: tenant and object id at Entra ID,
issuer and subject elsewhere. Never by their address or name: those change, and others can choose
them. Pure: the token was opened and its claims were checked before (`council_provider.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from participation.guard.trips import Trip

_LONGEST_ID = 255
_LONGEST_NAME = 200


class Refusal(StrEnum):
    """Why the provider's word lets nobody in."""

    AWAY = "away"  # it does not answer, or not in a way that can be used
    NOT_TRUE = "not_true"  # what came back was not made for us, now, at this browser
    NOT_ANEW = "not_anew"  # with the session of whoever was at this browser before
    NO_SECOND_FACTOR = "no_second_factor"
    TOO_MANY_GROUPS = "too_many_groups"  # so many that the provider left them out


@dataclass(frozen=True, slots=True)
class Refused:
    """`check` names what did not hold, in a word of ours: it may be logged."""

    why: Refusal
    check: str


@dataclass(frozen=True, slots=True, repr=False)
class Proven:
    """Somebody whom the provider has proven to us."""

    identity: str  # never stored as it is: only its keyed hash
    name: str
    email: str  # as the provider tells it; nothing is decided by it
    groups: frozenset[str]


@dataclass(frozen=True, slots=True)
class SecondFactor:
    """Which claim says that a second factor was used, and by which of its values."""

    claim: str
    values: tuple[str, ...]


class CouncilProvider(Protocol):
    """The council's OpenID Connect provider."""

    def address_for(self, trip: Trip) -> str | Refused:
        """Where this browser is sent to sign in."""
        ...

    def proven(self, code: str, trip: Trip, *, now: datetime) -> Proven | Refused:
        """Who came back with this code. `now` is the machine's own time."""
        ...

    def is_issuer(self, named: str) -> bool | Refused:
        """Whether whoever answered names itself as the provider we asked; refused while that
        provider cannot be reached."""
        ...


def judge(
    claims: Mapping[str, Any], second: SecondFactor, *, wants_groups: bool
) -> Proven | Refused:
    """Who it is by claims that are known to be the provider's own and meant for us.

    Args:
        wants_groups: roles depend on groups, so it matters when they were left out.
    """
    identity = _identity(claims)
    if identity is None:
        return Refused(Refusal.NOT_TRUE, "identity")
    if set(second.values).isdisjoint(_words(claims.get(second.claim))):
        return Refused(Refusal.NO_SECOND_FACTOR, second.claim)
    groups = _words(claims.get("groups")) | _words(claims.get("roles"))
    if wants_groups and not groups and _left_out(claims):
        return Refused(Refusal.TOO_MANY_GROUPS, "groups")
    return Proven(
        identity=identity,
        name=_text(claims.get("name")),
        email=_text(claims.get("email")) or _text(claims.get("preferred_username")),
        groups=groups,
    )


def _identity(claims: Mapping[str, Any]) -> str | None:
    """A provider that speaks of a tenant is known by the tenant's own id for the person: `sub` is
    another one for each service there, and would change with ours."""
    names = ("tid", "oid") if "tid" in claims else ("iss", "sub")
    parts = [claims.get(name) for name in names]
    if all(isinstance(part, str) and 0 < len(part) <= _LONGEST_ID for part in parts):
        return "\0".join((names[0], *map(str, parts)))
    return None


def _left_out(claims: Mapping[str, Any]) -> bool:
    """Entra ID names a place to ask instead. It is not asked: an address in a token is not ours."""
    elsewhere = claims.get("_claim_names")
    return bool(claims.get("hasgroups")) or (
        isinstance(elsewhere, Mapping) and "groups" in elsewhere
    )


def _words(claim: object) -> frozenset[str]:
    if isinstance(claim, str):
        return frozenset({claim})
    if isinstance(claim, list):
        return frozenset(one for one in claim if isinstance(one, str))
    return frozenset()


def _text(claim: object) -> str:
    return claim[:_LONGEST_NAME] if isinstance(claim, str) else ""
