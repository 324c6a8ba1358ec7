"""What may be shared: the officer looks a version through, leaves out, and hands it on."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from flask import Blueprint, redirect, request
from werkzeug.wrappers import Response as AnyResponse

from participation.care.summaries.content import plain
from participation.care.summaries.handed import Handed
from participation.care.summaries.looking_through import Found
from participation.care.summaries.models import Choice
from participation.care.summaries.sharing import Looked
from participation.care.summaries.who_may_see import WHO_MAY_SEE, Readers
from participation.channels.form.drawing import picture_in
from participation.guard.access import Action
from participation.journeys import handing_on
from participation.journeys.handing_on import HandedOn, HandingPage, Stopped, goes_out
from participation.web.locale import gettext as _
from participation.web.locale import ngettext
from participation.web.staff import handing_words as words
from participation.web.staff import wording
from participation.web.staff.door import Visitor, nothing_here, staff_page
from participation.web.staff.files import JSON, PDF, TEXT, attachment
from participation.web.staff.frame import page
from participation.web.staff.languages import tag
from participation.web.staff.summary_sheet import handed_sheet
from participation.web.staff.translated_words import corrected_shown

bp = Blueprint("staff_handing", __name__, url_prefix="/staff/reviews")
PRINTED = "page"
SHAPES = (PRINTED, PDF, TEXT, JSON)


@bp.get("/<review_id>/hand-on/<readers>")
@staff_page(Action.HAND_ON_SUMMARY)
def show(visitor: Visitor, review_id: str, readers: str) -> AnyResponse:
    """One version, answer by answer, with what was found in it."""
    version = goes_out(readers)
    found = (
        handing_on.open_page(visitor.session, visitor.staff, review_id, version, visitor.now)
        if version
        else None
    )
    if found is None:
        return nothing_here()
    return page("hand_on", visitor, **_values(found))


@bp.post("/<review_id>/hand-on/<readers>/choose")
@staff_page(Action.HAND_ON_SUMMARY)
def choose(visitor: Visitor, review_id: str, readers: str) -> AnyResponse:
    """Leave one answer out, put it back, or say that what was found in it may be shared."""
    version = goes_out(readers)
    choice = next((one for one in Choice if one.value == request.form.get("choice")), None)
    why = request.form.get("why", "")
    source = request.form.get("source", "")
    if version is None or choice is None:
        return nothing_here()
    chosen = handing_on.choose(
        visitor.session,
        visitor.staff,
        review_id,
        version,
        source,
        choice,
        seen=request.form.get("looked", ""),
        why=(why if why in words.WHYS else "other") if choice is Choice.LEAVE_OUT else None,
        now=visitor.now,
    )
    if chosen is None:
        return nothing_here()
    if isinstance(chosen, Stopped):
        return page("hand_on", visitor, HTTPStatus.CONFLICT, **_values(chosen.page, changed=True))
    return redirect(_path(review_id, readers) + f"#a-{source}", HTTPStatus.SEE_OTHER)


@bp.post("/<review_id>/hand-on/<readers>/make")
@staff_page(Action.HAND_ON_SUMMARY)
def make(visitor: Visitor, review_id: str, readers: str) -> AnyResponse:
    """The version as a page to print, a PDF, a text or JSON; or why it does not go out yet."""
    version = goes_out(readers)
    shape = request.form.get("shape", "")
    if version is None or shape not in SHAPES:
        return nothing_here()
    made = handing_on.hand_on(
        visitor.session,
        visitor.staff,
        review_id,
        version,
        seen=request.form.get("seen", ""),
        shape=shape,
        now=visitor.now,
    )
    match made:
        case HandedOn(version=handed):
            sheet = handed_sheet(handed, maker=visitor.staff.full_name or "", now=visitor.now)
            if shape == PRINTED:
                return page("sheet", visitor, sheet=sheet, back_url=_path(review_id, readers))
            return attachment(shape, sheet, as_json(handed), visitor)
        case Stopped(page=found, changed=changed):
            return page("hand_on", visitor, HTTPStatus.CONFLICT, **_values(found, changed=changed))
        case _:
            return nothing_here()


def as_json(version: Handed) -> dict[str, Any]:
    """What is handed on, for another system: no id of anybody and of nothing."""
    return {
        "readers": version.readers.value,
        "called": version.called,
        "age": version.age,
        "review": {"kind": version.kind, "day": plain(version.day)} if version.kind else None,
        "respondents": [
            {
                "role": voice.role,
                "answers": [
                    {
                        "question_key": answer.question_key,
                        "question_text": answer.question,
                        "value": list(answer.values) or None,
                        "value_label": answer.label,
                        "own_words": answer.own_words,
                        "translation": answer.in_english,
                        "corrections": [
                            {"words": one.words, "said_by": one.said_by, "at": one.at.isoformat()}
                            for one in answer.corrected
                        ],
                        "drawing": answer.drawing,
                        "by_helper": answer.by_helper,
                        "language": answer.language,
                    }
                    for answer in voice.answers
                ],
            }
            for voice in version.voices
        ],
    }


def who_may_see() -> list[dict[str, str]]:
    """The table of versions, in words."""
    return [
        {
            "name": wording.worded(words.VERSIONS, readers),
            "opened_by": wording.worded(words.OPENED_BY, readers),
            "holds": wording.worded(words.HOLDS, readers),
            "readers": readers.value if holds.leaves else "",
        }
        for readers, holds in WHO_MAY_SEE.items()
    ]


def _values(found: HandingPage, *, changed: bool = False) -> dict[str, Any]:
    review, readers = found.review, found.readers
    stops = sum(one.stops for one in found.through.looked)
    path = _path(review.external_id, readers)
    problems = []
    if changed:
        problems.append((_("It changed since you looked. Look once more."), "#answers"))
    if stops:
        problems.append(
            (
                ngettext(
                    "%(num)s answer waits for you to decide.",
                    "%(num)s answers wait for you to decide.",
                    stops,
                ),
                "#answers",
            )
        )
    return {
        "child": review.child.called,
        "name": wording.worded(words.VERSIONS, readers),
        "holds": wording.worded(words.HOLDS, readers),
        "for_parent": readers is Readers.PARENT,
        "looked": [_looked(one) for one in found.through.looked],
        "stops": stops,
        "problems": problems,
        "mark": found.through.mark,
        "whys": [(code, _(text)) for code, text in words.WHYS.items()],
        "choose_path": f"{path}/choose",
        "make_path": f"{path}/make",
        "versions": who_may_see(),
        "base": f"/staff/reviews/{review.external_id}/hand-on",
        "summary_url": f"/staff/reviews/{review.external_id}/summary",
    }


def _looked(one: Looked) -> dict[str, Any]:
    said = one.answer
    return {
        "id": said.source,
        "who": wording.worded(wording.ROLES, one.role),
        "question": said.question,
        "value": said.label,
        "words": said.own_words or "",
        "in_english": said.in_english,
        "corrected": corrected_shown(said.corrected),
        "language": tag(said.language),
        "drawing": picture_in(said.drawing),
        "by_helper": said.by_helper,
        "found": [_found(each, said.looked_through) for each in one.found],
        "mark": one.mark,
        "follows": one.follows,
        "left_out": one.left_out,
        "may_go": one.may_go,
        "stops": one.stops,
    }


def _found(found: Found, own: str) -> str:
    what = wording.worded(words.FOUND, found.kind)
    return _("%(what)s: “%(words)s”", what=what, words=own[found.start : found.end])


def _path(review_id: str, readers: str) -> str:
    return f"/staff/reviews/{review_id}/hand-on/{readers}"
