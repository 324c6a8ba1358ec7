"""A chat's page: what was just said in this sitting, the fixed reply to it, and the next question.

It never holds more than the last few turns of this sitting, and nothing of an earlier one (R1,
D14). The reply to words is the same whatever the words were (R20).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import Response
from sqlalchemy.orm import Session

from participation.care.consultations import said_so_far
from participation.care.consultations.models import Remark
from participation.care.consultations.said_so_far import as_given
from participation.channels.chat.turns import Turn, question_words, to_change, turns_of
from participation.channels.chat.wording import Line, line
from participation.channels.form import wording
from participation.kernel.dates import day_words
from participation.questionnaire import engine
from participation.questionnaire.definition import Given, Kind, Question, Sharing
from participation.questionnaire.engine import Problem
from participation.web.respond.asking import may_keep_private, status_for
from participation.web.respond.chat_place import Due, Note, Place, due_now
from participation.web.respond.council_files import council_files_here
from participation.web.respond.frame import page
from participation.web.respond.naming import names_for, officer_in
from participation.web.respond.question_page import DrawnQuestion, drawn, drawn_more
from participation.web.respond.talk import Talk
from participation.web.respond.visits import Visit

LAST_TURNS = 6
HELPLINES = 2  # on the card; the page of people to ring has them all


@dataclass(frozen=True, slots=True, repr=False)
class NotTaken:
    """A press that could not be taken: why, and what was sent, so that nothing is lost."""

    problem: Problem
    sent: Given
    private: bool


@dataclass(frozen=True, slots=True, repr=False)
class Scene:
    """Everything one page is drawn from."""

    visit: Visit
    talk: Talk
    place: Place
    due: Due
    names: dict[str, str]
    turns: tuple[Turn, ...]
    tried: Sequence[Remark]
    not_taken: NotTaken | None

    @property
    def question(self) -> Question | None:
        return self.due.asked

    @property
    def changing(self) -> bool:
        asked = self.question
        return asked is not None and asked.key in self.talk.mine and not self.place.more


def tried_here(
    session: Session, visit: Visit, question: Question, place: Place
) -> Sequence[Remark]:
    """What this sitting typed to the open question and was not understood."""
    if not place.misses or place.key != question.key or not visit.reads_back:
        return ()
    rows = said_so_far.refused_in_sitting(
        session, visit.invitation, question.key, visit.sitting.mark
    )
    return [row for row in rows if len(row.words or "") <= question.max_chars][-place.misses :]


def is_private(tried: Sequence[Remark]) -> bool:
    """Whether any of it was for the officer alone: then all of it stays so."""
    return any(remark.sharing is Sharing.ONLY_OFFICER for remark in tried)


def show(session: Session, visit: Visit, talk: Talk, not_taken: NotTaken | None = None) -> Response:
    """The page that is due; with `not_taken`, again with what was sent."""
    place, due = due_now(talk, Place.of(visit.sitting.showing))
    names = names_for(session, visit)
    tried = tried_here(session, visit, due.asked, place) if due.asked is not None else ()
    turns = _turns(visit, talk, names)
    scene = Scene(visit, talk, place, due, names, turns, tried, not_taken)
    council = visit.house.council(session)
    helplines = council.child_helplines if visit.from_child else council.adult_helplines
    question = due.asked
    reply = _reply(scene)
    return page(
        "chat",
        visit,
        status_for(not_taken.problem if not_taken else None),
        page=_drawn(scene, question) if question is not None else None,
        turn=talk.revisions.get(question.key, 0) if question is not None else 0,
        more=question is not None and place.more,
        boxed=question is not None and question.kind is not Kind.STATEMENT,
        hear=_recording(scene),
        hello=_say(scene, Line.HELLO),
        before=_say(scene, Line.BEFORE) if talk.earlier or len(turns) > LAST_TURNS else None,
        turns=turns[-LAST_TURNS:],
        tried=[remark.words for remark in tried],
        reply=_reply_words(scene, reply) if reply is not None else None,
        card=_has_card(scene, reply),
        call_asked=reply is Line.CALL_ASKED,
        helplines=helplines[:HELPLINES],
        more_about=_more_about(scene),
        said=[_words(scene, statement) for statement in due.said],
        end=_say(scene, Line.LAST) if question is None else None,
        officer=officer_in(names),
        can_go_back=talk.before(question.key if question is not None else None) is not None,
        may_keep_private=question is not None and may_keep_private(visit, question),
        only_officer_ticked=_ticked(scene),
    )


def _turns(visit: Visit, talk: Talk, names: dict[str, str]) -> tuple[Turn, ...]:
    """What counts of this sitting's answers, in the order they were given."""
    counting = engine.on_route(talk.form, talk.given, talk.context)
    mine = {
        key: row
        for key, row in talk.mine.items()
        if key in counting
        and (asked := talk.form.question(key))
        and asked.kind is not Kind.STATEMENT
    }
    order = sorted(mine, key=lambda key: mine[key].id)
    return turns_of(talk.form, talk.given, order, visit.texts, names=names, context=talk.context)


