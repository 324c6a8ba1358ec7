"""Asking in person: who waits, a device handed over, a visit or a call noted, a paper typed in.

No page here shows what anybody said.
"""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, request
from werkzeug.wrappers import Response

from participation.care.consultations import after_a_no
from participation.care.consultations import queries as consultations
from participation.care.consultations.models import Invitation
from participation.care.people.models import Child
from participation.guard import sessions
from participation.guard.access import Action
from participation.journeys import asking_in_person as asking
from participation.journeys import finding_whom_to_ask as finding
from participation.journeys import handing_over_devices
from participation.journeys import typing_in_papers as papers
from participation.journeys.asking_in_person import How, Result
from participation.journeys.finding_whom_to_ask import Waits
from participation.journeys.typing_in_papers import Paper
from participation.kernel.clock import system_now
from participation.kernel.languages import known
from participation.questionnaire.definition import Company
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.after_fields import line, too_long
from participation.web.staff.children_named import Named, named
from participation.web.staff.door import Visitor, cookie_name, nothing_here, staff_page
from participation.web.staff.frame import page
from participation.web.staff.languages import language_called
from participation.web.staff.paper_shown import read_only_officer, read_paper, shown
from participation.web.staff.saved import saved
from participation.web.staff.signing_out import signed_out
from participation.web.staff.task_words import TASKS
from participation.web.staff.tried_wording import tried
from participation.web.staff.ways_in import square_on_page

bp = Blueprint("staff_in_person", __name__, url_prefix="/staff/in-person")
LIST = "/staff/in-person"
LONGEST_NUMBER = 60
N_ = str  # marks a text for the translators
HOWS: Mapping[How, str] = {
    How.VISIT: N_("I visited them"),
    How.CALL: N_("I rang them"),
    How.LETTER: N_("I wrote to them"),
}
RESULTS: Mapping[Result, str] = {
    Result.TOLD: N_("They said what they want to say: all of it is below"),
    Result.SAID_NO: N_("They do not want to take part"),
    Result.NOT_THERE: N_("Nobody was there, or nobody answered"),
    Result.LATER: N_("They asked for another time"),
}
THERE_OR_NOT = N_(
    "You wrote words, and that nobody was there. If they said them, choose what came of it. If they"
    " are yours, write them under “What you saw”."
)


@bp.get("")
@staff_page(Action.ASK_IN_PERSON)
def show(visitor: Visitor) -> Response:
    """Who has not answered; what a person is to do today stands first."""
    return _list(visitor)


@bp.post("")
@staff_page(Action.ASK_IN_PERSON)
def find(visitor: Visitor) -> Response:
    """Of one child. The number is posted and stands in no address."""
    return _list(visitor, line("child", LONGEST_NUMBER))


def _list(visitor: Visitor, number: str = "") -> Response:
    found = finding.waiting(visitor.session, visitor.staff, visitor.now, number=number)
    over = [
        Waits(invitation, review, ())
        for invitation, review in (
            finding.over(visitor.session, visitor.staff, visitor.now, number=number)
            if number
            else ()
        )
    ]
    called = named(visitor, [one.invitation.child for one in (*found.people, *over)])
    rows = [_row(one, visitor, called) for one in found.people]
    return page(
        "in_person",
        visitor,
        today=[one for one in rows if one["due"]],
        others=[one for one in rows if not one["due"]],
        more=found.more,
        over=[_row(one, visitor, called) for one in over],
        looked_for=number,
    )


@bp.get("/<uuid:invitation>")
@staff_page(Action.ASK_IN_PERSON)
def one(visitor: Visitor, invitation: UUID) -> Response:
    """One person: how to ask them, and what was tried."""
    found = _opened(visitor, invitation, "in_person.open")
    return _one(visitor, found) if found is not None else nothing_here()


@bp.post("/<uuid:invitation>/hand-over")
@staff_page(Action.ASK_IN_PERSON)
def hand_over(visitor: Visitor, invitation: UUID) -> Response:
    """The device goes into their hands: whoever hands it over is signed out first."""
    found = finding.opened(
        visitor.session, visitor.staff, invitation, "in_person.hand_over", visitor.now
    )
    if found is None:
        return nothing_here()
    address = handing_over_devices.address_for(found, visitor.house, system_now())
    _code, their_own = asking.new_code(found, visitor.house)  # stands in no history of ours
    sessions.end_sign_in(visitor.session, request.cookies.get(cookie_name(visitor.house)))
    return signed_out(
        page("hand_over", None, address=address, picture=square_on_page(their_own)), visitor.house
    )


