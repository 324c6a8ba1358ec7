"""What happened with what I said: one point a page, behind the child's own key (R2).

You said, what happened, who does it by when, and "Is that right?". The answer goes to the officer,
its words heard as all words are. Without the key given in this browser there is the page that asks
for it, and nothing else; looking changes nothing but that it was read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from uuid import UUID

import structlog
from flask import Blueprint, Response, g, request
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from werkzeug.exceptions import HTTPException

from participation.care.consultations import said_so_far
from participation.care.consultations.models import Invitation
from participation.care.corrections import queries as corrections
from participation.care.outcomes.rules import Verdict
from participation.care.requests.rules import AskKind
from participation.channels.form import checking_page
from participation.channels.form.checking_page import CheckLine
from participation.channels.form.drawing import words_beside
from participation.channels.form.reading import plain_lines
from participation.journeys import reading_letters, telling_back
from participation.journeys.answering import context_of
from participation.journeys.pinning import pinned_form
from participation.journeys.telling_back import ToRead
from participation.kernel.clock import london_day, system_now
from participation.kernel.dates import day_words
from participation.kernel.db import transaction
from participation.questionnaire.definition import MAX_CHARS
from participation.questionnaire.placeholders import begin
from participation.web.entry import Who, entry
from participation.web.locale import gettext as _
from participation.web.respond import asks, frame
from participation.web.respond.askers import Asker, pressed
from participation.web.respond.asks import PostedAsk
from participation.web.respond.fields import Posted, cleaned, form_as_sent, read_page
from participation.web.respond.mine import HAPPENED, LETTER, here, reading_at, way_in
from participation.web.services import services

log = structlog.get_logger()

blueprint = Blueprint("respond_happened", __name__)
MOST_BYTES = 256 * 1024


@blueprint.get("/mine/happened")
@entry(Who.LINK_HOLDER)
def show() -> Response:
    """The first point that was not answered yet; then that all of it was read."""
    return _look(None)


@blueprint.get("/mine/happened/<int:place>")
@entry(Who.LINK_HOLDER)
def show_one(place: int) -> Response:
    """One of them again."""
    return _look(place)


@blueprint.post("/mine/happened")
@entry(Who.LINK_HOLDER)
def press() -> Response:
    """Is that right? What breaks is tried once more; then the words are given back."""
    request.max_content_length = request.max_form_memory_size = MOST_BYTES
    posted = read_page()
    which = _uuid(cleaned(form_as_sent().get("outcome", ""))[:40])
    for last in (False, True):
        try:
            return _press(posted, which)
        except HTTPException:
            raise
        except IntegrityError:  # the same page twice at one moment: the other one kept it
            continue
        except Exception as error:  # noqa: BLE001 - whatever it is, the words come back
            log.error("an answer to what happened was not kept", error=type(error).__name__)
            if last:
                break
    return _not_kept(posted, which)


def _look(place: int | None) -> Response:
    with transaction() as session:
        asker, reading = here(session, services())
        if asker is None:
            return frame.gone()
        if reading is None:
            return way_in(session, asker)
        reading.last_seen = system_now()
        g.language = asker.texts.language
        return _page(session, asker, place, reading_csrf=reading.csrf)


def _press(posted: Posted, which: UUID | None) -> Response:
    with transaction() as session:
        house = services()
        asker = pressed(session, house, posted.csrf)
        if asker is None:
            return frame.gone(posted)
        g.language = asker.texts.language
        reading = reading_at(session, house, asker)
        if reading is None or which is None:
            return _without_the_key(session, asker, posted)
        verdict = next((one for one in Verdict if one == posted.go), None)
        words = plain_lines(posted.words)
        if verdict is None:
            return _to(HAPPENED)
        if len(words) > MAX_CHARS:
            problem = _("This is more than one box can hold. Send it in two parts.")
            return _page(session, asker, None, which=which, typed=words, error=problem,
                         reading_csrf=reading.csrf)  # fmt: skip
        asker = asker.kept_alive(session)
        reading.last_seen = system_now()
        page_key = asker.page_key(_once(posted, words))
        taken = telling_back.answer_back(
            session,
            asker.holder(),
            which,
            verdict,
            words,
            language=asker.texts.language,
            page_key=page_key,
            house=house,
            now=asker.now,
        )
        if not taken and words.strip():  # it was taken back meanwhile: who has the words now
            asker.show_next(f"{asks.DONE}:{page_key}")
            return asker.handed_over(_to(asker.path))
        return asker.handed_over(_to(HAPPENED))


def _without_the_key(session: Session, asker: Asker, posted: Posted) -> Response:
    """The key was given too long ago: nothing is taken as the child's own answer. Words are words
    all the same: they go to the officer, are heard, and the page says who has them (R1)."""
    if not posted.words.strip():
        return way_in(session, asker)
    if not asker.from_child:
        return frame.gone(posted)
    asker = asker.kept_alive(session)
    said = PostedAsk(
        csrf=posted.csrf,
        page_key=posted.page_key,
        go="send",
        about=AskKind.HAPPENED,
        past=False,
        how=None,
        words=plain_lines(posted.words),
    )
    return asker.handed_over(asks.press(session, asker, said) or _to(asker.path))


def _page(
    session: Session,
    asker: Asker,
    place: int | None,
    *,
    reading_csrf: str,
    which: UUID | None = None,
    typed: str = "",
    error: str | None = None,
) -> Response:
    found = telling_back.read_what_happened(session, asker.holder(), asker.now)
    letter = reading_letters.letter_to_read(session, asker.holder(), asker.now) is not None
    if not found:
        if letter:
            return _to(LETTER)
        return asker.page("happened_none", reading_csrf=reading_csrf)
    number = _which(found, place, which)
    if number is None:
        return _all_read(session, asker, found, reading_csrf, letter=letter)
    one = found[number - 1]
    telling_back.note_shown(one, asker.now)
    return asker.page(
        "happened",
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE if error else HTTPStatus.OK,
        number=number,
        many=len(found),
        said=_said(session, one, asker),
        told=one.outcome.told,
        since=_since(session, one),
        told_language=one.outcome.language.replace("_", "-"),
        who=one.outcome.who,
        by=day_words(one.outcome.by_on, asker.texts.language) if one.outcome.by_on else None,
        outcome=one.outcome.public_id.hex,
        answered=_answered(one),
        following=number + 1 if number < len(found) else None,
        letter=letter,
        typed=typed,
        error=error,
        reading_csrf=reading_csrf,
    )


def _which(found: Sequence[ToRead], place: int | None, outcome: UUID | None) -> int | None:
    """Which of them is shown, counted from one; None where all were answered."""
    if outcome is not None:
        return next((n for n, one in enumerate(found, 1) if one.outcome.public_id == outcome), 1)
    if place is not None:
        return min(max(place, 1), len(found))
    return next((n for n, one in enumerate(found, 1) if one.reply is None), None)


def _all_read(
    session: Session, asker: Asker, found: Sequence[ToRead], reading_csrf: str, *, letter: bool
) -> Response:
    """Who reads the answers and by when: the same whatever was said (R20)."""
    asked = [one.reply.at for one in found if one.reply is not None and one.reply.ask is not None]
    council = asker.house.council(session)
    reply = None
    if asked:
        due = london_day(council.reading_deadline(max(asked), from_child=True))
        if due >= london_day(asker.now):
            reply = _(
                "Thank you for telling me. I am not a person. %(officer)s reads this by %(day)s.",
                officer=begin(asker.officer),
                day=day_words(due, asker.texts.language),
            )
    return asker.page(
        "happened_read",
        many=len(found),
        reply=reply,
        helplines=council.child_helplines,
        letter=letter,
        reading_csrf=reading_csrf,
    )


def _said(session: Session, one: ToRead, asker: Asker) -> dict[str, Any]:
    """The child's own words as they stand, verbatim; a choice in the words of the form."""
    remark, answer = one.source.remark, one.source.answer
    if remark is not None:
        return {"title": "", "said": "", "words": words_beside(remark.words or ""), "drawing": None}
    if answer is None:
        return {}
    line = _lines(session, one.source.invitation, asker).get(answer.question_key)
    if line is None:  # the form is lost: the words are left
        return {"title": "", "said": "", "words": words_beside(answer.words or ""), "drawing": None}
    return {"title": line.title, "said": line.said, "words": line.words, "drawing": line.picture}


