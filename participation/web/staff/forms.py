"""The questionnaires, as those who are asked see them: to read, compare in two languages, print.

There is nothing of anybody on these pages, so every member of staff may open them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, request
from werkzeug.wrappers import Response

from participation.channels.form.wording import title
from participation.guard.access import Action
from participation.kernel.languages import ENGLISH, LANGUAGES
from participation.kernel.texts import IN_ENGLISH, texts
from participation.questionnaire.composition import as_form
from participation.questionnaire.definition import Form, Kind, Module, Occasion, Question, Voice
from participation.questionnaire.library import Library, goes_with
from participation.web.headers import may_be_packed
from participation.web.locale import gettext as _
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.forms_facts import (
    conditions,
    for_whom,
    kind_and_readers,
    switched_on,
)
from participation.web.staff.forms_shown import Column, column
from participation.web.staff.frame import page

bp = Blueprint("staff_forms", __name__, url_prefix="/staff/forms")


@bp.get("")
@staff_page(Action.SEE_FORMS)
def every(visitor: Visitor) -> Response:
    """Every form and module of this installation."""
    library = visitor.house.library
    forms = sorted(library.forms.values(), key=lambda form: form.key)
    groups = [
        (_("Before the review"), [f for f in forms if f.occasion is Occasion.BEFORE]),
        (_("After the review"), [f for f in forms if f.occasion is Occasion.AFTER]),
    ]
    modules = sorted(library.modules.values(), key=lambda module: module.place)
    return page(
        "forms",
        visitor,
        groups=[(name, [_row(form, visitor) for form in some]) for name, some in groups if some],
        modules=[_module_row(module, visitor) for module in modules],
    )


@bp.get("/<key>")
@staff_page(Action.SEE_FORMS)
def one(visitor: Visitor, key: str) -> Response:
    """One form or module, in one language or in two side by side."""
    library = visitor.house.library
    module = library.modules.get(key)
    form = as_form(module) if module else library.forms.get(key)
    if form is None:
        return nothing_here()
    may_join = [] if module else _may_join(form, library)
    joined = [each.key for each in may_join if each.key in request.args.getlist("with")]
    if joined:
        form = library.composed(key, joined)
    left = _language("left") or ENGLISH.code
    right = _language("right")
    codes = [left] if right in (None, left) else [left, right]
    columns = [_column(form, code, visitor, library) for code in codes if code]
    may_be_packed()
    return page(
        "form",
        visitor,
        name=title(form, IN_ENGLISH, names=_names(visitor)),
        key=form.key,
        version=form.version,
        for_whom=for_whom(form.audience, module.bands if module else (form.band,)),
        joins=switched_on(module) if module else None,
        by_text=form.by_text,
        columns=columns,
        questions=[
            {
                "number": number,
                "facts": kind_and_readers(question),
                "conditions": conditions(form, question, names=_names(visitor)),
                "sides": [(each, each.questions[number - 1]) for each in columns],
            }
            for number, question in enumerate(form.questions, 1)
        ],
        languages=[(code, f"{each.english} – {each.own}") for code, each in LANGUAGES.items()],
        modules=[(each.key, switched_on(each), each.key in joined) for each in may_join],
        left=left,
        right=codes[1] if len(codes) > 1 else "",
    )


def _may_join(form: Form, library: Library) -> list[Module]:
    """Modules that something about a child may bring into this form."""
    modules = sorted(library.modules.values(), key=lambda module: module.place)
    return [each for each in modules if not each.always and goes_with(each, form)]


def _column(form: Form, code: str, visitor: Visitor, library: Library) -> Column:
    return column(form, code, texts(code), library.words(code), names=_names(visitor))


def _names(visitor: Visitor) -> dict[str, str]:
    """An officer's name that stands for every officer's, as the page says."""
    return {"officer": "Sam", "council": visitor.house.settings.council_name}


def _language(side: str) -> str | None:
    """The language asked for at this side; none for whatever is not one of ours (B64)."""
    asked = request.args.getlist(side)
    return asked[0] if len(asked) == 1 and asked[0] in LANGUAGES else None


def _row(form: Form, visitor: Visitor) -> dict[str, Any]:
    return {
        "url": f"/staff/forms/{form.key}",
        "title": title(form, IN_ENGLISH, names=_names(visitor)),
        "key": form.key,
        "for_whom": for_whom(form.audience, (form.band,)),
        "questions": _count(question for question in form.questions if not question.module),
        "way": _("by text message") if form.by_text else _("on pages"),
        "version": form.version,
    }


def _module_row(module: Module, visitor: Visitor) -> dict[str, Any]:
    return {
        "url": f"/staff/forms/{module.key}",
        "title": title(as_form(module), IN_ENGLISH, names=_names(visitor)),
        "key": module.key,
        "for_whom": switched_on(module),
        "questions": _count(module.questions),
        "way": "",
        "version": module.version,
    }


def _count(questions: Iterable[Question]) -> int:
    """Questions to the person: nothing merely said, nothing for a helper."""
    return sum(q.kind is not Kind.STATEMENT and q.voice is Voice.OWN for q in questions)