@bp.post("/<uuid:invitation>/note")
@staff_page(Action.ASK_IN_PERSON)
def note(visitor: Visitor, invitation: UUID) -> Response:
    """A visit, a call or a letter, with what came of it in the person's own words."""
    found = _opened(visitor, invitation, "in_person.note")
    if found is None:
        return nothing_here()
    form = request.form
    how, result = form.get("how", "")[:20], form.get("result", "")[:20]
    words, seen = _typed("words"), _typed("seen")
    problems = []
    if how not in set(How):
        problems.append((_("Say how you asked them."), "#how"))
    if result not in set(Result):
        problems.append((_("Say what came of it."), "#result"))
    if result == Result.TOLD and not words.strip():
        problems.append((_("Write what they said, in their own words."), "#words"))
    if result == Result.NOT_THERE and words.strip():
        problems.append((_(THERE_OR_NOT), "#result"))
    problems += [
        (too_long(name, longest), box)
        for box, name, told, longest in (
            ("#words", _("What they said, in their own words"), words, asking.LONGEST_WORDS),
            ("#seen", _("What you saw"), seen, asking.LONGEST_NOTE),
        )
        if len(told) > longest
    ]
    if problems:
        typed = {"how": how, "result": result, "words": words, "seen": seen}
        return _one(visitor, found, problems, typed=typed)
    after = _after(visitor, found)
    new = asking.note_try(
        visitor.session,
        visitor.staff,
        found,
        how=How(how),
        result=Result(result),
        words=words,
        seen=seen,
        house=visitor.house,
        now=visitor.now,
    )
    return saved(after, new=new)


@bp.get("/<uuid:invitation>/paper")
@staff_page(Action.ASK_IN_PERSON)
def paper(visitor: Visitor, invitation: UUID) -> Response:
    """The questions of this person's form, empty, whatever was answered before."""
    found = _opened(visitor, invitation, "in_person.paper")
    return _paper(visitor, found) if found is not None else nothing_here()


@bp.post("/<uuid:invitation>/paper")
@staff_page(Action.ASK_IN_PERSON)
def take(visitor: Visitor, invitation: UUID) -> Response:
    """What stood on the paper, as the person's own answers."""
    found = _opened(visitor, invitation, "in_person.typed")
    form = consultations.stored_form(visitor.session, found.form_hash) if found else None
    if found is None or form is None:
        return nothing_here()
    company = request.form.get("company", "")
    language = request.form.get("language", "")[:12]
    typed = Paper(
        replies=read_paper(form, request.form),
        language=language if known(language) else found.language,
        company=Company(company) if company in set(Company) else None,
        reference=" ".join(request.form.get("reference", "").replace("\0", "").split()),
        only_officer=read_only_officer(form, request.form),
        seen=_typed("seen"),
    )
    problems = []
    if not typed.reference:
        problems.append((_("Write the reference of the scan."), "#reference"))
    if len(typed.reference) > papers.LONGEST_REFERENCE:
        longest = papers.LONGEST_REFERENCE
        problems.append((too_long(_("Reference of the scan"), longest), "#reference"))
    if not typed.replies:
        problems.append((_("Type at least one answer."), "#reference"))
    if len(typed.seen) > asking.LONGEST_NOTE:
        problems.append((too_long(_("What you see on it"), asking.LONGEST_NOTE), "#seen"))
    wrong = papers.problems(form, found, typed, visitor.house)
    if problems or wrong:
        return _paper(visitor, found, typed, problems, wrong)
    after, house, now = _after(visitor, found), visitor.house, visitor.now
    new = papers.take_paper(
        visitor.session, visitor.staff, form, found, typed, house=house, now=now
    )
    return saved(after, new=new)


def _opened(visitor: Visitor, invitation: UUID, action: str) -> Invitation | None:
    """Also somebody who has sent meanwhile, or whose round is over: what is typed is kept."""
    session, staff, now = visitor.session, visitor.staff, visitor.now
    return finding.opened(session, staff, invitation, action, now, afterwards=True)