def _reply(scene: Scene) -> Line | None:
    """What is said to the last turn, before the question."""
    if scene.not_taken is not None:
        return None
    match scene.place.note.what:
        case Note.CALLED:
            return Line.CALL_ASKED
        case Note.STALE | Note.STALE_WORDS:
            return Line.ANSWERED_ALREADY
        case Note.NOTHING:
            return Line.NOTHING_YET
    if scene.tried:
        return Line.UNCLEAR if len(scene.tried) == 1 else Line.UNCLEAR_AGAIN
    if scene.changing:
        return Line.CHANGING
    if not scene.turns or scene.place.more:
        return None
    if scene.turns[-1].words:
        return Line.HEARD
    return Line.NOTED if scene.question is not None else None


def _reply_words(scene: Scene, reply: Line) -> str:
    """The line itself; where a number is wanted nothing can be pressed, so it says which number."""
    words, question = _say(scene, reply), scene.question
    if question is None or question.kind is not Kind.NUMBER or not scene.tried:
        return words
    return f"{words} {wording.error_text(question, Problem.NOT_A_NUMBER, scene.visit.texts)}"


def _has_card(scene: Scene, reply: Line | None) -> bool:
    """People to ring, with every reply to words that somebody typed."""
    if reply in (Line.HEARD, Line.UNCLEAR, Line.UNCLEAR_AGAIN, Line.CALL_ASKED):
        return True
    return scene.place.note.what == Note.STALE_WORDS


def _more_about(scene: Scene) -> str | None:
    """The last turn, where more may be said about it and nothing was yet."""
    if not scene.turns or scene.changing or scene.place.more or scene.tried:
        return None
    last = scene.turns[-1]
    question = scene.talk.form.question(last.key)
    wanted = question is not None and question.wants_more and not last.words
    return last.key if wanted else None


def _drawn(scene: Scene, question: Question) -> DrawnQuestion:
    talk, texts, not_taken = scene.talk, scene.visit.texts, scene.not_taken
    row = talk.mine.get(question.key)
    before = as_given(row) if row is not None else None
    problem = not_taken.problem if not_taken else None
    if scene.place.more:
        shown = drawn_more(
            wording.page_more(
                talk.form,
                question,
                before,
                texts,
                names=scene.names,
                context=talk.context,
                problem=problem,
            ),
            "",
        )
        return replace(shown, text_value=not_taken.sent.words) if not_taken else shown
    held = to_change(question, before) if before is not None else None
    shown = drawn(
        wording.page_question(
            talk.form,
            question,
            talk.given,
            texts,
            names=scene.names,
            context=talk.context,
            given=not_taken.sent if not_taken else held,
            problem=problem,
        )
    )
    words = not_taken.sent.words if not_taken else held.words if held is not None else ""
    return replace(shown, text_value=words or shown.text_value)


def _recording(scene: Scene) -> str | None:
    """A council's own recording of the open question."""
    if scene.question is None or scene.place.more:
        return None
    language = scene.visit.texts.language
    return council_files_here().sound_of(scene.talk.form, scene.question, language)


def _ticked(scene: Scene) -> bool:
    if scene.not_taken is not None:
        return scene.not_taken.private
    row = scene.talk.mine.get(scene.question.key) if scene.question is not None else None
    kept = row is not None and row.sharing is Sharing.ONLY_OFFICER
    return kept or is_private(scene.tried)


def _words(scene: Scene, statement: Question) -> str:
    talk = scene.talk
    return question_words(
        talk.form, statement, scene.visit.texts, names=scene.names, context=talk.context
    )


def _say(scene: Scene, which: Line) -> str:
    day = scene.place.note.day
    return line(
        which,
        scene.talk.form.band,
        scene.visit.texts,
        officer=officer_in(scene.names),
        day=day_words(day, scene.visit.texts.language) if day else "",
    )
