"""Bringing in the council's extract: hand it over, look, answer, confirm; a day to undo it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from http import HTTPStatus
from pathlib import Path
from typing import ParamSpec
from uuid import UUID

from flask import Blueprint, Response, redirect, request
from sqlalchemy import select
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from participation.care.imports.models import Import, ImportState, ImportWay
from participation.care.people.models import NeverList
from participation.guard import audit, sessions
from participation.guard.access import Action
from participation.journeys.importing import keeping, matching, said, undoing, watching
from participation.journeys.importing.correcting import rows_to_correct
from participation.journeys.importing.given import IN_ONE, Given, in_hand
from participation.journeys.importing.headings import AS_DOCUMENTED
from participation.journeys.importing.problems import FileKind
from participation.journeys.importing.writing import one_at_a_time
from participation.kernel.clock import system_now
from participation.kernel.db import reading
from participation.web.locale import gettext as _
from participation.web.services import services
from participation.web.staff import import_shown, import_typed, import_words
from participation.web.staff.door import Visitor, cookie_name, nothing_here, staff_page
from participation.web.staff.frame import page

bp = Blueprint("staff_imports", __name__, url_prefix="/staff/imports")
HERE = "/staff/imports"
FORM_BYTES = 256 * 1024  # what is typed, and what stands between the files
SAME_PRESS = timedelta(minutes=10)
SHOWN_IN_HISTORY = 50

Rest = ParamSpec("Rest")


def _takes_files(view: Callable[Rest, AnyResponse]) -> Callable[Rest, AnyResponse]:
    """An upload may be larger than what else is sent here. Nobody's is read before they are known
    to be signed in, and none while a transaction is open: on SQLite nobody else could write for as
    long as it takes to come in."""

    @wraps(view)
    def limited(*args: Rest.args, **route: Rest.kwargs) -> AnyResponse:
        request.max_content_length = keeping.MOST_BYTES + FORM_BYTES
        try:
            if _comes_signed_in():
                request.files  # noqa: B018 - reads them; they stay with the request
            return view(*args, **route)
        except RequestEntityTooLarge:
            return redirect(f"{HERE}?too=large", HTTPStatus.SEE_OTHER)

    return limited


@bp.get("")
@staff_page(Action.IMPORT)
def show_list(visitor: Visitor) -> Response:
    """Where files are handed over, what waits, and what was imported before."""
    error = None
    if request.args.get("too") == "large":
        error = import_words.too_large()
    return _list(visitor, error)


@bp.post("")
@_takes_files
@staff_page(Action.IMPORT)
def hand_over(visitor: Visitor) -> AnyResponse:
    """Keep the files sealed and look at them; nothing is written."""
    givens, empty = _given()
    if empty:
        return _list(visitor, import_words.empty(empty))
    if not givens:
        return _list(visitor, [(_("Choose at least one file."), "#children")])
    called = request.form.get("columns", "")[: matching.LONGEST_NAME]
    names = matching.kept(visitor.session, called) if called else AS_DOCUMENTED
    one_at_a_time(visitor.session)  # the same press may be on its way twice
    again = _same_press(visitor, givens)
    one = again or keeping.begin(
        visitor.session,
        givens,
        way=ImportWay.PAGE,
        by=visitor.staff,
        names=names or AS_DOCUMENTED,
        house=visitor.house,
        now=visitor.now,
    )
    return redirect(_path(one), HTTPStatus.SEE_OTHER)


@bp.get("/<uuid:which>")
@staff_page(Action.IMPORT)
def show(visitor: Visitor, which: UUID) -> AnyResponse:
    """One import: what it would do, or what it did."""
    one = keeping.by_id(visitor.session, which)
    return _show(visitor, one) if one is not None else nothing_here()


@bp.post("/<uuid:which>/columns")
@staff_page(Action.IMPORT)
def match_columns(visitor: Visitor, which: UUID) -> AnyResponse:
    """Say which of our columns a heading is, and keep that for the next time."""
    one = _open_one(visitor, which)
    if one is None or _is_barred(visitor):
        return nothing_here()
    found = keeping.preview_of(one)
    if one.state is ImportState.WAITING and found is not None:
        said.match(
            visitor.session,
            one,
            import_typed.columns(found),
            called=request.form.get("called", "")[: matching.LONGEST_NAME].strip(),
            now=visitor.now,
        )
        keeping.check(visitor.session, one, visitor.house, visitor.now)
    return redirect(_path(one), HTTPStatus.SEE_OTHER)


@bp.post("/<uuid:which>/check")
@staff_page(Action.IMPORT)
def check(visitor: Visitor, which: UUID) -> AnyResponse:
    """Keep the answers and the cells typed anew, and look again."""
    one = _open_one(visitor, which)
    if one is None or _is_barred(visitor):
        return nothing_here()
    found = keeping.preview_of(one)
    if one.state is ImportState.WAITING and found is not None:
        said.fix(one, import_typed.cells(found))
        answers = import_typed.answers(found, said.Said.of(one).answers)
        said.answer(one, answers, skips=request.form.get("skips") == "yes")
        keeping.check(visitor.session, one, visitor.house, visitor.now)
    return redirect(_path(one), HTTPStatus.SEE_OTHER)


@bp.post("/<uuid:which>/confirm")
@staff_page(Action.IMPORT)
def confirm(visitor: Visitor, which: UUID) -> AnyResponse:
    """Write exactly what was shown, once, or show what is different now."""
    one = _open_one(visitor, which)
    if one is None:
        return nothing_here()
    if _is_barred(visitor):
        return _show(visitor, one)
    done = keeping.confirm(
        visitor.session,
        one,
        by=visitor.staff,
        house=visitor.house,
        now=visitor.now,
        seen=request.form.get("seen", ""),
    )
    match done:
        case keeping.Confirmed.NOT_READY:
            words = _("An error or a question is still open. Look at the list.")
            return _show(visitor, one, error=[(words, "#open")])
        case keeping.Confirmed.LOOK_AGAIN:
            words = _("Something has changed here since you looked. Look again, then confirm.")
            return _show(visitor, one, error=[(words, "#changed")])
        case _:
            return redirect(_path(one), HTTPStatus.SEE_OTHER)


@bp.post("/<uuid:which>/drop")
@staff_page(Action.IMPORT)
def drop(visitor: Visitor, which: UUID) -> AnyResponse:
    """Import nothing, and delete what was handed over."""
    one = _open_one(visitor, which)
    if one is None:
        return nothing_here()
    keeping.drop(visitor.session, one, visitor.now)
    return redirect(HERE, HTTPStatus.SEE_OTHER)


@bp.post("/<uuid:which>/undo")
@staff_page(Action.IMPORT)
def undo(visitor: Visitor, which: UUID) -> AnyResponse:
    """Everything as it was before, if nothing has come of it."""
    one = _open_one(visitor, which)
    if one is None:
        return nothing_here()
    found = undoing.undo(visitor.session, one, by=visitor.staff, now=visitor.now)
    if found:
        reasons = [(import_words.hindrance(each), "#undo") for each in found]
        return _show(visitor, one, error=reasons)
    return redirect(_path(one), HTTPStatus.SEE_OTHER)


@bp.get("/<uuid:which>/to-correct/<kind>.csv")
@staff_page(Action.IMPORT)
def download(visitor: Visitor, which: UUID, kind: str) -> AnyResponse:
    """The rows of one file that have an error, with what it is."""
    one = keeping.by_id(visitor.session, which)
    name = f"{kind}.csv"
    if one is None or name not in set(FileKind) or _is_barred(visitor):
        return nothing_here()
    _note(visitor, one, "import.download")
    written = rows_to_correct(one, FileKind(name))
    if written is None:
        return nothing_here()
    answer = Response(written.encode("utf-8-sig"), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{kind}-to-correct.csv"'
    return answer


def _comes_signed_in() -> bool:
    """Whether a live session is behind this request. Who that is, the page looks at itself."""
    with reading() as session:
        cookie = request.cookies.get(cookie_name(services()))
        return sessions.sign_in_of(session, cookie, system_now()) is not None


def _given() -> tuple[list[Given], list[str]]:
    """The files of the form, by the box they were put into, and the boxes of those with nothing in
    them; their own names are not looked at."""
    givens: list[Given] = []
    empty: list[str] = []
    boxes = {kind.value.removesuffix(".csv"): kind for kind in FileKind}
    for box, kind in (*boxes.items(), (IN_ONE, None)):
        sent = request.files.get(box)
        content = sent.read() if sent else b""
        if content:
            givens.append(in_hand("" if kind else IN_ONE, content, kind))
        elif sent and sent.filename:
            empty.append(box)
    return givens, empty


def _same_press(visitor: Visitor, givens: list[Given]) -> Import | None:
    """The button was pressed twice: the same files of the same person wait already."""
    return visitor.session.scalar(
        select(Import).where(
            Import.state == ImportState.WAITING,
            Import.by_id == visitor.staff.id,
            Import.made_at > visitor.now - SAME_PRESS,
            Import.files_hash == keeping.hash_of(givens, visitor.house),
        )
    )


def _open_one(visitor: Visitor, which: UUID) -> Import | None:
    return keeping.by_id(visitor.session, which, locked=True)


def _list(visitor: Visitor, error: import_words.Errors | None) -> Response:
    session = visitor.session
    rows = session.scalars(select(Import).order_by(Import.id.desc()).limit(SHOWN_IN_HISTORY)).all()
    return page(
        "imports",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        waiting=[
            import_shown.listed(session, one) for one in rows if one.state is ImportState.WAITING
        ],
        history=[
            import_shown.listed(session, one)
            for one in rows
            if one.state is not ImportState.WAITING
        ],
        folder=import_words.folder(_lies_in(visitor.house.settings.imports.folder)),
        names=matching.names(session),
        most_mb=keeping.MOST_BYTES // (1024 * 1024),
        most_rows=f"{keeping.MOST_ROWS:,}",
        error=error,
    )


def _lies_in(folder: Path | None) -> watching.Waits | watching.Whole | None:
    """What the watched folder waits for. The worker may be moving files out of it at this moment,
    and it may be open to the worker alone."""
    try:
        if folder is not None and folder.is_dir():
            return watching.state(folder, system_now())
    except OSError:
        pass
    return None


def _show(visitor: Visitor, one: Import, *, error: import_words.Errors | None = None) -> Response:
    barred = _is_barred(visitor)
    if one.state is ImportState.WAITING and not barred:
        _note(visitor, one, "import.look")
    stands_against = (
        undoing.hindrances(visitor.session, one, visitor.now)
        if one.state is ImportState.DONE
        else []
    )
    return page(
        "import",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        path=_path(one),
        barred=barred,
        error=error,
        **import_shown.values(visitor.session, one, stands_against, shown=not barred),
    )


def _is_barred(visitor: Visitor) -> bool:
    """An extract holds every child. Whoever may not see one of them does not see it (D19)."""
    mine = select(NeverList.id).where(NeverList.staff_id == visitor.staff.id).limit(1)
    return visitor.session.scalar(mine) is not None


def _note(visitor: Visitor, one: Import, action: str) -> None:
    deed = audit.Deed(
        actor=f"staff:{visitor.staff.public_id.hex}",
        action=action,
        subject=f"import:{one.public_id.hex}",
    )
    audit.record(visitor.session, deed, visitor.now)


def _path(one: Import) -> str:
    return f"{HERE}/{one.public_id}"
