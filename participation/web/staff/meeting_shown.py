"""What the page of a review's meeting shows: the boxes beside each person, and what stands where
somebody else has changed it meanwhile."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import request

from participation.care.interpreting.queries import AT_WORK
from participation.care.reviews.meeting import Guest, LedBy, points_of
from participation.journeys.arranging_meetings import Arranged
from participation.journeys.coming_to_meetings import Person
from participation.kernel.dates import day_words
from participation.kernel.languages import known
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.meeting_mails import called, named

N_ = str  # marks a text for the translators
LEADERS: Mapping[LedBy, str] = {
    LedBy.OFFICER: N_("The reviewing officer"),
    LedBy.TOGETHER: N_("The child and the officer together"),
    LedBy.CHILD: N_("The child"),
}


@dataclass(frozen=True, slots=True, repr=False)
class Boxes:
    """Beside one person: whether they come, may know the place, and why they may all the same."""

    comes: bool
    place: bool
    why: str


def line(name: str) -> str:
    return " ".join(request.form.get(name, "").replace("\0", "").split())


def typed_boxes(who: str) -> Boxes:
    form = request.form
    return Boxes(bool(form.get(f"comes-{who}")), bool(form.get(f"place-{who}")), line(f"why-{who}"))


def kept_boxes(guest: Guest | None) -> Boxes:
    if guest is None:
        return Boxes(comes=False, place=False, why="")
    return Boxes(comes=True, place=guest.may_know_place, why=guest.place_why or "")


def typed_other() -> dict[str, str]:
    """Somebody whom the case system does not know, who comes for their work."""
    return {"other_name": line("other_name"), "other_part": line("other_part")}


def parts() -> list[tuple[str, str]]:
    return [(kind.value, wording.worded(wording.ROLES, kind)) for kind in AT_WORK]


def wrong_of_other(found: Arranged, other: Mapping[str, str]) -> list[tuple[str, str]]:
    """Whoever stands on the page already is not written down anew: they may be left out."""
    name, part = other["other_name"], other["other_part"]
    if not name:
        return []
    if part not in set(AT_WORK):
        return [(_("Choose what they are to the child."), "#other_part")]
    if any(
        called(one).casefold() == name.casefold() and not (one.guest and one.guest.name)
        for one in found.people
    ):
        return [(_("They stand on this page already. Tick that they come."), "#other_name")]
    return []


def person(one: Person, found: Arranged, boxes: Boxes) -> dict[str, Any]:
    guest = one.guest
    language = known(one.interpreter or "") if one.interpreter is not None else None
    return {
        "id": one.who,
        "who": named(one, found.review.child.called),
        "comes": boxes.comes,
        "place": boxes.place,
        "why": boxes.why,
        "let_know": guest is not None and guest.place_why is not None,
        "invited": day_words(guest.invited_on, "en") if guest and guest.invited_on else None,
        "interpreter": (language.english if language else _("language not known"))
        if one.interpreter is not None
        else None,
        "not_asked": one.not_asked,
        "says_why": one.not_asked and found.is_officer,
    }


def arranged_rows(found: Arranged) -> Sequence[tuple[str, str]]:
    """Where it is and who comes, line by line: label and words."""
    meeting = found.meeting
    if meeting is None:
        return ()
    comes, knows = _("Comes"), _("May know the place")
    return [
        (_("Place"), meeting.place or "–"),
        (_("Joining link"), meeting.link or "–"),
        (_("Way in and breaks"), meeting.access or "–"),
        *(
            (
                named(one, found.review.child.called),
                f"{comes}. {knows}." if one.guest.may_know_place else f"{comes}.",
            )
            for one in found.people
            if one.guest is not None
        ),
    ]


def led_rows(found: Arranged) -> Sequence[tuple[str, str]]:
    """The same of who leads and what it is about."""
    if found.meeting is None:
        return ()
    return [
        (_("Who leads"), _(LEADERS[LedBy(found.meeting.led_by)])),
        (_("What it is about"), "; ".join(points_of(found.meeting)) or "–"),
    ]
