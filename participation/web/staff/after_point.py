"""One point the child raised: what became of it, in the child's words, and how they hear of it."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from participation.care.outcomes import queries as outcomes
from participation.care.outcomes.models import Outcome
from participation.care.outcomes.rules import Lacks, OutcomeKind, ToldHow, Withheld
from participation.guard.access import Action
from participation.journeys import following_up, noting_outcomes
from participation.journeys.noting_outcomes import Problem, Typed
from participation.kernel.languages import ENGLISH
from participation.web.locale import gettext as _
from participation.web.staff import after_shown, after_words, wording
from participation.web.staff.after_fields import day, field, line, typed, uuid_in
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page
from participation.web.staff.languages import language_name
from participation.web.staff.translate_back import translating_shown

bp = Blueprint("staff_after_point", __name__, url_prefix="/staff/reviews/<review_id>/after/points")
LONGEST_TOLD = 600
Message = tuple[str, str]


@bp.get("/<uuid:point>")
@staff_page(Action.WRITE_OUTCOMES)
def show(visitor: Visitor, review_id: str, point: UUID) -> Response:
    return _show(visitor, review_id, point)


@bp.post("/<uuid:point>/write")
@staff_page(Action.WRITE_OUTCOMES)
def write(visitor: Visitor, review_id: str, point: UUID) -> Response:
    """What became of it. With no words for the child typed, they are drafted."""
    kind = next((one for one in OutcomeKind if one == field("kind", 20)), None)
    if kind is None:
        return _show(visitor, review_id, point, (_("Choose what happened."), "#kind"), "write")
    told = Typed(
        kind=kind,
        who=line("who"),
        by_on=day("by_on"),
        because=line("because"),
        told="" if field("go", 10) == "draft" else field("told", LONGEST_TOLD),
        translated=field("translated", 3) == "yes",
        safe_to_show=field("safe_to_show", 3) == "yes",
        decision=uuid_in(field("decision", 40)),
    )
    done = noting_outcomes.write(
        visitor.session,
        visitor.staff,
        review_id,
        point,
        told,
        house=visitor.house,
        now=visitor.now,
    )
    if isinstance(done, Lacks):
        words = wording.worded(after_words.LACKS, done)
        return _show(visitor, review_id, point, (words, f"#{done}"), "write")
    return _back(review_id, point) if done is not None else nothing_here()


@bp.post("/<uuid:point>/release")
@staff_page(Action.WRITE_OUTCOMES)
def release(visitor: Visitor, review_id: str, point: UUID) -> Response:
    """For reading with the child's own key."""
    done = noting_outcomes.release(visitor.session, visitor.staff, review_id, point, visitor.now)
    if isinstance(done, Withheld):
        words = wording.worded(after_words.WITHHELD, done)
        return _show(visitor, review_id, point, (words, "#told"), "release")
    return _overview(review_id) if done is not None else nothing_here()


@bp.post("/<uuid:point>/take-back")
@staff_page(Action.WRITE_OUTCOMES)
def take_back(visitor: Visitor, review_id: str, point: UUID) -> Response:
    done = noting_outcomes.take_back(visitor.session, visitor.staff, review_id, point, visitor.now)
    return _back(review_id, point) if done else nothing_here()


@bp.post("/<uuid:point>/told")
@staff_page(Action.WRITE_OUTCOMES)
def told_in_person(visitor: Visitor, review_id: str, point: UUID) -> Response:
    """A person told them: when, how and who."""
    how = next((one for one in ToldHow if one == field("how", 20)), None)
    on, by = day("told_on"), line("told_by")
    if on is None:
        return _show(visitor, review_id, point, (_("Fill in the day."), "#told_on"), "told")
    if how is None:
        return _show(visitor, review_id, point, (_("Choose how."), "#how"), "told")
    if not by:
        return _show(visitor, review_id, point, (_("Say who told them."), "#told_by"), "told")
    done = noting_outcomes.told_in_person(
        visitor.session, visitor.staff, review_id, point, on=on, how=how, by=by, now=visitor.now
    )
    if isinstance(done, Problem):
        words = wording.worded(after_words.NOT_SO, done)
        return _show(visitor, review_id, point, (words, "#told_on"), "told")
    return _overview(review_id) if done is not None else nothing_here()


@bp.post("/<uuid:point>/pick")
@staff_page(Action.WRITE_OUTCOMES)
def pick(visitor: Visitor, review_id: str, point: UUID) -> Response:
    """The child picked this one, or not after all."""
    picked = field("picked", 3) == "yes"
    done = noting_outcomes.pick(
        visitor.session, visitor.staff, review_id, point, visitor.now, picked=picked
    )
    if isinstance(done, Problem):
        words = wording.worded(after_words.NOT_SO, done)
        return _show(visitor, review_id, point, (words, "#pick"), "pick")
    return _back(review_id, point) if done is not None else nothing_here()


@bp.post("/<uuid:point>/drop")
@staff_page(Action.WRITE_OUTCOMES)
def drop(visitor: Visitor, review_id: str, point: UUID) -> Response:
    """It was no point: nothing is shown of it any more."""
    done = noting_outcomes.drop(visitor.session, visitor.staff, review_id, point, visitor.now)
    return _overview(review_id) if done else nothing_here()


def _show(
    visitor: Visitor,
    review_id: str,
    point: UUID,
    problem: Message | None = None,
    which: str = "",
) -> Response:
    opened = noting_outcomes.open_point(
        visitor.session, visitor.staff, review_id, point, visitor.now
    )
    if opened is None:
        return nothing_here()
    review, one = opened
    path = after_shown.path_of(review)
    language = following_up.language_of(visitor.session, review)
    return page(
        "after_point",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if problem else HTTPStatus.OK,
        error=[problem] if problem else None,
        typed=typed(which) if problem else _as_written(one.outcome),
        child=review.child.called,
        point=after_shown.point(one, path, writes=True),
        may_release=one.why_not is None,
        kinds=[(kind, _(words)) for kind, words in after_words.KINDS.items()],
        how=[(how, _(words)) for how, words in after_words.TOLD_HOW.items()],
        decisions=[
            (row.public_id.hex, f"{row.outcome} ({row.who}, {row.by_on:%d/%m/%Y})")
            for row in outcomes.decisions_of(visitor.session, review.id)
        ],
        in_language=language_name(language),
        translating=translating_shown(
            visitor.session, one.outcome, language, f"{path}/points/{point}", visitor.now
        ),
        told_by=visitor.staff.full_name,
        today=visitor.today.isoformat(),
        path=f"{path}/points/{point}",
        back_url=path,
    )


def _as_written(outcome: Outcome | None) -> dict[str, str]:
    """What the form holds when it is opened: the wording that stands."""
    if outcome is None:
        return {}
    return {
        "kind": outcome.kind.value,
        "who": outcome.who or "",
        "by_on": outcome.by_on.isoformat() if outcome.by_on else "",
        "because": outcome.because or "",
        "told": outcome.told or "",
        "safe_to_show": "yes" if outcome.safe_to_show else "",
        "translated": "yes" if outcome.language != ENGLISH.code else "",
    }


def _back(review_id: str, point: UUID) -> Response:
    return redirect(f"/staff/reviews/{review_id}/after/points/{point}", HTTPStatus.SEE_OTHER)


def _overview(review_id: str) -> Response:
    return redirect(f"/staff/reviews/{review_id}/after#points", HTTPStatus.SEE_OTHER)
