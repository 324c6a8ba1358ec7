"""Which page is due in a sitting, and the ones before the first question."""

from __future__ import annotations

from flask import Response
from sqlalchemy.orm import Session

from participation.channels.form import wording
from participation.questionnaire.definition import Audience, Form, Occasion
from participation.web.respond import chat_page, later, someone, ways
from participation.web.respond.asking import ask, more, write
from participation.web.respond.company import helpers
from participation.web.respond.council_files import council_files_here
from participation.web.respond.ending import check, sent
from participation.web.respond.frame import page
from participation.web.respond.keepsake import for_the_youngest
from participation.web.respond.language import own_names
from participation.web.respond.naming import names_for, officer_in, read_by
from participation.web.respond.pictures import symbol_for
from participation.web.respond.talk import talk_of
from participation.web.respond.visits import Visit


def show(session: Session, visit: Visit) -> Response:
    """The page that is due in this sitting."""
    form = visit.form
    if form is None or not visit.asking:
        return sent(session, visit)
    asked_for, _colon, key = (visit.sitting.showing or "").partition(":")
    match asked_for:
        case "start":
            return start(session, visit, form)
        case "helper":
            return who_helps(session, visit)
        case "how":
            return ways.how(session, visit, form)
        case "someone":
            return someone.show(session, visit, key)
        case "not_now":
            return not_now(session, visit)
        case "later":
            return later.show(session, visit)
        case "stopped":
            return later.stopped(visit)
    talk = talk_of(session, visit, form)
    over = asked_for == "sharing" or (asked_for == "check" and talk.next is None)
    if visit.mode == ways.CHAT and not over:
        return chat_page.show(session, visit, talk)
    question = talk.open_question(key) if key else None
    if question is not None and asked_for == "more":
        return more(session, visit, talk, question)
    if question is not None and asked_for == "q" and key in talk.mine:
        return ask(session, visit, talk, question)
    if asked_for == "sharing" and talk.mine:
        return check(session, visit, talk, "sharing")
    following = talk.next
    if visit.mode == ways.WRITE:
        box = ways.box_for(talk)
        if box is not None and box.key not in talk.given:
            return write(session, visit, talk, box)
    if following is None or ways.may_send(visit, talk):
        return check(session, visit, talk, "check")
    return ask(session, visit, talk, following)


def who_helps(session: Session, visit: Visit) -> Response:
    """In pictures a child chooses the helper's, and the helper is told how to help (R34)."""
    own = council_files_here().addresses
    return page(
        "helper",
        visit,
        helpers=[
            (value, label, symbol_for((value,), own) if visit.pictures else None)
            for value, label in helpers(few=for_the_youngest(visit.form))
        ],
        officer=officer_in(names_for(session, visit)),
    )


def start(session: Session, visit: Visit, form: Form) -> Response:
    names = names_for(session, visit)
    names["council"] = visit.house.council(session).name
    child = form.audience is Audience.CHILD
    return page(
        "start",
        visit,
        audience=form.audience.value,
        band=form.band.value,
        in_short=child and form.occasion is Occasion.BEFORE,
        languages=own_names(visit),
        officer=officer_in(names),
        minutes=sum(question.ask_if is None for question in form.questions),
        intro=wording.paragraphs(form, form.intro, visit.texts, names=names),
        read_by=read_by(session, visit, visit.now),
        in_court=not child and "in_proceedings" in visit.invitation.child.circumstances,
        picked_up=visit.invitation.started_at is not None,
    )


def not_now(session: Session, visit: Visit) -> Response:
    """Somebody may be looking: nothing here says what this is about."""
    names = names_for(session, visit)
    return page("not_now", visit, officer=officer_in(names))
