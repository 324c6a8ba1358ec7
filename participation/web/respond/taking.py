"""What a press on a page does. One function for each kind of press; each answers with a page or a
way back to /q, and none commits."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from flask import Response
from sqlalchemy.orm import Session

from participation.care.consultations.models import RemarkKind
from participation.channels.form.reading import kept_together, read_drawing, read_more, read_page
from participation.channels.form.wording import DONT_KNOW, RATHER_NOT
from participation.journeys import answering, finishing
from participation.journeys.answering import SamePage, TooLate
from participation.journeys.pinning import tell_of_lost_form
from participation.questionnaire.definition import (
    AnswerState,
    Form,
    Given,
    Kind,
    Question,
    Sharing,
)
from participation.questionnaire.drawings import DRAWN
from participation.questionnaire.engine import Accepted, Problem, Refused
from participation.questionnaire.replies import Reply, Skip
from participation.web.headers import forget_this_device
from participation.web.respond import (
    asking,
    chat,
    company,
    copying,
    keepsake,
    language,
    later,
    someone,
    visits,
    ways,
)
from participation.web.respond.fields import Posted
from participation.web.respond.frame import page
from participation.web.respond.going import back_to_q, go_to
from participation.web.respond.keeping import add, keep, said_here, stray
from participation.web.respond.talk import talk_of
from participation.web.respond.visits import Visit

_ASIDE = {"help": "/help", "language": "/language"}  # pages to look at and come back from
_SPEAKER = "person"  # somebody who speaks their language, where the questions do not
_SHARINGS = frozenset(kind.value for kind in Sharing)


def press(session: Session, visit: Visit, posted: Posted) -> Response:
    """Do what was pressed."""
    form = visit.form
    if form is None:
        tell_of_lost_form(session, visit.invitation, visit.now)
        return add(session, visit, posted)
    if not visit.asking and posted.go == keepsake.SHOW:
        return keepsake.give(session, visit, form)
    if not visit.asking and posted.go in (copying.SHOW, copying.FILE):
        return copying.give(session, visit, form, posted.go)
    if not visit.asking:
        return add(session, visit, posted)
    if posted.turn is not None:
        return chat.press(session, visit, form, posted)
    if posted.question:
        return _answer(session, visit, form, posted)
    if posted.words.strip():  # no page of ours sends words so; they are heard all the same
        return stray(session, visit, posted)
    if posted.company or posted.helped_by:
        return _who_is_there(visit, posted)
    if posted.later:
        return later.take(session, visit, posted)
    if posted.mode:
        return ways.choose(session, visit, form, posted.mode)
    if posted.call:
        return someone.ask(session, visit, posted.call)
    if posted.sharing is not None:
        return _share(session, visit, form, posted)
    if posted.change and form.question(posted.change) is not None:
        return go_to(visit, f"q:{posted.change}")
    match posted.go:
        case "" if visit.sitting.showing == "helper":  # nobody was picked
            return _who_is_there(visit, posted)
        case "send":
            return _send(session, visit, form)
        case "sharing":
            return go_to(visit, "sharing")
        case "later":
            return go_to(visit, "later")
        case "how":
            return go_to(visit, "how" if visit.invitation.company else "start")
        case "someone":
            return go_to(visit, "someone")
        case "on":
            return go_to(visit, None if visit.invitation.company else "start")
    return back_to_q()


def _who_is_there(visit: Visit, posted: Posted) -> Response:
    match posted.company:
        case company.ALONE:
            company.alone(visit.invitation, visit.now)
            return ways.ask_how(visit)
        case company.HELPED:
            return go_to(visit, "helper")
        case company.LATER:
            return go_to(visit, "not_now")
    company.helped(visit.invitation, posted.helped_by, visit.now)
    return ways.ask_how(visit)


# --- answers ---------------------------------------------------------------------------------


def _answer(session: Session, visit: Visit, form: Form, posted: Posted) -> Response:
    question = form.question(posted.question)
    if question is not None and _only_moves(posted, question):
        return _move(session, visit, form, posted, question)
    if question is not None and posted.more:
        beside = _say_more(session, visit, form, posted, question)
        if beside is not None:
            return beside
    said = said_here(visit, posted, question, _reply(posted, question))
    outcome = answering.take_answer(
        session, form, visit.invitation, said, house=visit.house, now=visit.now
    )
    match outcome:
        case Accepted():
            return _move(session, visit, form, posted, question)
        case Refused(_, Problem.NOTHING_CHOSEN) if posted.again and question is not None:
            skipped = said_here(visit, posted, question, Skip())
            answering.take_answer(
                session, form, visit.invitation, skipped, house=visit.house, now=visit.now
            )
            return _move(session, visit, form, posted, question)
        case Refused(_, problem) if question is not None and problem is not Problem.NOT_ASKED:
            return _again(session, visit, form, posted, question, problem)
        case SamePage() if question is not None and len(posted.words) > question.max_chars:
            return _again(session, visit, form, posted, question, Problem.TOO_LONG)
        case SamePage():  # its answer never reached the browser: lead where it would have led
            return _move(session, visit, form, posted, question)
        case Refused() | TooLate():
            return page("closed", visit, HTTPStatus.CONFLICT, typed=posted.words)


def _only_moves(posted: Posted, question: Question) -> bool:
    """Back, later and "say more" pressed on a page where nothing was given."""
    if posted.said_something:
        return False
    if posted.go in ("back", "later", "how", _SPEAKER, *_ASIDE):
        return True
    return posted.go == "more" and question.wants_more and not posted.more


def _say_more(
    session: Session, visit: Visit, form: Form, posted: Posted, question: Question
) -> Response | None:
    """Words beside a choice: None when they go with this sitting's own answer, or make one.

    An empty box changes nothing, unless it was emptied. Beside an answer of an earlier sitting
    words are added apart, because the answer they would join must not be shown here (D14).
    """
    talk = talk_of(session, visit, form)
    row = talk.mine.get(question.key)
    if not posted.words.strip():
        emptied = row is not None and bool(row.words)
        return None if emptied else _move(session, visit, form, posted, question)
    if row is not None or question.key not in talk.given:
        return None
    keep(session, visit, posted, RemarkKind.ADDED, question)
    return _move(session, visit, form, posted, question)


def _move(
    session: Session, visit: Visit, form: Form, posted: Posted, question: Question | None
) -> Response:
    """Where the pressed button leads, once what was given is kept."""
    if question is None:
        return go_to(visit, None)
    match posted.go:
        case "later" | "how":
            return go_to(visit, posted.go)
        case "person":
            return language.ask_for_speaker(session, visit, visit.texts.language)
        case "more" if question.wants_more and not posted.more:
            return go_to(visit, f"more:{question.key}")
        case "back" if posted.more:
            return go_to(visit, f"q:{question.key}")
        case "help" | "language":
            if posted.said_something:
                go_to(visit, f"{'more' if posted.more else 'q'}:{question.key}")
            return back_to_q(_ASIDE[posted.go])
        case "back":
            before = talk_of(session, visit, form).before(question.key)
            return go_to(visit, f"q:{before.key}" if before else None)
    return go_to(visit, None)


def _reply(posted: Posted, question: Question | None) -> Reply:
    if posted.more:
        return read_more(posted.words)
    words = posted.words
    if question is not None and question.kind is Kind.DRAWING and posted.drew:
        return read_drawing(posted.answers, posted.drawing, words, button=posted.go)
    if question is not None and question.kind is Kind.NUMBER:
        words = _words_for_a_number(posted)
    return read_page(posted.answers, words, button=posted.go)


def _words_for_a_number(posted: Posted) -> str:
    """What was typed where a number belongs, if it is none: words all the same, and heard."""
    typed = [value for value in posted.answers if not (value.isascii() and value.isdigit())]
    return "\n".join(value for value in typed if value not in (DONT_KNOW, RATHER_NOT))


def _again(
    session: Session,
    visit: Visit,
    form: Form,
    posted: Posted,
    question: Question,
    problem: Problem,
) -> Response:
    """The same page with what was sent and what to do now; nothing typed is lost."""
    talk = talk_of(session, visit, form)
    if posted.more:
        return asking.more(
            session,
            visit,
            talk,
            question,
            refused=posted.words,
            problem=problem,
            private=posted.only_officer,
        )
    sent = Given(AnswerState.ANSWERED, posted.answers, posted.words)
    if question.kind is Kind.DRAWING and posted.drew:
        sent = replace(sent, values=(DRAWN,), words=kept_together(posted.drawing, posted.words))
    if question.kind is Kind.NUMBER:
        sent = Given(AnswerState.ANSWERED, (), "".join(posted.answers[:1]))
    return asking.ask(
        session,
        visit,
        talk,
        question,
        refused=sent,
        problem=problem,
        private=posted.only_officer,
    )


# --- the end ---------------------------------------------------------------------------------


def _share(session: Session, visit: Visit, form: Form, posted: Posted) -> Response:
    mine = talk_of(session, visit, form).mine
    choices = {
        key: Sharing(value)
        for key, value in (posted.sharing or {}).items()
        if key in mine and value in _SHARINGS
    }
    if visit.from_child:
        finishing.choose_sharing(session, visit.invitation, choices, now=visit.now)
    return go_to(visit, "check")


def _send(session: Session, visit: Visit, form: Form) -> Response:
    """Send, if nothing is left to ask; the browser then forgets what it kept (T4)."""
    if not ways.may_send(visit, talk_of(session, visit, form)):
        return go_to(visit, None)
    finishing.send(session, form, visit.invitation, house=visit.house, now=visit.now)
    response = forget_this_device(go_to(visit, None))
    if visit.new_cookie is None:
        visit = visits.with_new_cookie(visit)
        visits.hand_over(response, visit.house, visit.new_cookie or "", visit.device)
    return response
