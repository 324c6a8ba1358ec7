"""GET /q shows the page that is due, POST /q takes one press. One address for every question, so
that the list of pages visited tells nothing (T4).

If something unexpected happens after words arrived, they are kept in a second transaction, and the
page says truthfully whether they are (D6, I8).
"""

from __future__ import annotations

from http import HTTPStatus

import structlog
from flask import Blueprint, Response, request
from sqlalchemy.exc import IntegrityError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from werkzeug.exceptions import HTTPException

from participation.kernel.db import reading, transaction
from participation.web.entry import Who, entry
from participation.web.respond import frame, keeping, not_safe, pages, taking, visits
from participation.web.respond.fields import Posted, read_page
from participation.web.services import services

log = structlog.get_logger()

MOST_BYTES = 256 * 1024  # B58
AWAY = (OperationalError, InterfaceError, NoConnection)  # the database, for now
MOST_TRIES = 4  # both versions are kept, one revision after the other
READ_AT_MOST = 4 * MOST_BYTES  # what is too long is still given back on the page

blueprint = Blueprint("respond_form", __name__)


@blueprint.get("/q")
@entry(Who.LINK_HOLDER)
def show() -> Response:
    with reading() as session:
        visit = visits.visit_here(session, services())
        if visit is None:
            return frame.gone()
        return not_safe.show_here(session, visit) or pages.show(session, visit)


@blueprint.post("/q")
@entry(Who.LINK_HOLDER)
def go_on() -> Response:
    request.max_content_length = request.max_form_memory_size = READ_AT_MOST
    posted = read_page()
    if (request.content_length or 0) > MOST_BYTES:
        return _problem(
            posted, reason="too_big", saved=False, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        )
    try:
        return _taken(posted)
    except HTTPException:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the words are kept first
        return _rescue(posted, error)


def _taken(posted: Posted) -> Response:
    """Take one press; again, if another browser answered the same question at that moment (I13)."""
    for _ in range(MOST_TRIES - 1):
        try:
            return _one_press(posted)
        except IntegrityError:
            continue
    return _one_press(posted)


def _one_press(posted: Posted) -> Response:
    house = services()
    with transaction() as session:
        visit = visits.visit_here(session, house, press=True)
        if visit is None:
            return frame.gone(posted)
        if not visits.is_own_press(visit, posted.csrf):
            return frame.old_page(visit, posted)
        visit = visits.kept_alive(session, visit)
        response = taking.press(session, visit, posted)
        if visit.new_cookie is not None:
            visits.hand_over(response, house, visit.new_cookie, visit.device)
    return response


def _rescue(posted: Posted, error: Exception) -> Response:
    """Say what is true: kept, or not saved yet. A lock that held once is not waited for twice."""
    log.error("a press failed", error=type(error).__name__, place=_place(error))
    locked = isinstance(error, OperationalError) and "locked" in str(error.orig)
    saved = False if locked else _saved_apart(posted)
    status = (
        HTTPStatus.SERVICE_UNAVAILABLE
        if isinstance(error, AWAY) and not saved
        else HTTPStatus.INTERNAL_SERVER_ERROR
    )
    return _problem(posted, reason="ours", saved=saved, status=status)


def _saved_apart(posted: Posted) -> bool:
    try:
        with transaction() as session:
            visit = visits.visit_here(session, services(), press=True)
            if visit is None or not visits.is_own_press(visit, posted.csrf):
                return False
            return keeping.rescued(session, visit, posted)
    except Exception as error:  # noqa: BLE001 - then the page says that nothing is saved
        log.error("words could not be kept", error=type(error).__name__, place=_place(error))
        return False


def _problem(posted: Posted, *, reason: str, saved: bool, status: HTTPStatus) -> Response:
    """The page after an error; it carries keys for another try where the sitting can be read."""
    try:
        with reading() as session:
            visit = visits.visit_here(session, services())
            return frame.problem(visit, posted, reason=reason, saved=saved, status=status)
    except Exception as error:  # noqa: BLE001 - the database is away: the words stay on the page
        log.error("no sitting for the page", error=type(error).__name__)
        return frame.problem(None, posted, reason=reason, saved=saved, status=status)


def _place(error: Exception) -> str:
    """Function and line where it broke: never a value."""
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    return f"{step.tb_frame.f_code.co_name}:{step.tb_lineno}" if step is not None else "unknown"
