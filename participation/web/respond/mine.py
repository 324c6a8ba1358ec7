"""Reading what I sent and what was answered: opens only with the person's own key (R2).

A link or card gets somebody to the page that asks for the key, and no further. What is shown is
what was typed in sittings in which the key was in hand. It closes after twenty idle minutes.
"""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response, g, request
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from participation.guard import keys_of_persons as keys
from participation.guard.keys_of_persons import PICKED, PICTURES, KeyKind, Reading
from participation.journeys import holding_keys, reading_letters, telling_back
from participation.journeys.services import Services
from participation.kernel.clock import system_now
from participation.kernel.db import transaction
from participation.web.entry import Who, entry
from participation.web.headers import forget_this_device
from participation.web.locale import gettext as _
from participation.web.respond import beside, frame, visits
from participation.web.respond.askers import Asker, latest, pressed
from participation.web.respond.fields import cleaned
from participation.web.respond.mine_pages import own_page
from participation.web.services import services

blueprint = Blueprint("respond_mine", __name__)
_LONGEST = 200
HAPPENED = "/mine/happened"
LETTER = "/mine/letter"


@blueprint.get("/mine")
@entry(Who.LINK_HOLDER)
def show() -> Response:
    """One's own words where the key was given in this browser; else what opens them."""
    with transaction() as session:
        house = services()
        asker, reading = here(session, house)
        if asker is None:
            return frame.gone()
        if reading is not None:
            reading.last_seen = system_now()
            return own_page(session, asker, reading.csrf)
        return way_in(session, asker)


@blueprint.post("/mine")
@entry(Who.LINK_HOLDER)
def press() -> Response:
    try:
        return _press()
    except IntegrityError:  # two keys made at one moment: the second finds the first one's
        return _press()


def _press() -> Response:
    with transaction() as session:
        house = services()
        csrf = request.form.get("csrf_token", "")[:_LONGEST]
        if request.form.get("go") == "close":
            return _close(session, house, csrf)
        asker = pressed(session, house, csrf)
        if asker is None:
            return frame.gone()
        # What was typed before a long pause may be somebody else's: no key made now opens it.
        asker = asker.kept_alive(session)
        return asker.handed_over(_pressed(session, asker))


def _pressed(session: Session, asker: Asker) -> Response:
    match request.form.get("go"):
        case "make":
            return _make(session, asker)
        case "open":
            return _open(session, asker)
    return way_in(session, asker)


def here(session: Session, house: Services) -> tuple[Asker | None, Reading | None]:
    """Who is at this browser, and their live reading; somebody else's reading is not theirs."""
    asker = latest(session, house)
    if asker is None:
        return None, None
    g.language = asker.texts.language
    return asker, reading_at(session, house, asker)


def reading_at(session: Session, house: Services, asker: Asker) -> Reading | None:
    """The live reading of this browser, if it was this very person's key that opened it."""
    cookie = beside.cookie_in(beside.reading_cookie(house))
    reading = keys.reading_of(session, cookie, system_now())
    return reading if reading is not None and reading.person == asker.holder().person else None


def way_in(session: Session, asker: Asker, *, wrong: bool = False) -> Response:
    """The page for the key they have; the choice of one; or a person who tells them."""
    key = keys.key_of(session, asker.holder().person)
    kind = request.form.get("kind", "")
    if key is not None:
        return _key_page(asker, key.kind, making=False, wrong=wrong)
    if not asker.may_make_key(session):
        return asker.page("mine_offer", may_make=False)
    if kind in tuple(KeyKind):
        return _key_page(asker, KeyKind(kind), making=True)
    return asker.page("mine_offer", may_make=True)


def _key_page(
    asker: Asker,
    kind: KeyKind,
    *,
    making: bool,
    wrong: bool = False,
    error: str | None = None,
    picked: tuple[str, ...] = (),
) -> Response:
    if wrong:
        error = _("That did not open it. After five wrong tries it stays shut.")
    return asker.page(
        "mine_key",
        HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        kind=kind.value,
        making=making,
        error=error,
        picked=picked,
        pictures=[(name, _picture(name)) for name in PICTURES],
    )


