"""A review's meeting: where, who comes and may know where; and its papers as files to print."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from participation.care.interpreting.booking_rules import clock_time
from participation.care.reviews.meeting import CHILD, Guest, LedBy, points_of
from participation.channels.paper.sheet import Sheet
from participation.guard.access import Action
from participation.journeys import arranging_meetings as arranging
from participation.journeys.arranging_meetings import Arranged, Person
from participation.journeys.following_up import may_write
from participation.kernel.dates import day_words
from participation.kernel.languages import known
from participation.kernel.texts import Texts
from participation.web.locale import gettext as _
from participation.web.staff import meeting_sheets as sheets
from participation.web.staff import wording
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page
from participation.web.staff.handing import prints

bp = Blueprint("staff_meeting", __name__, url_prefix="/staff/reviews")
N_ = str  # marks a text for the translators
LONGEST = 500
LONGEST_AGENDA = 2_000
LEADERS: Mapping[LedBy, str] = {
    LedBy.OFFICER: N_("The reviewing officer"),
    LedBy.TOGETHER: N_("The child and the officer together"),
    LedBy.CHILD: N_("The child"),
}


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
    problems = [
        (_("That is too long for one box."), f"#{name}")
        for name, words in typed.items()
        if len(words) > LONGEST
    ]
    if typed["link"] and not typed["link"].startswith("https://"):
        problems.append((_("A joining link begins with https://"), "#link"))
    if problems:
        return _show(visitor, found, problems, typed)
    coming = [
        Guest(
            one.who,
            bool(request.form.get(f"place-{one.who}")),
            place_why=_line(f"why-{one.who}")[:LONGEST] or None,
        )
        for one in found.people
        if request.form.get(f"comes-{one.who}")
    ]
    left_out = arranging.arrange(
        visitor.session, visitor.staff, found, **typed, coming=coming, now=visitor.now
    )
    if left_out:
        problem = _(
            "A decision leaves them out. Take the tick away, or the child’s reviewing officer says "
            "why they may know the place."
        )
        return _show(visitor, found, [(problem, f"#place-{who}") for who in left_out], typed)
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
        return _show(visitor, found, [problem], {"agenda": agenda})
    arranging.lead(
        visitor.session,
        visitor.staff,
        found,
        agenda=agenda,
        led_by=LedBy(led_by),
        now=visitor.now,
    )
    return redirect(f"{_path(found)}#lead", HTTPStatus.SEE_OTHER)


@bp.post("/<review_id>/meeting/invite")
@staff_page(Action.ARRANGE_REVIEW)
def invite(visitor: Visitor, review_id: str) -> Response:
    """One invitation to print, in the language of whoever gets it."""
    found = _opened(visitor, review_id, "meeting.invite")
    person = found.person(request.form.get("who", "")[:40]) if found else None
    if found is None or person is None or person.guest is None:
        return nothing_here()
    facts = _facts(visitor, found, person)
    sheet = sheets.invitation(facts, _texts(visitor, found, person), is_child=person.who == CHILD)
    arranging.note_invited(found, person.who, visitor.now)
    return prints([sheet], "invitation.pdf", visitor)


@bp.post("/<review_id>/meeting/papers")
@staff_page(Action.WRITE_OUTCOMES)
def papers(visitor: Visitor, review_id: str) -> Response:
    """The child's agenda, what a child who leads needs, or a referral."""
    which = request.form.get("which", "")
    found = _opened(visitor, review_id, "meeting.papers", to_lead=True)
    if found is None:
        return nothing_here()
    sheet = _paper(visitor, found, which)
    return prints([sheet], f"{which}.pdf", visitor) if sheet is not None else nothing_here()


def _paper(visitor: Visitor, found: Arranged, which: str) -> Sheet | None:
    child = found.people[0]
    texts, points = _texts(visitor, found, child), points_of(found.meeting)
    led_by = found.meeting.led_by if found.meeting else LedBy.OFFICER
    facts = _facts(visitor, found, child)
    match which:
        case "agenda":
            return sheets.agenda(facts, texts, points, led_by=led_by)
        case "chair":
            return sheets.chairs_pack(facts, texts, points, led_by=led_by)
        case "speech-referral":
            return _referral(visitor, found)
        case _:
            return None


