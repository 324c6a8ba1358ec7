"""How staff prove who they are: settings of the council's own provider, and of accounts here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

from participation.settings.addresses import is_loopback
from participation.settings.reading import Reading

ISSUER: Final = "PARTICIPATION_OIDC_ISSUER"
CLIENT_ID: Final = "PARTICIPATION_OIDC_CLIENT_ID"
CLIENT_SECRET: Final = "PARTICIPATION_OIDC_CLIENT_SECRET"  # noqa: S105 - a setting's name
MFA: Final = "PARTICIPATION_OIDC_MFA"
ROLES: Final = "PARTICIPATION_OIDC_ROLES"
LOCAL: Final = "PARTICIPATION_LOCAL_ACCOUNTS"
USUAL_MFA: Final = "amr:mfa"  # the word of RFC 8176
_MFA = re.compile(r"(amr|acr|acrs):([^\s,]+(?:,[^\s,]+)*)")
_FOR_ANYBODY = frozenset({"common", "organizations", "consumers"})  # of any tenant whatever


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """The council's OpenID Connect provider; empty where it has none here."""

    issuer: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    mfa_claim: str = "amr"
    mfa_values: tuple[str, ...] = ("mfa",)
    roles: Mapping[str, str] = field(default_factory=dict)  # group or app role → role here

    def __bool__(self) -> bool:
        return bool(self.issuer)


def read_oidc(read: Reading, *, production: bool, roles: Iterable[str]) -> OidcSettings:
    """Args:
    roles: the roles that there are.
    """
    claim, values = _second_factor(read)
    return OidcSettings(
        issuer=_issuer(read, production=production),
        client_id=read.text(CLIENT_ID),
        client_secret=read.text(CLIENT_SECRET),
        mfa_claim=claim,
        mfa_values=values,
        roles=_roles(read, frozenset(roles)),
    )


def check_sign_in(oidc: OidcSettings, read: Reading, *, local: bool, staff_surface: bool) -> None:
    """Somebody can sign in, and the three settings of the provider go together."""
    parts = {ISSUER: oidc.issuer, CLIENT_ID: oidc.client_id, CLIENT_SECRET: oidc.client_secret}
    if any(parts.values()):
        for name in (name for name, value in parts.items() if not value):
            read.missing(name, "The three OIDC settings go together")
    if staff_surface and not local and not any(parts.values()):
        read.fault(
            LOCAL,
            "is off and no OpenID Connect provider is named, so nobody could sign in",
            f"Set {ISSUER} and the two beside it, or {LOCAL}=on",
        )


def _issuer(read: Reading, *, production: bool) -> str:
    issuer = read.address(ISSUER, secure=production or not is_loopback(read.text(ISSUER)))
    if not _FOR_ANYBODY.isdisjoint(urlsplit(issuer).path.split("/")):
        read.fault(
            ISSUER,
            "lets in anybody who has an account anywhere",
            "Name your own tenant: https://login.microsoftonline.com/<tenant id>/v2.0",
        )
    return issuer


def _second_factor(read: Reading) -> tuple[str, tuple[str, ...]]:
    found = _MFA.fullmatch(read.text(MFA) or USUAL_MFA)
    if found is None:
        read.fault(
            MFA, "is not a claim and a value", "Write amr:mfa, acr:<value> or acrs:<c1 to c99>"
        )
        return "amr", ("mfa",)
    return found[1], tuple(found[2].split(","))


def _roles(read: Reading, known: frozenset[str]) -> dict[str, str]:
    given: dict[str, str] = {}
    for part in (part.strip() for part in read.text(ROLES).split(",") if part.strip()):
        group, equals, role = (piece.strip() for piece in part.rpartition("="))
        if not (group and equals):
            read.fault(ROLES, "holds what is not group=role", "Write <group>=iro,<group>=admin")
        elif role not in known:
            wanted = ", ".join(sorted(known))
            read.fault(ROLES, f"names a role that is not there ({role})", f"Use: {wanted}")
        else:
            given[group] = role
    return given
