"""A picture to keep, for the youngest: their faces and their drawing, without a word of what they
wrote (R34).

Like the own copy it comes as the answer to a press, right after sending and in the same sitting
only. Whoever helps sees no more on it than what was pressed while they sat beside the child.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Response
from sqlalchemy.orm import Session

from participation.channels.form import wording
from participation.channels.form.drawing import Picture, picture_of
from participation.questionnaire.definition import (
    AnswerState,
    Band,
    Form,
    Given,
    Question,
    Voice,
    context_of,
)
from participation.web.respond.council_files import council_files_here
from participation.web.respond.frame import page
from participation.web.respond.going import back_to_q
from participation.web.respond.naming import names_for, officer_in
from participation.web.respond.pictures import Symbol, symbol_for
from participation.web.respond.talk import Talk, talk_of
from participation.web.respond.visits import Visit

SHOW = "keepsake"


@dataclass(frozen=True, slots=True, repr=False)
class Tile:
    """What a question was about, and what was chosen or drawn; `label` is what was chosen."""

    about: Symbol | None
    label: str
    face: str | None = None
    symbol: Symbol | None = None
    drawing: Picture | None = None


def for_the_youngest(form: Form | None) -> bool:
    return form is not None and form.band is Band.FOUR_TO_SEVEN


def give(session: Session, visit: Visit, form: Form) -> Response:
    """The picture; the sent page again where this sitting has nothing to put on it."""
    tiles = tuple(_tiles(visit, talk_of(session, visit, form))) if visit.reads_back else ()
    if not tiles or not for_the_youngest(form):
        return back_to_q()
    return page("keepsake", visit, tiles=tiles, officer=officer_in(names_for(session, visit)))


def _tiles(visit: Visit, talk: Talk) -> Iterator[Tile]:
    own = council_files_here().addresses
    for question in talk.form.questions:
        given = talk.given.get(question.key)
        if question.key not in talk.mine or given is None or question.voice is Voice.HELPER:
            continue
        if given.state is AnswerState.ANSWERED:
            about = symbol_for((question.key, question.topic.value), own)
            yield from _told(visit, talk.form, question, given, about)


def _told(
    visit: Visit, form: Form, question: Question, given: Given, about: Symbol | None
) -> Iterator[Tile]:
    picture = picture_of(given)
    if picture is not None:
        yield Tile(about, "", drawing=picture)
    faces = wording.FACES[question.look]
    for place, choice in enumerate(question.choices):
        if choice.value in given.values:
            face = faces[place] if place < len(faces) else None
            symbol = None if face else symbol_for((choice.value,), council_files_here().addresses)
            label = visit.texts.pgettext(context_of(form, question), choice.label)
            yield Tile(about, label, face=face, symbol=symbol)
