"""Pages on the way in, and the administrator's page of who comes in, for `sample_site`."""

from __future__ import annotations

from types import SimpleNamespace as Row
from typing import Any

A_DAY = 90_000  # seconds: a page that goes on by itself stays to be looked at
_CODES = ["abc-234-xyz", "bcd-345-wxy", "cde-456-vwx"]

SIGNING_IN: dict[str, tuple[str, dict[str, Any]]] = {
    "sign-in-council": (
        "staff/sign_in",
        {"signed_in_as": None, "error": None, "council": True, "local": True},
    ),
    "come-in": ("staff/come_in", {"signed_in_as": None, "go_on": "/staff/", "wait": A_DAY}),
    "outside": (
        "staff/outside",
        {
            "signed_in_as": None,
            "heading": "You are not known here yet",
            "message": "Your council knows you; this service does not. Tell them this reference:",
            "code": _CODES[0],
        },
    ),
    "password-own": ("staff/password", {"must_change": False, "shortest": 12, "error": None}),
    "enrolled": (
        "staff/enrolled",
        {
            "name": "Priya Shah",
            "password": "t" * 22,
            "secret": "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567",
            "codes": _CODES,
            "back_url": "#",
        },
    ),
    "colleagues": (
        "staff/colleagues",
        {
            "passwords": True,
            "error": [("Nobody else here has that address.", "#waiting")],
            "waiting": [
                Row(name="Priya S", email="p.shah@council.example", code=_CODES[0],
                    when="Tue 24 Nov, 10.15am", tie_path="#", away_path="#"),
            ],
            "colleagues": [
                Row(name="Priya Shah", roles=["the reviewing officer"], came="Tue 24 Nov, 10.15am",
                    state="may come in", sessions=2, end_path="#", shut_path="#", open_path=None,
                    enrol_path="#"),
                Row(name="Jo Hall", roles=["the administrator"], came=None,
                    state="shut out: not used for 30 days", sessions=0, end_path=None,
                    shut_path=None, open_path="#", enrol_path=None),
            ],
        },
    ),
}  # fmt: skip
