"""Who was not heard, and why: a reason and what was tried, mother and father apart (R7)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, request
from werkzeug.wrappers import Response

from participation.care.consultations.models import Invitation
from participation.care.consultations.not_heard import BY_PEOPLE, Refused, TriedBy
from participation.guard.access import Action
from participation.journeys import explaining_silence
from participation.journeys.explaining_silence import Chosen, Silent
from participation.kernel.dates import short_day
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.after_fields import day, field, without_day
from participation.web.staff.children_named import named
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page
from participation.web.staff.saved import saved
from participation.web.staff.tried_wording import TRIED, tried
from participation.web.staff.wording import N_

bp = Blueprint("staff_not_heard", __name__, url_prefix="/staff/not-heard")
HERE = "/staff/not-heard"
_REFUSED = {
    Refused.NO_REASON: N_("Choose a reason."),
    Refused.NO_ATTEMPT: N_("Note what was tried, and on which day: hard to reach is no reason."),
    Refused.NO_DAY: N_("Write on which day it was tried."),
    Refused.DAY_TO_COME: N_("That day is still to come."),
    Refused.DAY_LONG_AGO: N_(
        "That is before anybody was asked for this review. Write what was tried since."
    ),
}


@bp.get("")
@staff_page(Action.SEE_REVIEWS)
def show(visitor: Visitor) -> Response:
    """By the day on which their round ends; what the service knows by itself is not here."""
    return _show(visitor)


@bp.post("/<uuid:invitation>")
@staff_page(Action.SEE_REVIEWS)
def explain(visitor: Visitor, invitation: UUID) -> Response:
    """One reason for one person; choosing again changes it."""
    how = field("tried", 30)
    chosen = Chosen(
        reason=field("reason", 40),
        tried=TriedBy(how) if how in set(TriedBy) else None,
        tried_on=day("tried_on"),
    )
    done = explaining_silence.explain(
        visitor.session, visitor.staff, invitation, chosen, visitor.now
    )
    if done is None:
        return nothing_here()
    if isinstance(done, Refused):
        return _show(visitor, wrong=(invitation, done))
    return saved(_on_page(_page()), new=done)


def _show(visitor: Visitor, *, wrong: tuple[UUID, Refused] | None = None) -> Response:
    found = explaining_silence.listed(visitor.session, visitor.staff, visitor.now, page=_page())
    called = named(visitor, [one.invitation.child for one in found.people])
    error = None
    if wrong is not None:
        error = [_amiss(*wrong)]
    return page(
        "not_heard",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        rows=[_row(one, called.shown(one.invitation.child)) for one in found.people],
        left=found.left,
        number=found.number,
        pages=found.pages,
        before_url=_on_page(found.number - 1) if found.number > 1 else None,
        after_url=_on_page(found.number + 1) if found.number < found.pages else None,
        reasons=[(one.value, wording.worded(wording.REASONS, one)) for one in BY_PEOPLE],
        ways=[(one.value, wording.worded(TRIED, one)) for one in TriedBy],
        typed=request.form.to_dict() if error else {},
        typed_for=wrong[0].hex if wrong else None,
        error=error,
    )


def _amiss(whose: UUID, refused: Refused) -> tuple[str, str]:
    words, box = _(_REFUSED[refused]), "reason" if refused is Refused.NO_REASON else "on"
    if refused is Refused.NO_ATTEMPT and not field("tried", 30):
        box = "tried"
    elif refused in (Refused.NO_ATTEMPT, Refused.NO_DAY) and day("tried_on") is None:
        words = without_day(words, "tried_on")
    return words, f"#{box}-{whose.hex}"


def _page() -> int:
    """Of the list, or of the list on which the reason was chosen."""
    wanted = request.args.get("page") or request.form.get("on_page", "")
    return int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 6 else 1


def _on_page(number: int) -> str:
    return f"{HERE}?page={number}" if number > 1 else HERE


def _row(one: Silent, child: Mapping[str, Any]) -> dict[str, Any]:
    invitation = one.invitation
    review, reason = invitation.round.review, invitation.not_heard_reason
    stands = reason or _STANDS.get(invitation.state, "no_reply")
    related = invitation.asked_through
    return {
        "id": invitation.public_id.hex,
        **child,
        "who": wording.who(
            invitation.role, (related.adult.full_name or "") if related else "",
            child["child"],
        ),
        "day": wording.full_day(review.day),
        "is_over": invitation.round.closed_at is not None,
        "stands": wording.worded(wording.REASONS, stands),
        "reason": reason if reason in BY_PEOPLE else None,
        "noted": _noted(invitation),
        "tried": [tried(attempt) for attempt in one.attempts],
        "path": f"{HERE}/{invitation.public_id}",
    }  # fmt: skip


_STANDS = {"opened": "opened_not_begun", "not_possible": "no_safe_way"}


def _noted(one: Invitation) -> str | None:
    if one.reason_by is None or one.reason_on is None:
        return None
    name = one.reason_by.full_name or ""
    return _("%(name)s, %(day)s", name=name, day=short_day(one.reason_on))
