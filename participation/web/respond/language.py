"""In which language somebody reads and writes, and asking for a person who speaks theirs.

Changing it keeps every answer and the place. Staff see it: words in another language need somebody
to bring them into English, so the change is a task and a row in the audit. It is what the person
says of themselves, and beats what the case system says of them, now and after the next import.
"""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, request
from sqlalchemy.orm import Session

from participation.care.consultations import tasks
from participation.care.consultations.models import TaskKind
from participation.guard.audit import Deed, record
from participation.journeys.saying_needs import said_by_themselves
from participation.kernel.clock import london_day
from participation.kernel.db import reading, transaction
from participation.kernel.languages import ENGLISH, LANGUAGES, Language
from participation.kernel.working_days import add_working_days
from participation.web.entry import Who, entry
from participation.web.respond import frame, visits
from participation.web.respond.fields import read_page
from participation.web.respond.going import go_to
from participation.web.respond.visits import Visit
from participation.web.services import services

WORKING_DAYS = 1
GENDERS = {"female": "female", "male": "male", "any": None}

blueprint = Blueprint("respond_language", __name__)


@blueprint.get("/language")
@entry(Who.LINK_HOLDER)
def show() -> Response:
    house = services()
    with reading() as session:
        visit = visits.visit_here(session, house)
        if visit is None:
            return frame.gone()
        return frame.page(
            "language",
            visit,
            spoken=[LANGUAGES[code] for code in house.languages],
            drafts=[code for code in house.languages if not house.is_checked(code)],
            others=_others(house.languages),
            now=visit.texts.language,
        )


@blueprint.post("/language")
@entry(Who.LINK_HOLDER)
def choose() -> Response:
    posted = read_page()
    house = services()
    with transaction() as session:
        visit = visits.visit_here(session, house, press=True)
        if visit is None:
            return frame.gone(posted)
        if not visits.is_own_press(visit, posted.csrf):
            return frame.old_page(visit, posted)
        visit = visits.kept_alive(session, visit)
        response = _taken(session, visit)
        if visit.new_cookie is not None:
            visits.hand_over(response, house, visit.new_cookie, visit.device)
    return response


def own_names(visit: Visit) -> list[Language]:
    """The other languages that are open, for a line at the start."""
    here = visit.texts.language
    return [LANGUAGES[code] for code in visit.house.languages if code != here]


def _others(open_ones: tuple[str, ...]) -> list[Language]:
    """Languages in which a person can be asked for, where the pages do not speak them yet."""
    return [language for code, language in LANGUAGES.items() if code not in open_ones]


def _taken(session: Session, visit: Visit) -> Response:
    language = request.form.get("language", "")
    if language in visit.house.languages:
        _speak(session, visit, language)
        return go_to(visit, visit.sitting.showing)
    gender = request.form.get("gender", "")
    if gender in GENDERS:
        wish = {"interpreter_gender": GENDERS[gender]}
        said_by_themselves(session, visit.invitation, wish, visit.now)
        return go_to(visit, visit.sitting.showing)
    person = request.form.get("person", "")
    if person in LANGUAGES:
        return ask_for_speaker(session, visit, person)
    return go_to(visit, visit.sitting.showing)


def ask_for_speaker(session: Session, visit: Visit, code: str) -> Response:
    """Somebody who speaks it is looked for; the page that says so, and by when."""
    said = {"spoken_language": code, "interpreter_needed": True}
    said_by_themselves(session, visit.invitation, said, visit.now)
    day = _ask_for_interpreter(session, visit, f"{tasks.SPEAKS}{code}")
    return go_to(visit, f"someone:{code}.{day.isoformat()}")


def _speak(session: Session, visit: Visit, language: str) -> None:
    invitation = visit.invitation
    before = invitation.language
    if before == language:
        return
    invitation.language = language
    said_by_themselves(session, invitation, {"reading_language": language}, visit.now)
    if language != ENGLISH.code:
        _ask_for_interpreter(session, visit, f"chose_{language}")
    who = f"invitation:{invitation.public_id.hex}"
    deed = Deed(
        actor=who,
        action="language.changed",
        subject=who,
        child=invitation.child.public_id.hex,
        reason=f"{before}>{language}",
    )
    record(session, deed, visit.now)


def _ask_for_interpreter(session: Session, visit: Visit, reason: str) -> date:
    """A task, the same one however often it is pressed; a day that is over is not promised.

    Whom they asked for stays on it, whatever language they read these pages in afterwards.
    """
    today = london_day(visit.now)
    soon = add_working_days(today, WORKING_DAYS, visit.house.council(session).closed_days)
    task = tasks.make_task(
        session,
        TaskKind.LANGUAGE,
        about=visit.invitation.public_id.hex,
        key=visit.invitation.child.key,
        owner_role="business_support",
        due_on=soon,
        child_id=visit.invitation.child_id,
        invitation_id=visit.invitation.id,
        reason=reason,
        now=visit.now,
    )
    if reason.startswith(tasks.SPEAKS) or not (task.reason or "").startswith(tasks.SPEAKS):
        task.reason = reason
    return task.due_on if task.due_on >= today else soon
