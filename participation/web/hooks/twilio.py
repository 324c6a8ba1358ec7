"""Twilio's webhooks: check who calls, keep the words, answer at once with an empty reply.

The reply to a text goes through the outbox, never in this answer: it then has an id before it is
sent and can be followed. An error after words arrived rolls back and keeps the words in a second
transaction (D6); only if that fails too is Twilio told to come again.
"""

from __future__ import annotations

import structlog
from flask import Blueprint, Response, request

from participation.channels.sms.twilio_signature import (
    Hook,
    TwilioAccount,
    Verdict,
    signed_by_twilio,
)
from participation.guard.links import work_of
from participation.journeys.following_texts import Noted, note_report
from participation.journeys.receiving_texts import (
    Incoming,
    Received,
    keep_for_the_desk,
    receive,
)
from participation.journeys.services import Services
from participation.kernel.db import transaction
from participation.web.entry import Who, entry
from participation.web.services import services

bp = Blueprint("twilio_hooks", __name__, url_prefix="/hooks/twilio")
log = structlog.get_logger()

_FORM = "application/x-www-form-urlencoded"
_MOST_PICTURES = 10


@bp.post("/sms")
@entry(Who.PROVIDER)
def incoming_text() -> Response:
    house = services()
    if refused := _refusal(house, Hook.INBOUND):
        return refused
    form = request.form
    text = Incoming(
        provider="twilio",
        provider_id=form["MessageSid"],
        from_raw=form["From"],
        body=form["Body"],
        pictures=_pictures(form.get("NumMedia", "0")),
    )
    try:
        with transaction() as session:
            received = receive(session, text, house=house, now=house.now())
    except Exception as fault:  # noqa: BLE001 - the words must survive whatever it was
        log.error("text not placed", error=type(fault).__name__)
        return _rescue(text, house)
    if received is Received.ALTERED:
        log.error("the same message id came with other words")
    return _empty_reply()


@bp.post("/status/<signed>")
@entry(Who.PROVIDER)
def status_of_text(signed: str) -> Response:
    house = services()
    if refused := _refusal(house, Hook.STATUS):
        return refused
    work_id = work_of(house.settings.secret_key, signed)
    noted = Noted.UNKNOWN_WORK
    if work_id is not None:
        with transaction() as session:
            noted = note_report(
                session,
                work_id=work_id,
                provider_id=request.form["MessageSid"],
                status=request.form["MessageStatus"],
                error_code=request.form.get("ErrorCode"),
                now=house.now(),
            )
    if noted is Noted.UNKNOWN_WORK:
        log.warning("a report about no text of ours")  # counted, and nothing changed (B28)
    return _empty_reply()


def _refusal(house: Services, hook: Hook) -> Response | None:
    if request.mimetype != _FORM:
        return Response(status=415)
    settings = house.settings
    tokens = [t for t in (settings.twilio_auth_token, settings.twilio_auth_token_next) if t]
    verdict = signed_by_twilio(
        TwilioAccount(
            public_url=settings.public_url,
            account_sid=settings.twilio_account_sid,
            tokens=tokens,
            numbers=settings.twilio_numbers,
            messaging_service_sid=settings.twilio_messaging_service_sid or None,
        ),
        hook,
        path_and_query=request.full_path if request.query_string else request.path,
        params=request.form.items(multi=True),
        signature=request.headers.get("X-Twilio-Signature"),
    )
    if verdict is Verdict.GENUINE:
        return None
    log.warning("webhook refused", outcome=verdict.value)
    return Response(status=403)


def _rescue(text: Incoming, house: Services) -> Response:
    try:
        with transaction() as session:
            keep_for_the_desk(session, text, house=house, now=house.now())
    except Exception as fault:  # noqa: BLE001 - say so, and the provider comes again
        log.error("text not kept", error=type(fault).__name__)
        return Response(status=503)
    return _empty_reply()


def _pictures(stated: str) -> int:
    """How many pictures came; a strange count means one unknown thing, fetched by nobody (B21)."""
    if stated.isascii() and stated.isdigit() and len(stated) <= 2 and int(stated) <= _MOST_PICTURES:
        return int(stated)
    return 1


def _empty_reply() -> Response:
    return Response("<Response/>", mimetype="text/xml")
