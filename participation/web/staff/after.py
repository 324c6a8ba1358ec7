"""After a review: that it took place, what became of what the child said, decisions, the code."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from participation.care.outcomes.codes import Code, suggest
from participation.care.outcomes.rules import Paper
from participation.care.outcomes.service import Decided
from participation.care.reviews.models import HeldAs
from participation.care.reviews.taking_place import Refused, TookPlace, What
from participation.guard.access import Action
from participation.journeys import following_up, noting_outcomes, noting_reviews
from participation.journeys.noting_outcomes import Problem
from participation.journeys.taking_part import NOTED, with_noted
from participation.web.locale import gettext as _
from participation.web.staff import after_shown, after_words, wording
from participation.web.staff.after_fields import day, field, line, typed, uuid_in
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page

bp = Blueprint("staff_after", __name__, url_prefix="/staff/reviews")
Message = tuple[str, str]  # the words, and the field they are about
YES_NO = {"yes": True, "no": False}


@bp.get("/<review_id>/after")
@staff_page(Action.SEE_OUTCOMES)
def show(visitor: Visitor, review_id: str) -> Response:
    """Everything about one review that is over; the audit row is there before the words."""
    return _show(visitor, review_id)


@bp.post("/<review_id>/after/took-place")
@staff_page(Action.WRITE_OUTCOMES)
def took_place(visitor: Visitor, review_id: str) -> Response:
    """It was held, begun and adjourned, or moved (R15)."""
    what = next((one for one in What if one == field("what")), None)
    on = day("on")
    if what is None:
        return _show(visitor, review_id, (_("Choose what happened."), "#what"), "took-place")
    if on is None:
        return _show(visitor, review_id, (_("Fill in the day."), "#on"), "took-place")
    held_as = next((one for one in HeldAs if one == field("held_as")), HeldAs.MEETING)
    noted = TookPlace(what, on, held_as)
    done = noting_reviews.note_taking_place(
        visitor.session, visitor.staff, review_id, noted, visitor.now
    )
    if isinstance(done, Refused):
        words = wording.worded(after_words.NOT_SO, done)
        return _show(visitor, review_id, (words, "#on"), "took-place")
    return _back(review_id) if done is not None else nothing_here()


@bp.post("/<review_id>/after/points")
@staff_page(Action.WRITE_OUTCOMES)
def choose(visitor: Visitor, review_id: str) -> Response:
    """Words of the child's become points."""
    ticked = [uuid_in(value) for value in request.form.getlist("source")[:50]]
    sources = [source for source in ticked if source is not None]
    if not sources:
        return _show(visitor, review_id, (_("Tick what became a point."), "#choose"), "points")
    made = [
        noting_outcomes.choose(visitor.session, visitor.staff, review_id, source, visitor.now)
        for source in sources
    ]
    return _back(review_id, "#points") if any(made) else nothing_here()


@bp.post("/<review_id>/after/decisions")
@staff_page(Action.WRITE_OUTCOMES)
def decide(visitor: Visitor, review_id: str) -> Response:
    """A decision: what should change, how, who, by when, how we will know."""
    by_on = day("by_on")
    decided = (field("outcome"), field("how"), line("who"), field("sign"))
    names = ("outcome", "how", "who", "sign")
    for name, value in zip(names, decided, strict=True):
        if not value:
            return _show(visitor, review_id, (_what_is_missing(name), f"#{name}"), "decisions")
    if by_on is None:
        return _show(visitor, review_id, (_("Say by when."), "#by_on"), "decisions")
    outcome, how, who, sign = decided
    done = noting_reviews.decide(
        visitor.session,
        visitor.staff,
        review_id,
        Decided(outcome=outcome, how=how, who=who, by_on=by_on, sign=sign),
        visitor.now,
        instead_of=uuid_in(field("instead_of", 40)),
    )
    return _back(review_id, "#decisions") if done is not None else nothing_here()


@bp.post("/<review_id>/after/decisions/<uuid:decision>/strike")
@staff_page(Action.WRITE_OUTCOMES)
def strike(visitor: Visitor, review_id: str, decision: UUID) -> Response:
    """It stands no longer."""
    done = noting_reviews.strike(visitor.session, visitor.staff, review_id, decision, visitor.now)
    return _back(review_id, "#decisions") if done else nothing_here()


