"""The letter to a child after a review: a first wording, changed, sent, printed."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from participation.care.outcomes.models import Letter
from participation.care.outcomes.rules import POINTS_AT_MOST, Withheld
from participation.guard.access import Action
from participation.journeys import writing_letters
from participation.journeys.writing_letters import LONGEST, Amiss, LetterPage
from participation.web.locale import gettext as _
from participation.web.locale import ngettext
from participation.web.staff import after_words, wording
from participation.web.staff.after_fields import field, uuid_in
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.files import prints
from participation.web.staff.frame import page
from participation.web.staff.languages import language_name
from participation.web.staff.letter_sheet import letter_sheet
from participation.web.staff.translate_back import translating_shown
from participation.web.staff.wording import N_

bp = Blueprint("staff_letter", __name__, url_prefix="/staff/reviews/<review_id>/after/letter")
AMISS = {
    Amiss.EMPTY: N_("Write the letter, or begin with the first wording."),
    Amiss.TOO_LONG: N_("The letter is too long for two sides. Make it shorter."),
    Amiss.CHANGED: N_("Somebody wrote on this letter since. Look once more."),
    Amiss.STOPPED: N_("Contact was stopped, so no letter is sent."),
    Amiss.NOT_HELD: N_("The review has not taken place yet. Send the letter when it has."),
}
# The child may have it, though not on a page.
_PAPER_ONLY = (Withheld.NO_KEY, Withheld.NOT_WITH_KEY, Withheld.NOT_TRANSLATED)


@bp.get("")
@staff_page(Action.WRITE_OUTCOMES)
def show(visitor: Visitor, review_id: str) -> Response:
    return _show(visitor, review_id)


@bp.post("")
@staff_page(Action.WRITE_OUTCOMES)
def write(visitor: Visitor, review_id: str) -> Response:
    """Keep it as it stands in the box; nobody but staff reads it yet."""
    done = writing_letters.write(
        visitor.session,
        visitor.staff,
        review_id,
        field("words", LONGEST + 1),
        translated=field("translated", 3) == "yes",
        seen=_seen(),
        house=visitor.house,
        now=visitor.now,
    )
    return _after(visitor, review_id, done)


@bp.post("/send")
@staff_page(Action.WRITE_OUTCOMES)
def send(visitor: Visitor, review_id: str) -> Response:
    """It goes out as it stands, and is kept so."""
    done = writing_letters.send(
        visitor.session,
        visitor.staff,
        review_id,
        _revision(),
        visitor.now,
        let=field("let", 3) == "yes",
    )
    return _after(visitor, review_id, done)


@bp.post("/print")
@staff_page(Action.WRITE_OUTCOMES)
def on_paper(visitor: Visitor, review_id: str) -> Response:
    """One wording as a PDF; what was not sent says that it is a draft."""
    found = writing_letters.take(
        visitor.session, visitor.staff, review_id, _revision(), visitor.now
    )
    if not isinstance(found, Letter):
        return _after(visitor, review_id, found)
    council = visitor.house.council(visitor.session)
    sheet = letter_sheet(
        found, visitor.house.texts(found.language), council.child_helplines, visitor.now
    )
    return prints([sheet], "letter.pdf", visitor)


def _after(visitor: Visitor, review_id: str, done: Letter | Amiss | None) -> Response:
    if done is None:
        return nothing_here()
    if isinstance(done, Amiss):
        return _show(visitor, review_id, done)
    return redirect(f"/staff/reviews/{review_id}/after/letter", HTTPStatus.SEE_OTHER)


def _show(visitor: Visitor, review_id: str, amiss: Amiss | None = None) -> Response:
    found = writing_letters.open_page(
        visitor.session, visitor.staff, review_id, house=visitor.house, now=visitor.now
    )
    if found is None:
        return nothing_here()
    status = HTTPStatus.UNPROCESSABLE_ENTITY if amiss else HTTPStatus.OK
    error = [(_(AMISS[amiss]), "#words")] if amiss else None
    typed = request.form.to_dict() if amiss else {}
    return page(
        "letter",
        visitor,
        status,
        error=error,
        typed=typed,
        translating=_translating(visitor, found),
        **_values(found),
    )


def _values(found: LetterPage) -> dict[str, Any]:
    newest, path = found.newest, f"/staff/reviews/{found.review.external_id}/after"
    first = found.first.draft.told
    return {
        "child": found.review.child.called,
        "words": newest.words if newest is not None else first,
        "draft": first if newest and newest.words != first else None,
        "about": " ".join(found.first.about),
        "left_out": _left_out(found.first.left_out) if found.first.left_out else None,
        "in_language": language_name(found.language),
        "newest": _row(newest) if newest is not None else None,
        "sent": [_row(one) for one in found.letters if one.sent_at is not None],
        "why_not": wording.worded(after_words.WITHHELD, found.why_not) or None,
        "paper_only": found.why_not in _PAPER_ONLY,
        "decides": found.decides,
        "refused": _(AMISS[found.refused]) if found.refused is not None else None,
        "most": LONGEST,
        "path": f"{path}/letter",
        "back_url": path,
    }


def _translating(visitor: Visitor, found: LetterPage) -> dict[str, Any]:
    path = f"/staff/reviews/{found.review.external_id}/after/letter"
    return translating_shown(visitor.session, found.newest, found.language, path, visitor.now)


def _row(one: Letter) -> dict[str, Any]:
    return {
        "revision": one.revision,
        "sent": wording.moment(one.sent_at) or None,
        "with_key": one.with_key,
        "read": wording.moment(one.read_at) or None,
        "written": wording.moment(one.written_at),
        "language": language_name(one.language),
    }


def _left_out(points: int) -> str:
    return ngettext(
        "%(num)s point is not in it: it is not released for reading with their key.",
        "%(num)s points are not in it: they are not released for reading with their key.",
        points,
    )


def _seen() -> list[UUID]:
    """The words that the first wording on the officer's page told back, as the page named them."""
    found = (uuid_in(one) for one in field("about", 74 * POINTS_AT_MOST).split())
    return [one for one in found if one is not None]


def _revision() -> int:
    typed = field("revision", 6)
    return int(typed) if typed.isascii() and typed.isdigit() else 0
