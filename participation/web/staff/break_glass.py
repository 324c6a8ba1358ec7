"""Open one child's record in an emergency, and look over what others opened."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from participation.guard.access import Action, may
from participation.guard.audit import AuditEvent
from participation.guard.glass import (
    LASTS,
    LEAST_WORDS,
    MOST_WORDS,
    BrokenGlass,
    GlassReason,
    GoesTo,
    Verdict,
)
from participation.journeys import breaking_glass as breaking
from participation.journeys import looking_over_glass as looking
from participation.journeys.breaking_glass import Refused
from participation.journeys.looking_over_glass import Listed, Thought
from participation.kernel.clock import system_now
from participation.kernel.errors import NotAllowed
from participation.web.locale import gettext as _
from participation.web.locale import ngettext
from participation.web.problems import from_house
from participation.web.staff import wording
from participation.web.staff.after_fields import field, line
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page
from participation.web.staff.glass_words import GOES_TO, LOOKED_AT, REASONS, REFUSED, VERDICTS
from participation.web.staff.summary_shown import values_of

bp = Blueprint("staff_break_glass", __name__, url_prefix="/staff/break-glass")
HERE = "/staff/break-glass"


@bp.get("")
@staff_page(Action.BREAK_GLASS, Action.LOOK_OVER_GLASS)
def show(visitor: Visitor) -> Response:
    """A way to open a record, for whoever may; what others opened, for whoever is to know."""
    return _show(visitor)


@bp.post("")
@staff_page(Action.BREAK_GLASS)
def break_it(visitor: Visitor) -> Response:
    """It opens at once. Others are told, and it is looked over."""
    if not _may_open(visitor):
        return from_house(NotAllowed())
    reason = next((one for one in GlassReason if one == field("reason")), None)
    if reason is None:
        return _show(visitor, (_("Choose why."), "#reason"))
    if not line("reference"):
        return _show(visitor, (_("Fill in the child’s reference."), "#reference"))
    made = breaking.break_glass(
        visitor.session,
        visitor.staff,
        line("reference"),
        reason,
        field("words", MOST_WORDS),
        now=visitor.now,
        system=system_now(),
    )
    if isinstance(made, Refused):
        words, where = REFUSED[made]
        return _show(visitor, (_(words), where))
    return redirect(f"{HERE}/{made.public_id}", HTTPStatus.SEE_OTHER)


@bp.get("/<uuid:glass>")
@staff_page(Action.BREAK_GLASS)
def opened(visitor: Visitor, glass: UUID) -> Response:
    """What can be read of the child in this hour."""
    system = system_now()
    let = _may_open(visitor)
    found = breaking.what_is_open(
        visitor.session, visitor.staff, glass, let=let, now=visitor.now, system=system
    )
    if found is None:
        return nothing_here()
    return page(
        "glass_opened",
        visitor,
        child=found.child.called,
        left=_left(found.glass, system),
        reviews=[
            {
                "url": f"{HERE}/{glass}/reviews/{review.external_id}",
                "kind": wording.worded(wording.REVIEW_TYPES, review.kind),
                "day": wording.full_day(review.day),
            }
            for review in found.reviews
        ],
        end_path=f"{HERE}/{glass}/end",
    )


@bp.get("/<uuid:glass>/reviews/<review_id>")
@staff_page(Action.BREAK_GLASS)
def read(visitor: Visitor, glass: UUID, review_id: str) -> Response:
    """What was said before one review, to be read and nothing else."""
    system = system_now()
    let = _may_open(visitor)
    found = breaking.read_through(
        visitor.session, visitor.staff, glass, review_id, let=let, now=visitor.now, system=system
    )
    if found is None:
        return nothing_here()
    row, seen = found
    values = values_of(seen, visitor) | {"take_path": None}
    shown = {"words": _left(row, system), "url": f"{HERE}/{glass}"}
    return page("summary", visitor, glass=shown, **values)


@bp.post("/<uuid:glass>/end")
@staff_page(Action.BREAK_GLASS)
def end(visitor: Visitor, glass: UUID) -> Response:
    """The reader is done."""
    done = breaking.end(visitor.session, visitor.staff, glass, now=visitor.now, system=system_now())
    return redirect(HERE, HTTPStatus.SEE_OTHER) if done else nothing_here()


@bp.get("/<uuid:opening>/review")
@staff_page(Action.LOOK_OVER_GLASS, Action.BREAK_GLASS)
def look_over(visitor: Visitor, opening: UUID) -> Response:
    """Who it was, why, and what they looked at."""
    return _look_over(visitor, opening)


@bp.post("/<uuid:opening>/review")
@staff_page(Action.LOOK_OVER_GLASS)
def decide(visitor: Visitor, opening: UUID) -> Response:
    """It was right; or it was not, and goes on."""
    verdict = next((one for one in Verdict if one == field("verdict")), None)
    goes_to = next((one for one in GoesTo if one == field("goes_to")), None)
    words = field("words", MOST_WORDS)
    if verdict is None:
        return _look_over(visitor, opening, (_("Say what you think of it."), "#verdict"))
    if verdict is Verdict.NOT_RIGHT and goes_to is None:
        return _look_over(visitor, opening, (_("Say where it goes on to."), "#goes_to"))
    if not words:
        return _look_over(visitor, opening, (_("Say in a few words why."), "#words"))
    done = looking.decide(
        visitor.session, visitor.staff, opening, verdict, goes_to, words, now=visitor.now
    )
    if done is None:
        return nothing_here()
    if not done:
        return _look_over(visitor, opening, (_("Somebody has settled this already."), "#thought"))
    return redirect(f"{HERE}/{opening}/review", HTTPStatus.SEE_OTHER)


def _show(visitor: Visitor, error: tuple[str, str] | None = None) -> Response:
    system = system_now()
    session, staff = visitor.session, visitor.staff
    stands = breaking.open_now(session, staff, system) if _may_open(visitor) else None
    return page(
        "break_glass",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        error=[error] if error else None,
        may_open=_may_open(visitor),
        switched_off=may(staff.roles, Action.BREAK_GLASS) and not _may_open(visitor),
        open={
            "child": stands[1].called,
            "left": _left(stands[0], system),
            "url": f"{HERE}/{stands[0].public_id}",
            "end_path": f"{HERE}/{stands[0].public_id}/end",
        }
        if stands
        else None,
        reasons=[(code.value, wording.worded(REASONS, code)) for code in GlassReason],
        least=LEAST_WORDS,
        typed=request.form.to_dict() if error else {},
        listed=[_listed(one) for one in looking.listed(session, staff, visitor.now)],
    )


def _look_over(visitor: Visitor, opening: UUID, error: tuple[str, str] | None = None) -> Response:
    found = looking.look_over(visitor.session, visitor.staff, opening, visitor.now)
    if found is None:
        return nothing_here()
    glass = found.listed.glass
    return page(
        "glass_review",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        error=[error] if error else None,
        one=_listed(found.listed) | {"words": glass.words},
        looked_at=[_event(one) for one in found.looked_at],
        thought=[_thought(one) for one in found.thought],
        decides=found.decides,
        path=f"{HERE}/{opening}/review",
        verdicts=[(code.value, wording.worded(VERDICTS, code)) for code in Verdict],
        goes_to=[(code.value, wording.worded(GOES_TO, code)) for code in found.ways_on],
        typed=request.form.to_dict() if error else {},
    )


def _listed(one: Listed) -> dict[str, Any]:
    return {
        "who": one.reader.full_name if one.reader is not None else _("somebody who has left"),
        "child": one.child,
        "when": wording.moment(one.glass.at),
        "why": wording.worded(REASONS, one.glass.reason),
        "waits": one.waits,
        "url": f"{HERE}/{one.glass.public_id}/review",
    }


def _thought(one: Thought) -> dict[str, Any]:
    verdict = one.verdict
    words = [wording.worded(VERDICTS, verdict.verdict)]
    if verdict.goes_to is not None:
        words.append(wording.worded(GOES_TO, verdict.goes_to))
    return {
        "what": "; ".join(words),
        "who": one.by.full_name if one.by is not None else _("somebody who has left"),
        "when": wording.moment(verdict.at),
        "words": verdict.words,
    }


def _event(one: AuditEvent) -> dict[str, Any]:
    return {"what": wording.worded(LOOKED_AT, one.action), "when": wording.moment(one.at)}


def _left(glass: BrokenGlass, system: datetime) -> str:
    hour = LASTS.total_seconds()
    minutes = max(1, round(min((glass.ends_at - system).total_seconds(), hour) / 60))
    return ngettext(
        "You opened this in an emergency. It closes in %(num)s minute. Every page you open is"
        " written down and looked over.",
        "You opened this in an emergency. It closes in %(num)s minutes. Every page you open is"
        " written down and looked over.",
        minutes,
    )


def _may_open(visitor: Visitor) -> bool:
    """The council may let fewer than the table does."""
    allowed = visitor.house.settings.audit.break_glass
    return may(visitor.staff.roles, Action.BREAK_GLASS) and any(
        role in allowed for role in visitor.staff.roles
    )
