"""A translator's page. Every browser but the one sees the same for every link there is or was.

First the code, then whether they know the family, then the words. Every press keeps what stands on
the page before anything else is done, also where the page has locked meanwhile: nothing typed is
lost to a pause. No page of words comes of a press itself, but of the look that follows it: loaded
again, a press would put its words over what was kept since.
"""

from __future__ import annotations

from datetime import timedelta
from hmac import compare_digest
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, redirect, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from participation.care.interpreting import queries as interpreting
from participation.care.interpreting.models import Direction
from participation.care.interpreting.rules import OPEN_AFTER_DUE
from participation.care.interpreting.service import TypedText
from participation.guard.restricted_links import LOCKS_AFTER
from participation.journeys import translating
from participation.journeys.translating import AtWork
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from participation.web.entry import Who, entry
from participation.web.respond.fields import cleaned
from participation.web.respond.visits import comes_from_here
from participation.web.services import services
from participation.web.translate import browser, shown

blueprint = Blueprint("translate", __name__, url_prefix="/w")
COOKIE_FOR = timedelta(days=3) + OPEN_AFTER_DUE  # the longest that any task is open
MOST_BYTES = 1024 * 1024
CODE = "code"
AFTER = "after"  # which press the page that is looked at follows
WORRY, SEND = "worry", "send"


@blueprint.get("/thanks")
@entry(Who.ANYONE)
def thanks() -> Response:
    return browser.page("thanks")


@blueprint.get("/stopped")
@entry(Who.ANYONE)
def stopped() -> Response:
    return browser.page("stopped")


@blueprint.get("/<token>")
@entry(Who.LINK_HOLDER)
def look(token: str) -> Response:
    """What comes next in the one browser; the box for the code in every other."""
    with transaction() as session:
        at = _at_work(session, token)
        if at is None:
            return browser.ask_for_code()
        if at.link.is_locked(system_now()):
            return browser.ask_for_code(again=True)
        return _next(session, at)


@blueprint.post("/<token>")
@entry(Who.LINK_HOLDER)
def press(token: str) -> AnyResponse:
    request.max_content_length = request.max_form_memory_size = MOST_BYTES
    go, _colon, which = request.form.get("go", "")[:60].partition(":")
    if not comes_from_here():
        return browser.ask_for_code(wrong=True)
    if go == CODE:
        return _come_in(token)
    system = system_now()
    with transaction() as session:
        at = _at_work(session, token, pressing=True)
        if at is None or not _is_own_page(at):
            return browser.ask_for_code(wrong=True)
        if at.begun:
            translating.keep(session, at, _typed(session, at))
        if at.link.is_locked(system):
            return browser.ask_for_code(again=True)
        at.link.last_seen = system
        match go:
            case "knows":
                translating.may_know_family(session, at)
                return redirect("/w/stopped", HTTPStatus.SEE_OTHER)
            case "begin":
                translating.begin(session, at)
            case "worry" if at.begun:
                translating.worry(session, at, _uuid(which))
                return _look_again(token, after=WORRY)
            case "send" if at.begun:
                if translating.send(session, at, system):
                    return _look_again(token, after=SEND)
                return redirect("/w/thanks", HTTPStatus.SEE_OTHER)
    return _look_again(token)


def _look_again(token: str, *, after: str | None = None) -> AnyResponse:
    where = f"/w/{token}?{AFTER}={after}" if after else f"/w/{token}"
    return redirect(where, HTTPStatus.SEE_OTHER)


def _come_in(token: str) -> AnyResponse:
    house = services()
    with transaction() as session:
        cookie = translating.come_in(
            session,
            token,
            request.form.get("code", "")[:40],
            came_with=request.cookies.get(browser.cookie_name(house, token)),
            house=house,
            now=house.now(),
            system=system_now(),
        )
    if cookie is None:
        return browser.ask_for_code(wrong=True)
    response = redirect(f"/w/{token}", HTTPStatus.SEE_OTHER)
    browser.let_in(response, house, token, cookie, COOKIE_FOR)
    return response


def _next(session: Session, at: AtWork) -> Response:
    """The question before everything, or the words; the audit row stands before these. What was
    lacking when they would send it is found anew in what is kept."""
    about = shown.about(at, at.house.council(session).name)
    if not at.begun:
        return browser.page("family", csrf_token=at.link.csrf, about=about)
    texts = translating.texts_to_read(session, at)
    after = request.args.get(AFTER, "")[:10]
    lacking = translating.lacking(session, at, texts) if after == SEND else {}
    return browser.page(
        "texts",
        path=request.path,
        csrf_token=at.link.csrf,
        about=about,
        due=shown.until(at),
        target=shown.target(at),
        worries=at.task.direction is Direction.INTO_ENGLISH,
        texts=[shown.text(one, lacking.get(one.text.public_id)) for one in texts],
        error=shown.errors(texts, lacking),
        told=after == WORRY,
        glossary=shown.glossary(interpreting.glossary(session, at.task.language)),
        locks_after=int(LOCKS_AFTER.total_seconds()),
    )


def _typed(session: Session, at: AtWork) -> dict[UUID, TypedText]:
    """What stands in the boxes of this page; a box that was not sent is left as it is."""
    found = {}
    for text in interpreting.texts_of(session, at.task.id):
        name = text.public_id.hex
        words = request.form.get(f"words-{name}")
        if words is not None:
            found[text.public_id] = TypedText(
                words=_as_typed(words),
                note=_as_typed(request.form.get(f"note-{name}", "")),
                unreadable=request.form.get(f"unreadable-{name}") == "yes",
            )
    return found


def _as_typed(text: str) -> str:
    return cleaned(text).replace("\r\n", "\n")


def _at_work(session: Session, token: str, *, pressing: bool = False) -> AtWork | None:
    house = services()
    cookie = request.cookies.get(browser.cookie_name(house, token))
    return translating.at_work(session, token, cookie, house, house.now(), pressing=pressing)


def _is_own_page(at: AtWork) -> bool:
    sent = request.form.get("csrf_token", "")[:200]
    return bool(at.link.csrf) and compare_digest(
        (at.link.csrf or "").encode(), sent.encode("utf-8", "replace")
    )


def _uuid(text: str) -> UUID:
    try:
        return UUID(hex=text[:40])
    except ValueError:
        return UUID(int=0)
