"""A review's meeting: where, who comes and may know where, and who is written to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from participation.care.reviews.meeting import Guest, LedBy
from participation.guard.access import Action
from participation.journeys import arranging_meetings as arranging
from participation.journeys.arranging_meetings import Arranged
from participation.journeys.coming_to_meetings import Person
from participation.journeys.following_up import may_write
from participation.journeys.mailing_guests import may_be_sent
from participation.journeys.reaching_guests import by_mail
from participation.kernel.dates import day_words
from participation.kernel.languages import known
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page
from participation.web.staff.meeting_mails import mails_shown, named

bp = Blueprint("staff_meeting", __name__, url_prefix="/staff/reviews")
N_ = str  # marks a text for the translators
LONGEST = 500
LONGEST_AGENDA = 2_000
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


@bp.get("/<review_id>/meeting")
@staff_page(Action.ARRANGE_REVIEW)
def show(visitor: Visitor, review_id: str) -> Response:
    """The meeting as it is arranged."""
    found = _opened(visitor, review_id, "meeting.open")
    return _show(visitor, found) if found is not None else nothing_here()


@bp.post("/<review_id>/meeting")
@staff_page(Action.ARRANGE_REVIEW)
def arrange(visitor: Visitor, review_id: str) -> Response:
    """Where it is, and who comes."""
    found = _opened(visitor, review_id, "meeting.arrange")
    if found is None:
        return nothing_here()
    typed = {name: _line(name) for name in ("place", "link", "access")}
    boxes = {one.who: _typed_boxes(one.who) for one in found.people}
    whys = {f"why-{who}": box.why for who, box in boxes.items()}
    problems = [
        (_("That is too long for one box."), f"#{name}")
        for name, words in (typed | whys).items()
        if len(words) > LONGEST
    ]
    if typed["link"] and not typed["link"].startswith("https://"):
        problems.append((_("A joining link begins with https://"), "#link"))
    if problems:
        return _show(visitor, found, problems, typed, boxes)
    coming = [
        Guest(who, box.place, place_why=box.why or None) for who, box in boxes.items() if box.comes
    ]
    left_out = arranging.arrange(
        visitor.session, visitor.staff, found, **typed, coming=coming, now=visitor.now
    )
    if left_out:
        problem = _(
            "A decision leaves them out. Take the tick away, or the child’s reviewing officer says "
            "why they may know the place."
        )
        return _show(visitor, found, [(problem, f"#place-{who}") for who in left_out], typed, boxes)
    return redirect(_path(found), HTTPStatus.SEE_OTHER)


@bp.post("/<review_id>/meeting/lead")
@staff_page(Action.WRITE_OUTCOMES)
def lead(visitor: Visitor, review_id: str) -> Response:
    """What it is about, and who leads: the officer's to say, after what the child chose."""
    found = _opened(visitor, review_id, "meeting.lead", to_lead=True)
    if found is None:
        return nothing_here()
    led_by = request.form.get("led_by", "")
    agenda = request.form.get("agenda", "").replace("\0", "").replace("\r\n", "\n").strip()
    if led_by not in set(LedBy) or len(agenda) > LONGEST_AGENDA:
        problem = (_("Say who leads, and keep it to one page."), "#agenda")
        return _show(visitor, found, [problem], {"agenda": agenda, "led_by": led_by})
    arranging.lead(
        visitor.session,
        visitor.staff,
        found,
        agenda=agenda,
        led_by=LedBy(led_by),
        now=visitor.now,
    )
    return redirect(f"{_path(found)}#lead", HTTPStatus.SEE_OTHER)


@bp.post("/<review_id>/meeting/mail")
@staff_page(Action.ARRANGE_REVIEW)
def mail(visitor: Visitor, review_id: str) -> Response:
    """Invitations by mail: to one person, or to everybody who comes for their work."""
    found = _opened(visitor, review_id, "meeting.mail")
    if found is None:
        return nothing_here()
    who = request.form.get("who", "")[:40]
    whom = None if who == "everybody" else (who,)
    if found.meeting is None or not arranging.send_mails(
        visitor.session, visitor.staff, found, whom, visitor.now
    ):
        problem = _("Nothing was sent: there is nobody to write to, or no day that is to come.")
        return _show(visitor, found, [(problem, "#mails")])
    return redirect(f"{_path(found)}#mails", HTTPStatus.SEE_OTHER)


def _opened(
    visitor: Visitor, review_id: str, action: str, *, to_lead: bool = False
) -> Arranged | None:
    return arranging.opened(
        visitor.session, visitor.staff, review_id, action, visitor.now, to_lead=to_lead
    )


def _line(name: str) -> str:
    return " ".join(request.form.get(name, "").replace("\0", "").split())


def _typed_boxes(who: str) -> Boxes:
    form = request.form
    return Boxes(
        bool(form.get(f"comes-{who}")), bool(form.get(f"place-{who}")), _line(f"why-{who}")
    )


def _kept_boxes(guest: Guest | None) -> Boxes:
    if guest is None:
        return Boxes(comes=False, place=False, why="")
    return Boxes(comes=True, place=guest.may_know_place, why=guest.place_why or "")


def _path(found: Arranged) -> str:
    return f"/staff/reviews/{found.review.external_id}/meeting"


def _show(
    visitor: Visitor,
    found: Arranged,
    problems: list[tuple[str, str]] | None = None,
    typed: Mapping[str, str] | None = None,
    boxes: Mapping[str, Boxes] | None = None,
) -> Response:
    meeting, review = found.meeting, found.review
    leads = may_write(visitor.session, visitor.staff, review, visitor.now)
    kept = {
        name: (getattr(meeting, name) or "") if meeting else ""
        for name in ("place", "link", "access", "agenda")
    }
    stands = {
        "led_by": (meeting.led_by if meeting else LedBy.OFFICER).value,
        **kept,
        **(typed or {}),
    }
    return page(
        "meeting",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        child=review.child.called,
        day=wording.day_and_hour(review.day, review.hour if review.planned_on else None),
        people=[
            _person(one, found, boxes[one.who] if boxes else _kept_boxes(one.guest))
            for one in found.people
        ],
        to_print=[
            (one.who, named(one, review.child.called))
            for one in found.people
            if one.guest is not None
        ],
        typed=stands if leads else {**stands, "agenda": ""},
        leads=leads,
        leaders=[(code.value, _(words)) for code, words in LEADERS.items()],
        path=_path(found),
        interpreters_url=f"/staff/reviews/{review.external_id}/interpreters",
        mails=mails_shown(
            by_mail(visitor.session, meeting, found.people), found.people, visitor.today
        ),
        mail_to_come=may_be_sent(review, visitor.today),
        error=problems,
    )


def _person(one: Person, found: Arranged, boxes: Boxes) -> dict[str, Any]:
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
