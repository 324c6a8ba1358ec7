"""The pages of a sitting: which one is due, and what stands on it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from http import HTTPStatus
from typing import Any

from flask import Response
from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.consultations.models import Answer, InvitationState
from participation.care.consultations.service import as_given
from participation.care.people import queries as people
from participation.channels.form import checking_page, wording
from participation.journeys import answering
from participation.kernel.clock import london_day
from participation.kernel.dates import day_words
from participation.questionnaire.definition import Audience, Form, Given, Question, Sharing
from participation.questionnaire.engine import Problem
from participation.web.locale import gettext as _
from participation.web.respond.company import helpers
from participation.web.respond.frame import page
from participation.web.respond.question_page import drawn, drawn_more
from participation.web.respond.talk import Talk, talk_of
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
            names = names_for(session, visit)
            return page("helper", visit, helpers=helpers(), officer=officer_in(names))
        case "later":
            return _later(session, visit)
    talk = talk_of(session, visit, form)
    question = talk.open_question(key) if key else None
    if question is not None and asked_for == "more":
        return more(session, visit, talk, question)
    if question is not None and asked_for == "q" and key in talk.mine:
        return ask(session, visit, talk, question)
    if asked_for == "sharing" and talk.mine:
        return _check(session, visit, talk, "sharing")
    following = talk.next
    if following is None:
        return _check(session, visit, talk, "check")
    return ask(session, visit, talk, following)


# --- who is spoken of ------------------------------------------------------------------------


def names_for(session: Session, visit: Visit) -> dict[str, str]:
    """The officer as this person may know them: by first name to a child (R17)."""
    officer = people.officer_of(session, visit.invitation.child_id, london_day(visit.now))
    full = (officer.full_name or "").strip() if officer is not None else ""
    names = {"council": visit.house.settings.council_name}
    if full:
        names["officer"] = full.split()[0] if visit.from_child else full
    return names


def officer_in(names: dict[str, str]) -> str:
    return names.get("officer") or _("your reviewing officer")


# --- before the first question ---------------------------------------------------------------


def start(session: Session, visit: Visit, form: Form) -> Response:
    names = names_for(session, visit)
    council = authority.council(session, called=visit.house.settings.council_name)
    names["council"] = council.name
    child = form.audience is Audience.CHILD
    return page(
        "start",
        visit,
        audience=form.audience.value,
        officer=officer_in(names),
        minutes=len(form.questions),
        intro=wording.paragraphs(form, form.intro, visit.texts, names=names),
        read_by=_read_by(visit, visit.now),
        in_court=not child and "in_proceedings" in visit.invitation.child.circumstances,
        picked_up=visit.invitation.started_at is not None,
    )


def _later(session: Session, visit: Visit) -> Response:
    until = day_words(visit.invitation.round.closes_on, visit.texts.language)
    kept = visit.invitation.started_at is not None
    return page("later", visit, kept_until=until, kept=kept)


# --- questions -------------------------------------------------------------------------------


def ask(
    session: Session,
    visit: Visit,
    talk: Talk,
    question: Question,
    *,
    refused: Given | None = None,
    problem: Problem | None = None,
    private: bool | None = None,
) -> Response:
    """One question; with `problem`, the page again with what was sent and what to do."""
    row = talk.mine.get(question.key)
    names = names_for(session, visit)
    asked = wording.page_question(
        talk.form,
        question,
        talk.given,
        visit.texts,
        names=names,
        context=talk.context,
        given=refused or (as_given(row) if row is not None else None),
        problem=problem,
    )
    return page(
        "question",
        visit,
        _status(problem),
        page=drawn(asked),
        officer=officer_in(names),
        can_go_back=talk.before(question.key) is not None,
        changing=row is not None and talk.next is None,
        may_press_again=problem is Problem.NOTHING_CHOSEN,
        **_privacy(visit, question, row, private),
    )


def more(
    session: Session,
    visit: Visit,
    talk: Talk,
    question: Question,
    *,
    refused: str | None = None,
    problem: Problem | None = None,
    private: bool | None = None,
) -> Response:
    """A page for words beside what was chosen."""
    row = talk.mine.get(question.key)
    names = names_for(session, visit)
    given = as_given(row) if row is not None else None
    said = wording.page_more(talk.form, question, given, visit.texts, names=names, problem=problem)
    shown = drawn_more(said, "")
    if refused is not None:
        shown = replace(shown, text_value=refused)
    return page(
        "more",
        visit,
        _status(problem),
        page=shown,
        officer=officer_in(names),
        **_privacy(visit, question, row, private),
    )


def _status(problem: Problem | None) -> HTTPStatus:
    match problem:
        case None:
            return HTTPStatus.OK
        case Problem.TOO_LONG:
            return HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        case _:
            return HTTPStatus.UNPROCESSABLE_ENTITY


def may_keep_private(visit: Visit, question: Question) -> bool:
    """Whether "only tell Sam" is a choice here: a child's, where it is not the rule already."""
    return visit.from_child and question.sharing is not Sharing.ONLY_OFFICER


