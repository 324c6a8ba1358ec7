"""/demo/phones: answer a text as its owner would, tap a child's link, look into a mailbox.

A reply goes through the same journey as the provider's webhook; only who hands it over differs.
"""

from __future__ import annotations

import hmac
import secrets
import time
from hashlib import sha256
from http import HTTPStatus

import structlog
from flask import Blueprint, Response, redirect, render_template, request
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from participation.care.consultations.models import Direction, Message, MessageState
from participation.care.people.queries import number_hash
from participation.channels.sms.numbers import NumberRefused, mobile
from participation.journeys.receiving_texts import Incoming, keep_for_the_desk, receive
from participation.journeys.services import Services
from participation.kernel.clock import LONDON, london_day, system_now
from participation.kernel.dates import long_day
from participation.kernel.db import reading, transaction
from participation.kernel.errors import NotAllowed
from participation.settings import SmsProvider
from participation.web.demo import alerted, devices, lent, sign_ins
from participation.web.entry import Who, entry
from participation.web.problems import from_house
from participation.web.services import services

bp = Blueprint("demo", __name__)
log = structlog.get_logger()

LONGEST_TEXT = 1600  # ten parts of a text; the provider takes no longer one
LONGEST_WAIT_SECONDS, _STEP_SECONDS = 3.0, 0.1
_ON_ITS_WAY = (MessageState.QUEUED, MessageState.SENDING)


@bp.get("/")
@bp.get("/demo")
@entry(Who.DEMO)
def begin() -> AnyResponse:
    return redirect("/demo/phones", HTTPStatus.SEE_OTHER)


@bp.get("/demo/phones")
@entry(Who.DEMO)
def show() -> Response:
    return _page()


@bp.post("/demo/phones")
@entry(Who.DEMO)
def send() -> AnyResponse:
    """One text from one phone to the council."""
    house = services()
    given = request.form.get("csrf_token", "")[:200].encode("utf-8", "replace")
    if not hmac.compare_digest(given, _csrf(house).encode()):
        return from_house(NotAllowed())
    words = request.form.get("words", "")[:LONGEST_TEXT]
    try:
        number = mobile(request.form.get("number", "")[:40], drama_allowed=True)
    except NumberRefused as refused:
        return _page(error=refused.remedy, words=words)
    if words.strip():
        _hand_over(house, number, words)
        _wait_for_the_reply(house, number)
    return redirect(f"/demo/phones#phone{number.lstrip('+')}", HTTPStatus.SEE_OTHER)


def _hand_over(house: Services, number: str, words: str) -> None:
    """As the webhook does, and with the same second try for the words alone (D6)."""
    text = Incoming(
        provider=SmsProvider.SIMULATOR.value,
        provider_id=f"SM{secrets.token_hex(16)}",
        from_raw=number,
        body=words,
    )
    try:
        with transaction() as session:
            receive(session, text, house=house, now=house.now())
    except Exception as fault:  # noqa: BLE001 - the words must survive whatever it was
        log.error("text not placed", error=type(fault).__name__)
        with transaction() as session:
            keep_for_the_desk(session, text, house=house, now=house.now())


def _wait_for_the_reply(house: Services, number: str) -> None:
    """Let the worker send what was promised, so that the page shows it; never for long."""
    until = time.monotonic() + LONGEST_WAIT_SECONDS
    waiting = (
        select(func.count())
        .select_from(Message)
        .where(
            Message.number_hash == number_hash(house.ring, number),
            Message.direction == Direction.OUT,
            Message.state.in_(_ON_ITS_WAY),
        )
    )
    while time.monotonic() < until:
        with reading() as session:
            if not session.scalar(waiting):
                return
        time.sleep(_STEP_SECONDS)


def _mailboxes(session: Session, house: Services) -> list[devices.Mailbox]:
    boxes = devices.mailboxes(session, address=house.settings.public_url)
    return lent.add_to(alerted.add_to(boxes, session, house), session, house)


def _page(*, error: str | None = None, words: str = "") -> Response:
    house = services()
    now = house.now()
    with reading() as session:
        address = house.settings.public_url
        everybody = devices.phones(session, london_day(now), address=address)
        body = render_template(
            "demo/phones.html",
            groups=[
                ("Children’s phones", [one for one in everybody if one.childs]),
                ("Parents’ and carers’ phones", [one for one in everybody if not one.childs]),
            ],
            mailboxes=_mailboxes(session, house),
            sign_ins=sign_ins.all_of(
                session, secret_key=house.settings.secret_key, system=system_now()
            ),
            today=f"{long_day(london_day(now))}, {now.astimezone(LONDON):%H:%M}",
            csrf_token=_csrf(house),
            error=error,
            words=words,
        )
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return Response(body, status, mimetype="text/html")


def _csrf(house: Services) -> str:
    """Nobody is signed in here; another site still must not write as a phone's owner."""
    secret = house.settings.secret_key.encode()
    return hmac.new(secret, b"demo phones", sha256).hexdigest()
