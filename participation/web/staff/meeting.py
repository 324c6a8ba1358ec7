"""A review's meeting: where, who comes and may know where, and who is written to."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from participation.care.reviews.meeting import (
    Guest,
    LedBy,
    mark_arranged,
    mark_led,
    somebody_else,
)
from participation.guard.access import Action
from participation.journeys import arranging_meetings as arranging
from participation.journeys.arranging_meetings import Arranged, Refused
from participation.journeys.following_up import may_write
from participation.journeys.mailing_guests import may_be_sent
from participation.journeys.reaching_guests import by_mail
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.after_fields import too_long
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page
from participation.web.staff.meeting_mails import mails_shown, named
from participation.web.staff.meeting_shown import (
    LEADERS,
    Boxes,
    arranged_rows,
    kept_boxes,
    led_rows,
    line,
    parts,
    person,
    typed_boxes,
    typed_other,
    wrong_of_other,
)
from participation.web.staff.saved import saved

bp = Blueprint("staff_meeting", __name__, url_prefix="/staff/reviews")
LONGEST = 500
LONGEST_AGENDA = 2_000


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
    typed = {name: line(name) for name in ("place", "link", "access")}
    boxes = {one.who: typed_boxes(one.who) for one in found.people}
    whys = {f"why-{who}": box.why for who, box in boxes.items()}
    names = {"place": _("Place"), "link": _("Joining link"), "access": _("Way in and breaks")}
    why_name = _("Why they may know the place all the same")
    other = typed_other()
    names["other_name"] = _("Their name")
    problems = [
        (too_long(names.get(box, why_name), LONGEST), f"#{box}")
        for box, words in (typed | whys | other).items()
        if len(words) > LONGEST
    ] + wrong_of_other(found, other)
    if typed["link"] and not typed["link"].startswith("https://"):
        problems.append((_("A joining link begins with https://"), "#link"))
    seen = {"arranged": request.form.get("seen", "")}
    if problems:
        return _show(visitor, found, problems, typed | other, boxes, seen)
    coming = [
        Guest(who, box.place, place_why=box.why or None) for who, box in boxes.items() if box.comes
    ]
    if other["other_name"]:
        review = found.review.public_id
        further = somebody_else(review, other["other_name"], other["other_part"])
        if further.who not in {one.who for one in coming}:  # as they stand, place and all
            coming.append(further)
    left_out = arranging.arrange(
        visitor.session, visitor.staff, found, **typed, coming=coming, seen=seen["arranged"],
        house=visitor.house, now=visitor.now,
    )  # fmt: skip
    if left_out is Refused.CHANGED_SINCE:
        return _changed(visitor, review_id, "place", typed | other, boxes)
    if left_out:
        problem = _(
            "A decision leaves them out. Take the tick away, or the child’s reviewing officer says "
            "why they may know the place."
        )
        problems = [(problem, f"#place-{who}") for who in left_out]
        return _show(visitor, found, problems, typed | other, boxes, seen)
    return saved(_path(found))


@bp.post("/<review_id>/meeting/lead")
@staff_page(Action.WRITE_OUTCOMES)
def lead(visitor: Visitor, review_id: str) -> Response:
    """What it is about, and who leads: the officer's to say, after what the child chose."""
    found = _opened(visitor, review_id, "meeting.lead", to_lead=True)
    if found is None:
        return nothing_here()
    led_by = request.form.get("led_by", "")
    agenda = request.form.get("agenda", "").replace("\0", "").replace("\r\n", "\n").strip()
    seen = {"led": request.form.get("seen", "")}
    problems = []
    if led_by not in set(LedBy):
        problems.append((_("Say who leads."), "#led_by"))
    if len(agenda) > LONGEST_AGENDA:
        name = _("What it is about, one thing a line")
        problems.append((too_long(name, LONGEST_AGENDA), "#agenda"))
    if problems:
        typed = {"agenda": agenda, "led_by": led_by}
        return _show(visitor, found, problems, typed, seen=seen)
    refused = arranging.lead(
        visitor.session,
        visitor.staff,
        found,
        agenda=agenda,
        led_by=LedBy(led_by),
        seen=seen["led"],
        house=visitor.house,
        now=visitor.now,
    )
    if refused is not None:
        return _changed(visitor, review_id, "agenda", {"agenda": agenda, "led_by": led_by})
    return saved(_path(found))


