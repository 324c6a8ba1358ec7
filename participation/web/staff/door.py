"""Who is at a staff page, and may they be there? Every staff view goes through here.

The page runs in one transaction, so that the audit row and what it allows stand or fall together.
A refusal is an answer and not an exception: what was noted about it is kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import wraps
from hmac import compare_digest
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec

from flask import Response, redirect, request
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from participation.care.people.models import StaffMember
from participation.guard import sessions
from participation.guard.access import Action, may
from participation.guard.passwords import LocalAccount
from participation.guard.sessions import SignIn
from participation.guard.standing import StaffStanding
from participation.journeys.refusing_roles import note_wrong_role
from participation.journeys.services import Services
from participation.kernel.clock import london_day, system_now
from participation.kernel.db import transaction
from participation.kernel.errors import NotAllowed, NotFound
from participation.outbox.holding import held_copy
from participation.web.entry import Who, entry
from participation.web.problems import from_house
from participation.web.services import services

SIGN_IN = "/staff/sign-in"
PASSWORD = "/staff/password"  # noqa: S105 - a path
SEEN_STEP = timedelta(minutes=1)  # noting every second of activity would cost a write each time
OWN_SITE = frozenset({"same-origin", "none"})
UNSAFE = frozenset({"POST", "PUT", "PATCH", "DELETE"})

Rest = ParamSpec("Rest")


@dataclass(frozen=True, slots=True, repr=False)
class Visitor:
    """A member of staff at a page they may open. `now` is the council's clock."""

    session: Session
    staff: StaffMember
    sign_in: SignIn
    house: Services
    now: datetime
    must_change: bool = False  # came with a password that is good for one sign-in
    copy_of: datetime | None = None  # of which day this copy is, while it is held

    @property
    def today(self) -> date:
        return london_day(self.now)


View = Callable[Concatenate[Visitor, Rest], AnyResponse]


def staff_page(
    *actions: Action, while_one_time: bool = False
) -> Callable[[View[Rest]], Callable[Rest, AnyResponse]]:
    """A page for whoever is signed in and may do one of these. The view gets the visitor first.

    Args:
        while_one_time: it opens also for somebody who has not chosen a password of their own.
    """

    def made(view: View[Rest]) -> Callable[Rest, AnyResponse]:
        @wraps(view)
        def page(*args: Rest.args, **route: Rest.kwargs) -> AnyResponse:
            house = services()
            with transaction() as session:
                visitor = _visitor(session, house)
                if visitor is None:
                    return redirect(SIGN_IN, HTTPStatus.SEE_OTHER)
                if request.method in UNSAFE and not _is_own_press(visitor.sign_in):
                    return old_page()
                if visitor.must_change and not while_one_time:
                    return redirect(PASSWORD, HTTPStatus.SEE_OTHER)
                if actions and not any(may(visitor.staff.roles, action) for action in actions):
                    note_wrong_role(session, visitor.staff, actions[0], route, visitor.now)
                    return from_house(NotAllowed())
                return view(visitor, *args, **route)

        return entry(Who.STAFF, action=actions[0] if actions else None)(page)

    return made


def cookie_name(house: Services) -> str:
    return "__Host-staff" if house.settings.secure_staff_cookies else "staff"


def set_cookie(response: AnyResponse, house: Services, name: str, value: str) -> None:
    """A cookie for this browser only, gone when it closes."""
    response.set_cookie(
        name,
        value,
        secure=house.settings.secure_staff_cookies,
        httponly=True,
        samesite="Strict",
        path="/",
    )


def fresh_session(session: Session, house: Services, staff: StaffMember, *, way: str) -> str:
    """Open a session for somebody who has proven who they are; the one that this browser had ends.

    Returns:
        The cookie for this browser, a new value each time (T16).
    """
    cookie = house.randomness.token()
    sessions.end_sign_in(session, request.cookies.get(cookie_name(house)))
    sessions.begin_sign_in(
        session,
        cookie=cookie,
        csrf=house.randomness.token(),
        staff=staff.public_id,
        way=way,
        now=system_now(),
    )
    return cookie


def comes_from_here() -> bool:
    """What the browser says about where a press came from (B48). An old one says nothing, and
    then the token in the page decides alone."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in OWN_SITE
    origin = request.headers.get("Origin", "null")  # our pages send no referrer, hence "null"
    return origin == "null" or origin.partition("://")[2] == request.host


def nothing_here() -> Response:
    """The answer for what does not exist and for what may not be known to exist (T15)."""
    return from_house(NotFound())


def old_page() -> Response:
    """The press did not come from a page of this very sign-in: nothing is done (B48)."""
    return from_house(NotAllowed())


def _visitor(session: Session, house: Services) -> Visitor | None:
    """The member of staff behind this request's cookie, still employed and not shut out (T21)."""
    system, now = system_now(), house.now()
    signed = sessions.sign_in_of(session, request.cookies.get(cookie_name(house)), system)
    if signed is None:
        return None
    found = session.execute(
        select(
            StaffMember,
            LocalAccount.must_change,  # None: has no account here
            LocalAccount.disabled_at,
            StaffStanding.disabled_at,
            held_copy(),
        )
        .outerjoin(LocalAccount, LocalAccount.staff == StaffMember.public_id)
        .outerjoin(StaffStanding, StaffStanding.staff == StaffMember.public_id)
        .where(StaffMember.public_id == signed.staff)
    ).one_or_none()
    if found is None:
        return None
    staff, must_change, disabled_at, shut_out_at, copy_of = found
    left = staff.has_left(london_day(now))
    if left or shut_out_at is not None:
        return None
    with_password = signed.way == sessions.WITH_PASSWORD
    shut = must_change is None or disabled_at is not None or not house.settings.local_accounts
    if with_password and shut:
        return None
    if system - signed.last_seen > SEEN_STEP and not sessions.note_seen(session, signed, system):
        return None
    return Visitor(
        session,
        staff,
        signed,
        house,
        now,
        must_change=with_password and bool(must_change),
        copy_of=copy_of,
    )


def _is_own_press(signed: SignIn) -> bool:
    token = request.form.get("csrf_token", "")[:200]
    return comes_from_here() and compare_digest(
        signed.csrf.encode(), token.encode("utf-8", "replace")
    )


def template_values(visitor: Visitor | None, house: Services) -> dict[str, Any]:
    """What the layout of every staff page names."""
    common: dict[str, Any] = {"demo": house.settings.mode == "demo", "signed_in_as": None}
    if visitor is not None:
        common |= {
            "signed_in_as": visitor.staff.full_name,
            "csrf_token": visitor.sign_in.csrf,
        }
    return common