def _make(session: Session, asker: Asker) -> Response:
    """Set a first key. Where there is one already, it is asked for instead."""
    holder = asker.holder()
    kind = request.form.get("kind", "")
    if (
        kind not in tuple(KeyKind)
        or keys.key_of(session, holder.person) is not None
        or not asker.may_make_key(session)
    ):
        return way_in(session, asker)
    secret: str | None
    if kind == KeyKind.PIN:
        secret = keys.pin_in(request.form.get("pin", ""))
        if secret is None:
            return _key_page(asker, KeyKind.PIN, making=True, error=_("Type six numbers."))
        if keys.is_easy(secret):
            error = _("That one is easy to guess. Choose another.")
            return _key_page(asker, KeyKind.PIN, making=True, error=error)
    else:
        picked = _picked()
        if len(picked) < PICKED:
            return _key_page(asker, KeyKind.PICTURES, making=True, picked=picked)
        secret = keys.pictures_in(picked)
        if secret is None:
            error = _("Choose three different pictures.")
            return _key_page(asker, KeyKind.PICTURES, making=True, error=error)
    if not holding_keys.make_key(
        session, holder, KeyKind(kind), secret, mark=asker.mark, now=asker.now
    ):
        return way_in(session, asker)
    return _let_in(session, asker)


def _open(session: Session, asker: Asker) -> Response:
    """Try the key. The answer is the same for wrong and for shut."""
    holder = asker.holder()
    key = keys.key_of(session, holder.person)
    if key is None:
        return way_in(session, asker)
    if key.kind is KeyKind.PICTURES:
        picked = _picked()
        if len(picked) < PICKED:
            return _key_page(asker, key.kind, making=False, picked=picked)
        secret = keys.pictures_in(picked)
    else:
        secret = keys.pin_in(request.form.get("pin", ""))
        if secret is None:  # it can be no key: nothing to try, and no try is spent
            return _key_page(asker, key.kind, making=False, error=_("Type six numbers."))
    page = asker.page_key(request.form.get("page_key", "")[:_LONGEST])
    if not holding_keys.try_key(session, holder, secret, mark=asker.mark, now=asker.now, page=page):
        return _key_page(asker, key.kind, making=False, wrong=True)
    return _let_in(session, asker)


def _let_in(session: Session, asker: Asker) -> Response:
    """This browser may read for a while, by a new cookie."""
    house = asker.house
    name = beside.reading_cookie(house)
    keys.end_reading(session, request.cookies.get(name))
    cookie = house.randomness.token()
    keys.begin_reading(
        session,
        cookie=cookie,
        csrf=house.randomness.token(),
        person=asker.holder().person,
        now=system_now(),
    )
    holder = asker.holder()
    news = telling_back.something_to_read(session, holder, asker.now) or (
        reading_letters.letter_to_read(session, holder, asker.now) is not None
    )
    return beside.hand_over(_to_mine(HAPPENED if news else "/mine"), house, name, cookie)


def _close(session: Session, house: Services, csrf: str) -> Response:
    """Stop reading; the browser forgets the page (T4). Writing goes on."""
    name = beside.reading_cookie(house)
    reading = keys.reading_of(session, request.cookies.get(name), system_now())
    if reading is not None and visits.comes_from_here() and visits.same(reading.csrf, csrf):
        keys.end_reading(session, request.cookies.get(name))
    response = forget_this_device(_to_mine("/card" if _by_card(session, house) else "/q"))
    response.delete_cookie(
        name, secure=house.settings.secure_cookies, httponly=True, samesite="Lax", path="/"
    )
    return response


def _by_card(session: Session, house: Services) -> bool:
    asker = latest(session, house)
    return asker is not None and asker.path == "/card"


def _to_mine(path: str = "/mine") -> Response:
    return Response(status=HTTPStatus.SEE_OTHER, headers={"Location": path})


def _picked() -> tuple[str, ...]:
    """The pictures tapped so far, in their order: those before, and the one of this press."""
    before = [
        one for one in cleaned(request.form.get("picked", ""))[:60].split() if one in PICTURES
    ]
    tapped = request.form.get("tap", "")
    if tapped in before:  # a double tap: a key has three different pictures
        return tuple(before[:PICKED])
    return tuple([*before, tapped][:PICKED]) if tapped in PICTURES else tuple(before[:PICKED])


def _picture(name: str) -> str:
    """What a picture shows, in the language of the page."""
    words = {
        "sun": _("sun"),
        "moon": _("moon"),
        "star": _("star"),
        "tree": _("tree"),
        "fish": _("fish"),
        "house": _("house"),
        "boat": _("boat"),
        "cup": _("cup"),
        "ball": _("ball"),
        "leaf": _("leaf"),
        "heart": _("heart"),
        "kite": _("kite"),
    }
    return words[name]
