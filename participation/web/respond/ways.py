"""How somebody wants to answer: pictures, questions or a chat. They may change their mind any time.

Every way asks the same questions and keeps the same answers, so nothing is lost by changing.
"""

from __future__ import annotations

from flask import Response

from participation.questionnaire.definition import Band, Form
from participation.web.respond.frame import page
from participation.web.respond.going import back_to_q, go_to
from participation.web.respond.visits import Visit

QUESTIONS = "questions"
PICTURES = "pictures"
CHAT = "chat"

_FOR_PICTURES = frozenset({Band.FOUR_TO_SEVEN, Band.EASY})


def ways_for(form: Form) -> tuple[str, ...]:
    """What is offered for a form, the usual way first."""
    if form.band in _FOR_PICTURES:
        return (PICTURES, QUESTIONS)
    return (QUESTIONS, CHAT)


def ask_how(visit: Visit) -> Response:
    """After it is known who is there. Somebody who comes back goes on as before, unasked (R32)."""
    return go_to(visit, None if visit.invitation.started_at else "how")


def how(visit: Visit, form: Form) -> Response:
    return page("how", visit, ways=ways_for(form), chosen=visit.mode, band=form.band.value)


def choose(visit: Visit, form: Form, way: str) -> Response:
    """Go on in this way. What was never offered changes nothing."""
    if way not in ways_for(form):
        return back_to_q()
    visit.sitting.mode = way
    return go_to(visit, None)
