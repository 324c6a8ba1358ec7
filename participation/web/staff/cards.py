"""Cards that children and adults are handed, and keys that were forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from participation.care.consultations.models import Task
from participation.care.people.models import Child
from participation.guard.access import Action, may
from participation.journeys import handing_out_cards as handing
from participation.journeys import holding_keys
from participation.journeys.first_texts import first_word
from participation.journeys.handing_out_cards import Printed, Standing
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.after_fields import line
from participation.web.staff.card_sheets import contact_card
from participation.web.staff.children_named import Named, named
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.files import prints
from participation.web.staff.frame import page
from participation.web.staff.ways_in import square_on_page, type_at, way_in

bp = Blueprint("staff_cards", __name__, url_prefix="/staff/cards")
LIST = "/staff/cards"
LONGEST_NUMBER = 60


@bp.get("")
@staff_page(Action.HAND_OUT_CARDS)
def show(visitor: Visitor) -> Response:
    """An officer's own children; others see the cards that wait, and find a child by number."""
    return _list(visitor)


@bp.post("")
@staff_page(Action.HAND_OUT_CARDS)
def find(visitor: Visitor) -> Response:
    """One child. The number is posted and stands in no address."""
    return _list(visitor, line("child", LONGEST_NUMBER))


def _list(visitor: Visitor, looked_for: str = "") -> Response:
    session, staff, now = visitor.session, visitor.staff, visitor.now
    listed = handing.children_listed(session, staff, now, external_id=looked_for)
    shut = handing.shut_keys(session, staff, now)
    shown = {*(one.child.id for one in listed), *(child.id for _task, child in shut)}
    may_reset = may(staff.roles, Action.RESET_KEYS)
    theirs = handing.whose_keys(session, staff, shown, now) if may_reset else set()
    wanted = handing.cards_wanted(session, staff, now)
    of_list = [*(one.child for one in listed), *(child for _task, child in (*wanted, *shut))]
    called = named(visitor, of_list)
    return page(
        "cards",
        visitor,
        children=[_row(one, called, resets=one.child.id in theirs) for one in listed],
        wanted=[_wanted(task, called.shown(child)) for task, child in wanted],
        shut=[_shut(task, child, called, resets=child.id in theirs) for task, child in shut],
        looked_for=looked_for,
    )


@bp.post("/<uuid:child>/make")
@staff_page(Action.HAND_OUT_CARDS)
def make(visitor: Visitor, child: UUID) -> Response:
    """A child's own card, shown once: it is known nowhere after this page."""
    made = handing.make_card(visitor.session, visitor.staff, child, visitor.house, visitor.now)
    return _printed(visitor, made) if made is not None else nothing_here()


@bp.post("/<uuid:child>/pdf")
@staff_page(Action.HAND_OUT_CARDS)
def card_as_pdf(visitor: Visitor, child: UUID) -> Response:
    """The same as a file to print, in the language the child reads, with whom it leads to."""
    session, house = visitor.session, visitor.house
    made = handing.make_card(session, visitor.staff, child, house, visitor.now)
    if made is None:
        return nothing_here()
    officer = (house.officer_name(session, made.child.id, visitor.today) or "").strip()
    sheet = contact_card(
        way_in(visitor, made.code, made.address),
        house.texts(made.child.reading_language),
        officer=first_word(officer),
    )
    return prints([sheet], "card.pdf", visitor)


@bp.post("/<uuid:child>/cut-off")
@staff_page(Action.HAND_OUT_CARDS)
def cut_off(visitor: Visitor, child: UUID) -> Response:
    """Shut whatever a lost phone or card could still open."""
    done = handing.cut_off(visitor.session, visitor.staff, child, visitor.now)
    return redirect(LIST, HTTPStatus.SEE_OTHER) if done else nothing_here()


@bp.post("/<uuid:child>/reset-key")
@staff_page(Action.RESET_KEYS)
def reset_key(visitor: Visitor, child: UUID) -> Response:
    """The key is taken away, so that its holder makes a new one. It opens nothing for staff."""
    session, staff, now = visitor.session, visitor.staff, visitor.now
    found = handing.child_handled(session, staff, child, "key.reset_asked", now, to_reset=True)
    if found is None:
        return nothing_here()
    holding_keys.set_free(session, staff, found.public_id, found, now)
    return redirect(LIST, HTTPStatus.SEE_OTHER)


@bp.post("/tasks/<uuid:task>/reset-key")
@staff_page(Action.RESET_KEYS)
def reset_shut_key(visitor: Visitor, task: UUID) -> Response:
    """The same for a key that five wrong tries have shut, a child's or an adult's."""
    session, staff, now = visitor.session, visitor.staff, visitor.now
    found = handing.shut_key(session, staff, task, now)
    if found is None:
        return nothing_here()
    person, child = found
    holding_keys.set_free(session, staff, person, child, now)
    return redirect(LIST, HTTPStatus.SEE_OTHER)


@bp.post("/tasks/<uuid:task>/print")
@staff_page(Action.HAND_OUT_CARDS)
def print_card(visitor: Visitor, task: UUID) -> Response:
    """A card for one invitation, shown once."""
    session, staff, now = visitor.session, visitor.staff, visitor.now
    made = handing.make_invitation_card(session, staff, task, visitor.house, now)
    return _printed(visitor, made) if made is not None else nothing_here()


@bp.post("/tasks/<uuid:task>/handed-over")
@staff_page(Action.HAND_OUT_CARDS)
def handed_over(visitor: Visitor, task: UUID) -> Response:
    done = handing.handed_over(visitor.session, visitor.staff, task, visitor.now)
    return redirect(LIST, HTTPStatus.SEE_OTHER) if done else nothing_here()


def _printed(visitor: Visitor, made: Printed) -> Response:
    """The card as it is cut out: no name, no council team, nothing that says what it is about."""
    council = visitor.house.council(visitor.session)
    return page(
        "card",
        visitor,
        code=made.code,
        picture=square_on_page(made.address),
        type_at=type_at(visitor),
        lasting=made.lasting,
        check_phone=council.check_phone,
        back_url=LIST,
    )


def _row(one: Standing, called: Named, *, resets: bool) -> dict[str, Any]:
    path = f"{LIST}/{one.child.public_id}"
    return {
        **called.shown(one.child),
        "number": one.child.external_id,
        "card_since": wording.moment(one.card_since) if one.card_since else None,
        "has_key": one.has_key,
        "key_shut": one.key_shut,
        "make_path": f"{path}/make",
        "pdf_path": f"{path}/pdf",
        "cut_path": f"{path}/cut-off",
        "reset_path": f"{path}/reset-key" if resets and one.has_key else None,
    }


def _wanted(task: Task, child: Mapping[str, Any]) -> dict[str, Any]:
    path = f"{LIST}/tasks/{task.public_id}"
    return {
        **child,
        "due": wording.full_day(task.due_on),
        "print_path": f"{path}/print",
        "done_path": f"{path}/handed-over",
    }


def _shut(task: Task, child: Child, called: Named, *, resets: bool) -> dict[str, Any]:
    own = task.about == child.public_id.hex
    return {
        **called.shown(child),
        "whose": _("Child") if own else _("An adult about the child"),
        "due": wording.full_day(task.due_on),
        "reset_path": f"{LIST}/tasks/{task.public_id}/reset-key" if resets else None,
    }
