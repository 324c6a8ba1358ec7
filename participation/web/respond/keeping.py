"""Words that answer no question: added later, refused, or saved after something broke."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response
from sqlalchemy.orm import Session

from participation.care.consultations import said_so_far
from participation.care.consultations.models import Channel, InvitationState, RemarkKind
from participation.care.consultations.service import Circumstances
from participation.channels.form.reading import kept_together, plain_lines
from participation.journeys import answering
from participation.journeys.answering import AnswerGiven
from participation.questionnaire.definition import IN_WORDS, MAX_CHARS, Kind, Question
from participation.questionnaire.engine import Problem
from participation.questionnaire.replies import Filled, Reply
from participation.web.respond.asking import may_keep_private
from participation.web.respond.ending import sent
from participation.web.respond.fields import Posted
from participation.web.respond.frame import page
from participation.web.respond.going import back_to_q, go_to
from participation.web.respond.visits import Visit


def said_here(visit: Visit, posted: Posted, question: Question | None, reply: Reply) -> AnswerGiven:
    in_chat = posted.turn is not None  # there every question has a box
    offered = question is not None and (in_chat or posted.more or question.kind in IN_WORDS)
    private = question is not None and offered and may_keep_private(visit, question)
    return AnswerGiven(
        question_key=question.key if question is not None else "",
        reply=reply,
        how=Circumstances(
            channel=Channel.CHAT if in_chat else Channel.FORM,
            language=visit.invitation.language,
            helped_by=visit.invitation.helped_by,
            page_key=visit.page_key(posted.page_key),
        ),
        sent=False,
        only_officer=posted.only_officer if private else None,
    )


def add(session: Session, visit: Visit, posted: Posted) -> Response:
    """More words after sending or after the round has closed; a link stays open for them (R1)."""
    form = visit.form
    question = form.question(posted.question) if form is not None else None
    if not posted.words.strip() and not posted.drew:
        return back_to_q()
    if len(posted.words) > MAX_CHARS:
        keep(session, visit, posted, RemarkKind.REFUSED, question)
        return sent(session, visit, typed=posted.words, problem=Problem.TOO_LONG)
    finished = visit.invitation.state is InvitationState.FINISHED
    on_purpose = finished and not posted.question
    keep(session, visit, posted, RemarkKind.ADDED if on_purpose else RemarkKind.LATE, question)
    if posted.question:
        return page("closed", visit, HTTPStatus.CONFLICT, typed=posted.words)
    return go_to(visit, "added")


def stray(session: Session, visit: Visit, posted: Posted) -> Response:
    """Words for no question: kept and heard all the same."""
    keep(session, visit, posted, RemarkKind.REFUSED, None)
    return page("closed", visit, HTTPStatus.CONFLICT, typed=posted.words)


def keep(
    session: Session, visit: Visit, posted: Posted, kind: RemarkKind, question: Question | None
) -> None:
    words = plain_lines(posted.words)
    if question is not None and question.kind is Kind.DRAWING:
        words = kept_together(posted.drawing, words)
    said = said_here(visit, posted, question, Filled((), words))
    if said_so_far.page_seen(session, visit.invitation, said.how.page_key or ""):
        return
    answering.keep_words(
        session, visit.invitation, words, kind, said, house=visit.house, now=visit.now
    )


def rescued(session: Session, visit: Visit, posted: Posted) -> bool:
    """Keep raw words after an unexpected error, in a transaction of their own (D6)."""
    question = visit.form.question(posted.question) if visit.form is not None else None
    keep(session, visit, posted, RemarkKind.RESCUED, question)
    return bool(posted.words.strip() or posted.drew)
