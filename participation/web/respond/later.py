"""Stopping for now: until when it is kept, "if I forget, send it", and whose phone this is.

Whose phone it is only matters when somebody stops, so it is asked here and once. On a shared one
the sitting ends there and then; on somebody's own it goes on for a day though the browser is shut.
"""

from __future__ import annotations

from typing import cast

from flask import Response
from sqlalchemy.orm import Session

from participation.care.consultations import service as consultations
from participation.journeys import sending_for_them
from participation.kernel.clock import london_day
from participation.kernel.dates import day_words
from participation.web.headers import forget_this_device
from participation.web.respond import beside, visits
from participation.web.respond.fields import Posted
from participation.web.respond.frame import page
from participation.web.respond.going import go_to
from participation.web.respond.naming import names_for, officer_in
from participation.web.respond.visits import OWN_DEVICE, SHARED_DEVICE, Visit

STOP = "stop"


def show(session: Session, visit: Visit) -> Response:
    """What was said is kept, and this is the moment for the two questions about leaving it."""
    invitation = visit.invitation
    holidays = visit.house.council(session).closed_days.bank_holidays
    sends_on = sending_for_them.day_of(invitation, holidays, london_day(visit.now))
    return page(
        "later",
        visit,
        kept=invitation.started_at is not None,
        kept_until=day_words(invitation.round.closes_on, visit.texts.language),
        officer=officer_in(names_for(session, visit)),
        if_forgotten=invitation.if_forgotten_from is not None,
        sends_on=day_words(sends_on, visit.texts.language),
        device=visit.device,
    )


def take(session: Session, visit: Visit, posted: Posted) -> Response:
    """Keep what was ticked, then go on or stop."""
    invitation = visit.invitation
    if invitation.started_at is not None:
        sending_for_them.wish(
            session, invitation, posted.if_forgotten, house=visit.house, now=visit.now
        )
    if posted.device in (OWN_DEVICE, SHARED_DEVICE):
        visit.sitting.device = posted.device
    if posted.go != STOP:
        return go_to(visit, None if invitation.company else "start")
    if visit.device == SHARED_DEVICE:
        return _end_here(session, visit)
    response = go_to(visit, "stopped")
    if visit.device == OWN_DEVICE and visit.new_cookie is None:
        visit = visits.with_new_cookie(visit)
        cookie = cast("str", visit.new_cookie)
        visits.hand_over(response, visit.house, cookie, OWN_DEVICE)
    return response


def stopped(visit: Visit) -> Response:
    """It is saved; the same link, or this page, goes on."""
    until = day_words(visit.invitation.round.closes_on, visit.texts.language)
    return page("stopped", visit, kept_until=until, ended=False)


def _end_here(session: Session, visit: Visit) -> Response:
    """Nothing of the person stays in a browser that others use."""
    until = day_words(visit.invitation.round.closes_on, visit.texts.language)
    session.delete(visit.sitting)
    consultations.end_handed_code(session, visit.invitation.public_id)
    beside.end_all(session, visit.house)
    response = forget_this_device(page("stopped", None, kept_until=until, ended=True))
    return visits.take_back(beside.take_back(response, visit.house), visit.house)
