"""What some settings may be one of: the mode, the surfaces that are served, who sends texts."""

from __future__ import annotations

from enum import StrEnum


class Mode(StrEnum):
    PRODUCTION = "production"
    DRILL = "drill"
    DEMO = "demo"


class Surface(StrEnum):
    """A part of the web side that can be served alone (D24)."""

    RESPOND = "respond"
    HOOKS = "hooks"
    STAFF = "staff"
    API = "api"


class SmsProvider(StrEnum):
    SIMULATOR = "simulator"
    TWILIO = "twilio"
    NOTIFY = "notify"  # GOV.UK Notify
