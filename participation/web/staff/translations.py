"""Words that wait for a translator, and who has what. No word of anybody stands on these pages."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from flask import Blueprint, redirect
from werkzeug.wrappers import Response

from participation.care.interpreting.models import Direction, TaskState, TranslationTask, Translator
from participation.care.interpreting.rules import Refused, due_in
from participation.care.summaries.rules import CHILD
from participation.guard.access import Action, may
from participation.journeys import giving_words, words_to_translate
from participation.journeys.words_to_translate import Bundle
from participation.outbox.models import OutboxState
from participation.web.locale import gettext as _
from participation.web.locale import ngettext
from participation.web.staff import wording
from participation.web.staff.after_fields import field, uuid_in
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.frame import page
from participation.web.staff.languages import language_name
from participation.web.staff.wording import N_

bp = Blueprint("staff_translations", __name__, url_prefix="/staff/translations")
LIST = "/staff/translations"
ANOTHER = "another"
REFUSED = {
    Refused.NOBODY: N_("Choose a translator of this language."),
    Refused.KNOWS_FAMILY: N_("This translator may know the family. Choose another."),
    Refused.NOT_WANTED: N_("The child does not want this person. Choose another."),
    Refused.SAME_READER: N_("This translator has had these words already. Choose another."),
    Refused.NOTHING: N_("Nothing of this waits any more. Somebody may have it already."),
}
WITHIN = (
    ("4h", N_("in four hours: these words worried us, or nobody could screen them")),
    ("1d", N_("by this time tomorrow")),
    ("3d", N_("in three days")),
)
STATES = {
    TaskState.WANTED: N_("nobody has it yet"),
    TaskState.GIVEN: N_("with the translator"),
    TaskState.DONE: N_("translated"),
    TaskState.KNOWS_FAMILY: N_("given back: may know the family"),
    TaskState.WITHDRAWN: N_("taken back"),
}


@bp.get("")
@staff_page(Action.GIVE_TRANSLATIONS)
def show(visitor: Visitor) -> Response:
    """What waits, what translators have, what has ended lately."""
    session, staff, now = visitor.session, visitor.staff, visitor.now
    return page(
        "translations",
        visitor,
        waiting=[_waits(one) for one in words_to_translate.waiting(session, staff, now)],
        back=[_row(one, visitor) for one in words_to_translate.texts_back(session, staff, now)],
        given=[_row(one, visitor) for one in words_to_translate.given(session, staff, now)],
        ended=[_row(one, visitor) for one in words_to_translate.ended_lately(session, staff, now)],
        translators_url=_translators_url(visitor),
    )


@bp.get("/of/<uuid:asked>")
@staff_page(Action.GIVE_TRANSLATIONS)
def choose(visitor: Visitor, asked: UUID) -> Response:
    """One person's words: how many there are, and who could have them."""
    return _choose(visitor, asked)


@bp.post("/of/<uuid:asked>")
@staff_page(Action.GIVE_TRANSLATIONS)
def give(visitor: Visitor, asked: UUID) -> Response:
    """All of one language at once, to one translator (R36)."""
    bundles = giving_words.open_bundles(visitor.session, visitor.staff, asked, visitor.now)
    if bundles is None:
        return nothing_here()
    wanted = (field("language", 20), field("second", 10))
    bundle = next((one for one in bundles if (one.language, _reading(one)) == wanted), None)
    translator = uuid_in(field("translator", 40))
    if bundle is None:
        return _choose(visitor, asked, Refused.NOTHING)
    if translator is None:
        return _choose(visitor, asked, Refused.NOBODY)
    done = giving_words.give(
        visitor.session,
        visitor.staff,
        bundle,
        translator,
        due_in(field("within", 4)),
        house=visitor.house,
        now=visitor.now,
    )
    return _choose(visitor, asked, done) if isinstance(done, Refused) else _to(done)


@bp.get("/<uuid:translation>")
@staff_page(Action.GIVE_TRANSLATIONS)
def task(visitor: Visitor, translation: UUID) -> Response:
    """One task: who has it, until when, and what can be done about it."""
    return _task(visitor, translation)


@bp.post("/<uuid:translation>/give")
@staff_page(Action.GIVE_TRANSLATIONS)
def give_back(visitor: Visitor, translation: UUID) -> Response:
    """What goes back to a child, to a translator."""
    done = giving_words.give_back(
        visitor.session,
        visitor.staff,
        translation,
        uuid_in(field("translator", 40)) or UUID(int=0),
        due_in(field("within", 4)),
        house=visitor.house,
        now=visitor.now,
    )
    if done is None:
        return nothing_here()
    return _task(visitor, translation, done) if isinstance(done, Refused) else _to(done)


@bp.post("/<uuid:translation>/code")
@staff_page(Action.GIVE_TRANSLATIONS)
def code(visitor: Visitor, translation: UUID) -> Response:
    """Six digits to read out, shown once: they are known nowhere after this page."""
    made = giving_words.new_code(
        visitor.session, visitor.staff, translation, visitor.house, visitor.now
    )
    if made is None:
        return nothing_here()
    row, digits = made
    if digits is None:
        return _to(row)
    return page(
        "translation_code",
        visitor,
        code=f"{digits[:3]} {digits[3:]}",
        who=row.translator.called if row.translator else "",
        phone=row.translator.phone if row.translator else None,
        back_url=f"{LIST}/{row.public_id}",
    )


