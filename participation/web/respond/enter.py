"""The way in by a link. Looking does nothing; pressing opens a sitting (T9).

GET /l/<anything> reads no database, sets no cookie and answers the same bytes for every link, so
that a preview robot or a scanner learns and changes nothing. The press looks the link up, and
whatever opens nothing gets the one dead page.
"""

from __future__ import annotations

from http import HTTPStatus

from flask import Blueprint, Response

from participation.care.consultations import service as consultations
from participation.care.safeguarding import service as safeguarding
from participation.guard import links
from participation.kernel.clock import london_day
from participation.kernel.db import transaction
from participation.web.entry import Who, entry
from participation.web.respond import frame, visits
from participation.web.respond.going import back_to_q, first_page
from participation.web.services import services

blueprint = Blueprint("respond_enter", __name__)


@blueprint.get("/l/<path:_token>")
@entry(Who.ANYONE)
def look(_token: str) -> Response:
    """A page with one button. The token is not even read: a path of any shape is the same."""
    return frame.page("enter", None)


@blueprint.post("/l/<path:token>")
@entry(Who.ANYONE)
def open_link(token: str) -> Response:
    """Open a sitting in this browser. The link stays as good as it was."""
    if not visits.comes_from_here():
        return frame.page("enter", None, HTTPStatus.FORBIDDEN)
    link_hash = links.hash_of_token(token)
    if link_hash is None:
        return frame.dead()
    house = services()
    with transaction() as session:
        invitation = consultations.invitation_by_link(session, link_hash)
        if invitation is None or not visits.is_live(invitation, london_day(house.now())):
            return frame.dead()
        if invitation.respondent == "child":
            safeguarding.note_sign_of_life(session, invitation.child, now=house.now())
        cookie = visits.begin(session, house, invitation, first_page("start"))
    return visits.hand_over(back_to_q(), house, cookie)
