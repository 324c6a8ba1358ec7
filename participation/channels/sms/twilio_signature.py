"""Was this webhook really sent by Twilio, to us? The only file that imports its validator.

The library alone is not enough. It joins names and values without a mark between them, so
`AB=c` signs like `A=Bc`; handed a plain dict it never sees a second `Body`; and on a missing
header it raises. What is checked here besides: each name once, names and values of the shape that
Twilio sends, and that account and number are ours (T8, B31 to B39). A caught request can be
replayed for ever, since nothing in it is dated: the unique message id is the answer to that (B36).
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from urllib.parse import urlsplit

from twilio.request_validator import RequestValidator, add_port, remove_port


class Verdict(StrEnum):
    """GENUINE, or why not. The door answers every refusal alike and counts them apart."""

    GENUINE = "genuine"
    NO_SIGNATURE = "no_signature"
    REPEATED_PARAMETER = "repeated_parameter"
    WRONG_SIGNATURE = "wrong_signature"
    WRONG_SHAPE = "wrong_shape"
    NOT_OURS = "not_ours"


class Hook(StrEnum):
    """Which webhook it came to: in a report it is the sender that must be ours."""

    INBOUND = "inbound"
    STATUS = "status"


@dataclass(frozen=True, slots=True)
class TwilioAccount:
    """What makes a webhook ours, from the settings.

    `tokens` are the auth tokens that count now, two while one replaces the other. `numbers` are
    E.164. With neither a number nor a messaging service nothing is ours.
    """

    public_url: str
    account_sid: str
    tokens: Sequence[str] = field(repr=False)
    numbers: Sequence[str] = field(default=(), repr=False)
    messaging_service_sid: str | None = None


SID = r"[0-9a-f]{32}"
SHAPES: Mapping[str, re.Pattern[str]] = MappingProxyType(
    {
        "AccountSid": re.compile(f"AC{SID}"),
        "ApiVersion": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
        "ErrorCode": re.compile(r"[0-9]{0,9}"),
        "MessageSid": re.compile(f"(?:SM|MM){SID}"),
        "MessageStatus": re.compile(r"[a-z][a-z_-]{0,39}"),
        "MessagingServiceSid": re.compile(f"(?:MG{SID})?"),
        "NumSegments": re.compile(r"[0-9]{1,4}"),
        "OptOutType": re.compile(r"[A-Z]{0,20}"),
        "SmsMessageSid": re.compile(f"(?:SM|MM){SID}"),
        "SmsSid": re.compile(f"(?:SM|MM){SID}"),
        "SmsStatus": re.compile(r"[a-z][a-z_-]{0,39}"),
    }
)
"""Values that cannot have swallowed the name after them. NumMedia is not here: a strange count is
kept as unknown and loses no words (B21)."""

REQUIRED: Mapping[Hook, frozenset[str]] = MappingProxyType(
    {
        Hook.INBOUND: frozenset({"AccountSid", "MessageSid", "From", "To", "Body"}),
        Hook.STATUS: frozenset({"AccountSid", "MessageSid", "MessageStatus"}),
    }
)
PLAIN_NAMES = frozenset(
    {"Body", "From", "To", "Latitude", "Longitude", "Address", "Label", "Forwarded"}
)
SEVERAL_WORDS = re.compile(r"[A-Z][a-z]+(?:[A-Z][a-z]*|[0-9]{1,2})+")
RELIED_ON = frozenset(SHAPES) | {"Body", "NumMedia"}
LONGEST_NAME = 60


def signed_by_twilio(
    account: TwilioAccount,
    hook: Hook,
    *,
    path_and_query: str,
    params: Iterable[tuple[str, str]],
    signature: str | None,
) -> Verdict:
    """Judge one POST; never raises.

    Args:
        path_and_query: as requested, such as "/hooks/twilio/sms". Scheme and host are taken from
            `account.public_url`, never from the request: behind a proxy they are not the same.
        params: every form field in order, repeats included (`request.form.items(multi=True)`).
        signature: the X-Twilio-Signature header.
    """
    if not signature:
        return Verdict.NO_SIGNATURE
    pairs = list(params)
    fields = dict(pairs)
    if len(fields) != len(pairs):
        return Verdict.REPEATED_PARAMETER
    url = account.public_url.rstrip("/") + path_and_query
    if not _signature_holds(url, fields, signature, account.tokens):
        return Verdict.WRONG_SIGNATURE
    if not _shape_holds(fields, REQUIRED[hook]):
        return Verdict.WRONG_SHAPE
    return Verdict.GENUINE if _is_ours(fields, account, hook) else Verdict.NOT_OURS


def _signature_holds(
    url: str, fields: Mapping[str, str], signature: str, tokens: Sequence[str]
) -> bool:
    """Twilio signs now with the port and now without it, so both count.

    How long it takes tells which token and spelling a right signature was made with, and of a
    wrong one nothing.
    """
    given = signature.encode("utf-8", "replace")
    try:
        parts = urlsplit(url)
        addresses = dict.fromkeys((url, add_port(parts), remove_port(parts)))
        return any(
            hmac.compare_digest(
                RequestValidator(token).compute_signature(address, fields).encode(), given
            )
            for token in tokens
            if token  # an empty token would be a key that everybody knows
            for address in addresses
        )
    except ValueError:  # a lone surrogate in a field, a port that is no number
        return False


def _shape_holds(fields: Mapping[str, str], required: frozenset[str]) -> bool:
    """Twilio adds names without notice, so an unknown name is refused only when it could be a
    known one whose border with its value was moved, or a word cut from somebody's text (B38)."""
    if not required <= fields.keys():
        return False
    if not all(_name_holds(name) for name in fields):
        return False
    return all(shape.fullmatch(fields[name]) for name, shape in SHAPES.items() if name in fields)


@lru_cache(maxsize=256)  # Twilio's own names, the same in each request
def _name_holds(name: str) -> bool:
    if name in RELIED_ON or name in PLAIN_NAMES:
        return True
    if len(name) > LONGEST_NAME or not SEVERAL_WORDS.fullmatch(name):
        return False
    return not any(name.startswith(known) or known.startswith(name) for known in RELIED_ON)


def _is_ours(fields: Mapping[str, str], account: TwilioAccount, hook: Hook) -> bool:
    if fields["AccountSid"] != account.account_sid:
        return False
    service = account.messaging_service_sid
    if service and fields.get("MessagingServiceSid") == service:
        return True
    end = fields.get("To" if hook is Hook.INBOUND else "From", "")
    # Another channel of the same number, whatsapp:+44…, is still addressed to us (B22).
    return re.sub(r"^[a-z]+:", "", end) in set(account.numbers)