@bp.post("/<uuid:translation>/withdraw")
@staff_page(Action.GIVE_TRANSLATIONS)
def withdraw(visitor: Visitor, translation: UUID) -> Response:
    """It opens nothing any more; the words wait for somebody else."""
    done = giving_words.withdraw(visitor.session, visitor.staff, translation, visitor.now)
    return redirect(LIST, HTTPStatus.SEE_OTHER) if done else nothing_here()


def _choose(visitor: Visitor, asked: UUID, refused: Refused | None = None) -> Response:
    bundles = giving_words.open_bundles(visitor.session, visitor.staff, asked, visitor.now)
    if bundles is None:
        return nothing_here()
    return page(
        "translation_give",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK,
        error=[(_(REFUSED[refused]), "#translator-1")] if refused else None,
        bundles=[
            _waits(one) | {"translators": _who(visitor, one), "not_wanted": _refuses_people(one)}
            for one in bundles
        ],
        within=[(value, _(words)) for value, words in WITHIN],
        path=f"{LIST}/of/{asked}",
        translators_url=_translators_url(visitor),
        back_url=LIST,
    )


def _task(visitor: Visitor, which: UUID, refused: Refused | None = None) -> Response:
    session = visitor.session
    found = giving_words.task_for(session, visitor.staff, which, "translation.look", visitor.now)
    if found is None:
        return nothing_here()
    link = giving_words.open_link(session, found, visitor.now)
    may_have = giving_words.who_may_have(session, found.child_id, found.language)
    return page(
        "translation",
        visitor,
        HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK,
        error=[(_(REFUSED[refused]), "#translator-1")] if refused else None,
        task=_row(found, visitor),
        wanted=found.state is TaskState.WANTED,
        open=link is not None,
        mailed=giving_words.mail_of(session, found) is OutboxState.DONE,
        mail_failed=giving_words.mail_failed(session, found),
        working=link is not None and link.cookie_hash is not None,
        begun=found.begun_at is not None,
        live=found.state in (TaskState.WANTED, TaskState.GIVEN),
        phone=found.translator.phone if found.translator else None,
        translators=[_translator(one) for one in may_have],
        not_wanted=bool(found.child.not_wanted),
        within=[(value, _(words)) for value, words in WITHIN],
        path=f"{LIST}/{found.public_id}",
        translators_url=_translators_url(visitor),
        back_url=LIST,
    )


def _waits(bundle: Bundle) -> dict[str, Any]:
    texts, words = len(bundle.pieces), bundle.words
    return {
        "child": bundle.review.child.called,
        "about": wording.worded(wording.ROLES, bundle.invitation.role),
        "language": language_name(bundle.language),
        "code": bundle.language,
        "second": bundle.second,
        "another": bundle.another,
        "reading": _reading(bundle),
        "much": ngettext("%(num)s text", "%(num)s texts", texts)
        + ", "
        + ngettext("%(num)s word", "%(num)s words", words),
        "since": wording.moment(bundle.since),
        "review": wording.full_day(bundle.review.day),
        "url": f"{LIST}/of/{bundle.invitation.public_id}",
        "usual": "4h" if bundle.invitation.role == CHILD else "3d",
    }


def _refuses_people(bundle: Bundle) -> bool:
    """Whether the child, or whose words these are, named people whom they do not want."""
    through = bundle.invitation.asked_through
    adult = through.adult if through is not None else None
    return bool(bundle.review.child.not_wanted or (adult is not None and adult.not_wanted))


def _reading(bundle: Bundle) -> str:
    """Which of a person's bundles in one language it is, as the form names it."""
    return "yes" if bundle.second else ANOTHER if bundle.another else ""


def _row(task: TranslationTask, visitor: Visitor) -> dict[str, Any]:
    late = task.state is TaskState.GIVEN and task.due_at is not None and task.due_at < visitor.now
    back = task.direction is Direction.FROM_ENGLISH
    return {
        "child": task.child.called,
        "about": _("What the child is told") if back else wording.worded(wording.ROLES, task.role),
        "language": language_name(task.language),
        "second": task.second,
        "state": _(STATES[task.state]),
        "who": task.translator.called if task.translator else None,
        "due": wording.moment(task.due_at) or None,
        "ended": wording.moment(task.ended_at) or None,
        "late": late,
        "over": task.state is TaskState.GIVEN
        and giving_words.open_link(visitor.session, task, visitor.now) is None,
        "url": f"{LIST}/{task.public_id}",
    }


def _who(visitor: Visitor, bundle: Bundle) -> list[tuple[str, str]]:
    found = giving_words.who_may_have(
        visitor.session,
        bundle.review.child_id,
        bundle.language,
        giving_words.readers_of(bundle),
    )
    return [_translator(one) for one in found]


def _translator(one: Translator) -> tuple[str, str]:
    return str(one.public_id), one.called


def _translators_url(visitor: Visitor) -> str | None:
    return "/staff/translators" if may(visitor.staff.roles, Action.KEEP_TRANSLATORS) else None


def _to(task: TranslationTask) -> Response:
    return redirect(f"{LIST}/{task.public_id}", HTTPStatus.SEE_OTHER)
