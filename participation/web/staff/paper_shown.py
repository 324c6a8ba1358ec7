"""A questionnaire as one page on which a member of staff types what stood on paper."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from participation.channels.form.reading import read_page
from participation.channels.form.wording import DONT_KNOW, RATHER_NOT, error_text, page_question
from participation.kernel.texts import IN_ENGLISH
from participation.questionnaire.definition import Form, Kind, Sharing
from participation.questionnaire.engine import Problem
from participation.questionnaire.replies import Decline, DontKnow, Filled, Reply

NOT_ON_PAPER = frozenset({Kind.STATEMENT, Kind.DRAWING})


def shown(
    form: Form,
    replies: Mapping[str, Reply],
    wrong: Mapping[str, Problem],
    only: Collection[str] = (),
) -> list[dict[str, Any]]:
    """Every question that can be answered in writing, in the order of the form, in English.

    Args:
        only: keys of what is ticked to be for the officer alone.
    """
    rows = []
    for question in form.questions:
        if question.kind in NOT_ON_PAPER:
            continue
        worded = page_question(form, question, {}, IN_ENGLISH, names={})
        reply = replies.get(question.key)
        problem = wrong.get(question.key)
        rows.append(
            {
                "id": f"q-{question.key.replace('_', '-')}",
                "name": question.key,
                "title": worded.title,
                "control": worded.control,
                "choices": [
                    *((choice.value, choice.label) for choice in worded.choices),
                    *((choice.value, choice.label) for choice in worded.passing),
                ],
                "minimum": worded.minimum,
                "maximum": worded.maximum,
                "chosen": _chosen(reply),
                "only": question.key in only
                if question.sharing is not Sharing.ONLY_OFFICER
                else None,
                "words": reply.words if isinstance(reply, Filled | Decline | DontKnow) else "",
                "error": error_text(question, problem, IN_ENGLISH) if problem else "",
            }
        )
    return rows


def read_paper(form: Form, posted: MultiDict[str, str]) -> dict[str, Reply]:
    """What was ticked and typed, by the key of the question; nothing for what was left empty."""
    replies: dict[str, Reply] = {}
    for question in form.questions:
        if question.kind in NOT_ON_PAPER:
            continue
        values = [one for one in posted.getlist(question.key) if one]
        words = posted.get(f"{question.key}.words", "")
        words = words.replace("\0", "\N{REPLACEMENT CHARACTER}").strip()
        if values or words:
            replies[question.key] = read_page(values, words)
    return replies


def read_only_officer(form: Form, posted: MultiDict[str, str]) -> frozenset[str]:
    """Keys of the questions beside which "only for" was ticked."""
    return frozenset(one.key for one in form.questions if posted.get(f"{one.key}.only"))


def _chosen(reply: Reply | None) -> tuple[str, ...]:
    match reply:
        case Filled(values, _):
            return values
        case Decline():
            return (RATHER_NOT,)
        case DontKnow():
            return (DONT_KNOW,)
        case _:
            return ()
