"""Find a child one may see, and the page of one child: people, permissions, history.

What is looked for is posted and stands in no address: a name would stay in the browser's list.
"""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from participation.care.people.models import Child
from participation.guard.access import Action, may
from participation.journeys import finding_children as finding
from participation.journeys import stopping_contact
from participation.journeys.handing_out_cards import may_have_card
from participation.journeys.stopping_contact import StopWhy
from participation.kernel.clock import system_now
from participation.web.locale import gettext as _
from participation.web.staff.after_fields import field, line
from participation.web.staff.child_shown import STOP_WHY, record_shown
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page

bp = Blueprint("staff_find", __name__, url_prefix="/staff/find")
HERE = "/staff/find"
LONGEST = 60


@bp.get("")
@staff_page(Action.FIND_CHILDREN)
def show(visitor: Visitor) -> Response:
    """The box alone."""
    return page("find", visitor, looked_for="", found=None, path=HERE)


@bp.post("")
@staff_page(Action.FIND_CHILDREN)
def find(visitor: Visitor) -> Response:
    """Whoever is found among those whom this member of staff may see."""
    typed = line("who", LONGEST)
    found = finding.find(
        visitor.session, visitor.staff, typed, now=visitor.now, system=system_now()
    )
    if found is None:
        return page(
            "find",
            visitor,
            HTTPStatus.TOO_MANY_REQUESTS,
            looked_for=typed,
            found=None,
            path=HERE,
            error=[(_("Too many names for one day. Look by number."), "#who")],
        )
    return page(
        "find",
        visitor,
        looked_for=typed,
        found=[
            {"url": f"{HERE}/{one.public_id}", "child": one.called, "number": one.external_id}
            for one in found
        ],
        path=HERE,
    )


@bp.get("/<uuid:child>")
@staff_page(Action.FIND_CHILDREN)
def one(visitor: Visitor, child: UUID) -> Response:
    """One child: who is around them, who may be asked, and what was done before each review."""
    return _one(visitor, child)


@bp.post("/<uuid:child>/contact")
@staff_page(Action.STOP_CONTACT)
def contact(visitor: Visitor, child: UUID) -> Response:
    """Stop everything that goes out about this child, or let it go on."""
    session, staff, now = visitor.session, visitor.staff, visitor.now
    why = field("why", 20)
    if field("press", 20) == "go_on":
        done = stopping_contact.go_on(session, staff, child, now)
    elif why in set(StopWhy):
        done = stopping_contact.stop(session, staff, child, StopWhy(why), now)
    else:
        return _one(visitor, child, [(_("Choose why."), "#why")])
    if done is None:
        return nothing_here()
    return redirect(f"{HERE}/{child}", HTTPStatus.SEE_OTHER)


def _one(visitor: Visitor, child: UUID, error: list[tuple[str, str]] | None = None) -> Response:
    found = finding.opened(visitor.session, visitor.staff, child, visitor.now)
    if found is None:
        return nothing_here()
    row = found.child
    return page(
        "child",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        error=error,
        typed={},
        contact_path=f"{HERE}/{row.public_id}/contact" if _stops(visitor, row) else None,
        reasons=[(why.value, _(STOP_WHY[why])) for why in StopWhy],
        card_path=f"/staff/cards/{row.public_id}/pdf" if _makes_cards(visitor, row) else None,
        back_url=HERE,
        **record_shown(found, visitor),
    )


def _stops(visitor: Visitor, child: Child) -> bool:
    allowed = may(visitor.staff.roles, Action.STOP_CONTACT)
    return allowed and stopping_contact.may_stop(visitor.session, visitor.staff, child, visitor.now)


def _makes_cards(visitor: Visitor, child: Child) -> bool:
    allowed = may(visitor.staff.roles, Action.HAND_OUT_CARDS)
    return allowed and may_have_card(visitor.session, visitor.staff, child, visitor.now)
