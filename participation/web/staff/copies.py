"""Copies of what is held on somebody: asked for by one person, looked through and let go by
another. Files are given to a press and never to a link."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, Response, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from participation.care.subject_access.lines import Section
from participation.care.subject_access.models import AskedBy, Ground
from participation.guard.access import Action, may
from participation.journeys.exporting import asking
from participation.journeys.exporting import looking_through as looking
from participation.journeys.exporting.asking import Refused, Wanted
from participation.journeys.exporting.looking_through import Chosen, Looked, Stopped
from participation.kernel.clock import system_now
from participation.web.locale import gettext as _
from participation.web.staff import copies_shown as shown
from participation.web.staff import wording
from participation.web.staff.after_fields import day, field, line
from participation.web.staff.copies_words import ASKED_BY, REFUSED, STOPPED
from participation.web.staff.copy_file import zipped
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page

bp = Blueprint("staff_copies", __name__, url_prefix="/staff/copies")
HERE = "/staff/copies"
GIVEN = "given"


@bp.get("")
@staff_page(Action.ASK_FOR_COPY, Action.LOOK_THROUGH_COPY)
def show(visitor: Visitor) -> Response:
    """What was asked for and by when it is due; a way to ask, for whoever may."""
    return _show(visitor)


@bp.post("")
@staff_page(Action.ASK_FOR_COPY)
def ask(visitor: Visitor) -> AnyResponse:
    """Somebody asked for a copy of what is held on them."""
    asked_by = next((one for one in AskedBy if one == field("asked_by")), None)
    whose = field("whose", 10)
    if whose not in ("child", "adult"):
        return _show(visitor, (_("Say whether it is about a child or an adult."), "#whose"))
    if asked_by is None:
        return _show(visitor, (_("Say who asks."), "#asked_by"))
    wanted = Wanted(
        reference=line("reference"),
        adult=whose == "adult",
        asked_by=asked_by,
        received_on=day("received_on"),
        why=field("why", asking.MOST_WORDS),
    )
    made = asking.ask(visitor.session, visitor.staff, wanted, now=visitor.now, system=system_now())
    if isinstance(made, Refused):
        words, where = REFUSED[made]
        return _show(visitor, (_(words), where))
    return redirect(HERE, HTTPStatus.SEE_OTHER)


@bp.get("/<uuid:export>")
@staff_page(Action.LOOK_THROUGH_COPY)
def opened(visitor: Visitor, export: UUID) -> AnyResponse:
    """One part: who asked, by when, and how far it is."""
    found = looking.look(visitor.session, visitor.staff, export, visitor.now)
    return _opened(visitor, found) if found is not None else nothing_here()


@bp.get("/<uuid:export>/lines")
@staff_page(Action.LOOK_THROUGH_COPY)
def lines(visitor: Visitor, export: UUID) -> AnyResponse:
    """One section of it, line by line."""
    section = _section()
    found = looking.look(visitor.session, visitor.staff, export, visitor.now, at=section)
    if found is None:
        return nothing_here()
    problem = STOPPED.get(request.args.get("problem", ""))
    error = [(_(problem), "#lines")] if problem else None
    values = shown.lines_of(found, section, _page())
    return page("copy_lines", visitor, error=error, typed={}, **values)


@bp.post("/<uuid:export>/decide")
@staff_page(Action.LOOK_THROUGH_COPY)
def decide(visitor: Visitor, export: UUID) -> AnyResponse:
    """What goes of these lines, and what is held back."""
    section = _section()
    done = looking.decide(visitor.session, visitor.staff, export, section, _chosen(), visitor.now)
    if done is None:
        return nothing_here()
    more = f"&problem={done}" if isinstance(done, Stopped) else ""
    where = f"{HERE}/{export}/lines?section={section}&page={_page()}{more}#lines"
    return redirect(where, HTTPStatus.SEE_OTHER)


@bp.post("/<uuid:export>/let-go")
@staff_page(Action.LOOK_THROUGH_COPY)
def let_go(visitor: Visitor, export: UUID) -> AnyResponse:
    """The copy is made, by a second person."""

    def made(found: Looked, told: str | None) -> bytes:
        going = [one.line for one in found.weighing.lines if one.goes]
        return zipped(found.export, going, told, visitor.now)

    done = looking.let_go(
        visitor.session,
        visitor.staff,
        export,
        seen=field("seen", 200),
        told=field("told") or None,
        make=made,
        now=visitor.now,
    )
    if done is None:
        return nothing_here()
    if isinstance(done, Stopped):
        return _stopped(visitor, export, done)
    return redirect(f"{HERE}/{export}", HTTPStatus.SEE_OTHER)


@bp.post("/<uuid:export>/take")
@staff_page(Action.LOOK_THROUGH_COPY)
def take(visitor: Visitor, export: UUID) -> AnyResponse:
    """The file, to hand it over."""
    file = looking.take(visitor.session, visitor.staff, export, visitor.now)
    if file is None:
        return nothing_here()
    if isinstance(file, Stopped):
        return _stopped(visitor, export, file)
    answer = Response(file, content_type="application/zip")
    answer.headers["Content-Disposition"] = 'attachment; filename="copy.zip"'
    return answer


@bp.post("/<uuid:export>/withdraw")
@staff_page(Action.ASK_FOR_COPY)
def withdraw(visitor: Visitor, export: UUID) -> AnyResponse:
    """Whoever asked wants it no more."""
    part = asking.may_withdraw(visitor.session, visitor.staff, export, visitor.now)
    if part is None:
        return nothing_here()
    asking.withdraw(visitor.session, visitor.staff, part, visitor.now)
    return redirect(HERE, HTTPStatus.SEE_OTHER)


def _show(visitor: Visitor, error: tuple[str, str] | None = None) -> Response:
    rows = asking.listed(visitor.session, visitor.staff, visitor.now)
    return page(
        "copies",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        error=[error] if error else None,
        may_ask=may(visitor.staff.roles, Action.ASK_FOR_COPY),
        whose=[("child", _("A child")), ("adult", _("An adult"))],
        askers=[(code, wording.worded(ASKED_BY, code)) for code in ASKED_BY],
        least=asking.LEAST_WORDS,
        typed=request.form.to_dict() if error else {},
        rows=[shown.row_of(one, visitor.today, HERE) for one in rows],
    )


def _opened(visitor: Visitor, found: Looked, error: tuple[str, str] | None = None) -> AnyResponse:
    kept = visitor.house.settings.keeping.copies
    values = shown.part_of(found, visitor.staff, visitor.today, kept)
    return page(
        "copy",
        visitor,
        HTTPStatus.CONFLICT if error else HTTPStatus.OK,
        error=[error] if error else None,
        typed=request.form.to_dict() if error else {},
        base=f"{HERE}/{found.export.public_id}",
        **values,
    )


def _stopped(visitor: Visitor, export: UUID, why: Stopped) -> AnyResponse:
    found = looking.look(visitor.session, visitor.staff, export, visitor.now)
    if found is None:
        return nothing_here()
    return _opened(visitor, found, (_(STOPPED[why]), "#go"))


def _section() -> Section:
    wanted = request.args.get("section") or request.form.get("section", "")
    return next((one for one in Section if one == wanted), Section.ABOUT)


def _page() -> int:
    wanted = request.args.get("page") or request.form.get("page", "")
    return max(1, int(wanted)) if wanted.isascii() and wanted.isdigit() and len(wanted) < 5 else 1


def _chosen() -> dict[str, Chosen]:
    """What was chosen for each line of the page; a line without a known choice is left as it is."""
    found = {}
    for number in range(looking.ON_A_PAGE):
        key, say = line(f"line-{number}"), field(f"say-{number}", 40)
        ground = next((one for one in Ground if one == say), None)
        if key and (say == GIVEN or ground is not None):
            why = field(f"why-{number}", asking.MOST_WORDS) or None
            found[key] = Chosen(field(f"mark-{number}", 200), ground, why)
    return found
