"""One round in words: how far each person is, what became of each text, and what is still due. No
words of anybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from participation.care.consultations.models import InvitationState, Message
from participation.channels.sms.wording import FIRST_TEXTS, TextKey
from participation.journeys.looking_at_rounds import Invited, Seen
from participation.journeys.trying_texts import Trial
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.how_far import NOT_ASKED, how_far, why_not
from participation.web.staff.languages import language_called
from participation.web.staff.task_words import TASKS
from participation.web.staff.tried_wording import tried
from participation.web.staff.wording import N_

DUE: Mapping[str, str] = {
    "adults_invited": N_("parents and carers are asked"),
    "child_reminded": N_("the child is reminded, once, if nothing came"),
    "adults_reminded": N_("parents and carers are reminded, once, if nothing came"),
    "summary": N_("the officer has a summary, whoever has answered"),
    "closes": N_("the round ends with this day"),
}
TESTS: Mapping[str, str] = {
    "first_child": N_("First text to the child"),
    "reminder_child": N_("Reminder to the child"),
    "first_adult": N_("First text to a parent"),
    "reminder_adult": N_("Reminder to a parent"),
    "first_by_link": N_("First text to a carer"),
    "reminder_by_link": N_("Reminder to a carer"),
}


def person_shown(one: Invited, now: datetime, today: date) -> dict[str, Any]:
    invitation = one.invitation
    related = invitation.asked_through
    # Words noted on a visit came in a way of their own, whatever they were to be asked by.
    came_otherwise = invitation.state is InvitationState.FINISHED and invitation.sent_at is None
    state = how_far(invitation)
    return {
        "who": wording.worded(wording.ROLES, invitation.role),
        "name": (related.adult.full_name or "") if related else "",
        "way": None
        if came_otherwise or state == NOT_ASKED
        else wording.worded(wording.WAYS, invitation.way),
        "reads": language_called(invitation.language),
        "state": state,
        "when": _when(one, today),
        "held": one.is_held(now),
        "texts": [_text(each) for each in one.texts],
        "why": why_not(invitation),
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


def due_shown(seen: Seen, today: date) -> list[dict[str, Any]]:
    """What is still to come, the nearest first."""
    adults_wait = any(one.is_unsent and one.invitation.asked_through for one in seen.people)
    days = [
        (name, day)
        for name, day in asdict(seen.days).items()
        if day >= today and (adults_wait or name != "adults_invited")
    ]
    days.sort(key=lambda one: one[1])
    return [{"day": wording.full_day(day), "what": _(DUE[name])} for name, day in days]


def trial_shown(one: Trial) -> str:
    named = "" if one.level != "K" or one.key != TextKey.FIRST_ADULT else _(", with their name")
    return f"{_(TESTS[one.key])}{named}, {language_called(one.language)}"
