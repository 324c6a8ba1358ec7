"""The pages of one question: the question itself, and room to say more about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from flask import Response
from sqlalchemy.orm import Session

from participation.care.consultations.models import Answer
from participation.care.consultations.said_so_far import as_given
from participation.channels.form import wording
from participation.channels.form.drawing import INKS
from participation.kernel.languages import ENGLISH
from participation.questionnaire.definition import (
    Band,
    Form,
    Given,
    Kind,
    Question,
    Sharing,
    context_of,
)
from participation.questionnaire.drawings import COLOURS
from participation.questionnaire.engine import Problem
from participation.web.locale import gettext as _
from participation.web.respond.council_files import council_files_here
from participation.web.respond.frame import page, page_alike
from participation.web.respond.naming import names_for, officer_in
from participation.web.respond.question_page import drawn, drawn_more
from participation.web.respond.talk import Talk
from participation.web.respond.visits import Visit


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
    shown: dict[str, Any] = {
        "page": drawn(asked, stones=_has_stones(talk.form), symbols=_symbols(visit)),
        "apart": _in_english(visit, talk.form, question),
        "inks": _inks() if question.kind is Kind.DRAWING else (),
        "hear": council_files_here().sound_of(talk.form, question, visit.texts.language),
        "officer": officer_in(names),
        "can_go_back": talk.before(question.key) is not None,
        "changing": row is not None and talk.next is None,
        "may_press_again": problem is Problem.NOTHING_CHOSEN,
        **_privacy(visit, question, row, private),
    }
    if row is None and refused is None and problem is None:
        return page_alike("question", visit, **shown)
    return page("question", visit, status_for(problem), **shown)


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
    said = wording.page_more(
        talk.form,
        question,
        given,
        visit.texts,
        names=names,
        context=talk.context,
        problem=problem,
    )
    shown = drawn_more(said, "")
    if refused is not None:
        shown = replace(shown, text_value=refused)
    return page(
        "more",
        visit,
        status_for(problem),
        page=shown,
        apart=_in_english(visit, talk.form, question),
        officer=officer_in(names),
        **_privacy(visit, question, row, private),
    )


def write(session: Session, visit: Visit, talk: Talk, question: Question) -> Response:
    """One big box for the one thing, and nothing else."""
    names = names_for(session, visit)
    asked = wording.page_question(
        talk.form, question, talk.given, visit.texts, names=names, context=talk.context
    )
    return page(
        "write",
        visit,
        page=drawn(asked),
        apart=_in_english(visit, talk.form, question),
        officer=officer_in(names),
        **_privacy(visit, question, None, None),
    )


def _in_english(visit: Visit, form: Form, question: Question) -> frozenset[str]:
    """What of a question stands in English on a page in another language: title, help, choices."""
    spoken, context = visit.texts, context_of(form, question)
    if spoken.language == ENGLISH.code:
        return frozenset()
    words = {"title": question.text, "help": question.help}
    words |= {f"={choice.value}": choice.label for choice in question.choices}
    return frozenset(
        name for name, text in words.items() if text and not spoken.has_in(context, text)
    )


def _has_stones(form: Form) -> bool:
    """The youngest see how far it is as a row of stones."""
    return form.band is Band.FOUR_TO_SEVEN


def _symbols(visit: Visit) -> Mapping[str, str] | None:
    """The council's own symbols; None where pictures are not wanted."""
    return council_files_here().addresses if visit.pictures else None


def _inks() -> tuple[tuple[int, str, str], ...]:
    """What may be drawn with: the number that is kept, its name, its colour."""
    names = {
        "black": _("Black"),
        "red": _("Red"),
        "blue": _("Blue"),
        "green": _("Green"),
        "orange": _("Orange"),
        "brown": _("Brown"),
    }
    return tuple((number, names[colour], INKS[colour]) for number, colour in enumerate(COLOURS))


def status_for(problem: Problem | None) -> HTTPStatus:
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
