"""How far each language is, who checks its wordings, and the file for those who work elsewhere.

Nothing on these pages is about anybody: they show what we ourselves say, in other languages.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, ParamSpec
from uuid import UUID

from flask import Blueprint, Response, redirect, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from participation.care.interpreting import checking
from participation.care.interpreting import queries as interpreting
from participation.guard import sessions
from participation.guard.access import Action
from participation.journeys import checked_files, checking_wordings, giving_checks
from participation.journeys.checked_files import NotRead
from participation.kernel.clock import system_now
from participation.kernel.coverage import Part
from participation.kernel.db import reading
from participation.kernel.languages import ENGLISH, LANGUAGES
from participation.web.locale import gettext as _
from participation.web.services import services
from participation.web.staff import checking_file_shown, wording
from participation.web.staff.after_fields import field, uuid_in
from participation.web.staff.door import Visitor, cookie_name, nothing_here, staff_page
from participation.web.staff.frame import page
from participation.web.translate import checking_shown

bp = Blueprint("staff_checking", __name__, url_prefix="/staff/checking")
HERE = "/staff/checking"
FORM_BYTES = 64 * 1024

Rest = ParamSpec("Rest")


def _takes_a_file(view: Callable[Rest, AnyResponse]) -> Callable[Rest, AnyResponse]:
    """A catalogue is larger than what else is sent here. Nobody's is read before they are known to
    be signed in, and none while a transaction is open."""

    @wraps(view)
    def limited(*args: Rest.args, **route: Rest.kwargs) -> AnyResponse:
        request.max_content_length = checked_files.MOST_BYTES + FORM_BYTES
        try:
            with reading() as session:
                cookie = request.cookies.get(cookie_name(services()))
                signed_in = sessions.sign_in_of(session, cookie, system_now()) is not None
            if signed_in:
                request.files  # noqa: B018 - reads them; they stay with the request
            return view(*args, **route)
        except RequestEntityTooLarge:
            return redirect(f"{request.path.removesuffix('/file')}?too=large", HTTPStatus.SEE_OTHER)

    return limited


@bp.get("")
@staff_page(Action.KEEP_TRANSLATORS)
def show(visitor: Visitor) -> Response:
    """Every language: how many of its texts were checked here, and who is at it."""
    session, house = visitor.session, visitor.house
    counts = checking.checked_by_language(session)
    at_it: dict[str, list[str]] = {}
    for task in checking.given(session):
        at_it.setdefault(task.language, []).append(task.translator.called)
    return page(
        "checking",
        visitor,
        languages=[
            {
                "name": language.english,
                "own": language.own,
                "code": code.replace("_", "-"),
                "checked": counts.get(code, 0),
                "open": house.is_checked(code),
                "who": at_it.get(code, []),
                "url": f"{HERE}/{code}",
            }
            for code, language in LANGUAGES.items()
            if code != ENGLISH.code
        ],
        back_url="/staff/translators",
    )


@bp.get("/<language>")
@staff_page(Action.KEEP_TRANSLATORS)
def show_language(visitor: Visitor, language: str) -> Response:
    return _language(visitor, language)


@bp.post("/<language>/give")
@staff_page(Action.KEEP_TRANSLATORS)
def give(visitor: Visitor, language: str) -> Response | AnyResponse:
    """All of a language for one translator; the link goes by mail."""
    if not _is_one(language):
        return nothing_here()
    done = giving_checks.give(
        visitor.session,
        visitor.staff,
        language,
        uuid_in(field("translator", 40)) or UUID(int=0),
        house=visitor.house,
        now=visitor.now,
    )
    if done is None:
        problem = _("Choose a translator of this language.")
        return _language(visitor, language, [(problem, "#translator")])
    return redirect(f"{HERE}/{language}", HTTPStatus.SEE_OTHER)


@bp.post("/tasks/<uuid:checking_task>/code")
@staff_page(Action.KEEP_TRANSLATORS)
def code(visitor: Visitor, checking_task: UUID) -> Response | AnyResponse:
    """Six digits to read out, shown once."""
    made = giving_checks.new_code(
        visitor.session, visitor.staff, checking_task, visitor.house, visitor.now
    )
    if made is None:
        return nothing_here()
    task, digits = made
    if digits is None:
        return redirect(f"{HERE}/{task.language}", HTTPStatus.SEE_OTHER)
    return page(
        "translation_code",
        visitor,
        code=f"{digits[:3]} {digits[3:]}",
        who=task.translator.called,
        phone=task.translator.phone,
        back_url=f"{HERE}/{task.language}",
    )


@bp.post("/tasks/<uuid:checking_task>/withdraw")
@staff_page(Action.KEEP_TRANSLATORS)
def withdraw(visitor: Visitor, checking_task: UUID) -> Response | AnyResponse:
    language = giving_checks.withdraw(visitor.session, visitor.staff, checking_task, visitor.now)
    return redirect(f"{HERE}/{language}", HTTPStatus.SEE_OTHER) if language else nothing_here()


@bp.get("/<language>/messages.po")
@staff_page(Action.KEEP_TRANSLATORS)
def export(visitor: Visitor, language: str) -> Response:
    """The catalogue as it stands, with its drafts, for whoever works with a tool of their own."""
    if not _is_one(language):
        return nothing_here()
    content = checked_files.written(visitor.session, visitor.house, language, visitor.now)
    answer = Response(content, mimetype="text/x-gettext-translation")
    answer.headers["Content-Disposition"] = f'attachment; filename="{language}.po"'
    return answer


@bp.post("/<language>/file")
@_takes_a_file
@staff_page(Action.KEEP_TRANSLATORS)
def bring(visitor: Visitor, language: str) -> Response | AnyResponse:
    """Look at a file that came back. Nothing of it is taken in yet."""
    if not _is_one(language):
        return nothing_here()
    sent = request.files.get("catalogue")
    content = sent.read() if sent else b""
    translator = interpreting.translator_named(
        visitor.session, uuid_in(field("translator", 40)) or UUID(int=0)
    )
    if not content:
        return _language(visitor, language, [(_("Choose a file."), "#catalogue")])
    if translator is None or language not in translator.languages:
        problem = _("Say who checked it: a translator of this language.")
        return _language(visitor, language, [(problem, "#checked-by")])
    read = checked_files.read_file(visitor.house, language, content)
    if isinstance(read, NotRead):
        return _language(visitor, language, [(checking_file_shown.not_read(read), "#catalogue")])
    row = checked_files.keep(
        visitor.session, visitor.staff, language, translator, read, visitor.now
    )
    return redirect(
        f"{HERE}/files/{row.public_id}?unknown={read.unknown}&open={read.open}",
        HTTPStatus.SEE_OTHER,
    )


@bp.get("/files/<uuid:checking_file>")
@staff_page(Action.KEEP_TRANSLATORS)
def show_file(visitor: Visitor, checking_file: UUID) -> Response:
    """What taking it in would change, and what was refused."""
    row = checking.file_named(visitor.session, checking_file)
    if row is None:
        return nothing_here()
    changes = checked_files.changes(visitor.session, visitor.house, row)
    return page(
        "checking_file",
        visitor,
        **checking_file_shown.values(row, changes, checked_files.refused(row)),
        unknown=_counted("unknown"),
        still_open=_counted("open"),
        path=f"{HERE}/files/{row.public_id}",
        back_url=f"{HERE}/{row.language}",
    )


@bp.post("/files/<uuid:checking_file>")
@staff_page(Action.KEEP_TRANSLATORS)
def take_in(visitor: Visitor, checking_file: UUID) -> Response | AnyResponse:
    """Take it in, or put it away."""
    row = checking.file_named(visitor.session, checking_file)
    if row is None:
        return nothing_here()
    if field("go", 10) == "take":
        checked_files.take_in(
            visitor.session,
            visitor.staff,
            row,
            over=field("over", 3) == "yes",
            house=visitor.house,
            now=visitor.now,
        )
    else:
        checked_files.put_away(visitor.session, visitor.staff, row, visitor.now)
    return redirect(f"{HERE}/{row.language}", HTTPStatus.SEE_OTHER)


def _language(
    visitor: Visitor, language: str, error: list[tuple[str, str]] | None = None
) -> Response:
    if not _is_one(language):
        return nothing_here()
    session, house = visitor.session, visitor.house
    found = checking_wordings.listing(house, language)
    here = checking.checked_keys(session, language)
    parts = checking.progress(found, here)
    opening = next(one for one in parts if one.part is Part.OPENING)
    if error is None and request.args.get("too") == "large":
        error = [(_("That file is too large to be a catalogue."), "#catalogue")]
    return page(
        "checking_language",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        error=error,
        target=checking_shown.target(language),
        progress=[one | {"url": None} for one in checking_shown.progress(parts, "")],
        opening=opening,
        open=house.is_checked(language),
        tasks=[_task(visitor, one) for one in checking.given(session, language)],
        translators=[
            (str(one.public_id), one.called)
            for one in giving_checks.who_may_check(session, language)
        ],
        everybody=[
            (str(one.public_id), one.called) for one in interpreting.translators(session, language)
        ],
        lately=[checking_shown.checked_by(row) for row in checking.lately(session, language)],
        path=f"{HERE}/{language}",
        glossary_url="/staff/translators#words",
        back_url=HERE,
    )


def _task(visitor: Visitor, task: Any) -> dict[str, Any]:
    link = giving_checks.open_link(visitor.session, task, visitor.now)
    return {
        "who": task.translator.called,
        "phone": task.translator.phone,
        "until": wording.moment(task.due_at),
        "over": link is None,
        "working": link is not None and link.cookie_hash is not None,
        "path": f"{HERE}/tasks/{task.public_id}",
    }


def _is_one(language: str) -> bool:
    return language in LANGUAGES and language != ENGLISH.code


def _counted(name: str) -> int:
    said = request.args.get(name, "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < len("10000") else 0
