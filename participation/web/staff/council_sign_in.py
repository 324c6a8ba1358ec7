"""Signing in where the council's staff sign in anyway: there, and back with a code.

Setting out changes nothing here. Coming back is a GET, since that is how a browser is sent back; it
is good once, at the browser that set out, within ten minutes. It then answers with a page that goes
on by itself instead of sending the browser on: the session's cookie is for presses from this site
alone, and a browser that comes from another site would not show it at once.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from http import HTTPStatus

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from participation.care.people.models import StaffMember
from participation.guard import limits, trips
from participation.guard.audit import Deed, record
from participation.guard.proving import CouncilProvider, Proven, Refusal, Refused
from participation.guard.sessions import BY_PROVIDER
from participation.guard.trips import LONGEST_TRIP, Trip
from participation.journeys.letting_in import Outside, Told, let_in
from participation.journeys.services import Services
from participation.kernel.clock import system_now
from participation.kernel.db import reading, transaction
from participation.kernel.errors import NotFound
from participation.kernel.logs import get_logger
from participation.web.entry import Who, entry
from participation.web.locale import gettext as _
from participation.web.network import asking_network
from participation.web.services import services
from participation.web.staff.door import cookie_name, fresh_session, set_cookie
from participation.web.staff.frame import page
from participation.web.staff.signing_out import must_sign_in_anew, signed_in_anew

log = get_logger(__name__)
bp = Blueprint("staff_council_sign_in", __name__, url_prefix="/staff/sign-in/council")
COME_BACK = "/staff/sign-in/council/back"
LONGEST_CODE = 4096
LOOK_BACK = timedelta(minutes=5)
TRIES_FROM_ONE = 1000  # a whole council may stand behind one network, and come at nine


@bp.get("")
@entry(Who.ANYONE)
def set_out() -> AnyResponse:
    """Off to the provider, with a cookie by which the way back is known."""
    house = services()
    provider = _provider(house)
    browser = house.randomness.token()
    trip = trips.set_out(
        _secret(house),
        browser,
        random=house.randomness.token(),
        now=system_now(),
        anew=must_sign_in_anew(house),
    )
    address = provider.address_for(trip)
    if isinstance(address, Refused):
        return _refused(address, house)
    answer = redirect(address, HTTPStatus.SEE_OTHER)
    answer.set_cookie(
        _trip_cookie(house),
        browser,
        max_age=LONGEST_TRIP,
        secure=house.settings.secure_staff_cookies,
        httponly=True,
        samesite="Lax",  # it must come along when the provider sends the browser back
        path="/",
    )
    return answer


@bp.get("/back")
@entry(Who.ANYONE)
def back() -> AnyResponse:
    """Who came back, and whether they come in. No transaction is open while the provider is asked:
    the state is spent in one of its own before."""
    house = services()
    provider, system = _provider(house), system_now()
    browser = request.cookies.get(_trip_cookie(house), "")
    trip = trips.come_back(_secret(house), browser, request.args.get("state", ""), system)
    if trip is None or (must_sign_in_anew(house) and not trip.anew):
        return _begin_again()  # or somebody has signed out here since they set out
    if _too_many(system):
        return _wait()
    if not _first_time(trip, system):
        return _begin_again()
    found = _who(provider, trip, system)
    if isinstance(found, Refused):
        return _refused(found, house)
    with transaction() as session:
        staff = let_in(session, found, house=house, now=house.now())
        if isinstance(staff, Told):
            log.info("sign-in refused", reason=str(staff.why))
            return _outside(staff, house)
        cookie = fresh_session(session, house, staff, way=BY_PROVIDER)
        record(session, _deed(staff), house.now())
    return _come_in(house, cookie)


def _who(provider: CouncilProvider, trip: Trip, system: datetime) -> Proven | Refused:
    named = provider.is_issuer(request.args.get("iss", ""))
    if isinstance(named, Refused):
        return named
    if not named:
        return Refused(Refusal.NOT_TRUE, "issuer")
    code = request.args.get("code", "")
    if request.args.get("error") or not 0 < len(code) <= LONGEST_CODE:
        return Refused(Refusal.NOT_TRUE, "no code")
    return provider.proven(code, trip, now=system)


def _too_many(system: datetime) -> bool:
    with reading() as session:
        tries = limits.count(session, "sign_in_council", asking_network(), system - LOOK_BACK)
    return tries >= TRIES_FROM_ONE


def _first_time(trip: Trip, system: datetime) -> bool:
    with transaction() as session:
        limits.note(session, "sign_in_council", asking_network(), system)
        return trips.spend(session, trip, system)


def _come_in(house: Services, cookie: str) -> Response:
    answer = page("come_in", None, go_on="/staff/")
    set_cookie(answer, house, cookie_name(house), cookie)
    if must_sign_in_anew(house):
        signed_in_anew(answer, house)
    return _trip_over(answer, house)


def _begin_again() -> Response:
    """The cookie stays: it may be that of another window, which is still on its way."""
    said = _("That took too long, or was begun in another window. Nothing is wrong: begin again.")
    return _page(_("Begin again"), said, status=HTTPStatus.FORBIDDEN)


def _wait() -> Response:
    said = _("Too many tries. Wait five minutes, then try again.")
    return _page(_("You are not signed in"), said, status=HTTPStatus.TOO_MANY_REQUESTS)


def _refused(refused: Refused, house: Services) -> Response:
    """One page for each kind of refusal; which check failed is for the log alone."""
    log.warning("sign-in refused", reason=str(refused.why), code=refused.check)
    match refused.why:
        case Refusal.AWAY:
            heading = _("Your council's sign-in cannot be reached")
            said = _("Try again in a few minutes.")
            if house.settings.local_accounts:
                said += " " + _("If you have a password for this service, you can use it instead.")
            said += " " + _(
                "If a child is not safe now, do not wait for this: ring 999, or your duty team."
            )
            status = HTTPStatus.SERVICE_UNAVAILABLE
        case Refusal.NO_SECOND_FACTOR:
            heading = _("A second step is needed")
            said = _(
                "You signed in with a password alone. Set up your council's second step, such as "
                "the authenticator app, then sign in again. Your IT service desk can help."
            )
            status = HTTPStatus.FORBIDDEN
        case Refusal.NOT_ANEW:
            heading = _("Sign in with your password once more")
            said = _(
                "Somebody signed out here, so this browser needs to see you sign in again. If you "
                "just did and still see this, tell your IT service desk: the sign-in does not say "
                "when you signed in (auth_time)."
            )
            status = HTTPStatus.FORBIDDEN
        case Refusal.TOO_MANY_GROUPS:
            heading = _("We cannot see what you do here")
            said = _(
                "Your council account is in so many groups that the sign-in leaves them out. Ask "
                "your IT service desk to give you an app role for this service."
            )
            status = HTTPStatus.FORBIDDEN
        case Refusal.NOT_TRUE:
            heading = _("You are not signed in")
            said = _("The sign-in did not come to its end. Try once more; if it happens again, "
                     "tell your IT service desk what time it was.")  # fmt: skip
            status = HTTPStatus.FORBIDDEN
    return _trip_over(_page(heading, said, status=status), house)


def _outside(told: Told, house: Services) -> Response:
    match told.why:
        case Outside.UNKNOWN:
            heading = _("You are not known here yet")
            said = _(
                "Your council knows you; this service does not. Ask whoever manages the reviewing "
                "officers, or your administrator, to let you in. Tell them this reference:"
            )
        case Outside.NO_ROLE:
            heading = _("You have no work here yet")
            said = _(
                "None of the groups you are in opens anything here. Ask whoever manages the "
                "reviewing officers, or your IT service desk."
            )
        case Outside.NOT_HERE | Outside.SHUT_OUT:
            heading = _("Your way in is closed")
            said = _(
                "That happens by itself after 30 days without use, or because somebody closed it. "
                "Ask your administrator to open it again."
            )
    code = "-".join((told.code[:3], told.code[3:6], told.code[6:])) if told.code else ""
    return _trip_over(_page(heading, said, code=code, status=HTTPStatus.FORBIDDEN), house)


def _page(heading: str, said: str, *, status: HTTPStatus, code: str = "") -> Response:
    return page("outside", None, status, heading=heading, message=said, code=code)


def _trip_over(answer: Response, house: Services) -> Response:
    answer.delete_cookie(
        _trip_cookie(house),
        secure=house.settings.secure_staff_cookies,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return answer


def _provider(house: Services) -> CouncilProvider:
    if house.provider is None:
        raise NotFound
    return house.provider


def _trip_cookie(house: Services) -> str:
    return cookie_name(house) + "-trip"


def _secret(house: Services) -> bytes:
    return house.settings.secret_key.encode()


def _deed(staff: StaffMember) -> Deed:
    who = f"staff:{staff.public_id.hex}"
    return Deed(actor=who, action="sign_in.council", subject=who)
