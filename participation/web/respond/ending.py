"""The last pages: looking it over, who sees what, and after it is sent."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Response
from sqlalchemy.orm import Session

from participation.care.consultations.models import InvitationState
from participation.channels.form import checking_page, wording
from participation.journeys import reading_letters, telling_back
from participation.kernel.clock import london_day
from participation.kernel.dates import day_words
from participation.questionnaire.definition import AnswerState, Band, Form, Sharing, Voice
from participation.questionnaire.engine import Problem
from participation.web.locale import gettext as _
from participation.web.respond import visits
from participation.web.respond.asking import status_for
from participation.web.respond.frame import page
from participation.web.respond.keepsake import for_the_youngest
from participation.web.respond.naming import names_for, officer_in, read_by
from participation.web.respond.talk import Talk, talk_of
from participation.web.respond.visits import Visit


def check(session: Session, visit: Visit, talk: Talk, template: str) -> Response:
    names = names_for(session, visit)
    answers = said_lines(visit, talk, names)
    sharings = [
        (kind.value, checking_page.sharing_choice(kind, visit.texts, names=names))
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
        more_questions=talk.next is not None,
    )


def said_lines(visit: Visit, talk: Talk, names: dict[str, str]) -> list[dict[str, Any]]:
    """What this sitting said, question by question, as check.html shows it."""
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
            "drawing": line.picture,
            "state": talk.given[line.key].state.value,
            "by_helper": is_helpers(talk.form, line.key),
            "only_officer": line.sharing is Sharing.ONLY_OFFICER,
            "sharing": line.sharing_label if visit.from_child else "",
            "sharing_value": line.sharing.value,
        }
        for line in lines
        if line.key in talk.mine
    ]


def is_helpers(form: Form, key: str) -> bool:
    """Whether the question is put to whoever helps, whose words are kept apart."""
    question = form.question(key)
    return question is not None and question.voice is Voice.HELPER


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
    council = visit.house.council(session)
    names["council"] = council.name
    finished = visit.invitation.state is InvitationState.FINISHED
    review, today = visit.invitation.round.review, london_day(visit.now)
    added = visit.sitting.showing == "added"
    came = visit.now if added else visit.invitation.finished_at
    day = read_by(session, visit, came) if came else None
    officer = officer_in(names)
    return page(
        "sent",
        visit,
        status_for(problem),
        audience="child" if visit.from_child else "parent",
        officer=officer,
        finished=finished,
        thanks=(
            wording.paragraphs(visit.form, visit.form.thanks, visit.texts, names=names)
            if visit.form is not None
            else ()
        ),
        for_them=visit.invitation.sent_for_them,
        news=visit.from_child
        and not visit.asking
        and visits.is_told(visit.invitation, today)
        and (
            telling_back.is_told(session, review, visit.now)
            or reading_letters.is_to_be_read(session, review, visit.now)
        ),
        read_by=day,
        review_on=(
            day_words(review.planned_on, visit.texts.language)
            if visit.from_child and review.planned_on and review.planned_on >= today
            else None
        ),
        sleeps=_sleeps(visit, review.planned_on),
        reply=stock_reply(visit, officer, day) if day else None,
        young=for_the_youngest(visit.form),
        can_copy=finished and _has_something_here(session, visit),
        added=added,
        helplines=council.child_helplines if visit.from_child else council.adult_helplines,
        own_device=False,
        typed=typed,
        error=_("This is more than one box can hold. Send it in two parts.") if problem else None,
    )


def _sleeps(visit: Visit, day: date | None) -> int | None:
    """How many nights until the review, for those too young for a date; None once it is over."""
    if day is None or visit.form is None or visit.form.band is not Band.FOUR_TO_SEVEN:
        return None
    nights = (day - london_day(visit.now)).days
    return nights if nights >= 0 else None


def _has_something_here(session: Session, visit: Visit) -> bool:
    """Whether this very sitting said something that it may still look at."""
    if visit.form is None or not visit.reads_back:
        return False
    mine = talk_of(session, visit, visit.form).mine
    return any(
        row.state is not AnswerState.SKIPPED and not is_helpers(visit.form, key)
        for key, row in mine.items()
    )


def stock_reply(visit: Visit, officer: str, day: str) -> str:
    """The same for everybody's words, whether or not anything in them was noticed (R20)."""
    if visit.from_child:
        words = _("Thank you for telling me. I am not a person. %(officer)s reads this by %(day)s.")
    else:
        words = _("Thank you. A computer sends this page. %(officer)s reads your words by %(day)s.")
    return str(words) % {"officer": officer[:1].upper() + officer[1:], "day": day}
