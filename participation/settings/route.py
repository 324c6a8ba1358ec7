"""Whom concerns are told to, and with which telephone: the settings of the route."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from participation.settings.addresses import is_loopback
from participation.settings.reading import Reading

_NUMBER = re.compile(r"\+[1-9][0-9]{7,14}")


class VoiceProvider(StrEnum):
    """Who rings: nobody, a simulator that rings nobody, or Twilio."""

    OFF = "off"
    SIMULATOR = "simulator"
    TWILIO = "twilio"


@dataclass(frozen=True, slots=True)
class RouteSettings:
    """`file` is the council's route; `voice_number` the number that calls come from."""

    file: Path | None = None
    voice: VoiceProvider = VoiceProvider.OFF
    voice_number: str = field(default="", repr=False)


def read_route(read: Reading, *, demo: bool) -> RouteSettings:
    name = "PARTICIPATION_ROUTE"
    value = read.text(name)
    if value and not Path(value).is_file():
        read.fault(name, f"names a file that is not there ({value})", "Write it, or take it out")
        value = ""
    usual = VoiceProvider.SIMULATOR if demo else VoiceProvider.OFF
    return RouteSettings(
        file=Path(value) if value else None,
        voice=VoiceProvider(
            read.choice("PARTICIPATION_VOICE", tuple(VoiceProvider), default=usual)
        ),
        voice_number=read.text("TWILIO_VOICE_NUMBER"),
    )


def check_route(
    route: RouteSettings, read: Reading, *, mode: str, account: bool, base_url: str, mail_url: str
) -> None:
    """A real alert is never swallowed, and none but a real one rings a real telephone.

    Args:
        account: whether Twilio's account and token are there.
        base_url: where Twilio is asked.
    """
    name = "PARTICIPATION_VOICE"
    demo, production = mode == "demo", mode == "production"
    if route.voice is VoiceProvider.SIMULATOR and not demo:
        read.fault(name, "is the simulator, which rings nobody", "Set it to twilio, or off")
    if route.voice is VoiceProvider.TWILIO:
        if not account:
            read.fault(name, "is twilio and the account is missing", "Set the TWILIO_ settings")
        if not _NUMBER.fullmatch(route.voice_number):
            read.fault(
                "TWILIO_VOICE_NUMBER",
                "is not set, or not written as +44 and ten digits",
                "Give a number of yours at Twilio that can make calls",
            )
        if not production and not is_loopback(base_url):
            read.fault(
                name,
                f"is twilio away from this machine, and a {mode} rings nobody",
                "Set TWILIO_API_BASE_URL to the stand-in's address",
            )
    if not production and mail_url and not is_loopback(mail_url):
        read.fault(
            "PARTICIPATION_MAIL_URL",
            f"does not lead to this machine, and a {mode} writes to nobody else",
            "Set it to a mail server here, such as smtp://127.0.0.1:1025, or take it out",
        )