def _after(visitor: Visitor, found: Invitation) -> str:
    """Where saving leads: to what is left to do, or to the page that says it came as more words."""
    over = finding.is_over(found, visitor.now)
    return f"{LIST}/{found.public_id}" if over else LIST


def _row(one: Waits, visitor: Visitor, called: Named) -> dict[str, Any]:
    invitation = one.invitation
    return {
        "url": f"{LIST}/{invitation.public_id}",
        **called.shown(invitation.child),
        "who": wording.worded(wording.ROLES, invitation.role),
        "day": wording.day_and_hour(one.review.day, None),
        "state": str(invitation.state),
        "needs": _needs(invitation.child) if invitation.relationship_id is None else [],
        "language": language_called(invitation.language),
        "tasks": [
            {
                "what": wording.worded(TASKS, task.kind).capitalize(),
                "why": wording.worded(wording.REASONS, task.reason) if task.reason else None,
                "by": wording.full_day(task.due_on),
            }
            for task in one.tasks
        ],
        "due": any(task.due_on <= visitor.today for task in one.tasks),
    }


def _one(
    visitor: Visitor,
    found: Invitation,
    problems: list[tuple[str, str]] | None = None,
    typed: Mapping[str, str] | None = None,
) -> Response:
    base = f"{LIST}/{found.public_id}"
    adult = found.asked_through.adult if found.asked_through else None
    return page(
        "in_person_one",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if problems else HTTPStatus.OK,
        who=wording.who(found.role, adult.full_name or "" if adult else "", found.child.called),
        child=found.child.called,
        age=_age(found.child, visitor),
        day=wording.day_and_hour(found.round.review.day, None),
        language=language_called(found.language),
        needs=_needs(found.child) if adult is None else [],
        mode=found.mode,
        tried=[tried(one) for one in asking.tries(visitor.session, found)],
        hows=[(code.value, _(words)) for code, words in HOWS.items()],
        results=[(code.value, _(words)) for code, words in RESULTS.items()],
        typed=typed or {},
        over=finding.is_over(found, visitor.now),
        said_no=after_a_no.said_no(found, visitor.today),
        begun=finding.has_begun(visitor.session, found, visitor.now),
        hand_over_path=f"{base}/hand-over",
        print_path=f"{base}/print",
        note_path=f"{base}/note",
        paper_url=f"{base}/paper",
        back_url=LIST,
        error=problems,
    )


def _paper(
    visitor: Visitor,
    found: Invitation,
    typed: Paper | None = None,
    problems: list[tuple[str, str]] | None = None,
    wrong: Mapping[str, Any] | None = None,
) -> Response:
    form = consultations.stored_form(visitor.session, found.form_hash)
    if form is None:
        return nothing_here()
    questions = shown(
        form,
        typed.replies if typed else {},
        wrong or {},
        typed.only_officer if typed else (),
    )
    told = [
        *(problems or ()),
        *((one["error"], f"#{one['id']}") for one in questions if one["error"]),
    ]
    return page(
        "in_person_paper",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if told else HTTPStatus.OK,
        who=wording.who(found.role, "", found.child.called),
        questions=questions,
        language=(typed.language if typed else found.language),
        language_name=language_called(typed.language if typed else found.language),
        company=typed.company.value if typed and typed.company else "",
        reference=typed.reference if typed else "",
        seen=typed.seen if typed else "",
        over=finding.is_over(found, visitor.now),
        begun=finding.has_begun(visitor.session, found, visitor.now),
        paper_reference=asking.reference_of(found),
        path=f"{LIST}/{found.public_id}/paper",
        back_url=f"{LIST}/{found.public_id}",
        error=told or None,
    )


def _typed(name: str) -> str:
    words = request.form.get(name, "").replace("\0", "\N{REPLACEMENT CHARACTER}")
    return words.replace("\r\n", "\n").strip()


def _needs(child: Child) -> list[str]:
    needs = [wording.worded(wording.NEEDS, one) for one in child.communication or ()]
    if child.interpreter_needed:
        needs.append(_("an interpreter"))
    return needs


def _age(child: Child, visitor: Visitor) -> int:
    today, born = visitor.today, child.born_on
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
