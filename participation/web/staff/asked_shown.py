"""One person around a child as the pages of who is asked show them: how, how far last time, and
what was decided."""

from __future__ import annotations

from typing import Any

from participation.care.consultations.asking_models import AskingCheck
from participation.care.consultations.rules import NotHeard
from participation.care.people.models import StaffMember
from participation.journeys.listing_who_is_asked import Person
from participation.kernel.clock import london_day
from participation.web.locale import gettext as _
from participation.web.staff import asking_wording as words
from participation.web.staff import wording
from participation.web.staff.how_far import how_far
from participation.web.staff.languages import language_name


def who(kind: str, name: str | None) -> str:
    return f"{wording.worded(wording.ROLES, kind).capitalize()}, {name}"


def shown(one: Person, base: str) -> dict[str, Any]:
    """One person with what is recorded beside; no number stands anywhere."""
    related, adult = one.related, one.related.adult
    languages = [language_name(adult.spoken_language) or _("English")]
    if adult.interpreter_needed:
        languages.append(_("interpreter needed"))
    return {
        "who": who(related.kind, adult.full_name),
        "responsible": related.parental_responsibility,
        "languages": ", ".join(languages),
        "way": _way(one),
        "look": one.to_decide or one.people_decide,
        "last": _last(one),
        "decided": decided(one),
        "url": f"{base}/{related.public_id}",
    }


def _way(one: Person) -> str:
    why = one.plan.why_not
    if one.decision is not None and one.decision.asked and one.decision.agreed_at is None:
        return _("to be asked, once the officer agrees")
    if one.to_decide:
        return _("Not asked so far. Decide again: it has run out, or is not complete.")
    if why is NotHeard.RECORDED_DECISION:
        return _("not asked")
    if not one.is_asked_here:
        return _("somebody asks them in person")
    if one.plan.point is not None:
        if one.plan.stale:
            return _("asked by text; the number is old, so with a letter")
        return _("asked by text")
    return _("by a person: %(why)s", why=wording.worded(wording.REASONS, why or "no_number"))


def _last(one: Person) -> str | None:
    last = one.last
    if last is None:
        return None
    return wording.worded(words.LAST, how_far(last))


def decided(one: Person) -> list[str]:
    """Basis, decider, date, end and agreement of a decision, a line each."""
    row = one.decision
    if row is not None:
        return [
            wording.worded(words.BASES, row.basis).capitalize() + f". “{row.why}”",
            _("Decided by %(name)s on %(day)s.", name=row.decided_by,
              day=wording.full_day(row.decided_on)),
            _("Runs out at this review."),
            _("The officer agreed: %(name)s, %(day)s.", name=row.agreed_by.full_name,
              day=wording.full_day(london_day(row.agreed_at)))
            if row.agreed_by is not None and row.agreed_at is not None
            else _("The officer has not agreed yet."),
        ]  # fmt: skip
    if one.related.may_be_asked or not one.related.not_asked_reason:
        return []
    return [
        _("The case system: “%(why)s”", why=one.related.not_asked_reason),
        _("Until %(day)s.", day=wording.full_day(one.related.not_asked_until))
        if one.related.not_asked_until
        else _("No end is written there."),
    ]


def by_whom(check: tuple[AskingCheck, StaffMember] | None) -> str | None:
    """Who looked at the people, and when."""
    if check is None:
        return None
    row, staff = check
    day = wording.full_day(london_day(row.at))
    return _("%(name)s, %(day)s", name=staff.full_name or "", day=day)
