"""Codes of concerns in the words of staff pages, beside `wording.py`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from participation.care.safeguarding.models import SourceKind
from participation.journeys.quoting import Quoted
from participation.web.locale import gettext as _
from participation.web.locale import ngettext
from participation.web.staff import wording

N_ = str  # marks a text for the translators

OUTCOMES: Mapping[str, str] = {
    "contacted_child": N_("the child was contacted"),
    "passed_on": N_("passed on"),
    "no_concern": N_("no concern"),
}
STEPS: Mapping[str, str] = {
    "raised": N_("raised"),
    "opened": N_("opened"),
    "escalated": N_("not acknowledged in time: the next people were told"),
    "not_told": N_("nobody on the route could be told: ring people yourself"),
    "acknowledged": N_("acknowledged"),
    "note": N_("noted"),
    "excluded": N_("kept from"),
    "let_back": N_("no longer kept from"),
    "handed_over": N_("handed over"),
    "child_told": N_("the child was told what came of it"),
    "level_raised": N_("made red"),
    "closed": N_("closed"),
}
VIAS: Mapping[str, str] = {
    "page": N_("on the pages here"),
    "mail": N_("by mail"),
    "text": N_("by text"),
    "voice": N_("by a telephone call"),
}
ABOUT: Mapping[str, str] = {
    "subject": N_("it is about them"),
    "manager": N_("the manager of somebody it is about"),
    "team": N_("in the team of somebody it is about"),
}
RUNG_BY: Mapping[str, str] = {
    "referral": N_("the council’s own referral form or mailbox"),
    "duty_team": N_("the emergency duty team was rung"),
    "police": N_("the police were rung"),
    "lado": N_("the LADO was told"),
    "other": N_("another way"),
}
TOLD_CHILD: Mapping[str, str] = {
    "yes": N_("Yes"),
    "not_safe": N_("No: it is not safe to tell them now"),
    "not_yet": N_("Not yet"),
}
HOW_READ: Mapping[str, str] = {
    "matched": N_("Typed; we took it for the choice it names."),
    "raw": N_("Typed, and kept as typed."),
}
SAFE_TO_RING: Mapping[str, str] = {
    "yes": N_("yes"),
    "no": N_("no"),
    "unsure": N_("they are not sure"),
}


def who_said(said: Quoted) -> str:
    """Whose words, as far as anybody knows: the child, or an adult by name and tie."""
    if said.kind is SourceKind.ASK:
        return _("Asked between reviews")
    if said.kind is SourceKind.SEEN:
        return _("What staff saw")
    invitation = said.invitation
    if invitation is None:
        return _("Not known whose words")
    if invitation.role == "child":
        return wording.worded(wording.ROLES, "child")
    related = invitation.asked_through
    return wording.who(invitation.role, (related.adult.full_name or "") if related else "", "")


def ago(at: datetime, now: datetime) -> str:
    """How long something waits, as people say it."""
    minutes = max(0, int((now - at).total_seconds() // 60))
    if minutes < 60:
        return ngettext("%(num)s minute ago", "%(num)s minutes ago", minutes)
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(num)s hour ago", "%(num)s hours ago", hours)
    return wording.days_ago(hours // 24)
