"""One round: who was invited when, by what, what became of each text, who was not reached and why,
what is due next; its days, first texts to hold, and a test to one's own phone. No words of anybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from participation.care.authority.timetable import OF_ONE_ROUND, RANGES
from participation.guard.access import Action, may
from participation.journeys import choosing_timetables, holding_back, trying_texts
from participation.journeys import looking_at_rounds as looking
from participation.journeys.looking_at_rounds import Seen
from participation.journeys.timing_rounds import timetable_of, usual_of
from participation.journeys.trying_texts import Refused
from participation.kernel.clock import system_now
from participation.kernel.errors import Conflict, Invalid
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.called_off_words import why_called_off
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page
from participation.web.staff.round_shown import due_shown, person_shown, trial_shown
from participation.web.staff.wording import N_

bp = Blueprint("staff_one_round", __name__, url_prefix="/staff/reviews")
CHOSEN: Mapping[str, str] = {
    "invite_adults_before": N_("Parents and carers are asked"),
    "remind_child_before": N_("The child is reminded"),
    "remind_adults_before": N_("Parents and carers are reminded"),
    "half_way_child_hours": N_("A child who stopped half-way: nudged after hours"),
    "half_way_adults_hours": N_("An adult who stopped half-way: nudged after hours"),
    "summary_before": N_("The officer has a summary"),
    "close_before": N_("The round ends"),
}
REFUSED: Mapping[Refused, str] = {
    Refused.NUMBER: N_("Give your own UK mobile number, such as 07700 900123."),
    Refused.OURS: N_("A test does not go to this number. Give the number of your own phone."),
    Refused.ENOUGH: N_("Five tests in a day are enough. Try again tomorrow."),
    Refused.TEXT: N_("Choose one of the texts."),
}
LONGEST = 6


@bp.get("/<review_id>/round")
@staff_page(Action.SEE_REVIEWS)
def show(visitor: Visitor, review_id: str) -> Response:
    """The round as it stands."""
    seen = _opened(visitor, review_id, "round.open")
    return _show(visitor, seen) if seen is not None else nothing_here()


@bp.post("/<review_id>/round/hold")
@staff_page(Action.LET_TEXTS_GO)
def hold(visitor: Visitor, review_id: str) -> Response:
    """First texts that have not gone wait for a person."""
    seen = _opened(visitor, review_id, "texts.hold")
    if seen is None or seen.is_called_off(visitor.today):
        return nothing_here()
    holding_back.hold_back(visitor.session, visitor.staff, seen.held, visitor.now)
    return _back(seen)


@bp.post("/<review_id>/round/days")
@staff_page(Action.LET_TEXTS_GO)
def days(visitor: Visitor, review_id: str) -> Response:
    """Other days for this round alone; what is as usual is kept as none."""
    seen = _opened(visitor, review_id, "round.timetable")
    if seen is None or seen.is_over(visitor.today):
        return nothing_here()
    typed = {key: request.form.get(key, "").strip()[:LONGEST] for key in OF_ONE_ROUND}
    shown = request.form.get("seen", "")[:80]
    usual = asdict(usual_of(visitor.session, seen.held))
    read = {key: int(said) if _is_number(said) else -1 for key, said in typed.items()}
    chosen = {key: number for key, number in read.items() if number != usual[key]}
    try:
        choosing_timetables.choose_for_round(
            visitor.session,
            review_id,
            chosen,
            actor=f"staff:{visitor.staff.public_id.hex}",
            seen=shown,
            now=visitor.now,
        )
    except Conflict:
        return _changed(visitor, review_id, typed)
    except Invalid as problem:
        problems = [
            (f"{_(CHOSEN[key])}: {said}", f"#{key}")
            for key, lines in problem.fields.items()
            for said in lines
        ]
        return _show(visitor, seen, problems, typed=typed, shown=shown)
    return _back(seen)


@bp.post("/<review_id>/round/test")
@staff_page(Action.TRY_TEXTS)
def test(visitor: Visitor, review_id: str) -> Response:
    """A text of this round to one's own phone. The number is on no page again."""
    seen = _opened(visitor, review_id, "texts.test")
    if seen is None or seen.is_called_off(visitor.today):
        return nothing_here()
    which = request.form.get("which", "")[:80]
    refused = trying_texts.try_text(
        visitor.session,
        visitor.staff,
        seen.held,
        which,
        request.form.get("number", ""),
        house=visitor.house,
        now=visitor.now,
        system=system_now(),
    )
    if refused is not None:
        target = "#which" if refused is Refused.TEXT else "#number"
        return _show(visitor, seen, [(_(REFUSED[refused]), target)], which=which)
    return redirect(f"{_path(seen)}?tested", HTTPStatus.SEE_OTHER)  # loaded anew it sends no more


