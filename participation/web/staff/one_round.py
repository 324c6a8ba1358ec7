"""One round: who was invited when, by what, what became of each text, who was not reached and why,
what is due next; its days, first texts to hold, and a test to one's own phone. No words of anybody.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from http import HTTPStatus
from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from participation.care.authority.timetable import OF_ONE_ROUND, RANGES
from participation.care.consultations.models import Message
from participation.channels.sms.wording import FIRST_TEXTS, TextKey
from participation.guard.access import Action, may
from participation.journeys import choosing_timetables, holding_back, trying_texts
from participation.journeys import looking_at_rounds as looking
from participation.journeys.looking_at_rounds import Invited, Seen
from participation.journeys.timing_rounds import timetable_of, usual_of
from participation.journeys.trying_texts import Refused, Trial
from participation.kernel.clock import system_now
from participation.kernel.errors import Invalid
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page
from participation.web.staff.languages import language_called
from participation.web.staff.task_words import TASKS
from participation.web.staff.tried_wording import tried
from participation.web.staff.wording import N_

bp = Blueprint("staff_one_round", __name__, url_prefix="/staff/reviews")
DUE: Mapping[str, str] = {
    "adults_invited": N_("parents and carers are asked"),
    "child_reminded": N_("the child is reminded, once, if nothing came"),
    "adults_reminded": N_("parents and carers are reminded, once, if nothing came"),
    "summary": N_("the officer has a summary, whoever has answered"),
    "closes": N_("the round ends with this day"),
}
CHOSEN: Mapping[str, str] = {
    "invite_adults_before": N_("Parents and carers are asked"),
    "remind_child_before": N_("The child is reminded"),
    "remind_adults_before": N_("Parents and carers are reminded"),
    "half_way_child_hours": N_("A child who stopped half-way: nudged after hours"),
    "half_way_adults_hours": N_("An adult who stopped half-way: nudged after hours"),
    "summary_before": N_("The officer has a summary"),
    "close_before": N_("The round ends"),
}
TESTS: Mapping[str, str] = {
    "first_child": N_("First text to the child"),
    "reminder_child": N_("Reminder to the child"),
    "first_adult": N_("First text to a parent"),
    "reminder_adult": N_("Reminder to a parent"),
    "first_by_link": N_("First text to a carer"),
    "reminder_by_link": N_("Reminder to a carer"),
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
    if seen is None:
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
    usual = asdict(usual_of(visitor.session, seen.held))
    read = {key: int(said) if _is_number(said) else -1 for key, said in typed.items()}
    chosen = {key: number for key, number in read.items() if number != usual[key]}
    try:
        choosing_timetables.choose_for_round(
            visitor.session,
            review_id,
            chosen,
            actor=f"staff:{visitor.staff.public_id.hex}",
            now=visitor.now,
        )
    except Invalid as problem:
        problems = [
            (f"{_(CHOSEN[key])}: {said}", f"#{key}")
            for key, lines in problem.fields.items()
            for said in lines
        ]
        return _show(visitor, seen, problems, typed=typed)
    return _back(seen)


@bp.post("/<review_id>/round/test")
@staff_page(Action.TRY_TEXTS)
def test(visitor: Visitor, review_id: str) -> Response:
    """A text of this round to one's own phone. The number is on no page again."""
    seen = _opened(visitor, review_id, "texts.test")
    if seen is None:
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
) -> Response:
    held, review = seen.held, seen.held.review
    over = seen.is_over(visitor.today)
    lets_go = may(visitor.staff.roles, Action.LET_TEXTS_GO)
    waiting = () if over else holding_back.may_be_held(visitor.session, held, visitor.now)
    return page(
        "round",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        child=review.child.called,
        kind=wording.worded(wording.REVIEW_TYPES, review.kind),
        day=wording.full_day(review.day) if review.day else None,
        opened=wording.moment(held.opened_at),
        over=over,
        people=[_person(one, visitor.now, visitor.today) for one in seen.people],
        due=[] if over else _due(seen, visitor.today),
        to_hold=len(waiting) if lets_go else 0,
        lets_go=lets_go,
        chosen=_chosen(visitor, seen, typed) if lets_go and not over else [],
        tests=[(one.name, _test(one)) for one in trying_texts.texts_of(held, visitor.house)]
        if may(visitor.staff.roles, Action.TRY_TEXTS)
        else [],
        which=which,
        tested=request.method == "GET" and "tested" in request.args,
        path=_path(seen),
        error=list(problems),
    )


def _person(one: Invited, now: datetime, today: date) -> dict[str, Any]:
    invitation = one.invitation
    related, why = invitation.asked_through, invitation.not_heard_reason
    return {
        "who": wording.worded(wording.ROLES, invitation.role),
        "name": (related.adult.full_name or "") if related else "",
        "way": wording.worded(wording.WAYS, invitation.way),
        "reads": language_called(invitation.language),
        "state": str(invitation.state),
        "when": _when(one, today),
        "held": one.is_held(now),
        "texts": [_text(each) for each in one.texts],
        "why": wording.worded(wording.REASONS, why) if why else None,
        "tried": [tried(each) for each in one.attempts],
        "tasks": [
            _("%(task)s: %(owner)s, by %(day)s",
              task=wording.worded(TASKS, each.kind),
              owner=wording.worded(wording.STAFF_ROLES, each.owner_role),
              day=wording.full_day(each.due_on))
            for each in one.tasks
        ],
    }  # fmt: skip


def _when(one: Invited, today: date) -> str | None:
    """When they were invited, or will be."""
    invitation = one.invitation
    if invitation.sent_at is not None:
        return _("asked %(when)s", when=wording.moment(invitation.sent_at))
    if not one.is_unsent:
        return None
    if one.waits_for_person:
        return _("waits until somebody lets it go")
    if invitation.asked_from > today:
        return _("asked from %(day)s", day=wording.full_day(invitation.asked_from))
    if one.goes_at is not None:
        return _("goes %(when)s, or when the hours for it begin", when=wording.moment(one.goes_at))
    return _("waits for the hours in which it may go")


def _text(message: Message) -> dict[str, Any]:
    state = str(message.state)
    if message.template in FIRST_TEXTS:
        what = _("first text")
    elif str(message.template).startswith("half_way"):
        what = _("nudge, stopped half-way")
    elif message.template == TextKey.SOMETHING_NEW:
        what = _("there is something new")
    else:
        what = _("reminder")
    return {
        "what": what,
        "when": wording.moment(message.at),
        "became": wording.worded(wording.DELIVERY, state),
        "trouble": state in wording.DELIVERY_TROUBLE,
    }


def _due(seen: Seen, today: date) -> list[dict[str, Any]]:
    """What is still to come, the nearest first."""
    adults_wait = any(one.is_unsent and one.invitation.asked_through for one in seen.people)
    days = [
        (name, day)
        for name, day in asdict(seen.days).items()
        if day >= today and (adults_wait or name != "adults_invited")
    ]
    days.sort(key=lambda one: one[1])
    return [{"day": wording.full_day(day), "what": _(DUE[name])} for name, day in days]


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


def _test(one: Trial) -> str:
    named = "" if one.level != "K" or one.key != TextKey.FIRST_ADULT else _(", with their name")
    return f"{_(TESTS[one.key])}{named}, {language_called(one.language)}"


def _is_number(said: str) -> bool:
    return said.isascii() and said.isdigit()
