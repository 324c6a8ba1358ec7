"""Concerns that nobody has closed, and words that wait to be read by a named person."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from participation.care.safeguarding.models import (
    Concern,
    ConcernState,
    Hearing,
    HearingState,
    SourceKind,
)
from participation.care.safeguarding.rules import Level
from participation.channels.form.drawing import picture_in
from participation.guard.access import Action, may
from participation.journeys import (
    placing_texts,
    reading_concerns,
    reading_texts,
    reading_words,
    taking_back_texts,
)
from participation.journeys.reading_concerns import ConcernList
from participation.journeys.reading_words import OpenedWords, Waiting
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.concern_words import OUTCOMES, ago
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page
from participation.web.staff.translated_words import (
    corrected_shown,
    still_waiting,
    translated_shown,
)

bp = Blueprint("staff_concerns", __name__, url_prefix="/staff")
LIST = "/staff/concerns"
LONGEST_NOTE = 2000
WORRIES = (Level.RED, Level.AMBER)


@bp.get("/concerns")
@staff_page(Action.ANSWER_CONCERNS)
def show(visitor: Visitor) -> Response:
    """Both lists; no words on them. Whoever reads no words has the concerns they were told of."""
    session, staff, now = visitor.session, visitor.staff, visitor.now
    listed = reading_concerns.concern_list(session, staff, now=now)
    reads = may(staff.roles, Action.READ_WORDS_WAITING)
    waiting = reading_words.reading_list(session, staff, now=now) if reads else None
    return page(
        "concerns",
        visitor,
        reads=reads,
        concerns=[_concern(one, listed, visitor) for one, _hearing in listed.waiting],
        closed=[_concern(one, listed, visitor) for one, _hearing in listed.closed],
        waiting=[_piece(one, waiting, visitor) for one in waiting.words] if waiting else [],
        read=[_read(one, waiting) for one in waiting.read] if waiting else [],
    )


@bp.get("/words/<uuid:hearing>")
@staff_page(Action.READ_WORDS_WAITING)
def words(visitor: Visitor, hearing: UUID) -> Response:
    """One piece of words, verbatim; the audit row is there before it."""
    return _words(visitor, hearing)


@bp.post("/words/<uuid:hearing>/read")
@staff_page(Action.READ_WORDS_WAITING)
def mark(visitor: Visitor, hearing: UUID) -> Response:
    """A named person has read it."""
    marked = reading_words.mark_read(visitor.session, visitor.staff, hearing, now=visitor.now)
    return redirect(LIST, HTTPStatus.SEE_OTHER) if marked else nothing_here()


@bp.post("/words/<uuid:hearing>/worry")
@staff_page(Action.READ_WORDS_WAITING)
def worry(visitor: Visitor, hearing: UUID) -> Response:
    """Somebody read it and is worried, whatever the lists found or did not find."""
    chosen = request.form.get("level", "")
    level = next((each for each in WORRIES if each == chosen), None)
    if level is None:
        return _words(visitor, hearing, problem=(_("Choose how soon."), "#level-1"))
    note = request.form.get("note", "").replace("\0", "\N{REPLACEMENT CHARACTER}").strip()
    concern = reading_words.worry(
        visitor.session, visitor.staff, hearing, level, note[:LONGEST_NOTE], now=visitor.now
    )
    if concern is None:
        return nothing_here()
    return redirect(f"{LIST}/{concern.public_id}", HTTPStatus.SEE_OTHER)


def _words(visitor: Visitor, hearing: UUID, *, problem: tuple[str, str] | None = None) -> Response:
    opened = reading_words.open_words(visitor.session, visitor.staff, hearing, now=visitor.now)
    if opened is None:
        return nothing_here()
    status = HTTPStatus.OK if problem is None else HTTPStatus.UNPROCESSABLE_ENTITY
    return page(
        "hearing",
        visitor,
        status,
        error=[problem] if problem else None,
        typed=request.form.get("note", ""),
        **_opened(opened),
        **_texts(opened, visitor),
    )


def _concern(one: Concern, listed: ConcernList, visitor: Visitor) -> dict[str, Any]:
    child = listed.children.get(one.child_id or 0)
    owner = listed.staff.get(one.owner_id or 0)
    return {
        "level": one.level,
        "cause": wording.worded(wording.CAUSES, one.cause),
        "child": child.called if child else None,
        "when": wording.moment(one.raised_at),
        "how_long": ago(one.raised_at, visitor.now) if one.state is ConcernState.RAISED else "",
        "state": one.state,
        "owner": owner.full_name if owner else None,
        "outcome": wording.worded(OUTCOMES, one.outcome),
        "url": f"{LIST}/{one.public_id}",
    }


def _piece(one: Hearing, waiting: Waiting, visitor: Visitor) -> dict[str, Any]:
    child = waiting.children.get(one.child_id or 0)
    return {
        "child": child.called if child else None,
        "who": wording.worded(wording.SOURCES, one.source_kind),
        "when": wording.moment(one.heard_at),
        "due": wording.moment(one.read_due),
        "late": one.read_due < visitor.now,
        "screened": one.screened,
        "url": _words_url(one),
    }


def _read(one: Hearing, waiting: Waiting) -> dict[str, Any]:
    child = waiting.children.get(one.child_id or 0)
    reader = waiting.staff.get(one.read_by_id or 0)
    return {
        "child": child.called if child else None,
        "who": wording.worded(wording.SOURCES, one.source_kind),
        "when": wording.moment(one.heard_at),
        "by": reader.full_name if reader else None,
        "read": wording.moment(one.read_at),
        "late": one.read_at is not None and one.read_due < one.read_at,
        "url": _words_url(one),
    }


def _opened(opened: OpenedWords) -> dict[str, Any]:
    hearing, child = opened.hearing, opened.child
    return {
        "hearing": {
            "words": opened.words
            if opened.words is not None
            else _("The person has changed these words since. The earlier ones are not shown."),
            "drawing": picture_in(opened.drawing),
            "language": opened.language.replace("_", "-") if opened.language else None,
            "translated": translated_shown(opened.translated),
            "corrected": corrected_shown(opened.corrected),
            "translation": still_waiting(opened.words, opened.language, opened.translated),
            "who": _who(opened),
            "child": child.called if child else None,
            "when": wording.moment(hearing.heard_at),
            "due": wording.moment(hearing.read_due),
            "kind": wording.worded(wording.SOURCES, hearing.source_kind),
            "question": opened.question,
            "screened": hearing.screened,
            "state": hearing.state,
            "read_note": _read_note(opened),
        },
        "mark_path": f"/staff/words/{hearing.public_id}/read"
        if hearing.state is HearingState.WAITING
        else None,
        "worry_path": f"/staff/words/{hearing.public_id}/worry",
        "concerns": [
            {
                "url": f"{LIST}/{one.public_id}",
                "level": one.level,
                "cause": wording.worded(wording.CAUSES, one.cause).capitalize(),
                "when": wording.moment(one.raised_at),
                "owner": owner.full_name
                if (owner := opened.staff.get(one.owner_id or 0))
                else None,
            }
            for one in opened.concerns
        ],
        "back_url": LIST,
    }


def _texts(opened: OpenedWords, visitor: Visitor) -> dict[str, Any]:
    """Where a text is placed, and where the whole conversation is read, if there is one."""
    text = placing_texts.waits_on_the_desk(visitor.session, opened.hearing)
    talk = reading_texts.conversation_about(
        visitor.session,
        visitor.staff,
        opened.invitation.id if opened.invitation else None,
        visitor.now,
    )
    placed = taking_back_texts.placed_as(
        visitor.session, visitor.staff, opened.hearing, now=visitor.now
    )
    return {
        "desk_url": f"/staff/desk/{text}" if text else None,
        "placed_url": f"/staff/desk/placed/{placed}" if placed else None,
        "conversation_url": f"/staff/conversations/{talk}" if talk else None,
    }


def _who(opened: OpenedWords) -> str:
    invitation = opened.invitation
    if opened.hearing.source_kind is SourceKind.ASK:
        return _("Asked between reviews")
    if invitation is None:
        return _("Not known whose words")
    related = invitation.asked_through
    name = (related.adult.full_name or "") if related else ""
    if invitation.role == "child":
        return wording.worded(wording.ROLES, "child")
    return wording.who(invitation.role, name, "")


def _read_note(opened: OpenedWords) -> str | None:
    hearing = opened.hearing
    if hearing.state is HearingState.DRAFT:
        return _("Not sent yet. You see it because it was flagged.")
    reader = opened.staff.get(hearing.read_by_id or 0)
    if hearing.read_at is None:
        return None
    return _(
        "Read by %(name)s, %(when)s.",
        name=(reader.full_name or "") if reader else "",
        when=wording.moment(hearing.read_at),
    )


def _words_url(hearing: Hearing) -> str:
    return f"/staff/words/{hearing.public_id}"
