"""The officer notes their talk with the child alone before the review (R29)."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus

from flask import Blueprint
from werkzeug.wrappers import Response

from participation.guard.access import Action
from participation.journeys import talking_alone
from participation.journeys.talking_alone import LONGEST_WHY, How, Lacks, Outcome, Talked, TalkOf
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.after_fields import day, field, too_long, typed, without_day
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page
from participation.web.staff.saved import saved
from participation.web.staff.wording import N_

bp = Blueprint("staff_talk", __name__, url_prefix="/staff/reviews/<review_id>/talk")
_AMISS = {
    Lacks.OUTCOME: (N_("Say whether you talked."), "#outcome"),
    Lacks.DAY: (N_("Write on which day."), "#on"),
    Lacks.DAY_TO_COME: (N_("That day is still to come."), "#on"),
    Lacks.DAY_AFTER: (N_("That is after the review. Write the day of the talk before it."), "#on"),
    Lacks.DAY_LONG_AGO: (
        N_(
            "That is before the last review, or before care began."
            " Write the day of the talk for this review."
        ),
        "#on",
    ),
    Lacks.HOW: (N_("Say how you talked."), "#how"),
    Lacks.ALONE: (N_("Say whether the child was alone with you."), "#alone"),
    Lacks.WHY: (N_("Write why it was not appropriate."), "#why"),
}


@bp.get("")
@staff_page(Action.WRITE_OUTCOMES)
def show(visitor: Visitor, review_id: str) -> Response:
    """As it stands, to note it or to put it right."""
    found = talking_alone.opened(
        visitor.session, visitor.staff, review_id, "talk.open", visitor.now
    )
    return _show(visitor, found) if found is not None else nothing_here()


@bp.post("")
@staff_page(Action.WRITE_OUTCOMES)
def note(visitor: Visitor, review_id: str) -> Response:
    """Noted, it stands on the list at once, and on the summary with its next version."""
    found = talking_alone.opened(
        visitor.session, visitor.staff, review_id, "talk.note", visitor.now
    )
    if found is None:
        return nothing_here()
    outcome, how, alone = field("outcome", 20), field("how", 20), field("alone", 3)
    said = Talked(
        outcome=Outcome(outcome) if outcome in set(Outcome) else None,
        on=day("on"),
        alone={"yes": True, "no": False}.get(alone),
        how=How(how) if how in set(How) else None,
        interpreter=field("interpreter", 3) == "yes",
        why=field("why", LONGEST_WHY + 1),
    )
    amiss = talking_alone.lacks(said, found, visitor.today)
    if amiss:
        return _show(visitor, found, amiss)
    talking_alone.note(visitor.session, found, said, visitor.now)
    return saved(f"/staff/reviews/{found.review.external_id}/summary")


def _show(visitor: Visitor, found: TalkOf, amiss: Sequence[Lacks] = ()) -> Response:
    review, talk = found.review, found.talk
    base = f"/staff/reviews/{review.external_id}"
    return page(
        "talk",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if amiss else HTTPStatus.OK,
        child=review.child.called,
        day=wording.day_and_hour(review.day, review.hour),
        known={
            "outcome": talk.outcome,
            "on": talk.on.isoformat() if talk.on else "",
            "how": talk.how or "",
            "alone": {True: "yes", False: "no", None: ""}[talk.alone],
            "interpreter": bool(talk.interpreter),
            "why": talk.note or "",
        }
        if talk
        else {},
        outcomes=[(one.value, wording.worded(wording.TALKS, one).capitalize()) for one in Outcome],
        hows=[(one.value, wording.worded(wording.TALK_HOWS, one).capitalize()) for one in How],
        most=LONGEST_WHY,
        path=f"{base}/talk",
        back_url=f"{base}/summary",
        typed=typed("talk") if amiss else {},
        error=[_said(one) for one in amiss] or None,
    )


def _said(amiss: Lacks) -> tuple[str, str]:
    if amiss is Lacks.WHY_TOO_LONG:
        return too_long(_("If you did not talk: why"), LONGEST_WHY), "#why"
    words, box = _AMISS[amiss]
    return (without_day(_(words), "on") if amiss is Lacks.DAY else _(words)), box
