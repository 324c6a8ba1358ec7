"""The papers of a review's meeting, as files to print: an invitation for one person, and from the
officer the child's agenda, what a child who leads needs, and a referral."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, request
from werkzeug.wrappers import Response

from participation.care.interpreting.booking_rules import clock_time
from participation.care.reviews.meeting import CHILD, LedBy, points_of
from participation.channels.paper.sheet import Sheet
from participation.guard.access import Action
from participation.journeys import arranging_meetings as arranging
from participation.journeys.arranging_meetings import Arranged
from participation.journeys.coming_to_meetings import Person
from participation.journeys.first_texts import first_word
from participation.kernel.languages import ENGLISH
from participation.kernel.texts import Texts
from participation.web.locale import gettext as _
from participation.web.staff import meeting_sheets as sheets
from participation.web.staff import wording
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.files import prints
from participation.web.staff.languages import language_called
from participation.web.staff.meeting_mails import called

bp = Blueprint("staff_meeting_papers", __name__, url_prefix="/staff/reviews")


@bp.post("/<review_id>/meeting/invite")
@staff_page(Action.ARRANGE_REVIEW)
def invite(visitor: Visitor, review_id: str) -> Response:
    """One invitation to print, in the language of whoever gets it."""
    found = arranging.opened(
        visitor.session, visitor.staff, review_id, "meeting.invite", visitor.now
    )
    person = found.person(request.form.get("who", "")[:40]) if found else None
    if found is None or person is None or person.guest is None:
        return nothing_here()
    facts = _facts(visitor, found, person)
    sheet = sheets.invitation(facts, _texts(visitor, found, person), is_child=person.who == CHILD)
    arranging.note_invited(visitor.session, found, person.who, visitor.now)
    return prints([sheet], "invitation.pdf", visitor)


@bp.post("/<review_id>/meeting/papers")
@staff_page(Action.WRITE_OUTCOMES)
def papers(visitor: Visitor, review_id: str) -> Response:
    """The child's agenda, what a child who leads needs, or a referral."""
    which = request.form.get("which", "")
    found = arranging.opened(
        visitor.session, visitor.staff, review_id, "meeting.papers", visitor.now, to_lead=True
    )
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
    needs = [wording.worded(wording.NEEDS, one) for one in child.communication or ()]
    return sheets.speech_referral(
        (
            (_("Child"), child.called),
            (_("Number"), child.external_id),
            (_("Born"), wording.full_day(child.born_on)),
            (_("Review"), wording.day_and_hour(found.review.day, found.review.hour)),
            (_("Speaks"), language_called(child.spoken_language)),
            (_("Reads"), language_called(child.reading_language)),
            (_("Interpreter"), _("yes") if child.interpreter_needed else _("no")),
            (_("Known needs"), ", ".join(needs)),
        ),
        reader=reader,
        made=wording.moment(visitor.now),
    )


def _facts(visitor: Visitor, found: Arranged, person: Person) -> sheets.Facts:
    """What this person may know: the place only where somebody who may has ticked that they do."""
    review, meeting = found.review, found.meeting
    full = (found.officer.full_name or "").strip() if found.officer else ""
    is_child = person.who == CHILD
    facts = sheets.Facts(
        day=review.day,
        hour=clock_time(review.hour) if review.planned_on else None,
        officer=first_word(full) if is_child else full,
        phone=visitor.house.council(visitor.session).check_phone,
        link=meeting.link if meeting and person.guest else None,
        access=meeting.access if meeting else None,
        place=meeting.place if meeting and person.knows_place else None,
        interpreter=person.interpreter is not None,
    )
    if not is_child:
        return facts
    coming = [called(one) for one in found.people if one.guest is not None and one.who != CHILD]
    return replace(facts, coming=tuple(line for line in (full, *coming) if line))


def _texts(visitor: Visitor, found: Arranged, person: Person) -> Texts:
    if person.who != CHILD and person.related is None:
        return visitor.house.texts(ENGLISH.code)
    who = person.related.adult if person.related else found.review.child
    return visitor.house.texts(who.reading_language)