def _privacy(
    visit: Visit, question: Question, row: Answer | None, private: bool | None
) -> dict[str, Any]:
    kept = row is not None and row.sharing is Sharing.ONLY_OFFICER
    return {
        "may_keep_private": may_keep_private(visit, question),
        "only_officer_ticked": kept if private is None else private,
    }


# --- the end ---------------------------------------------------------------------------------


def _check(session: Session, visit: Visit, talk: Talk, template: str) -> Response:
    names = names_for(session, visit)
    answers = _check_answers(visit, talk, names)
    sharings = [
        (kind.value, checking_page.sharing_label(kind, visit.texts, names=names))
        for kind in Sharing
    ]
    return page(
        template,
        visit,
        answers=answers,
        earlier=talk.earlier,
        officer=officer_in(names),
        sharings=sharings,
        may_choose_sharing=visit.from_child and bool(answers),
    )


def _check_answers(visit: Visit, talk: Talk, names: dict[str, str]) -> list[dict[str, Any]]:
    lines = checking_page.check_lines(
        talk.form,
        talk.given,
        visit.texts,
        names=names,
        sharing={key: row.sharing for key, row in talk.mine.items()},
        context=talk.context,
    )
    return [
        {
            "key": line.key,
            "title": line.title,
            "label": line.said or None,
            "face": _face(talk, line.key),
            "words": line.words,
            "state": talk.given[line.key].state.value,
            "sharing": line.sharing_label if visit.from_child else "",
            "sharing_value": line.sharing.value,
        }
        for line in lines
        if line.key in talk.mine
    ]


def _face(talk: Talk, key: str) -> str | None:
    question, values = talk.form.question(key), talk.given[key].values
    if question is None or len(values) != 1:
        return None
    faces = zip(question.choices, wording.FACES[question.look], strict=False)
    return next((face for choice, face in faces if choice.value == values[0]), None)


def sent(
    session: Session, visit: Visit, *, typed: str = "", problem: Problem | None = None
) -> Response:
    """After sending, and when it is too late for answers: words can be added, nothing is shown."""
    names = names_for(session, visit)
    council = authority.council(session, called=visit.house.settings.council_name)
    finished = visit.invitation.state is InvitationState.FINISHED
    review = visit.invitation.round.review
    added = visit.sitting.showing == "added"
    came = visit.now if added else visit.invitation.finished_at
    read_by = _read_by(visit, came) if came else None
    officer = officer_in(names)
    return page(
        "sent",
        visit,
        _status(problem),
        audience="child" if visit.from_child else "parent",
        officer=officer,
        finished=finished,
        read_by=read_by,
        review_on=(
            day_words(review.planned_on, visit.texts.language)
            if visit.from_child and review.planned_on
            else None
        ),
        reply=stock_reply(visit, officer, read_by) if read_by else None,
        added=added,
        helplines=council.child_helplines if visit.from_child else council.adult_helplines,
        own_device=False,
        typed=typed,
        error=_("This is more than one box can hold. Send it in two parts.") if problem else None,
    )


def stock_reply(visit: Visit, officer: str, read_by: str) -> str:
    """The same for everybody's words, whether or not anything in them was noticed (R20)."""
    if visit.from_child:
        words = _("Thank you for telling me. I am not a person. %(officer)s reads this by %(day)s.")
    else:
        words = _("Thank you. A computer sends this page. %(officer)s reads your words by %(day)s.")
    return str(words) % {"officer": officer, "day": read_by}


def _read_by(visit: Visit, came: datetime) -> str | None:
    """The day by which words that came then have been read; None once that day is over."""
    day = london_day(answering.read_due(came, from_child=visit.from_child))
    return day_words(day, visit.texts.language) if day >= london_day(visit.now) else None
