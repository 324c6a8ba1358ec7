"""One press in a chat: taken like any answer, from the same questions and into the same place.

Each page says which question it put and how often that was answered before. A press from an older
page, Back or a second tab is told by that: it is the same answer again, or it changes nothing and
the page says so. Words that came with it are kept and heard all the same.
"""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from flask import Response
from sqlalchemy.orm import Session

from participation.care.consultations import said_so_far
from participation.care.consultations.models import RemarkKind
from participation.channels.chat.reading import Aside, read_turn
from participation.channels.form.reading import read_more
from participation.journeys import answering
from participation.journeys.answering import SamePage
from participation.journeys.asking_for_a_call import ask_for_call
from participation.questionnaire import engine
from participation.questionnaire.definition import AnswerState, Form, Given, Kind, Question
from participation.questionnaire.engine import Accepted, Problem, Refused
from participation.questionnaire.replies import Filled, Reply
from participation.web.respond import chat_page
from participation.web.respond.chat_page import NotTaken
from participation.web.respond.chat_place import Note, Place, due_now
from participation.web.respond.fields import Posted
from participation.web.respond.frame import page
from participation.web.respond.going import back_to_q, go_to
from participation.web.respond.keeping import keep, said_here, stray
from participation.web.respond.talk import Talk, talk_of
from participation.web.respond.visits import Visit

NEWEST = "/q#now"  # every page has one address; this is where its newest words stand
MORE_ABOUT = "more:"
_ELSEWHERE = ("later", "how", "someone", "check")
_MOVES = (*_ELSEWHERE, "back", "call")


def press(session: Session, visit: Visit, form: Form, posted: Posted) -> Response:
    """Do what was pressed; whatever was typed or ticked beside it is taken first."""
    if posted.go == "call":
        ask_for_call(session, visit.invitation, visit.house, visit.now)  # whatever else happens
    question = form.question(posted.question)
    if question is None and posted.said_something:
        return stray(session, visit, posted)
    moves = posted.go in _MOVES or bool(posted.change)
    if question is None or (moves and not posted.said_something):
        return _lead(session, visit, form, posted, question)
    if said_so_far.page_seen(session, visit.invitation, visit.page_key(posted.page_key)):
        return _newest(back_to_q())  # where it led stands in the sitting already
    _say_statements(session, visit, form, posted, question)
    talk = talk_of(session, visit, form)
    if talk.open_question(question.key) is None:
        return _take(session, visit, form, posted, question, Filled((), posted.words))
    place, _due = due_now(talk, Place.of(visit.sitting.showing))
    tried = chat_page.tried_here(session, visit, question, place)
    reply = _reply(visit, posted, question, [remark.words or "" for remark in tried])
    if chat_page.is_private(tried):
        posted = replace(posted, only_officer=True)
    if _is_stale(talk, posted, question):
        return _stale(session, visit, form, posted, question, talk, reply)
    if isinstance(reply, Aside):
        keep(session, visit, posted, RemarkKind.REFUSED, question)
        if reply is Aside.BACK:
            posted = replace(posted, go="back")
        elif not moves:
            missed = Place(question.key, misses=len(tried) + 1)
            return _newest(go_to(visit, missed.showing))
        return _lead(session, visit, form, posted, question)
    return _take(session, visit, form, posted, question, reply)


def _take(
    session: Session, visit: Visit, form: Form, posted: Posted, question: Question, reply: Reply
) -> Response:
    if question.kind is Kind.STATEMENT and posted.words.strip():
        keep(session, visit, posted, RemarkKind.ADDED, question)  # it takes no words itself
        return _lead(session, visit, form, posted, question)
    said = said_here(visit, posted, question, reply)
    outcome = answering.take_answer(
        session, form, visit.invitation, said, house=visit.house, now=visit.now
    )
    match outcome:
        case Accepted() | SamePage():
            return _lead(session, visit, form, posted, question)
        case Refused(_, Problem.NOTHING_CHOSEN):
            place = Place.of(visit.sitting.showing)
            return _newest(go_to(visit, replace(place, note=Note(Note.NOTHING)).showing))
        case Refused(_, problem) if problem is not Problem.NOT_ASKED:
            sent = Given(AnswerState.ANSWERED, posted.answers, posted.words)
            not_taken = NotTaken(problem, sent, posted.only_officer)
            return chat_page.show(session, visit, talk_of(session, visit, form), not_taken)
    return page("closed", visit, HTTPStatus.CONFLICT, typed=posted.words)


def _reply(visit: Visit, posted: Posted, question: Question, tried: list[str]) -> Reply | Aside:
    if posted.more:
        return read_more(posted.words)
    words = visit.house.library.words(visit.invitation.language)
    return read_turn(
        question, posted.answers, posted.words, button=posted.go, tried=tried, words=words
    )


def _say_statements(
    session: Session, visit: Visit, form: Form, posted: Posted, question: Question
) -> None:
    """What a chat says by the way counts as said once the question after it is answered."""
    _place, due = due_now(talk_of(session, visit, form), Place())
    if due.asked is None or due.asked.key != question.key:
        return
    for statement in due.said:
        by_the_way = replace(posted, words="", page_key=f"{posted.page_key}.{statement.key}")
        said = said_here(visit, by_the_way, statement, Filled())
        answering.take_answer(
            session, form, visit.invitation, said, house=visit.house, now=visit.now
        )


# --- pages that are not the newest --------------------------------------------------------------


def _is_stale(talk: Talk, posted: Posted, question: Question) -> bool:
    return posted.turn != talk.revisions.get(question.key, 0)


def _stale(
    session: Session,
    visit: Visit,
    form: Form,
    posted: Posted,
    question: Question,
    talk: Talk,
    reply: Reply | Aside,
) -> Response:
    """The question was answered since this page was drawn: nothing is changed by it."""
    if _says_the_same(visit, talk, question, reply):
        return _lead(session, visit, form, posted, question)
    if not posted.words.strip():
        return _newest(go_to(visit, Place(note=Note(Note.STALE)).showing))
    keep(session, visit, posted, RemarkKind.ADDED, question)
    return _newest(go_to(visit, Place(note=Note(Note.STALE_WORDS)).showing))


def _says_the_same(visit: Visit, talk: Talk, question: Question, reply: Reply | Aside) -> bool:
    before = talk.given.get(question.key)
    if before is None or isinstance(reply, Aside):
        return False
    words = visit.house.library.words(visit.invitation.language)
    match engine.take(question, reply, words, before):
        case Given(state, values, said):
            return (state, values, said) == (before.state, before.values, before.words)
    return False


# --- where a press leads ------------------------------------------------------------------------


def _lead(
    session: Session, visit: Visit, form: Form, posted: Posted, question: Question | None
) -> Response:
    if posted.go in _ELSEWHERE:
        return go_to(visit, posted.go)
    return _newest(go_to(visit, _place_after(session, visit, form, posted, question).showing))


def _place_after(
    session: Session, visit: Visit, form: Form, posted: Posted, question: Question | None
) -> Place:
    if posted.change:
        key = posted.change.removeprefix(MORE_ABOUT)
        return Place(key if form.question(key) else "", more=key != posted.change)
    if posted.go == "call":
        day = ask_for_call(session, visit.invitation, visit.house, visit.now)
        stays = Place() if posted.said_something else Place.of(visit.sitting.showing)
        return replace(stays, note=Note(Note.CALLED, day))
    if posted.go == "back" and not posted.more:
        before = talk_of(session, visit, form).before(question.key if question else None)
        return Place(before.key if before else "")
    return Place()


def _newest(response: Response) -> Response:
    response.headers["Location"] = NEWEST
    return response
