"""The wordings of a language, one after another, for the translator who checks them.

The way in is that of words to translate: a link, a code, one browser. Every press keeps what stands
in the boxes before anything else is done.
"""

from __future__ import annotations

from hmac import compare_digest
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, redirect, request
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from participation.care.interpreting import checking as kept
from participation.care.interpreting import queries as interpreting
from participation.care.interpreting.checking_rules import faults_of
from participation.guard.restricted_links import LOCKS_AFTER
from participation.journeys import checking_wordings
from participation.journeys.checking_wordings import AtCheck
from participation.journeys.giving_checks import OPEN_FOR
from participation.kernel.catalogue import CatalogueText
from participation.kernel.clock import system_now
from participation.kernel.coverage import Part
from participation.kernel.db import transaction
from participation.web.entry import Who, entry
from participation.web.respond.fields import cleaned
from participation.web.respond.visits import comes_from_here
from participation.web.services import services
from participation.web.translate import browser, checking_shown, shown

blueprint = Blueprint("wordings", __name__, url_prefix="/wordings")
CODE, KEEP, LATER, RIGHT = "code", "keep", "later", "right"
PARTS = {part.name.lower(): part for part in Part}


@blueprint.get("/<token>")
@entry(Who.LINK_HOLDER)
def look(token: str) -> Response:
    """The text that is asked for, or the next that nobody has checked."""
    with transaction() as session:
        at = _at_work(session, token)
        if at is None:
            return browser.ask_for_code()
        if at.link.is_locked(system_now()):
            return browser.ask_for_code(again=True)
        return _show(session, at)


@blueprint.post("/<token>")
@entry(Who.LINK_HOLDER)
def press(token: str) -> AnyResponse:
    go = request.form.get("go", "")[:20]
    if not comes_from_here():
        return browser.ask_for_code(wrong=True)
    if go == CODE:
        return _come_in(token)
    system = system_now()
    with transaction() as session:
        at = _at_work(session, token, pressing=True)
        if at is None or not _is_own_page(at):
            return browser.ask_for_code(wrong=True)
        text = at.listing.find(request.form.get("text", "")[:40])
        words = _typed(at, text) if text is not None else None
        if text is not None and words is not None and words != _stands(session, at, text):
            checking_wordings.keep(at, text, words)
        if at.link.is_locked(system):
            return browser.ask_for_code(again=True)
        at.link.last_seen = system
        if text is None:
            return _to(token)
        if go == RIGHT and words is not None:
            if checking_wordings.approve(session, at, text, words):
                return _to(token, at=text.key, said="wrong")
            return _to(token, after=text.key, part=_part(), said="kept")
        if go == LATER:
            return _to(token, after=text.key, part=_part())
        return _to(token, at=text.key)


def _come_in(token: str) -> AnyResponse:
    house = services()
    with transaction() as session:
        cookie = checking_wordings.come_in(
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
    response = _to(token)
    browser.let_in(response, house, token, cookie, OPEN_FOR)
    return response


def _show(session: Session, at: AtCheck) -> Response:
    part = PARTS.get(_part())
    here = kept.checked_keys(session, at.task.language)
    after = request.args.get("after", "")[:40]
    text = at.listing.find(request.args.get("at", "")[:40]) or checking_wordings.next_one(
        session, at, after=after, part=part
    )
    values: dict[str, Any] = {
        "path": request.path,
        "csrf_token": at.link.csrf,
        "target": checking_shown.target(at.task.language),
        "progress": checking_shown.progress(kept.progress(at.listing, here), request.path),
        "part": _part(),
        "kept": request.args.get("said") == "kept",
        "locks_after": int(LOCKS_AFTER.total_seconds()),
    }
    if text is None:
        return browser.page("checked", **values)
    standing = checking_wordings.standing(session, at, text)
    faults = (
        faults_of(text, standing.typed, at.listing.many_of(text))
        if request.args.get("said") == "wrong" and standing.typed is not None
        else []
    )
    around = checking_wordings.around(at.listing, text)
    before = checking_wordings.one_before(at, text)
    return browser.page(
        "check",
        **values,
        text=checking_shown.text(standing, at, faults),
        error=checking_shown.errors(faults, at.listing.many_of(text)),
        around=checking_shown.around(
            around, checking_wordings.words_now(session, at.task.language, around), text
        ),
        before_url=f"{request.path}?at={before.key}" if before is not None else None,
        glossary=shown.glossary(interpreting.glossary(session, at.task.language)),
    )


def _typed(at: AtCheck, text: CatalogueText) -> tuple[str, ...] | None:
    """What stands in the boxes; None where one was not sent."""
    sent = [request.form.get(f"words-{form}") for form in range(at.listing.many_of(text))]
    found = [cleaned(words).replace("\r\n", "\n").strip() for words in sent if words is not None]
    return tuple(found) if len(found) == len(sent) else None


def _stands(session: Session, at: AtCheck, text: CatalogueText) -> tuple[str, ...]:
    """What the boxes were filled with: that need not be kept once more."""
    found = checking_wordings.standing(session, at, text)
    return found.typed if found.typed is not None else found.words


def _at_work(session: Session, token: str, *, pressing: bool = False) -> AtCheck | None:
    house = services()
    cookie = request.cookies.get(browser.cookie_name(house, token))
    return checking_wordings.at_work(session, token, cookie, house, house.now(), pressing=pressing)


def _is_own_page(at: AtCheck) -> bool:
    sent = request.form.get("csrf_token", "")[:200]
    return bool(at.link.csrf) and compare_digest(
        (at.link.csrf or "").encode(), sent.encode("utf-8", "replace")
    )


def _part() -> str:
    wanted = request.values.get("part", "")[:20]
    return wanted if wanted in PARTS else ""


def _to(token: str, **where: str) -> AnyResponse:
    asked = "&".join(f"{name}={value}" for name, value in where.items() if value)
    return redirect(f"/wordings/{token}" + (f"?{asked}" if asked else ""), HTTPStatus.SEE_OTHER)
