"""How somebody wants to answer: pictures, questions, a chat, one box. They may change their mind.

Every way asks of the same form and keeps the same answers, so nothing is lost by changing. "Just
write" is one box for the one thing; what was not asked then counts as left out, as it would had
they missed each question out.
"""

from __future__ import annotations

from flask import Response
from sqlalchemy.orm import Session

from participation.questionnaire.definition import Band, Form, Kind, Question, Topic
from participation.web.respond.frame import page
from participation.web.respond.going import back_to_q, go_to
from participation.web.respond.talk import Talk, talk_of
from participation.web.respond.visits import Visit

QUESTIONS = "questions"
PICTURES = "pictures"
CHAT = "chat"
WRITE = "write"

_FOR_PICTURES = frozenset({Band.FOUR_TO_SEVEN, Band.EASY})
_FOR_WRITING = frozenset({Band.TWELVE_TO_FIFTEEN, Band.SIXTEEN_TO_SEVENTEEN})


def ways_for(form: Form, talk: Talk) -> tuple[str, ...]:
    """What is offered, the usual way first."""
    if form.band in _FOR_PICTURES:
        return (PICTURES, QUESTIONS)
    if form.band in _FOR_WRITING and box_for(talk):
        return (QUESTIONS, CHAT, WRITE)
    return (QUESTIONS, CHAT)


def ask_how(visit: Visit) -> Response:
    """After it is known who is there. Somebody who comes back goes on as before, unasked (R32);
    nobody has chosen yet where it was begun by text."""
    invitation = visit.invitation
    return go_to(visit, None if invitation.started_at and invitation.mode else "how")


def how(session: Session, visit: Visit, form: Form) -> Response:
    ways = ways_for(form, talk_of(session, visit, form))
    return page("how", visit, ways=ways, chosen=visit.mode, adult=form.band is Band.ADULT)


def choose(session: Session, visit: Visit, form: Form, way: str) -> Response:
    """Go on in this way. What was never offered changes nothing."""
    if way not in ways_for(form, talk_of(session, visit, form)):
        return back_to_q()
    if visit.mode != way:
        visit.sitting.mode = way
    if visit.invitation.mode != way:
        visit.invitation.mode = way
    return go_to(visit, None)


def box_for(talk: Talk) -> Question | None:
    """The question that one box answers, while it can be answered in this sitting."""
    for question in talk.form.questions:
        if question.topic is Topic.ONE_THING and question.kind is Kind.TEXT:
            mine = question.key in talk.mine or question.key not in talk.given
            return talk.open_question(question.key) if mine else None
    return None


def may_send(visit: Visit, talk: Talk) -> bool:
    """Whether what was said can be sent now: nothing is left to ask, or they only wanted to
    write."""
    return talk.next is None or (visit.mode == WRITE and bool(talk.given))
