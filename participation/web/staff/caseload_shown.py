"""One line of the list of reviews, in words: how far everybody is, what waits, what is new."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from participation.care.consultations.models import Invitation, InvitationState, Way
from participation.care.consultations.rules import NotHeard
from participation.care.safeguarding.models import ConcernState
from participation.care.summaries.caseload import Listed, ListedPerson
from participation.kernel.clock import london_day
from participation.kernel.dates import age_on
from participation.kernel.languages import ENGLISH
from participation.web.locale import gettext as _
from participation.web.locale import ngettext
from participation.web.staff import wording
from participation.web.staff.how_far import NOT_ASKED, how_far
from participation.web.staff.languages import language_name
from participation.web.staff.wording import N_

_ORDER = ("child", "mother", "father", "parental_responsibility")
# Where a reason says why nobody has been asked, it is shown: silence would look like no reply.
_NOT_ASKED_YET = (InvitationState.TO_SEND, InvitationState.CLOSED)
WEEK = timedelta(days=7)
_SOON = 5  # days before a review in which a talk alone that nobody noted is missed
ALL = "all"
SHOWN: Mapping[str, str] = {
    ALL: N_("The next three months"),
    "week": N_("The next seven days"),
    "month": N_("This month"),
    "silent": N_("Child not heard from"),
    "needs": N_("Needs a person today"),
    "before": N_("Look before the review"),
    "language": N_("Another language or an interpreter"),
}


def row(one: Listed, today: date, *, reads: bool, near: date) -> dict[str, Any]:
    """One review.

    Args:
        reads: for its officer, who may open what was said.
        near: up to this day an interpreter ought to be confirmed.
    """
    review, child = one.review, one.review.child
    day = review.day
    return {
        "url": f"/staff/reviews/{review.external_id}/summary" if reads and one.asked else None,
        "interpreters_url": f"/staff/reviews/{review.external_id}/interpreters",
        "day": wording.day_and_hour(day, review.planned_time),
        "days_left": (day - today).days if day else None,
        "child": child.called,
        "child_url": f"/staff/find/{child.public_id}",  # who sees the review may look for the child
        "age": age_on(child.born_on, max(day or today, child.born_on)),
        "kind": wording.worded(wording.REVIEW_TYPES, review.kind),
        "due": wording.full_day(review.due_computed or review.due_imported),
        "due_differs": wording.due_difference(review.due_computed, review.due_imported),
        "statuses": [_status(each, today) for each in sorted(one.asked, key=_place)],
        "language": _language(one),
        "not_ready": one.lacks_interpreter and is_near(one, near),
        "private_talk": _talk(one) if reads else "–",
        "needs_person": needs_person(one) if reads else None,
        "look_before": list(look_before(one, today)) if reads else [],
        "unread": one.waiting if reads else 0,
        "changed": changed(one) if reads else None,
    }


def is_near(one: Listed, near: date) -> bool:
    return one.review.day is not None and one.review.day <= near


def child_answered(one: Listed) -> bool:
    """By themselves, or to a person while their own answers are not sent."""
    return any(each.invitation.role == "child" and each.was_heard for each in one.asked)


def is_this_week(one: Listed, today: date) -> bool:
    """In the next seven days, and there is something to read."""
    return one.review.day is not None and today <= one.review.day < today + WEEK


def sifted(listed: Sequence[Listed], which: str, today: date) -> Sequence[Listed]:
    """Those that the filter shows; all of them for one that there is not."""
    wanted = _SIEVES.get(which)
    return [one for one in listed if wanted(one, today)] if wanted else listed


def needs_person(one: Listed) -> str | None:
    """What a person has to see today: a concern that nobody has taken on, a child who wants to be
    rung."""
    for concern in one.concerns:
        if concern.state is ConcernState.RAISED:
            return _(
                "%(level)s concern, %(when)s",
                level=wording.worded(wording.LEVELS, concern.level).capitalize(),
                when=wording.moment(concern.raised_at),
            )
    for each in one.asked:
        if each.call_at is not None and each.invitation.role == "child":
            return _("asked for a call, %(when)s", when=wording.moment(each.call_at))
    return None


def look_before(one: Listed, today: date) -> Iterator[str]:
    """What has to be looked at before the review, and not today."""
    in_hand = sum(concern.state is ConcernState.ACKNOWLEDGED for concern in one.concerns)
    if in_hand:
        yield ngettext("%(num)s concern in hand", "%(num)s concerns in hand", in_hand)
    if one.waiting:
        yield ngettext("%(num)s piece to read", "%(num)s pieces to read", one.waiting)
    for each in one.asked:
        if each.call_at is not None and each.invitation.role != "child":
            who = wording.worded(wording.ROLES, each.invitation.role)
            yield _("%(who)s asked for a call", who=who)
    left = (one.review.day - today).days if one.review.day else None
    if one.talk is None and left is not None and 0 <= left <= _SOON:
        yield _("no talk alone yet")


def changed(one: Listed) -> str | None:
    """What came since the officer last opened the summary; None where nothing did."""
    since = one.looked_at
    if since is None:
        begun = any(_has_begun(each.invitation) for each in one.asked)  # words of this review
        return _("not opened yet") if begun else None
    what = [
        _("%(who)s answered", who=wording.worded(wording.ROLES, each.invitation.role))
        for each in sorted(one.asked, key=_place)
        if each.invitation.finished_at is not None and each.invitation.finished_at > since
    ]
    what += [
        _("%(who)s asked for a call", who=wording.worded(wording.ROLES, each.invitation.role))
        for each in sorted(one.asked, key=_place)
        if each.call_at is not None and each.call_at > since
    ]
    if any(concern.raised_at > since for concern in one.concerns):
        what.append(_("a concern"))
    if not what and one.words_at is not None and one.words_at > since:
        what.append(_("new words"))
    return ", ".join(what) or None


def _has_begun(invitation: Invitation) -> bool:
    return invitation.started_at is not None or invitation.finished_at is not None


def _status(each: ListedPerson, today: date) -> tuple[str, str, str]:
    """(who, state, detail): how far one person is, and why not if not."""
    invitation = each.invitation
    who = wording.worded(wording.ROLES, invitation.role)
    if how_far(invitation) == NOT_ASKED:
        return who, NOT_ASKED, ""
    return who, invitation.state, ", ".join(_details(each, today))


def _details(each: ListedPerson, today: date) -> Iterator[str]:
    invitation, state = each.invitation, each.invitation.state
    if state is InvitationState.FINISHED and invitation.finished_at:
        yield wording.days_ago((today - london_day(invitation.finished_at)).days)
    elif invitation.not_heard_reason == NotHeard.NOT_AROUND:
        yield wording.worded(wording.REASONS, invitation.not_heard_reason)
    elif state is InvitationState.SENT and invitation.sent_at:
        yield wording.days_ago((today - london_day(invitation.sent_at)).days)
        yield _("no reply") if invitation.way is Way.TEXT else _("not opened")
    elif state is InvitationState.NOT_POSSIBLE or (
        invitation.not_heard_reason and state in _NOT_ASKED_YET
    ):
        yield wording.worded(wording.REASONS, invitation.not_heard_reason)
    if each.call_at is not None:
        yield _("asked for a call")
    if invitation.role != "child" and invitation.language != ENGLISH.code:
        yield language_name(invitation.language) or invitation.language
    if each.interpreter_needed:
        yield _("interpreter needed")


def _place(each: ListedPerson) -> tuple[int, int]:
    role = each.invitation.role
    return (_ORDER.index(role) if role in _ORDER else len(_ORDER), each.invitation.id)


def _language(one: Listed) -> str:
    child = one.review.child
    name = language_name(child.spoken_language)
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


def _is_this_month(one: Listed, today: date) -> bool:
    day = one.review.day
    return day is not None and (day.year, day.month) == (today.year, today.month)


def _is_in_another_language(one: Listed, _today: date) -> bool:
    child = one.review.child
    others = any(
        each.invitation.language != ENGLISH.code or each.interpreter_needed for each in one.asked
    )
    return child.interpreter_needed or child.spoken_language != ENGLISH.code or others


_SIEVES: Mapping[str, Callable[[Listed, date], bool]] = {
    "week": is_this_week,
    "month": _is_this_month,
    "silent": lambda one, _today: not child_answered(one),
    "needs": lambda one, _today: needs_person(one) is not None,
    "before": lambda one, today: any(look_before(one, today)),
    "language": _is_in_another_language,
}
