"""Who is at this browser, and may what they sent be taken?

A visit is a live sitting with its invitation. The cookie is random, its hash is stored, and it is
new whenever a link is opened, so that a cookie set beforehand opens nothing (T16). It changes on
sending and after a long pause: that, and `no-store`, keeps pages out of the browser's back/forward
cache (T4).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from hmac import compare_digest

from flask import Response, g, request
from sqlalchemy.orm import Session

from participation.care.consultations import after_a_no, beginning_anew
from participation.care.consultations.being_asked import is_asked_on
from participation.care.consultations.models import Invitation
from participation.care.consultations.sittings import sitting_with_invitation
from participation.guard import sessions
from participation.guard.sessions import RespondentSitting
from participation.journeys.handing_over_devices import was_handed_over
from participation.journeys.pinning import pinned_form, tell_of_lost_form
from participation.journeys.services import Services
from participation.kernel.clock import london_day, system_now
from participation.kernel.rows import write_over
from participation.kernel.texts import Texts
from participation.questionnaire.definition import Band, Form
from participation.web.respond import beside

OPEN_AFTER_CLOSING = timedelta(days=1)  # ux.md 3.1: valid until the day after the review
SEEN_STEP = timedelta(minutes=4)  # so the pause ends a little early, and most presses write less
_IN_PICTURES = (Band.FOUR_TO_SEVEN, Band.EASY)  # unless they choose another way
_LARGE = (Band.FOUR_TO_SEVEN, Band.EIGHT_TO_ELEVEN, Band.EASY)
OWN_SITE = frozenset({"same-origin", "none"})
OWN_DEVICE, SHARED_DEVICE = "own", "shared"
LEFT = beside.LEFT
"""A cookie that the script sets when somebody leaves: with no signal it is all that gets said, and
the sitting behind the other cookie opens nothing any more in that browser."""


@dataclass(frozen=True, slots=True, repr=False)
class Visit:
    """A live sitting. `now` is the council's clock, `system` the machine's."""

    sitting: RespondentSitting
    invitation: Invitation
    form: Form | None
    house: Services
    now: datetime
    system: datetime
    new_cookie: str | None = None  # to be handed to the browser with the answer

    @property
    def asking(self) -> bool:
        """Whether questions are still put; otherwise words can only be added (R1)."""
        today = london_day(self.now)
        answers = self.form is not None and after_a_no.may_answer(self.invitation, today)
        return answers and is_asked_on(self.invitation, today)

    @property
    def from_child(self) -> bool:
        return self.invitation.respondent == "child"

    @property
    def reads_back(self) -> bool:
        return self.sitting.may_read_back(self.system)

    @property
    def mode(self) -> str:
        """How this person wants to do it: questions, pictures, chat or write."""
        return self.sitting.mode

    @property
    def device(self) -> str | None:
        """Whose phone it is: own, shared, or None while nobody has said."""
        return self.sitting.device

    @property
    def pictures(self) -> bool:
        return self.sitting.mode == "pictures"

    @property
    def large(self) -> bool:
        return self.pictures or (self.form is not None and self.form.band in _LARGE)

    @property
    def texts(self) -> Texts:
        return self.house.texts(self.invitation.language)

    def page_key(self, posted: str | None) -> str:
        """What is stored beside an answer: whose sitting, and which page of it.

        Hashed, since a page key that somebody made up may hold anything.
        """
        key = posted or self.house.randomness.token()
        return self.sitting.mark + sha256(key.encode()).hexdigest()[:32]


def cookie_name(house: Services) -> str:
    return "__Host-sitting" if house.settings.secure_cookies else "sitting"


def is_live(invitation: Invitation, today: date) -> bool:
    """Whether a link or sitting of this invitation still opens anything.

    After the review it does so again once there is something to read with one's own key; without
    the key it only writes, as ever (R1).
    """
    if today <= invitation.round.closes_on + OPEN_AFTER_CLOSING:
        return True
    return is_told(invitation, today)


def is_told(invitation: Invitation, today: date) -> bool:
    """Whether this link leads to what happened: a page that opens with the child's own key."""
    return invitation.told_until is not None and today <= invitation.told_until


def visit_here(session: Session, house: Services, *, press: bool = False) -> Visit | None:
    """The visit behind this request's cookie; None also when it was cut off or ran out.

    Args:
        press: something is about to be kept; other presses of this browser wait their turn.
    """
    system = system_now()
    cookie = request.cookies.get(cookie_name(house))
    found = None
    if LEFT not in request.cookies:
        found = sitting_with_invitation(session, cookie, hold=press)
    if found is None:
        return None
    sitting, invitation = found
    now = house.now()
    if (
        not sitting.may_write(system)
        or invitation.link_generation != sitting.generation
        or not is_live(invitation, london_day(now))
    ):
        return None
    g.language = invitation.language
    form = pinned_form(session, invitation, house.library)
    return Visit(sitting, invitation, form, house, now, system)


