"""One concern: what was said, who was told, and what a person does about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from participation.care.people.models import Role
from participation.care.safeguarding.models import ConcernOutcome, ConcernState
from participation.guard.access import Action
from participation.journeys import handling_concerns as handling
from participation.journeys import keeping_concerns_from as keeping
from participation.journeys import reading_concerns
from participation.journeys.concerns_in_hand import Refused
from participation.journeys.keeping_concerns_from import About
from participation.journeys.reading_concerns import OpenedConcern
from participation.journeys.watching_route import next_told
from participation.web.locale import gettext as _
from participation.web.staff import concern_shown, referral_text, wording
from participation.web.staff.concern_words import RUNG_BY, TOLD_CHILD
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page

bp = Blueprint("staff_concern", __name__, url_prefix="/staff/concerns")
LIST = "/staff/concerns"
LONGEST = 2000
Problem = tuple[str, str]  # what is wrong, and the field


@bp.get("/<uuid:concern>")
@staff_page(Action.ANSWER_CONCERNS)
def show(visitor: Visitor, concern: UUID) -> AnyResponse:
    """Everything about one concern; the audit row is there before it."""
    return _show(visitor, concern)


@bp.get("/<uuid:concern>/referral")
@staff_page(Action.ANSWER_CONCERNS)
def referral(visitor: Visitor, concern: UUID) -> AnyResponse:
    """The text for the council's own referral route, to copy, print or save."""
    opened = reading_concerns.open_concern(visitor.session, visitor.staff, concern, now=visitor.now)
    if opened is None:
        return nothing_here()
    text = referral_text.written(opened, visitor)
    if request.args.get("save") == "1":
        saved = Response(text, mimetype="text/plain")
        saved.headers["Content-Disposition"] = 'attachment; filename="referral.txt"'
        return saved
    return page(
        "referral",
        visitor,
        text=text,
        missing=referral_text.missing(opened),
        save_url=f"{LIST}/{concern}/referral?save=1",
        back_url=f"{LIST}/{concern}",
    )


@bp.post("/<uuid:concern>/acknowledge")
@staff_page(Action.ANSWER_CONCERNS)
def acknowledge(visitor: Visitor, concern: UUID) -> AnyResponse:
    """Taken on, with what came of it."""
    outcome = next((each for each in ConcernOutcome if each == _field("outcome")), None)
    if outcome is None:
        return _show(visitor, concern, (_("Choose an outcome."), "#outcome"))
    done = handling.acknowledge(
        visitor.session, visitor.staff, concern, outcome, _field("why"), now=visitor.now
    )
    return _after(visitor, concern, done, (_("Say to whom, or why."), "#why"))


@bp.post("/<uuid:concern>/note")
@staff_page(Action.ANSWER_CONCERNS)
def note(visitor: Visitor, concern: UUID) -> AnyResponse:
    """Something more to know."""
    done = handling.add_note(
        visitor.session, visitor.staff, concern, _field("note"), now=visitor.now
    )
    return _after(visitor, concern, done, (_("Write the note."), "#note"))


@bp.post("/<uuid:concern>/raise")
@staff_page(Action.ANSWER_CONCERNS)
def make_red(visitor: Visitor, concern: UUID) -> AnyResponse:
    """Graver than it looked."""
    done = handling.make_red(
        visitor.session, visitor.staff, concern, _field("because"), now=visitor.now
    )
    return _after(visitor, concern, done, (_("Say why it is red."), "#because"))


@bp.post("/<uuid:concern>/about")
@staff_page(Action.ANSWER_CONCERNS)
def about(visitor: Visitor, concern: UUID) -> AnyResponse:
    """It is about this person: it is kept from them."""
    route = visitor.house.route
    whom = About(
        staff=_uuid(_field("who")),
        email=_field("email"),
        outside=_field("outside"),
        manager=_field("manager") == "yes",
        manager_email=_field("manager_email"),
        team=_field("team") == "yes",
        reason=_field("reason"),
    )
    done = keeping.keep_from(
        visitor.session,
        visitor.staff,
        concern,
        whom,
        managers=route.team_managers if route else {},
        now=visitor.now,
    )
    if done is None and not reading_concerns.is_open_to(
        visitor.session, visitor.staff, concern, now=visitor.now
    ):
        return redirect(LIST, HTTPStatus.SEE_OTHER)  # it was about them: no longer theirs to see
    return _after(visitor, concern, done, (_("Say who it is about."), "#who"))


@bp.post("/<uuid:concern>/let-back")
@staff_page(Action.READ_WORDS_WAITING)
def let_back(visitor: Visitor, concern: UUID) -> AnyResponse:
    """The wrong person was marked."""
    whom = _uuid(_field("whom"))
    if whom is None:
        return nothing_here()
    done = keeping.let_back(
        visitor.session, visitor.staff, concern, whom, _field("mistake"), now=visitor.now
    )
    return _after(visitor, concern, done, (_("Say why it was a mistake."), "#mistake"))


@bp.post("/<uuid:concern>/where")
@staff_page(Action.ANSWER_CONCERNS)
def where(visitor: Visitor, concern: UUID) -> AnyResponse:
    """Where the child is now, and whose area that is; then the referral text is there."""
    place, authority = _field("where"), _field("authority")
    noted = _("Where the child is now: %(place)s. Whose area: %(council)s.",
              place=place, council=authority)  # fmt: skip
    done = handling.say_where(
        visitor.session, visitor.staff, concern, place, authority, noted, now=visitor.now
    )
    if done is None:
        return redirect(f"{LIST}/{concern}/referral", HTTPStatus.SEE_OTHER)
    missing = "#where" if not place else "#authority"
    return _after(visitor, concern, done, (_("Fill in the place and the council."), missing))


