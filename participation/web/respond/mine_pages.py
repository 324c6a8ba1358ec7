"""The page of one's own words: what I sent, what I asked for, and who has taken it on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response
from sqlalchemy.orm import Session

from participation.care.consultations import said_so_far
from participation.care.requests.models import Ask, AskState
from participation.care.requests.rules import ONLY_WORDS, Desk
from participation.channels.form import checking_page
from participation.channels.form.drawing import words_beside
from participation.journeys import holding_keys, telling_back
from participation.journeys.answering import context_of
from participation.journeys.holding_keys import Sent
from participation.journeys.pinning import pinned_form
from participation.kernel.clock import london_day
from participation.kernel.dates import day_words
from participation.questionnaire.definition import AnswerState
from participation.web.locale import gettext as _
from participation.web.respond.askers import Asker
from participation.web.respond.asks import label, who_has
from participation.web.respond.ending import is_helpers


def own_page(session: Session, asker: Asker, csrf: str) -> Response:
    """Everything the key opens. `csrf`: of the reading, to end it with."""
    own = holding_keys.own_words_of(session, asker.holder(), asker.now)
    return asker.page(
        "mine",
        reading_csrf=csrf,
        nothing=own.nothing,
        news=telling_back.something_to_read(session, asker.holder(), asker.now),
        sent=[_sent(session, one, asker, own.said_since) for one in own.sent],
        asks=[_ask(ask, asker) for ask in own.asks],
    )


def _sent(
    session: Session, sent: Sent, asker: Asker, since: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    """Answers in the words of the form they were given to; a form that is lost leaves the words.

    What was left out is not there, nor what a helper wrote: the child did not say that.
    """
    form = pinned_form(session, sent.invitation, asker.house.library)
    names = {"officer": asker.officer}
    given = said_so_far.given(sent.answers)
    lines: list[dict[str, Any]] = [
        {
            "title": "",
            "said": "",
            "words": words_beside(row.words or ""),
            "drawing": None,
            "since": since.get(row.public_id.hex, ()),
        }
        for row in sent.answers.values()
    ]
    if form is not None:
        lines = [
            {
                "title": line.title,
                "said": line.said,
                "words": line.words,
                "drawing": line.picture,
                "since": since.get(sent.answers[line.key].public_id.hex, ()),
            }
            for line in checking_page.check_lines(
                form, given, asker.texts, names=names, context=context_of(sent.invitation)
            )
            if given[line.key].state is not AnswerState.SKIPPED and not is_helpers(form, line.key)
        ]
    finished = sent.invitation.finished_at
    return {
        "day": day_words(london_day(finished), asker.texts.language) if finished else None,
        "lines": lines,
        "added": [
            {
                "words": words_beside(remark.words or ""),
                "since": since.get(remark.public_id.hex, ()),
            }
            for remark in sent.remarks
        ],
    }


def _ask(ask: Ask, asker: Asker) -> dict[str, Any]:
    """What was asked and how far it is. A name is there only once that person has it."""
    language = asker.texts.language
    by = (ask.taken_by.full_name or "").strip() if ask.taken_by is not None else ""
    return {
        "what": label(ask.kind, asker),
        "day": day_words(london_day(ask.asked_at), language),
        "words": ask.words,
        "standing": _standing(ask, asker, by, language),
        "answer": ask.answer if ask.state is AskState.DONE else None,
    }


def _standing(ask: Ask, asker: Asker, by: str, language: str) -> str:
    match ask.state:
        case AskState.ASKED if ask.kind in ONLY_WORDS:
            return _("We have passed it to %(who)s.", who=who_has(Desk(ask.desk), asker))
        case AskState.ASKED:
            return _(
                "It is with %(who)s. Someone tells you by %(day)s who does it.",
                who=who_has(Desk(ask.desk), asker),
                day=day_words(ask.due_on, language),
            )
        case AskState.TAKEN_ON:
            day = day_words(london_day(ask.taken_at or ask.asked_at), language)
            return _("%(name)s has it since %(day)s.", name=by, day=day)
        case AskState.DONE:
            day = day_words(london_day(ask.done_at or ask.asked_at), language)
            return _("%(name)s did this on %(day)s.", name=by, day=day)
