"""Signing in with an account of our own, and out again however one came in.

One answer for every mistake, known address or not (A29). Wrong tries slow one browser's network
down for one address; nobody can shut a colleague out from elsewhere.
"""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, make_response, redirect, request
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from participation.care.people.models import StaffMember
from participation.care.people.queries import staff_by_email
from participation.channels.mail.addresses import LONGEST_ADDRESS
from participation.guard import limits
from participation.guard.audit import Deed, record
from participation.guard.passwords import LocalAccount, is_right, recovery_hash
from participation.guard.sessions import WITH_PASSWORD
from participation.guard.standing import standing_of
from participation.journeys.services import Services
from participation.kernel.clock import london_day, system_now
from participation.kernel.db import transaction
from participation.kernel.logs import get_logger
from participation.web.entry import Who, entry
from participation.web.locale import gettext as _
from participation.web.network import asking_network
from participation.web.services import services
from participation.web.staff.door import (
    SIGN_IN,
    Visitor,
    comes_from_here,
    cookie_name,
    fresh_session,
    set_cookie,
    staff_page,
)
from participation.web.staff.frame import first_page, page
from participation.web.staff.signing_out import signed_out

log = get_logger(__name__)
bp = Blueprint("staff_sign_in", __name__, url_prefix="/staff")

LOOK_BACK = timedelta(minutes=5)
TRIES_FOR_ONE = 10  # wrong tries for one address from one network
TRIES_FROM_ONE = 100  # a whole council may stand behind one network
NOBODY = UUID(int=0)

Known = tuple[StaffMember | None, LocalAccount | None]


@bp.get("/sign-in")
@entry(Who.ANYONE)
def ask() -> AnyResponse:
    """The form; the same for everybody, whether signed in or not."""
    return _form(HTTPStatus.OK)


@bp.post("/sign-in")
@entry(Who.ANYONE)
def sign_in() -> AnyResponse:
    """Open a fresh session for whoever has the password and the code of this half minute."""
    house = services()
    if not house.settings.local_accounts:
        return _form(HTTPStatus.FORBIDDEN, _("Sign in the way your council does."))
    if not _is_own_form(house):
        return _form(HTTPStatus.FORBIDDEN, _("This page was open for too long. Try again."))
    email = request.form.get("email", "").strip()[:LONGEST_ADDRESS]
    with transaction() as session:
        known = _known(session, house, email)
        if _too_many(session, email):
            return _form(
                HTTPStatus.TOO_MANY_REQUESTS,
                _("Too many tries. Wait five minutes, then try again."),
                email,
            )
        staff = _proven(session, house, email, known)
        if staff is None:
            return _form(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                _("The address, the password or the code is not right. A code is good once."),
                email,
            )
        cookie = fresh_session(session, house, staff, way=WITH_PASSWORD)
        standing_of(session, staff.public_id, house.now()).used_at = house.now()
        record(session, _deed(staff, "sign_in"), house.now())
        answer = redirect(first_page(staff.roles), HTTPStatus.SEE_OTHER)
    set_cookie(answer, house, cookie_name(house), cookie)
    return answer


@bp.post("/sign-out")
@staff_page(while_one_time=True)
def sign_out(visitor: Visitor) -> AnyResponse:
    """End this session; its row is gone, and no old page brings it back (A34)."""
    visitor.session.delete(visitor.sign_in)
    record(visitor.session, _deed(visitor.staff, "sign_out"), visitor.now)
    return signed_out(make_response(redirect(SIGN_IN, HTTPStatus.SEE_OTHER)), visitor.house)


@bp.get("/")
@staff_page()
def begin(visitor: Visitor) -> AnyResponse:
    """The first page that this member of staff may open."""
    return redirect(first_page(visitor.staff.roles), HTTPStatus.SEE_OTHER)


@bp.get("/nothing")
@staff_page()
def nothing(visitor: Visitor) -> AnyResponse:
    """For those whose work has no page here yet."""
    return page(
        "problem",
        visitor,
        heading=_("You are signed in"),
        message=_("There is no page for your work here yet."),
    )


def _known(session: Session, house: Services, email: str) -> Known:
    """Whose address this is. Of presses at one moment each waits for the one before, so that
    every wrong one is counted and a code is good once."""
    staff = staff_by_email(session, house.ring, email)
    account = session.scalar(
        select(LocalAccount)
        .where(LocalAccount.staff == (staff.public_id if staff else None))
        .with_for_update(of=LocalAccount)
    )
    return staff, account


def _proven(session: Session, house: Services, email: str, known: Known) -> StaffMember | None:
    """The member of staff, if everything is right; a wrong try is counted, and costs the same
    time whether the address is known or not."""
    system, (staff, account) = system_now(), known
    code = request.form.get("code", "")
    recovery = recovery_hash(house.ring, staff.public_id if staff else NOBODY, code)
    password = request.form.get("password", "")
    right = is_right(account, password, code, system, recovery=recovery)
    if right and staff is not None and _may_come_in(session, staff, house):
        return staff
    log.info("sign-in refused", reason="wrong" if not right else "shut_out")
    for what, who in _counted(email):
        limits.note(session, what, who, system)
    return None


def _may_come_in(session: Session, staff: StaffMember, house: Services) -> bool:
    """Still working here, and nobody has closed their way in."""
    left = staff.has_left(london_day(house.now()))
    return not left and standing_of(session, staff.public_id, house.now()).disabled_at is None


def _too_many(session: Session, email: str) -> bool:
    since: datetime = system_now() - LOOK_BACK
    (one, for_one), (all_, from_one) = _counted(email)
    return (
        limits.count(session, one, for_one, since) >= TRIES_FOR_ONE
        or limits.count(session, all_, from_one, since) >= TRIES_FROM_ONE
    )


def _counted(email: str) -> tuple[tuple[str, str], tuple[str, str]]:
    network = asking_network()
    return (("sign_in", f"{network} {email.casefold()}"), ("sign_in_network", network))


# --- the form has no session yet: its token answers to a cookie of its own -------------------


def _form(status: HTTPStatus, error: str | None = None, email: str = "") -> Response:
    house = services()
    name = _form_cookie_name(house)
    value = request.cookies.get(name) or house.randomness.token()
    answer = page(
        "sign_in",
        None,
        status,
        email=email,
        error=error,
        csrf_token=_form_token(house, value),
        council=house.provider is not None,
        local=house.settings.local_accounts,
    )
    set_cookie(answer, house, name, value)
    return answer


def _is_own_form(house: Services) -> bool:
    value = request.cookies.get(_form_cookie_name(house))
    token = request.form.get("csrf_token", "")[:200]
    return (
        comes_from_here()
        and bool(value)
        and hmac.compare_digest(
            _form_token(house, value or "").encode(), token.encode("utf-8", "replace")
        )
    )


def _form_cookie_name(house: Services) -> str:
    return cookie_name(house) + "-form"


def _form_token(house: Services, value: str) -> str:
    secret = house.settings.secret_key.encode()
    return hmac.new(secret, b"sign-in\0" + value.encode("utf-8", "replace"), sha256).hexdigest()


def _deed(staff: StaffMember, action: str) -> Deed:
    who = f"staff:{staff.public_id.hex}"
    return Deed(actor=who, action=action, subject=who)
