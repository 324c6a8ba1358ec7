"""One page before a review, in words: what stands on it, for screen and paper alike."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from participation.care.interpreting.booking_rules import is_not_ready
from participation.care.safeguarding.models import Concern, ConcernState
from participation.care.summaries.content import Content, Readers, Unheard
from participation.care.summaries.facts import OpenConcern
from participation.care.summaries.rules import CHILD
from participation.care.summaries.who_may_see import WHO_MAY_SEE
from participation.channels.form.drawing import picture_in
from participation.journeys import reading_concerns
from participation.journeys.reading import SummaryPage
from participation.web.locale import gettext as _
from participation.web.locale import ngettext
from participation.web.staff import wording
from participation.web.staff.called_off_words import why_called_off
from participation.web.staff.concern_words import OUTCOMES
from participation.web.staff.door import Visitor
from participation.web.staff.handing_words import VERSIONS
from participation.web.staff.languages import spoken, tag
from participation.web.staff.looking_back import over_time_shown, since_shown
from participation.web.staff.summary_parts import evidence, is_decided
from participation.web.staff.task_words import TASKS
from participation.web.staff.translated_words import (
    corrected_shown,
    still_waiting,
    translated_shown,
)
from participation.web.staff.tried_wording import tried as in_words
from participation.web.staff.voice_shown import in_address, respondent_shown


def values_of(found: SummaryPage, visitor: Visitor) -> dict[str, Any]:
    """Everything the page shows, in words; what is printed is made from the same."""
    content = found.content
    child, review = content.child, content.review
    called, review_child = child.called, found.review.child.public_id.hex
    base = f"/staff/reviews/{review.external_id}"
    officers = content.readers is Readers.OFFICER
    off = why_called_off(found.review, visitor.today)
    due = review.due_on if off is None else None
    return {
        "child": {
            "name": called,
            "age": child.age,
            "corrected": corrected_shown(child.corrected),
        },
        "correct_path": f"{base}/correct" if officers else None,
        "review": {
            "kind": wording.worded(wording.REVIEW_TYPES, review.kind).capitalize(),
            "called_off": off,
            "day": wording.day_and_hour(review.day, review.at),
            "days_left": (review.day - visitor.today).days if review.day else None,
            "due": wording.full_day(due) if due else None,
            "due_rule": wording.worded(wording.DUE_RULES, review.due_rule),
            "due_differs": wording.due_difference(due, review.due_imported),
        },
        "language": spoken(
            child.spoken_language,
            dialect=child.dialect,
            interpreter=child.interpreter_needed,
            gender=child.interpreter_gender,
        ),
        "needs": _needs(child.communication),
        # Neither is shown to a social worker, and "nothing" would be said of what they do not see.
        "private_talk": _private_talk(content)
        if officers and (off is None or content.talk is not None)
        else None,
        "talk_url": f"{base}/talk" if officers and off is None else None,
        "safety_shown": officers,
        "safety": _safety(content.safety, visitor),
        "one_thing": _one_thing(content),
        "asks": _asks(content),
        "not_heard": [_not_heard(one, called) for one in content.unheard],
        "looks_back": WHO_MAY_SEE[content.readers].looks_back,
        "since": since_shown(content, visitor.today),
        "over_time": over_time_shown(content),
        "respondents": [
            respondent_shown(one, called, found.fresh, left_out=is_decided(one, content))
            | {"source": in_address(review_child if one.role == CHILD else one.respondent)}
            for one in content.voices
        ],
        "evidence": evidence(content),
        # Its number counts versions in which only what is kept from this reader changed (T20).
        "version": found.summary.version if officers else None,
        "composed_at": wording.moment(found.summary.composed_at),
        "latest": True,
        "mark_path": f"/staff/reviews/{review.external_id}/summary/read" if found.waiting else None,
        "interpreters_url": f"/staff/reviews/{review.external_id}/interpreters"
        if officers
        else None,
        "not_ready": officers and off is None and _not_ready(found, visitor),
        "after_url": (f"/staff/reviews/{review.external_id}/after" if officers else None),
        "news": _news(found),
        "take_path": f"{base}/summary/take",
        "hand_on": [
            (f"{base}/hand-on/{readers}", wording.worded(VERSIONS, readers))
            for readers, holds in WHO_MAY_SEE.items()
            if holds.leaves and officers
        ],
        "file_path": f"{base}/summary/filed" if officers else None,
        "filings": [
            _(
                "Version %(num)s, reference %(reference)s, by %(name)s, %(when)s.",
                num=filing.version,
                reference=filing.reference,
                name=who.full_name,
                when=wording.moment(filing.at),
            )
            for filing, who in found.filings
        ],
        "read_note": _(
            "You first opened this version on %(when)s.", when=wording.moment(found.read_at)
        )
        if found.read_at
        else None,
    }


def _not_ready(found: SummaryPage, visitor: Visitor) -> bool:
    """Ten working days before or fewer, and an interpreter who is needed is not confirmed."""
    holidays = visitor.house.calendar(visitor.session).bank_holidays
    near = is_not_ready(found.review.day, visitor.today, holidays)
    return near and found.lacks_interpreter


def _news(found: SummaryPage) -> str | None:
    """What came since this reader last looked."""
    if found.opened_before is None or not found.fresh:
        return None
    if found.content.readers is not Readers.OFFICER:  # numbers count what they may not see (T20)
        return ngettext(
            "New: %(num)s piece of words that was not there when you looked last.",
            "New: %(num)s pieces of words that were not there when you looked last.",
            len(found.fresh),
        )
    return ngettext(
        "New: %(num)s piece of words that was not in version %(before)s, which you opened last.",
        "New: %(num)s pieces of words that were not in version %(before)s, which you opened last.",
        len(found.fresh),
        before=found.opened_before,
    )


def _needs(communication: tuple[str, ...]) -> str | None:
    if not communication:
        return None
    named = [wording.worded(wording.NEEDS, need) for need in communication]
    return _("Communicates with: %(needs)s.", needs=", ".join(named))


def _private_talk(content: Content) -> str:
    """The talk with the child alone, in words (R29)."""
    talk = content.talk
    if talk is None:
        return _("not recorded yet")
    parts = [wording.worded(wording.TALKS, talk.outcome)]
    if talk.on:
        parts.append(wording.full_day(talk.on))
    if talk.alone is not None:
        parts.append(_("alone") if talk.alone else _("not alone"))
    if talk.how:
        parts.append(wording.worded(wording.TALK_HOWS, talk.how))
    if talk.interpreter:
        parts.append(_("with an interpreter"))
    return ", ".join(parts) + (f": {talk.why}" if talk.why else "")


def _safety(concerns: Sequence[OpenConcern], visitor: Visitor) -> list[dict[str, Any]]:
    """Each concern as it stands at this moment, with the way to its page for who may open it."""
    standing = reading_concerns.standing(
        visitor.session, visitor.staff, [one.source for one in concerns], now=visitor.now
    )
    shown = []
    for one in concerns:
        now, owner = standing.get(one.source, (None, ""))
        shown.append(
            {
                "level": now.level if now else one.level,
                "what": wording.worded(wording.CAUSES, one.cause).capitalize(),
                "when": wording.moment(one.raised_at),
                "url": f"/staff/concerns/{now.public_id}" if now else None,
                "done": _has_it(now, owner) if now else None,
            }
        )
    return shown


def _has_it(concern: Concern, owner: str) -> str | None:
    if concern.state is ConcernState.RAISED:
        return None
    outcome = wording.worded(OUTCOMES, concern.outcome)
    return _("%(name)s has it: %(outcome)s.", name=owner, outcome=outcome or "–")


def _one_thing(content: Content) -> dict[str, Any] | None:
    one = content.one_thing
    if one is None:
        return None
    return {
        "words": one.own_words,
        "language": tag(one.language),
        "drawing": picture_in(one.drawing),
        "translation": still_waiting(one.own_words, one.language, one.translated),
        "translated": translated_shown(one.translated),
        "corrected": corrected_shown(one.corrected),
    }


def _asks(content: Content) -> list[dict[str, Any]]:
    return [
        {
            "what": " ".join(
                part
                for part in (
                    wording.who(ask.role, ask.name, content.child.called) + ":",
                    ask.question,
                    ask.label,
                    _quoted(ask.own_words, beside=ask.label),
                    *(_quoted(one.words, beside=None) for one in ask.translated),
                    *(f"“{one['words']}” {one['by']}" for one in corrected_shown(ask.corrected)),
                )
                if part
            ),
            "when": wording.moment(ask.asked_at),
            "taken_by": None,
        }
        for ask in content.asks
    ]


def _quoted(words: str | None, *, beside: str | None) -> str:
    """Own words as a quotation; a bare number texted for a choice says nothing beside it."""
    return "" if not words or (beside and words.strip().isdigit()) else f"“{words}”"


def _not_heard(one: Unheard, child: str) -> dict[str, Any]:
    why = wording.worded(wording.REASONS, one.reason).capitalize() + "."
    if one.decision:
        why += f" “{one.decision}”"
    if one.decision_until:
        why += " " + _("Until %(day)s.", day=wording.full_day(one.decision_until))
    noted = one.tried or tuple(attempt for left in one.left for attempt in left.attempts)
    first = one.sent_at if not one.tried else None  # else it stands among the attempts
    tried = [_("asked %(when)s", when=wording.moment(first))] if first else []
    tried += [in_words({"on": attempt.on, "what": attempt.what}) for attempt in noted]
    return {
        "who": wording.who(one.role, one.name, child),
        "why": why,
        "tried": tried,
        "left": [
            _(
                "%(what)s, by %(day)s",
                what=wording.worded(TASKS, left.kind),
                day=wording.full_day(left.due_on),
            )
            for left in one.left
        ],
    }
