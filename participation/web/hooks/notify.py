"""What GOV.UK Notify calls back about: texts that came in, and what became of ours.

Notify does not sign its calls; it shows a token that we gave it, and whoever knows the token is
believed. So it is long, compared in constant time, and two count while one replaces the other. The
same call comes again for hours while we answer anything but 2xx.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from hmac import compare_digest
from typing import Any
from uuid import UUID

import structlog
from flask import Blueprint, Response, request

from participation.channels.sms.notify_spelling import international, moment
from participation.channels.sms.numbers import sender
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
from participation.settings import SmsProvider
from participation.web.entry import Who, entry
from participation.web.services import services

bp = Blueprint("notify_hooks", __name__, url_prefix="/hooks/notify")
log = structlog.get_logger()
_FAILURES = frozenset({"permanent-failure", "temporary-failure", "technical-failure"})

Take = Callable[[dict[str, Any], Services], Response]


def _called_by_notify(take: Take) -> Callable[[], Response]:
    """Only for whoever shows the token; a body of another shape is refused without a word."""

    @wraps(take)
    def view() -> Response:
        house = services()
        if not _shows_the_token(house):
            log.warning("webhook refused", outcome="wrong_token")
            return Response(status=403)
        if request.mimetype != "application/json":
            return Response(status=415)
        body = request.get_json(silent=True)
        if not isinstance(body, dict):
            return Response(status=400)
        return take(body, house)

    return view


@bp.post("/texts")
@entry(Who.PROVIDER)
@_called_by_notify
def incoming_text(body: dict[str, Any], house: Services) -> Response:
    text = _incoming(body)
    if text is None:
        return Response(status=400)
    if _to(body) not in house.settings.notify.numbers:
        log.warning("webhook refused", outcome="not_ours")
        return Response(status=403)
    try:
        with transaction() as session:
            received = receive(session, text, house=house, now=house.now())
    except Exception as fault:  # noqa: BLE001 - the words must survive whatever it was
        log.error("text not placed", error=type(fault).__name__)
        return _rescue(text, house)
    if received is Received.ALTERED:
        log.error("the same message id came with other words")
    return Response(status=204)


@bp.post("/receipts")
@entry(Who.PROVIDER)
@_called_by_notify
def status_of_text(body: dict[str, Any], house: Services) -> Response:
    status, text_id, reference = body.get("status"), _id(body), body.get("reference")
    if not isinstance(status, str) or text_id is None:
        return Response(status=400)
    work_id = work_of(house.settings.secret_key, reference) if isinstance(reference, str) else None
    noted = Noted.UNKNOWN_WORK
    if work_id is not None:
        with transaction() as session:
            noted = note_report(
                session,
                work_id=work_id,
                provider_id=text_id,
                status=status,
                error_code=status if status in _FAILURES else None,
                now=house.now(),
            )
    if noted is Noted.UNKNOWN_WORK:
        log.warning("a report about no text of ours")  # counted, and nothing changed (B28)
    return Response(status=204)


def _shows_the_token(house: Services) -> bool:
    settings = house.settings
    if settings.sms is not SmsProvider.NOTIFY:
        return False
    shown = request.headers.get("Authorization", "").encode("utf-8", "replace")
    # Every token is compared, so that the time says nothing of which one was near.
    matches = [
        compare_digest(shown, f"Bearer {token}".encode()) for token in settings.notify.bearer_tokens
    ]
    return any(matches)


def _incoming(body: dict[str, Any]) -> Incoming | None:
    text_id, number, words = _id(body), body.get("source_number"), body.get("message")
    if text_id is None or not isinstance(number, str) or not isinstance(words, str):
        return None
    try:
        at = moment(str(body.get("date_received")))
    except ValueError:
        at = None
    return Incoming(
        provider="notify",
        provider_id=text_id,
        from_raw=international(_storable(number)),
        body=_storable(words),
        at=at,
    )


def _id(body: dict[str, Any]) -> str | None:
    try:
        return str(UUID(str(body.get("id"))))
    except ValueError:
        return None


def _storable(words: str) -> str:
    """JSON can name half a letter, which no database keeps; that half is replaced."""
    return words.encode("utf-8", "replace").decode()


def _to(body: dict[str, Any]) -> str:
    """Which of our numbers it came to, in E.164; Notify writes it as people dial it."""
    return sender(international(str(body.get("destination_number", "")))).key


def _rescue(text: Incoming, house: Services) -> Response:
    try:
        with transaction() as session:
            keep_for_the_desk(session, text, house=house, now=house.now())
    except Exception as fault:  # noqa: BLE001 - say so, and the provider comes again
        log.error("text not kept", error=type(fault).__name__)
        return Response(status=503)
    return Response(status=204)
