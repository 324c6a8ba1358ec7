"""Who translates for the council, and the words it has agreed on in each language."""

from __future__ import annotations

from http import HTTPStatus
from uuid import UUID

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response

from participation.care.interpreting import queries as interpreting
from participation.care.interpreting.service import Added
from participation.channels.mail.addresses import LONGEST_ADDRESS, is_outside
from participation.guard.access import Action
from participation.journeys import giving_words
from participation.kernel.languages import ENGLISH, LANGUAGES
from participation.web.locale import gettext as _
from participation.web.staff.after_fields import field, line
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page
from participation.web.staff.languages import language_name, tag

bp = Blueprint("staff_translators", __name__, url_prefix="/staff/translators")
LIST = "/staff/translators"


@bp.get("")
@staff_page(Action.KEEP_TRANSLATORS)
def show(visitor: Visitor) -> Response:
    return _list(visitor)


@bp.post("")
@staff_page(Action.KEEP_TRANSLATORS)
def add(visitor: Visitor) -> Response:
    """Somebody whom the council has vetted, with the languages they translate."""
    languages = [code for code in request.form.getlist("languages") if code in _codes()]
    name, email = line("full_name"), line("email", LONGEST_ADDRESS + 1)
    if not name:
        return _list(visitor, (_("Write their name."), "#full_name"))
    if interpreting.is_listed(visitor.session, name):
        return _list(visitor, (_("Somebody of this name is on the list already."), "#full_name"))
    if not is_outside(email):
        return _list(visitor, (_("Write a mail address, such as name@agency.example."), "#email"))
    if not languages:
        return _list(visitor, (_("Choose at least one language."), "#languages"))
    if field("vetted", 3) != "yes":
        return _list(visitor, (_("Say that they were checked and have agreed."), "#vetted"))
    added = Added(
        full_name=name,
        email=email,
        phone=line("phone"),
        agency=line("agency"),
        languages=languages,
    )
    giving_words.add_translator(visitor.session, visitor.staff, added, visitor.now)
    return redirect(LIST, HTTPStatus.SEE_OTHER)


@bp.post("/<uuid:translator>/retire")
@staff_page(Action.KEEP_TRANSLATORS)
def retire(visitor: Visitor, translator: UUID) -> Response:
    done = giving_words.retire_translator(visitor.session, visitor.staff, translator, visitor.now)
    return redirect(LIST, HTTPStatus.SEE_OTHER) if done else nothing_here()


@bp.post("/words")
@staff_page(Action.KEEP_TRANSLATORS)
def agree(visitor: Visitor) -> Response:
    """A word of the council's, agreed once for a language: every translator is shown it."""
    code, english, theirs = field("language", 20), line("english"), line("theirs")
    if code not in _codes() or not english or not theirs:
        problem = _("Choose a language, and write the word in both.")
        return _list(visitor, (problem, "#english"))
    giving_words.agree_on_a_word(
        visitor.session, visitor.staff, code, english, theirs, line("why"), visitor.now
    )
    return redirect(f"{LIST}#words", HTTPStatus.SEE_OTHER)


def _list(visitor: Visitor, error: tuple[str, str] | None = None) -> Response:
    session = visitor.session
    return page(
        "translators",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK,
        error=[error] if error else None,
        typed=request.form.to_dict() if error else {},
        chosen=request.form.getlist("languages") if error else [],
        translators=[
            {
                "name": one.full_name,
                "agency": one.agency,
                "email": one.email,
                "phone": one.phone,
                "languages": ", ".join(language_name(each) or "" for each in one.languages),
                "retire_path": f"{LIST}/{one.public_id}/retire",
            }
            for one in interpreting.translators(session)
        ],
        languages=_codes(),
        agreed=[
            {
                "language": language_name(term.language),
                "code": tag(term.language),
                "english": term.english,
                "theirs": term.theirs,
                "why": term.why,
            }
            for term in interpreting.glossary(session)
        ],
        path=LIST,
        back_url="/staff/translations",
    )


def _codes() -> dict[str, str]:
    """Every language but English, by its code."""
    return {code: one.english for code, one in LANGUAGES.items() if code != ENGLISH.code}