def _referral(visitor: Visitor, found: Arranged) -> Sheet:
    child, reader = found.review.child, visitor.staff.full_name or ""
    spoken, reading = known(child.spoken_language), known(child.reading_language)
    return sheets.speech_referral(
        (
            (_("Child"), child.called),
            (_("Number"), child.external_id),
            (_("Born"), wording.full_day(child.born_on)),
            (_("Review"), wording.day_and_hour(found.review.day, found.review.planned_time)),
            (_("Speaks"), spoken.english if spoken else child.spoken_language),
            (_("Reads"), reading.english if reading else child.reading_language),
            (_("Interpreter"), _("yes") if child.interpreter_needed else _("no")),
            (_("Known needs"), ", ".join(str(one) for one in child.communication or ())),
        ),
        reader=reader,
        made=wording.moment(visitor.now),
    )


def _opened(
    visitor: Visitor, review_id: str, action: str, *, to_lead: bool = False
) -> Arranged | None:
    return arranging.opened(
        visitor.session, visitor.staff, review_id, action, visitor.now, to_lead=to_lead
    )


def _facts(visitor: Visitor, found: Arranged, person: Person) -> sheets.Facts:
    """What this person may know: the place only where somebody who may has ticked that they do."""
    review, meeting = found.review, found.meeting
    full = (found.officer.full_name or "").strip() if found.officer else ""
    is_child = person.who == CHILD
    facts = sheets.Facts(
        day=review.day,
        hour=clock_time(review.planned_time) if review.planned_on else None,
        officer=full.split()[0] if full and is_child else full,
        phone=visitor.house.council(visitor.session).check_phone,
        link=meeting.link if meeting and person.guest else None,
        access=meeting.access if meeting else None,
        place=meeting.place if meeting and person.knows_place else None,
        interpreter=person.interpreter is not None,
    )
    if not is_child:
        return facts
    coming = [_called(one) for one in found.people if one.guest is not None and one.related]
    return replace(facts, coming=tuple(line for line in (full, *coming) if line))


def _texts(visitor: Visitor, found: Arranged, person: Person) -> Texts:
    who = person.related.adult if person.related else found.review.child
    return visitor.house.texts(who.reading_language)


def _called(person: Person) -> str:
    return (person.related.adult.full_name or "") if person.related else ""


def _line(name: str) -> str:
    return " ".join(request.form.get(name, "").replace("\0", "").split())


def _path(found: Arranged) -> str:
    return f"/staff/reviews/{found.review.external_id}/meeting"


def _show(
    visitor: Visitor,
    found: Arranged,
    problems: list[tuple[str, str]] | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:
    meeting, review = found.meeting, found.review
    leads = may_write(visitor.session, visitor.staff, review, visitor.now)
    kept = {
        name: (getattr(meeting, name) or "") if meeting else ""
        for name in ("place", "link", "access", "agenda")
    }
    return page(
        "meeting",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        child=review.child.called,
        day=wording.day_and_hour(review.day, review.planned_time if review.planned_on else None),
        people=[_person(one, found) for one in found.people],
        typed={**kept, **(typed or {})} if leads else {**kept, **(typed or {}), "agenda": ""},
        leads=leads,
        led_by=(meeting.led_by if meeting else LedBy.OFFICER).value,
        leaders=[(code.value, _(words)) for code, words in LEADERS.items()],
        path=_path(found),
        interpreters_url=f"/staff/reviews/{review.external_id}/interpreters",
        error=problems,
    )


def _person(one: Person, found: Arranged) -> dict[str, Any]:
    related, guest = one.related, one.guest
    language = known(one.interpreter or "") if one.interpreter is not None else None
    return {
        "id": one.who,
        "who": wording.who(related.kind, _called(one), "")
        if related
        else found.review.child.called,
        "comes": guest is not None,
        "place": guest is not None and guest.may_know_place,
        "invited": day_words(guest.invited_on, "en") if guest and guest.invited_on else None,
        "interpreter": (language.english if language else _("language not known"))
        if one.interpreter is not None
        else None,
        "not_asked": one.not_asked,
        "why": (guest.place_why if guest else None) or "",
        "says_why": one.not_asked and found.is_officer,
    }