@bp.post("/<uuid:concern>/sent")
@staff_page(Action.ANSWER_CONCERNS)
def sent(visitor: Visitor, concern: UUID) -> AnyResponse:
    """It was passed on by the council's own route, or somebody was rung (R22)."""
    way, to, at = _field("by"), _field("to"), _field("at")
    for missing, words, field in (
        (way not in RUNG_BY, _("Choose how it was passed on."), "#by"),
        (not to, _("Say who took it."), "#to"),
        (not at, _("Say when."), "#at"),
    ):
        if missing:
            return _show(visitor, concern, (words, field))
    parts = [wording.worded(RUNG_BY, way).capitalize(), _("Taken by %(name)s", name=to), at]
    if reference := _field("reference"):
        parts.append(_("Reference %(reference)s", reference=reference))
    noted = ". ".join(parts) + "."
    done = handling.hand_over(visitor.session, visitor.staff, concern, noted, now=visitor.now)
    return _after(visitor, concern, done, (_("Say who took it."), "#to"))


@bp.post("/<uuid:concern>/told")
@staff_page(Action.ANSWER_CONCERNS)
def told(visitor: Visitor, concern: UUID) -> AnyResponse:
    """Whether the child knows what came of it; only where that is safe."""
    key, what = _field("told"), _field("what")
    if key not in TOLD_CHILD:
        return _show(visitor, concern, (_("Choose whether the child was told."), "#told"))
    if not what:
        return _show(visitor, concern, (_("Say what they were told, or why not yet."), "#what"))
    was_told = key == "yes"
    noted = what if was_told else _("The child was not told. %(why)s: %(what)s",
                                    why=wording.worded(TOLD_CHILD, key), what=what)  # fmt: skip
    done = handling.child_told(
        visitor.session, visitor.staff, concern, noted, was_told=was_told, now=visitor.now
    )
    return _after(visitor, concern, done, (_("Say what they were told, or why not yet."), "#what"))


@bp.post("/<uuid:concern>/close")
@staff_page(Action.ANSWER_CONCERNS)
def close(visitor: Visitor, concern: UUID) -> AnyResponse:
    """A person closes it and says why."""
    done = handling.close(
        visitor.session, visitor.staff, concern, _field("ending"), now=visitor.now
    )
    return _after(visitor, concern, done, (_("Say why it can be closed."), "#ending"))


_REFUSALS: Mapping[Refused, Callable[[], Problem]] = {
    Refused.NOT_OPENED: lambda: (_("Look at it first. Here it is."), "#said"),
    Refused.CLOSED: lambda: (_("Somebody has closed it already."), "#said"),
    Refused.NOT_ACKNOWLEDGED: lambda: (_("Acknowledge it first, with an outcome."), "#outcome"),
    Refused.NOBODY_NAMED: lambda: (_("Say who it is about."), "#who"),
    Refused.MANAGER_UNKNOWN: lambda: (
        _("We do not know who their manager is. Give the manager’s work e-mail address."),
        "#manager_email",
    ),
    Refused.TEAM_UNKNOWN: lambda: (
        _("Their record names no team. Mark each of the people by name instead."),
        "#team",
    ),
}


def _after(
    visitor: Visitor, concern: UUID, done: Refused | None, no_reason: Problem
) -> AnyResponse:
    """Back to the page; or the page again with what was missing."""
    match done:
        case None:
            return redirect(f"{LIST}/{concern}", HTTPStatus.SEE_OTHER)
        case Refused.NOT_THERE:
            return nothing_here()
        case Refused.NO_REASON:
            return _show(visitor, concern, no_reason)
        case refused:
            return _show(visitor, concern, _REFUSALS[refused]())


def _show(visitor: Visitor, concern: UUID, problem: Problem | None = None) -> AnyResponse:
    opened = reading_concerns.open_concern(visitor.session, visitor.staff, concern, now=visitor.now)
    if opened is None:
        return nothing_here()
    status = HTTPStatus.OK if problem is None else HTTPStatus.UNPROCESSABLE_ENTITY
    return page(
        "concern",
        visitor,
        status,
        error=[problem] if problem else None,
        typed=_typed() if problem else {},
        next_step=_next_step(opened, visitor),
        lets_back=Role.SAFEGUARDING in visitor.staff.roles,
        **concern_shown.values(opened, visitor.now),
    )


def _next_step(opened: OpenedConcern, visitor: Visitor) -> str | None:
    """Who is told next unless somebody acknowledges."""
    concern, house = opened.concern, visitor.house
    if concern.state is not ConcernState.RAISED:
        return None
    if house.route is None:
        return _("No route is set up here: nobody is told by a message. Ring people yourself.")
    due = next_told(visitor.session, concern, house, visitor.now)
    named = reading_concerns.staff_named(visitor.session, due.staff_ids)
    names = [named[key].full_name or "" for key in due.staff_ids if key in named]
    if due.at is None or not names:
        return None
    return _(
        "Unless somebody acknowledges it, these people are told at %(when)s: %(names)s.",
        when=wording.moment(due.at),
        names=", ".join(names),
    )


def _typed() -> dict[str, Any]:
    """What was typed into the form that was refused, and which one it was."""
    return {**request.form.to_dict(), "open": request.path.rpartition("/")[2]}


def _field(name: str) -> str:
    typed = request.form.get(name, "").replace("\0", "\N{REPLACEMENT CHARACTER}").strip()
    return typed[:LONGEST]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text[:40])
    except ValueError:
        return None