def _changed(visitor: Visitor, review_id: str, typed: Mapping[str, str]) -> Response:
    """Somebody else chose other days since: what stands beside what was typed (B87)."""
    seen = _opened(visitor, review_id, "round.open")
    if seen is None:
        return nothing_here()
    by = choosing_timetables.chosen_by(visitor.session, seen.held)
    said = (
        _("Last changed by %(name)s, %(when)s.", name=by[0], when=wording.moment(by[1]))
        if by is not None
        else _("Somebody has changed these days.")
    )
    kept = _(
        "The page was open meanwhile, so nothing is kept yet. What you typed is still in the"
        " boxes, and what stands is above them. Look, and save again."
    )
    made = asdict(timetable_of(visitor.session, seen.held))
    stands = [
        (_(CHOSEN[key]), str(made[key])) for key in OF_ONE_ROUND if typed[key] != str(made[key])
    ]
    return _show(visitor, seen, [(f"{said} {kept}", "#days")], typed=typed, stands=stands)


def _opened(visitor: Visitor, review_id: str, action: str) -> Seen | None:
    return looking.opened(visitor.session, visitor.staff, review_id, action, visitor.now)


def _back(seen: Seen) -> Response:
    return redirect(_path(seen), HTTPStatus.SEE_OTHER)


def _path(seen: Seen) -> str:
    return f"/staff/reviews/{seen.held.review.external_id}/round"


def _show(
    visitor: Visitor,
    seen: Seen,
    problems: Sequence[tuple[str, str]] = (),
    *,
    typed: Mapping[str, str] | None = None,
    which: str | None = None,
    shown: str | None = None,
    stands: Sequence[tuple[str, str]] = (),
) -> Response:
    """
    Args:
        shown: the mark that came with a form in which something is wrong: to mend it is no look at
            what somebody else has changed since.
    """
    held, review = seen.held, seen.held.review
    over = seen.is_over(visitor.today)
    off = why_called_off(review, visitor.today)
    lets_go = may(visitor.staff.roles, Action.LET_TEXTS_GO)
    waiting = () if over else holding_back.may_be_held(visitor.session, held, visitor.now)
    return page(
        "round",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        child=review.child.called,
        child_url=f"/staff/find/{review.child.public_id}",
        kind=wording.worded(wording.REVIEW_TYPES, review.kind),
        day=wording.full_day(review.day) if review.day and off is None else None,
        called_off=off,
        opened=wording.moment(held.opened_at),
        over=over,
        people=[person_shown(one, visitor.now, visitor.today) for one in seen.people],
        due=[] if over else due_shown(seen, visitor.today),
        to_hold=len(waiting) if lets_go else 0,
        lets_go=lets_go,
        chosen=_chosen(visitor, seen, typed) if lets_go and not over else [],
        seen=shown if shown is not None else choosing_timetables.mark_of(visitor.session, held),
        stands=stands,
        tests=[(one.name, trial_shown(one)) for one in trying_texts.texts_of(held, visitor.house)]
        if off is None and may(visitor.staff.roles, Action.TRY_TEXTS)
        else [],
        which=which,
        tested=request.method == "GET" and "tested" in request.args,
        path=_path(seen),
        error=list(problems),
    )


def _chosen(visitor: Visitor, seen: Seen, typed: Mapping[str, str] | None) -> list[dict[str, Any]]:
    made = asdict(timetable_of(visitor.session, seen.held))
    usual = asdict(usual_of(visitor.session, seen.held))
    return [
        {
            "key": key,
            "label": _(CHOSEN[key]),
            "value": typed[key] if typed is not None else str(made[key]),
            "hint": _(
                "Usually %(usual)s; %(least)s to %(most)s.",
                usual=usual[key],
                least=RANGES[key][0],
                most=RANGES[key][1],
            ),
        }
        for key in OF_ONE_ROUND
    ]


def _is_number(said: str) -> bool:
    return said.isascii() and said.isdigit()