def _since(session: Session, one: ToRead) -> list[str]:
    """What the child said later of what they are told. Nobody else's word is released (R2)."""
    source = one.outcome.public_id
    found = corrections.corrections_of(session, [source]).get(source.hex, ())
    return [each.words for each in found if each.said_by == "child"]


def _lines(session: Session, invitation: Invitation, asker: Asker) -> Mapping[str, CheckLine]:
    form = pinned_form(session, invitation, asker.house.library)
    if form is None:
        return {}
    answers = said_so_far.given(said_so_far.newest_answers(session, invitation))
    names, context = {"officer": asker.officer}, context_of(invitation)
    lines = checking_page.check_lines(form, answers, asker.texts, names=names, context=context)
    return {line.key: line for line in lines}


def _answered(one: ToRead) -> str | None:
    """What they said to it before, as its button says it."""
    if one.reply is None:
        return None
    words = {
        Verdict.YES: _("Yes, that is right"),
        Verdict.NO: _("No, that is not right"),
        Verdict.TALK: _("I want to talk about it"),
    }
    return words[one.reply.answer]


def _once(posted: Posted, words: str) -> str | None:
    """The same page with the same words is one answer; with other words it is another."""
    if posted.page_key is None:
        return None
    return "\n".join((posted.page_key, "happened", posted.go, words))


def _not_kept(posted: Posted, which: UUID | None) -> Response:
    keys = [("csrf_token", posted.csrf), ("page_key", posted.page_key or "")]
    again = [("go", posted.go), ("outcome", which.hex if which is not None else "")]
    return frame.page(
        "problem",
        None,
        HTTPStatus.SERVICE_UNAVAILABLE,
        reason="ours",
        saved=False,
        fields=[*again, *keys],
        typed=posted.words,
        try_path=HAPPENED,
    )


def _to(path: str) -> Response:
    return Response(status=HTTPStatus.SEE_OTHER, headers={"Location": path})


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