def begin(
    session: Session, house: Services, invitation: Invitation, showing: str | None = "start"
) -> str:
    """Open a fresh sitting and end the one this browser had; the new cookie's value."""
    form = pinned_form(session, invitation, house.library)
    if form is None:
        tell_of_lost_form(session, invitation, house.now())
    old = request.cookies.get(cookie_name(house))
    sessions.end_sitting(session, old)  # first: a press holds its sitting, then its invitation
    beginning_anew.begin_anew(session, invitation, london_day(house.now()))
    if LEFT in request.cookies:  # it was left without signal: nothing of that time opens again
        beside.end_all(session, house)
    cookie = house.randomness.token()
    sessions.begin_sitting(
        session,
        cookie=cookie,
        csrf=house.randomness.token(),
        invitation=invitation.public_id,
        generation=invitation.link_generation,
        now=system_now(),
        showing=showing,
        mode=_mode_of(invitation, form),
    )
    return cookie


def _mode_of(invitation: Invitation, form: Form | None) -> str:
    """The way that was chosen before, by whoever comes back to what they began; else the usual."""
    if invitation.started_at is not None and invitation.mode is not None:
        return invitation.mode
    return "pictures" if form is not None and form.band in _IN_PICTURES else "questions"


def was_left_here(session: Session, house: Services, invitation: Invitation) -> bool:
    """Whether somebody left this browser without signal since the device was handed over to answer
    here: with signal, leaving would have ended its code."""
    handed_at = was_handed_over(invitation)
    if LEFT not in request.cookies or handed_at is None:
        return False
    left = sessions.sitting_of(session, request.cookies.get(cookie_name(house)))
    if left is None or left.invitation != invitation.public_id:
        return False
    return left.began_at >= handed_at


def kept_alive(session: Session, visit: Visit) -> Visit:
    """Note that somebody is there; after a long pause it is a sitting of its own.

    Whoever takes up the phone after twenty minutes may go on, and sees nothing typed before (D14).
    A browser that comes with the cookie before, because it never got the new one, is given another.
    """
    sitting, system = visit.sitting, visit.system
    if visit.reads_back:
        if system - sitting.last_seen > SEEN_STEP:
            write_over(session, sitting, last_seen=system)
        return visit if _has_its_cookie(visit) else with_new_cookie(visit)
    cookie = visit.house.randomness.token()
    fresh = sessions.begin_sitting(
        session,
        cookie=cookie,
        csrf=sitting.csrf,
        invitation=sitting.invitation,
        generation=sitting.generation,
        now=system,
        showing=sitting.showing,
        mode=sitting.mode,
        device=sitting.device,
    )
    fresh.cookie_before, fresh.cookie_changed_at = sitting.cookie_hash, system
    session.delete(sitting)
    session.flush()  # the press that began it may also end it
    return replace(visit, sitting=fresh, new_cookie=cookie)


def with_new_cookie(visit: Visit) -> Visit:
    """The same sitting behind another cookie, so that no kept page opens again (T4)."""
    cookie = visit.house.randomness.token()
    came_with = request.cookies.get(cookie_name(visit.house))
    sessions.change_cookie(visit.sitting, cookie, visit.system, came_with=came_with)
    return replace(visit, new_cookie=cookie)


def _has_its_cookie(visit: Visit) -> bool:
    cookie = request.cookies.get(cookie_name(visit.house), "")
    return visit.sitting.cookie_hash == sessions.hash_of_cookie(cookie)


def is_own_press(visit: Visit, csrf: str) -> bool:
    """Whether a page of this very sitting was pressed (B48, T16)."""
    return comes_from_here() and same(visit.sitting.csrf, csrf)


def same(token: str, sent: str) -> bool:
    """Compared in constant time; `sent` is anything."""
    return compare_digest(token.encode(), sent.encode("utf-8", "replace"))


def comes_from_here() -> bool:
    """What the browser says about where the press came from; an old browser says nothing."""
    return request.headers.get("Sec-Fetch-Site", "none") in OWN_SITE


def hand_over(
    response: Response, house: Services, cookie: str, device: str | None = None
) -> Response:
    """Give the browser its cookie. It ends with the browser, so that nothing stays on a shared
    phone; only where somebody said that it is their own does it outlive a closed tab."""
    response.set_cookie(
        cookie_name(house),
        cookie,
        max_age=sessions.WRITE_OWN_DEVICE if device == OWN_DEVICE else None,
        secure=house.settings.secure_cookies,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    if LEFT in request.cookies:
        response.delete_cookie(LEFT, path="/")
    return response


def take_back(response: Response, house: Services) -> Response:
    response.delete_cookie(
        cookie_name(house),
        secure=house.settings.secure_cookies,
        httponly=True,
        samesite="Lax",
        path="/",
    )
    return response