@bp.post("/<review_id>/meeting/mail")
@staff_page(Action.ARRANGE_REVIEW)
def mail(visitor: Visitor, review_id: str) -> Response:
    """Invitations by mail: to one person, or to everybody who comes for their work."""
    found = _opened(visitor, review_id, "meeting.mail")
    if found is None:
        return nothing_here()
    who = request.form.get("who", "")[:40]
    whom = None if who == "everybody" else (who,)
    if found.meeting is None or not arranging.send_mails(visitor.session, found, whom, visitor.now):
        problem = _("Nothing was sent: there is nobody to write to, or no day that is to come.")
        return _show(visitor, found, [(problem, "#mails")])
    return redirect(f"{_path(found)}#mails", HTTPStatus.SEE_OTHER)


def _changed(
    visitor: Visitor,
    review_id: str,
    box: str,
    typed: Mapping[str, str],
    boxes: Mapping[str, Boxes] | None = None,
) -> Response:
    """Somebody else changed it since: what stands beside what was typed (B87)."""
    found = _opened(visitor, review_id, "meeting.open")
    if found is None or found.meeting is None:
        return nothing_here()
    problem = _(
        "Last changed by %(name)s, %(when)s, while this page was open. Nothing is kept yet: what"
        " you typed is still in the boxes, and what stands is beside it. Look, and save again.",
        name=arranging.changed_by(visitor.session, found.meeting),
        when=wording.moment(found.meeting.changed_at),
    )
    rows = led_rows(found) if box == "agenda" else arranged_rows(found)
    stands = {"box": box, "rows": rows}
    return _show(visitor, found, [(problem, f"#{box}")], typed, boxes, stands=stands)


def _opened(
    visitor: Visitor, review_id: str, action: str, *, to_lead: bool = False
) -> Arranged | None:
    return arranging.opened(
        visitor.session, visitor.staff, review_id, action, visitor.now, to_lead=to_lead
    )


def _path(found: Arranged) -> str:
    return f"/staff/reviews/{found.review.external_id}/meeting"


def _show(
    visitor: Visitor,
    found: Arranged,
    problems: list[tuple[str, str]] | None = None,
    typed: Mapping[str, str] | None = None,
    boxes: Mapping[str, Boxes] | None = None,
    seen: Mapping[str, str] | None = None,
    *,
    stands: Mapping[str, Any] | None = None,
) -> Response:
    """
    Args:
        seen: the mark that came with a form in which something is missing: to mend it is no look
            at what somebody else has changed since.
    """
    meeting, review = found.meeting, found.review
    leads = may_write(visitor.session, visitor.staff, review, visitor.now)
    kept = {
        name: (getattr(meeting, name) or "") if meeting else ""
        for name in ("place", "link", "access", "agenda")
    }
    in_boxes = {
        "led_by": (meeting.led_by if meeting else LedBy.OFFICER).value,
        "other_name": "",
        "other_part": "",
        **kept,
        **(typed or {}),
    }
    return page(
        "meeting",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        child=review.child.called,
        child_url=f"/staff/find/{review.child.public_id}",
        day=wording.day_and_hour(review.day, review.hour if review.planned_on else None),
        people=[
            person(one, found, (boxes or {}).get(one.who) or kept_boxes(one.guest))
            for one in found.people
        ],
        parts=parts(),
        to_print=[
            (one.who, named(one, review.child.called))
            for one in found.people
            if one.guest is not None
        ],
        typed=in_boxes if leads else {**in_boxes, "agenda": ""},
        leads=leads,
        seen={
            "arranged": mark_arranged(meeting, visitor.house.ring),
            "led": mark_led(meeting, visitor.house.ring) if leads else "",
            **(seen or {}),
        },
        stands=stands,
        leaders=[(code.value, _(words)) for code, words in LEADERS.items()],
        path=_path(found),
        interpreters_url=f"/staff/reviews/{review.external_id}/interpreters",
        mails=mails_shown(
            by_mail(visitor.session, meeting, found.people), found.people, visitor.today
        ),
        mail_to_come=may_be_sent(review, visitor.today),
        error=problems,
    )
