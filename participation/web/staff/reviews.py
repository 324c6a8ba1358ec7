"""The list of reviews: an officer's own, or everybody's without a way to the words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from participation.care.consultations.models import Invitation, InvitationState
from participation.care.consultations.rules import NotHeard
from participation.care.outcomes import queries as outcomes
from participation.care.people import queries as people
from participation.care.safeguarding.models import ConcernState
from participation.care.summaries.caseload import Listed, council_list, officers_list
from participation.guard.access import Action, may
from participation.kernel.clock import london_day
from participation.kernel.dates import age_on
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.door import Visitor, staff_page
from participation.web.staff.frame import page

bp = Blueprint("staff_reviews", __name__, url_prefix="/staff/reviews")
_ORDER = ("child", "mother", "father", "parental_responsibility")
# Where a reason says why nobody has been asked, it is shown: silence would look like no reply.
_NOT_ASKED_YET = (InvitationState.TO_SEND, InvitationState.CLOSED)
LAST_PAGE = 10_000
HELD_SINCE = timedelta(days=56)


@bp.get("")
@staff_page(Action.SEE_REVIEWS)
def show(visitor: Visitor) -> Response:
    """Reviews by day. Nothing that waits elsewhere blocks this list (R35)."""
    reads = may(visitor.staff.roles, Action.READ_SUMMARY)
    more = False
    number = _page_number()
    if reads:
        children = people.children_open_to(
            visitor.staff.id, visitor.today, assigned_as=people.OFFICERS
        )
        listed = officers_list(visitor.session, children, visitor.today)
    else:
        never = people.children_barred_to(visitor.staff.id)
        listed, more = council_list(visitor.session, never, visitor.today, page=number)
    rows = [_row(one, visitor, reads=reads) for one in listed]
    return page(
        "caseload",
        visitor,
        rows=rows,
        counts={
            "reviews": len(rows),
            "answered": sum(_child_answered(one) for one in listed),
            "needs": sum(row["needs_person"] is not None for row in rows),
        },
        title=_("My reviews") if reads else _("Reviews"),
        next_url=f"/staff/reviews?page={number + 1}" if more else None,
        held=_held(visitor) if may(visitor.staff.roles, Action.SEE_OUTCOMES) else [],
    )


def _held(visitor: Visitor) -> list[dict[str, Any]]:
    """Reviews that are over, with the way to what became of them; no words."""
    session, staff = visitor.session, visitor.staff
    if may(staff.roles, Action.WRITE_OUTCOMES):
        children = people.children_open_to(staff.id, visitor.today, assigned_as=people.OFFICERS)
    else:
        children = people.children_not_barred(staff.id)
    reviews = outcomes.reviews_held_since(session, children, visitor.today - HELD_SINCE)
    told = outcomes.how_far_told(session, [review.id for review in reviews])
    return [
        {
            "url": f"/staff/reviews/{review.external_id}/after",
            "child": review.child.called,
            "day": wording.full_day(review.held_on or review.part_one_on),
            "part": review.held_on is None,
            "points": told.get(review.id, (0, 0))[0],
            "told": told.get(review.id, (0, 0))[1],
        }
        for review in reviews
    ]


def _page_number() -> int:
    """The page asked for; the first one for whatever is not a page (B64)."""
    asked = request.args.getlist("page")
    if len(asked) != 1 or not (asked[0].isascii() and asked[0].isdigit() and len(asked[0]) < 6):
        return 1
    return min(max(int(asked[0]), 1), LAST_PAGE)


def _row(one: Listed, visitor: Visitor, *, reads: bool) -> dict[str, Any]:
    review, child = one.review, one.review.child
    day = review.day
    return {
        "url": f"/staff/reviews/{review.external_id}/summary"
        if reads and one.invitations
        else None,
        "day": wording.day_and_hour(day, review.planned_time),
        "days_left": (day - visitor.today).days if day else None,
        "child": child.called,
        "age": age_on(child.born_on, max(day or visitor.today, child.born_on)),
        "kind": wording.worded(wording.REVIEW_TYPES, review.kind),
        "due": wording.full_day(review.due_computed or review.due_imported),
        "due_differs": wording.due_difference(review.due_computed, review.due_imported),
        "statuses": [_status(each, visitor) for each in sorted(one.invitations, key=_place)],
        "language": _language(one),
        "private_talk": _talk(one) if reads else "–",
        "needs_person": _needs_person(one) if reads else None,
        "unread": one.waiting if reads else 0,
    }


def _status(invitation: Invitation, visitor: Visitor) -> tuple[str, str, str]:
    """(who, state, detail): how far one person is, and why not if not."""
    who = wording.worded(wording.ROLES, invitation.role)
    if invitation.not_heard_reason == NotHeard.RECORDED_DECISION:
        return who, "not_asked", ""
    detail = ""
    if invitation.state is InvitationState.FINISHED and invitation.finished_at:
        detail = wording.days_ago((visitor.today - london_day(invitation.finished_at)).days)
    elif invitation.state is InvitationState.SENT and invitation.sent_at:
        detail = wording.days_ago((visitor.today - london_day(invitation.sent_at)).days)
    elif invitation.state is InvitationState.NOT_POSSIBLE or (
        invitation.not_heard_reason and invitation.state in _NOT_ASKED_YET
    ):
        detail = wording.worded(wording.REASONS, invitation.not_heard_reason)
    return who, invitation.state, detail


def _place(invitation: Invitation) -> tuple[int, int]:
    role = invitation.role
    return (_ORDER.index(role) if role in _ORDER else len(_ORDER), invitation.id)


def _child_answered(one: Listed) -> bool:
    return any(
        each.role == "child" and each.state is InvitationState.FINISHED for each in one.invitations
    )


def _language(one: Listed) -> str:
    child = one.review.child
    name = wording.language_name(child.spoken_language)
    parts = [name] if name else []
    if child.interpreter_needed:
        parts.append(_("interpreter needed"))
    return ", ".join(parts)


def _talk(one: Listed) -> str:
    talk = one.talk
    if talk is None:
        return _("not yet")
    parts = [wording.full_day(talk.on)] if talk.on else []
    if talk.alone is not None:
        parts.append(_("alone") if talk.alone else _("not alone"))
    return ", ".join(parts) or wording.worded(wording.TALKS, talk.outcome)


def _needs_person(one: Listed) -> str | None:
    """The first concern that nobody has taken on."""
    for concern in one.concerns:
        if concern.state is ConcernState.RAISED:
            return _(
                "%(level)s concern, %(when)s",
                level=wording.worded(wording.LEVELS, concern.level).capitalize(),
                when=wording.moment(concern.raised_at),
            )
    return None
