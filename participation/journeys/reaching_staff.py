"""One neutral message to one member of staff by one way: worded, guarded and handed over.

A real alert and a test go through the same door, so that a test that arrives proves the way. What
a demo or a drill may reach is decided here once more: only telephones reserved for drama; and in
production none of those, for an alert to one would be an alert to nobody (security.md 6.6, 10).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import structlog

from participation.care.people.models import StaffMember
from participation.care.safeguarding.route import Contact, Route, Via
from participation.channels.mail import wording as mails
from participation.channels.mail.gateway import MailError
from participation.channels.sms import alerts as texts
from participation.channels.sms.gateway import GatewayError
from participation.channels.voice import wording as calls
from participation.channels.voice.gateway import VoiceError
from participation.journeys.services import Services
from participation.kernel.texts import IN_ENGLISH
from participation.settings import Mode

log = structlog.get_logger()
NOT_IN_THIS_MODE = "not_in_this_mode"
NO_ADDRESS = "no_address"
_DRAMA = re.compile(r"\+447700900[0-9]{3}")
_STALE_SECONDS = 1800  # a text that lay about for half an hour has been overtaken by the next


@dataclass(frozen=True, slots=True, repr=False)
class Outgoing:
    """One message, ready to go. `reference` is the public id of the promised work."""

    via: Via
    to: str
    reference: str
    callback_url: str
    urgent: bool
    test: bool
    daily: bool = False  # a test that asks for nothing


@dataclass(frozen=True, slots=True)
class Reached:
    """The provider took it."""

    provider_id: str = ""


@dataclass(frozen=True, slots=True)
class NotReached:
    """It did not; `permanent` where trying again is of no use."""

    error: str
    permanent: bool


Result = Reached | NotReached


def address_of(row: StaffMember, via: Via, route: Route) -> str:
    """Where this person is reached by this way; empty where we do not know."""
    contact = route.contacts.get(row.external_id, Contact(row.external_id))
    match via:
        case Via.MAIL:
            return contact.mail or row.email or ""
        case Via.TEXT:
            return contact.text
        case Via.VOICE:
            return contact.call
        case Via.PAGE:
            return ""


def hand_over(out: Outgoing, house: Services) -> Result:
    """Give it to whoever carries it. No database here, and no retry: the caller decides."""
    if not out.to:
        return NotReached(NO_ADDRESS, permanent=True)
    if out.via is not Via.MAIL and not _may_be_rung(out.to, house.settings.mode):
        return NotReached(NOT_IN_THIS_MODE, permanent=True)
    try:
        return Reached(_sent(out, house))
    except (MailError, GatewayError, VoiceError) as problem:
        return NotReached(problem.code, permanent=problem.permanent)
    except Exception as fault:  # noqa: BLE001 - whatever it was, the next person must be told
        log.error("an alert broke off", error=type(fault).__name__)
        return NotReached(type(fault).__name__, permanent=False)


def would_ring(house: Services) -> Result:
    """Whether a call could be made at this moment; nobody is rung."""
    try:
        house.voice.ready()
    except VoiceError as problem:
        return NotReached(problem.code, permanent=problem.permanent)
    return Reached()


def said(
    via: Via, house: Services, *, urgent: bool, test: bool = False, daily: bool = False
) -> tuple[str, str]:
    """Subject, for mail only, and words."""
    sign_in = f"{house.settings.staff_url}/staff/sign-in"
    council = house.settings.council_name or "Participation"
    match via:
        case Via.VOICE:
            return "", calls.spoken(IN_ENGLISH, council=council, test=test)
        case Via.TEXT if test:
            return "", texts.trial(IN_ENGLISH, council=council, sign_in_url=sign_in, daily=daily)
        case Via.TEXT:
            return "", texts.alert(IN_ENGLISH, council=council, sign_in_url=sign_in, urgent=urgent)
        case _ if test:
            mail = mails.trial(IN_ENGLISH, sign_in_url=sign_in, daily=daily)
        case _:
            mail = mails.alert(IN_ENGLISH, sign_in_url=sign_in, urgent=urgent)
    return mail.subject, mail.body


def _sent(out: Outgoing, house: Services) -> str:
    subject, words = said(out.via, house, urgent=out.urgent, test=out.test, daily=out.daily)
    match out.via:
        case Via.TEXT:
            return house.sms.send(
                to=out.to,
                body=words,
                callback_url=out.callback_url,
                validity_seconds=_STALE_SECONDS,
            )
        case Via.VOICE:
            return house.voice.ring(to=out.to, words=words)
        case _:
            house.mail.send(to=out.to, subject=subject, body=words, message_id=out.reference)
            return ""


def _may_be_rung(number: str, mode: Mode) -> bool:
    return bool(_DRAMA.fullmatch(number)) is (mode is not Mode.PRODUCTION)
