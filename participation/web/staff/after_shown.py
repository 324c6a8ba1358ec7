"""What the pages after a review are drawn with."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from participation.care.outcomes.codes import Facts, Suggestion
from participation.care.outcomes.how_it_was import Person
from participation.care.outcomes.models import Decision, Outcome
from participation.care.requests.models import AskState
from participation.care.reviews.models import Review
from participation.channels.form.drawing import picture_in
from participation.journeys.following_up import AfterPage, Followed, Said
from participation.kernel.clock import london_day
from participation.kernel.dates import long_day
from participation.web.locale import gettext as _
from participation.web.staff import after_words, wording
from participation.web.staff.handing_words import untranslated
from participation.web.staff.languages import tag
from participation.web.staff.translated_words import (
    corrected_shown,
    still_waiting,
    translated_shown,
)


def path_of(review: Review) -> str:
    return f"/staff/reviews/{review.external_id}/after"


def values(found: AfterPage, facts: Facts, suggestion: Suggestion, today: date) -> dict[str, Any]:
    """The page of one review."""
    review = found.review
    path = path_of(review)
    return {
        "child": review.child.called,
        "review": about(review),
        "writes": found.writes,
        "has_key": found.has_key,
        "points": [point(one, path, writes=found.writes) for one in found.followed],
        "to_choose": [_choice(one) for one in found.to_choose] if found.writes else [],
        "decisions": [
            _decision(one, path, today)
            | {"corrected": corrected_shown(found.corrected.get(one.public_id.hex, ()))}
            for one in found.decisions
        ],
        "correct_path": f"/staff/reviews/{review.external_id}/correct" if found.writes else None,
        "clocks": [
            {
                "what": wording.worded(after_words.PAPERS, clock.paper).capitalize(),
                "paper": clock.paper.value,
                "days": clock.working_days,
                "due": long_day(clock.due_on),
                "done": long_day(clock.done_on) if clock.done_on else None,
                "late": clock.late,
            }
            for clock in found.clocks
        ],
        "objections": long_day(found.objections_until) if found.objections_until else None,
        "given": [
            {
                "what": wording.worded(after_words.GIVEN, one.paper),
                "to": one.given_to,
                "on": long_day(one.given_on),
                "how": wording.worded(after_words.GIVEN_HOW, one.how),
            }
            for one in found.given
        ],
        "code": _code(found),
        "how_it_was": [_how_it_was(one, found.review.child.called) for one in found.how_it_was],
        "facts": _facts(facts),
        "suggestion": _suggestion(suggestion),
        "path": path,
        "summary_url": f"/staff/reviews/{review.external_id}/summary" if found.writes else None,
        "options": {
            "what": _options(after_words.WHAT),
            "held_as": _options(after_words.HELD_AS),
            "paper": _options(after_words.GIVEN),
            "how": _options(after_words.GIVEN_HOW),
            "code": [(code, f"{code}: {_(words)}") for code, words in after_words.CODES.items()],
            "facts": _options(after_words.FACTS),
        },
        "today": today.isoformat(),
    }


def about(review: Review) -> dict[str, Any]:
    """The review in a line: what became of it so far."""
    if review.held_on is not None:
        held_as = wording.worded(after_words.HELD_AS, review.held_as)
        stands = _("Took place on %(day)s, %(held_as)s.", day=long_day(review.held_on),
                   held_as=held_as)  # fmt: skip
        if review.part_one_on is not None and review.part_one_on != review.held_on:
            stands += " " + _("Part one was on %(day)s.", day=long_day(review.part_one_on))
    elif review.part_one_on is not None:
        stands = _("Part one took place on %(day)s. The second part is to come.",
                   day=long_day(review.part_one_on))  # fmt: skip
    else:
        stands = _("Planned for %(day)s.", day=wording.day_and_hour(review.day, None))
    return {
        "kind": wording.worded(wording.REVIEW_TYPES, review.kind).capitalize(),
        "stands": stands,
        "held": review.held_on is not None,
    }


def point(one: Followed, path: str, *, writes: bool) -> dict[str, Any]:
    """One point as the overview and its own page show it."""
    outcome, reply = one.outcome, one.reply
    return {
        "id": one.point.public_id.hex,
        "url": f"{path}/points/{one.point.public_id}" if writes else None,
        "one_thing": one.point.one_thing,
        "picked": one.point.picked,
        "kept": one.point.only_officer,
        "hidden": one.kept_from_reader,
        "said": said(one.said) if one.said is not None else None,
        "outcome": (
            _outcome(outcome) | {"corrected": corrected_shown(one.corrected)}
            if outcome is not None
            else None
        ),
        "why_not": (
            wording.worded(after_words.WITHHELD, one.why_not)
            if one.why_not is not None and (outcome is None or outcome.told_on is None)
            else None
        ),
        "reply": (
            {
                "answer": wording.worded(after_words.VERDICTS, reply.answer),
                "looks": reply.answer != "yes",
                "when": wording.moment(reply.at),
                "older": outcome is not None and reply.outcome_id != outcome.id,
                "url": f"/staff/requests/{one.ask.public_id}" if one.ask is not None else None,
                "standing": _standing(one),
            }
            if reply is not None
            else None
        ),
    }


def said(one: Said) -> dict[str, Any]:
    return {
        "question": one.question,
        "label": one.label,
        "face": one.face,
        "words": one.own_words,
        "drawing": picture_in(one.drawing),
        "language": tag(one.language),
        "translated": translated_shown(one.translated),
        "corrected": corrected_shown(one.corrected),
        "source": one.source.hex,
        "translation": still_waiting(one.own_words, one.language, one.translated),
    }


def _outcome(outcome: Outcome) -> dict[str, Any]:
    stands = _("Not told yet.")
    if outcome.told_on is not None:
        stands = _("Told on %(day)s %(how)s by %(name)s.", day=long_day(outcome.told_on),
                   how=wording.worded(after_words.TOLD_HOW, outcome.told_how),
                   name=outcome.told_by or "")  # fmt: skip
    if outcome.released_at is not None:
        released = _("Released for reading on %(day)s.",
                     day=long_day(london_day(outcome.released_at)))  # fmt: skip
        read = (
            _("First read on %(when)s.", when=wording.moment(outcome.read_at))
            if outcome.read_at
            else _("Not read yet.")
        )
        before = f"{stands} " if outcome.told_on is not None else ""
        stands = f"{before}{released} {read}"
    return {
        "kind": wording.worded(after_words.KINDS, outcome.kind).capitalize(),
        "id": outcome.public_id.hex,
        "at": str(outcome.public_id),  # as an address has it
        "told": outcome.told,
        "language": tag(outcome.language),
        "who": outcome.who,
        "by": long_day(outcome.by_on) if outcome.by_on else None,
        "stands": stands,
        "released": outcome.released_at is not None,
        "done": outcome.released_at is not None or outcome.told_on is not None,
    }


def _standing(one: Followed) -> str | None:
    ask = one.ask
    if ask is None:
        return None
    by = (ask.taken_by.full_name or "") if ask.taken_by is not None else ""
    if ask.state is AskState.DONE:
        return _("%(name)s has done what was to be done.", name=by)
    if ask.state is AskState.TAKEN_ON:
        return _("%(name)s has it.", name=by)
    return _("Nobody has it yet. Due %(day)s.", day=long_day(ask.due_on))


def _choice(one: Said) -> dict[str, Any]:
    return {"id": one.source.hex, "kept": one.only_officer, "one_thing": one.one_thing,
            **said(one)}  # fmt: skip


def _decision(one: Decision, path: str, today: date) -> dict[str, Any]:
    return {
        "id": one.public_id.hex,
        "at": str(one.public_id),
        "outcome": one.outcome,
        "how": one.how,
        "who": one.who,
        "by": long_day(one.by_on),
        "past": one.by_on < today,
        "sign": one.sign,
        "strike_path": f"{path}/decisions/{one.public_id}/strike",
        "change_url": f"{path}?change={one.public_id}#decide",
    }


def _how_it_was(one: Person, child: str) -> dict[str, Any]:
    return {
        "who": wording.who(one.role, one.name, child),
        "said": [
            {"question": piece.question, "label": piece.label, "words": piece.own_words,
             "language": piece.language.replace("_", "-"), "face": None, "drawing": None,
             "translated": [], "translation": untranslated(piece.own_words, piece.language)}
            for piece in one.said
        ],
    }  # fmt: skip


def _code(found: AfterPage) -> dict[str, Any] | None:
    code = found.code
    if code is None:
        return None
    return {
        "code": code.code.value,
        "means": wording.worded(after_words.CODES, code.code),
        "by": code.confirmed_by.full_name,
        "when": wording.moment(code.confirmed_at),
        "suggested": code.suggested.value if code.suggested else None,
        "reason": code.reason,
    }


def _facts(facts: Facts) -> dict[str, Any]:
    return {
        "attended": {True: "yes", False: "no", None: ""}[facts.attended],
        "spoke": facts.spoke,
        "spoken_for": facts.spoken_for,
        "showed": facts.showed,
        "briefed": facts.briefed,
        "another_way": "another_way" in facts.sent,
    }


def _suggestion(suggestion: Suggestion) -> dict[str, Any]:
    because = [wording.worded(after_words.BECAUSE, one) for one in suggestion.because]
    return {
        "code": suggestion.code.value if suggestion.code else None,
        "means": wording.worded(after_words.CODES, suggestion.code),
        "because": "; ".join(because),
        "missing": (
            wording.worded(after_words.MISSING, suggestion.missing) if suggestion.missing else None
        ),
    }


def _options(table: Mapping[str, str]) -> list[tuple[str, str]]:
    return [(value, _(words)) for value, words in table.items()]