@bp.post("/<review_id>/after/papers")
@staff_page(Action.WRITE_OUTCOMES)
def paper_done(visitor: Visitor, review_id: str) -> Response:
    """One of the three clocks stops on a day."""
    paper = next((one for one in Paper if one == field("paper")), None)
    on = day("on")
    if paper is None or on is None:
        return _show(visitor, review_id, (_("Fill in the day."), "#papers"), "papers")
    done = noting_reviews.paper_done(
        visitor.session, visitor.staff, review_id, paper, on, visitor.now
    )
    return _after(visitor, review_id, done, "#papers", "papers")


@bp.post("/<review_id>/after/given")
@staff_page(Action.WRITE_OUTCOMES)
def paper_given(visitor: Visitor, review_id: str) -> Response:
    """Who was given what, when and how."""
    to, on = line("to"), day("given_on")
    paper, how = field("given_paper", 20), field("given_how", 20)
    problem: Message | None = None
    if paper not in after_words.GIVEN:
        problem = (_("Choose what was given."), "#given_paper")
    elif not to:
        problem = (_("Say who was given it."), "#to")
    elif how not in after_words.GIVEN_HOW:
        problem = (_("Choose how."), "#given_how")
    if on is None or problem is not None:
        problem = problem or (_("Fill in the day."), "#given_on")
        return _show(visitor, review_id, problem, "given")
    done = noting_reviews.paper_given(
        visitor.session, visitor.staff, review_id, paper, to=to, on=on, how=how, now=visitor.now
    )
    return _after(visitor, review_id, done, "#given_on", "given")


@bp.post("/<review_id>/after/code")
@staff_page(Action.WRITE_OUTCOMES)
def confirm_code(visitor: Visitor, review_id: str) -> Response:
    """The officer's own code; what was suggested stays beside it."""
    code = next((one for one in Code if one == field("code", 4)), None)
    noted = _noted(request.form)
    done = noting_reviews.confirm_code(
        visitor.session, visitor.staff, review_id, code, noted, field("reason"), visitor.now
    )
    if isinstance(done, tuple):
        fault = " ".join(wording.worded(after_words.FAULTS, one) for one in done)
        return _show(visitor, review_id, (fault, "#code"), "code", noted)
    if isinstance(done, Problem):
        words = wording.worded(after_words.NOT_SO, done)
        return _show(visitor, review_id, (words, "#reason"), "code", noted)
    return _back(review_id, "#participation") if done is not None else nothing_here()


def _show(
    visitor: Visitor,
    review_id: str,
    problem: Message | None = None,
    which: str = "",
    noted: dict[str, bool | None] | None = None,
) -> Response:
    found = following_up.open_page(visitor.session, visitor.staff, review_id, visitor.now)
    if found is None:
        return nothing_here()
    if noted is None and "attended" in request.args:
        noted = _noted(request.args)
    facts = with_noted(found.facts, noted) if noted is not None else found.facts
    shown = after_shown.values(found, facts, suggest(facts), visitor.today)
    changing = uuid_in(request.args.get("change", ""))
    return page(
        "after",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK,
        error=[problem] if problem else None,
        typed=typed(which) if problem else {"open": "decisions" if changing else ""},
        changing=next(
            (
                {"id": one.public_id.hex, "outcome": one.outcome, "how": one.how, "who": one.who,
                 "by_on": one.by_on.isoformat(), "sign": one.sign}
                for one in found.decisions
                if one.public_id == changing
            ),
            None,
        ),
        **shown,
    )  # fmt: skip


def _after(visitor: Visitor, review_id: str, done: object, where: str, which: str) -> Response:
    if isinstance(done, Problem):
        words = wording.worded(after_words.NOT_SO, done)
        return _show(visitor, review_id, (words, where), which)
    return _back(review_id, "#papers") if done is not None else nothing_here()


def _noted(form: Any) -> dict[str, bool | None]:
    """What the officer ticked about the review itself."""
    ticks: dict[str, bool | None] = {name: form.get(name) == "yes" for name in NOTED}
    ticks["attended"] = YES_NO.get(form.get("attended", ""))
    return ticks


def _what_is_missing(name: str) -> str:
    return {
        "outcome": _("Say what should change."),
        "how": _("Say how."),
        "who": _("Say who does it."),
        "sign": _("Say how we will know."),
    }[name]


def _back(review_id: str, where: str = "") -> Response:
    return redirect(f"/staff/reviews/{review_id}/after{where}", HTTPStatus.SEE_OTHER)
