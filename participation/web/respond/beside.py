"""The sittings beside that of a link: a child's card, and reading with one's own key.

Each has a cookie of its own that ends with the browser. Whoever leaves, leaves all of them.
"""

from __future__ import annotations

from flask import Response, request
from sqlalchemy.orm import Session

from participation.guard import cards, keys_of_persons
from participation.journeys.services import Services
from participation.kernel.clock import system_now

LEFT = "left"
"""Set by the script of a browser that left without signal: whatever was open there is over."""


def card_cookie(house: Services) -> str:
    return "__Host-card" if house.settings.secure_cookies else "card"


def reading_cookie(house: Services) -> str:
    return "__Host-mine" if house.settings.secure_cookies else "mine"


def is_any_open(house: Services) -> bool:
    """Whether this browser sends the cookie of a card or of reading at all."""
    return card_cookie(house) in request.cookies or reading_cookie(house) in request.cookies


def cookie_in(name: str) -> str | None:
    """The value of this browser's cookie, unless somebody has left."""
    return None if LEFT in request.cookies else request.cookies.get(name)


def end_all(session: Session, house: Services) -> None:
    """End what this browser has open beside a link."""
    cards.end_card_sitting(session, request.cookies.get(card_cookie(house)))
    keys_of_persons.end_reading(session, request.cookies.get(reading_cookie(house)))


def tokens(session: Session, house: Services) -> list[str]:
    """The tokens against forged posts of what is open beside a link."""
    system, sent = system_now(), request.cookies
    found = cards.card_sitting_of(session, sent.get(card_cookie(house)), system)
    reading = keys_of_persons.reading_of(session, sent.get(reading_cookie(house)), system)
    return [each.csrf for each in (found[0] if found else None, reading) if each is not None]


def hand_over(response: Response, house: Services, name: str, cookie: str) -> Response:
    """Give the browser a cookie that ends with the browser."""
    response.set_cookie(
        name,
        cookie,
        secure=house.settings.secure_cookies,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    if LEFT in request.cookies:
        response.delete_cookie(LEFT, path="/")
    return response


def take_back(response: Response, house: Services) -> Response:
    """Take both cookies from the browser, where it has them."""
    for name in (card_cookie(house), reading_cookie(house)):
        if name in request.cookies:
            response.delete_cookie(
                name, secure=house.settings.secure_cookies, httponly=True, samesite="Lax", path="/"
            )
    return response
