"""Leaving a browser so that whoever is at it next does not come in as the one before.

The session at the council's provider is not ours to end, and single sign-on would bring the next
person in with it: a colleague at a shared computer, or a child to whom the device was handed. So a
cookie stays behind which says that the next sign-in there is to be a new one. It holds nothing of
anybody. Whoever can clear a browser's cookies can take it away, and with it mostly the session.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from flask import Response, request

from participation.journeys.services import Services
from participation.web.headers import forget_this_device
from participation.web.staff.door import cookie_name

# A session there may be kept for months; whoever comes back sooner takes it away.
KEPT: Final = timedelta(days=365)


def signed_out(answer: Response, house: Services) -> Response:
    """The browser keeps neither our session, whose row the caller has ended, nor a page."""
    secure = house.settings.secure_staff_cookies
    answer.delete_cookie(cookie_name(house), secure=secure)
    if house.provider is not None:
        answer.set_cookie(
            _name(house),
            "1",
            max_age=KEPT,
            secure=secure,
            httponly=True,
            samesite="Lax",  # it must come along when another site leads to our sign-in
            path="/",
        )
    return forget_this_device(answer)


def must_sign_in_anew(house: Services) -> bool:
    """Whether somebody has signed out at this browser, and nobody signed in anew since."""
    return _name(house) in request.cookies


def signed_in_anew(answer: Response, house: Services) -> None:
    secure = house.settings.secure_staff_cookies
    answer.delete_cookie(_name(house), secure=secure, httponly=True, samesite="Lax", path="/")


def _name(house: Services) -> str:
    return cookie_name(house) + "-anew"
