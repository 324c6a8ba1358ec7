"""Talking instead of writing: whom somebody asks to be rung by, and what people have in hand then.

No number is taken from a page (T6), and nobody the person lives with is asked to pass anything on:
whoever does the task finds a way that is safe. The page names a day only because a task has it.
"""

from __future__ import annotations

from datetime import date

from flask import Response
from sqlalchemy.orm import Session

from participation.care.requests.rules import AskKind
from participation.care.requests.service import Asked
from participation.journeys.asking_between_reviews import take_ask
from participation.journeys.asking_for_a_call import ask_for_call
from participation.kernel.dates import day_words
from participation.kernel.languages import LANGUAGES
from participation.web.respond.frame import page
from participation.web.respond.going import back_to_q, go_to
from participation.web.respond.naming import names_for, officer_in
from participation.web.respond.visits import Visit

OFFICER = "officer"
_ASKS = {"advocate": AskKind.ADVOCATE, "other": AskKind.MANAGER}


def whom(visit: Visit) -> tuple[str, ...]:
    """Whom they may ask for. An advocate is a child's right; an adult has a solicitor."""
    return (OFFICER, "advocate", "other") if visit.from_child else (OFFICER, "other")


def show(session: Session, visit: Visit, asked: str = "") -> Response:
    """The choice, or once it is made who was asked and by which day: `advocate.2026-11-25`."""
    who, _dot, day = asked.partition(".")
    council = visit.house.council(session)
    return page(
        "someone",
        visit,
        whom=whom(visit),
        asked=("language" if who in LANGUAGES else who) if day else None,
        language=LANGUAGES.get(who),
        wish=_wish(visit) if who in LANGUAGES else None,
        day=day_words(date.fromisoformat(day), visit.texts.language) if day else None,
        child=visit.from_child,
        officer=officer_in(names_for(session, visit)),
        helplines=council.child_helplines if visit.from_child else council.adult_helplines,
    )


def _wish(visit: Visit) -> str | None:
    """Whom they would like to interpret, as they or somebody else said before."""
    related = visit.invitation.asked_through
    person = related.adult if related is not None else visit.invitation.child
    return person.interpreter_gender


def ask(session: Session, visit: Visit, who: str) -> Response:
    if who not in whom(visit):
        return back_to_q()
    if who == OFFICER:
        day = ask_for_call(session, visit.invitation, visit.house, visit.now)
    else:
        day = _request(session, visit, _ASKS[who])
    return go_to(visit, f"someone:{who}.{day.isoformat()}")


def _request(session: Session, visit: Visit, kind: AskKind) -> date:
    """Put it on the list of whoever arranges it; pressed again in this sitting, it is the same."""
    asked = Asked(
        kind=kind,
        words="",
        asker=visit.invitation.respondent,
        language=visit.invitation.language,
        page_key=f"{visit.sitting.mark}talk.{kind.value}",
    )
    child = visit.invitation.child
    return take_ask(session, child, asked, house=visit.house, now=visit.now).due_on
