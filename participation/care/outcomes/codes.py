"""Which participation code of the national return a review has, suggested with its evidence.

Pure: values in, values out. The codes are PN0 to PN7 of the return of looked-after children
(SSDA903). A code is suggested and never set: the reviewing officer was there and decides (D27).
The numbers of the faults are those of the return's own validation rules.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from participation.care.reviews.rules import ReviewType
from participation.kernel.dates import turns

IN_THE_RETURN_FROM = 4  # years: younger children are PN0, whoever was there
_ONLY_SHORT_BREAKS = frozenset({"V3", "V4"})


class Code(StrEnum):
    PN0 = "PN0"  # under four at the time of the review
    PN1 = "PN1"  # was there and spoke
    PN2 = "PN2"  # was there; an advocate or the officer spoke for them
    PN3 = "PN3"  # was there and showed their views without words
    PN4 = "PN4"  # was there, with nothing said or shown
    PN5 = "PN5"  # was not there; asked somebody to speak for them
    PN6 = "PN6"  # was not there; sent their views by a medium of their own
    PN7 = "PN7"  # was not there and sent nothing


class Because(StrEnum):
    """Why a code is suggested, or what stands against it; staff pages put it into words."""

    UNDER_FOUR = "under_four"
    SPOKE = "spoke"
    SPOKEN_FOR = "spoken_for"
    SHOWED = "showed"
    SILENT = "silent"
    SENT_WORDS_BEFORE = "sent_words_before"  # PN4 though: if somebody read them out, it is PN2
    BRIEFED = "briefed"
    SENT_BY_WEB = "sent_by_web"
    SENT_BY_TEXT = "sent_by_text"
    SENT_BY_CHAT = "sent_by_chat"
    SENT_ANOTHER_WAY = "sent_another_way"  # a call, a letter, a visit, noted by the officer
    NOTHING_CAME = "nothing_came"
    LEFT_TO_TRY = "left_to_try"  # PN7 though a way to ask has not been tried
    CAME_TOO_LATE = "came_too_late"  # words that came after the review are not for it
    NOT_FOR_THIS_REVIEW = "not_for_this_review"  # written between reviews: it does not count


class Missing(StrEnum):
    """Why no code can be suggested."""

    NOT_HELD = "not_held"  # rule 166: a review without its date is no review
    WAS_THE_CHILD_THERE = "was_the_child_there"
    OUTSIDE_THE_RETURN = "outside_the_return"  # a supervision order
    ONLY_SHORT_BREAKS = "only_short_breaks"  # rule 399


class Fault(StrEnum):
    """What the return's validation would refuse."""

    R166 = "166"  # no date of the review
    R167 = "167"  # no code, or none that there is
    R399 = "399"  # a review of a child who was only ever on short breaks (V3, V4)
    R440 = "440"  # PN0, and the child had turned four before the review
    R441 = "441"  # PN1 to PN7, and the child had not turned four


class Sent(StrEnum):
    """One piece of evidence that the child sent views of their own."""

    WEB = "web"
    TEXT = "text"
    CHAT = "chat"
    ANOTHER_WAY = "another_way"


_FOR_SENT: Mapping[Sent, Because] = {
    Sent.WEB: Because.SENT_BY_WEB,
    Sent.TEXT: Because.SENT_BY_TEXT,
    Sent.CHAT: Because.SENT_BY_CHAT,
    Sent.ANOTHER_WAY: Because.SENT_ANOTHER_WAY,
}
_VALID = frozenset(code.value for code in Code)
_TAKING_PART = frozenset({Code.PN1, Code.PN2, Code.PN3, Code.PN5, Code.PN6})


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is known about one child at one review.

    Args:
        held_on: the day it was held, or its second part completed.
        legal_statuses: every one the child ever had here; empty where none is known.
        attended: None while nobody has said.
        spoken_for: an advocate or the officer spoke for the child at the review.
        showed: views by drawing, symbols, signs or an object, at the review.
        briefed: the child, who was not there, asked somebody to say it for them.
        sent: ways in which views of the child's own came before the review ended, for this review.
        came_late: words for this review came after it.
        written_between: there are only words written between reviews.
        left_to_try: a way to ask this child that nobody has tried.
    """

    born_on: date
    held_on: date | None
    kind: ReviewType | None = None
    legal_statuses: frozenset[str] = frozenset()
    attended: bool | None = None
    spoke: bool = False
    spoken_for: bool = False
    showed: bool = False
    briefed: bool = False
    sent: frozenset[Sent] = frozenset()
    came_late: bool = False
    written_between: bool = False
    left_to_try: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A code with why, or what is missing for one."""

    code: Code | None
    because: tuple[Because, ...] = ()
    missing: Missing | None = None


def suggest(facts: Facts) -> Suggestion:
    """The code that the facts give. Of several the fullest taking part counts, in the return's own
    order: spoke, was spoken for, showed; not there: somebody spoke, own words came."""
    if facts.kind is ReviewType.SUPERVISION_ORDER:
        return Suggestion(None, missing=Missing.OUTSIDE_THE_RETURN)
    if _only_short_breaks(facts.legal_statuses):
        return Suggestion(None, missing=Missing.ONLY_SHORT_BREAKS)
    if facts.held_on is None:
        return Suggestion(None, missing=Missing.NOT_HELD)
    if facts.held_on < turns(facts.born_on, IN_THE_RETURN_FROM):
        return Suggestion(Code.PN0, (Because.UNDER_FOUR,))
    if facts.attended is None:
        return Suggestion(None, missing=Missing.WAS_THE_CHILD_THERE)
    return _there(facts) if facts.attended else _not_there(facts)


def faults(code: str | None, facts: Facts) -> tuple[Fault, ...]:
    """What the return's validation would say to this code for this review.

    On the fourth birthday itself neither 440 nor 441 speaks; the child is four, so `suggest` gives
    PN1 to PN7.
    """
    found: list[Fault] = []
    if facts.held_on is None:
        found.append(Fault.R166)
    if code not in _VALID:
        found.append(Fault.R167)
    if _only_short_breaks(facts.legal_statuses):
        found.append(Fault.R399)
    if code in _VALID and facts.held_on is not None:
        fourth = turns(facts.born_on, IN_THE_RETURN_FROM)
        if code == Code.PN0 and facts.held_on > fourth:
            found.append(Fault.R440)
        if code != Code.PN0 and facts.held_on < fourth:
            found.append(Fault.R441)
    return tuple(found)


def needs_a_reason(code: Code, suggestion: Suggestion) -> bool:
    """Whether the officer must say why: nothing was heard, or they decide otherwise than we do."""
    return code is Code.PN7 or (suggestion.code is not None and code is not suggestion.code)


@dataclass(frozen=True, slots=True)
class Rate:
    """So many of so many; None of none."""

    took_part: int
    of: int

    @property
    def percent(self) -> float | None:
        return round(100 * self.took_part / self.of, 1) if self.of else None


def rate_of_reviews(codes: Collection[Code]) -> Rate:
    """How many reviews the child took part in: PN0 is in neither number, PN4 in the lower one."""
    counted = [code for code in codes if code is not Code.PN0]
    return Rate(sum(code in _TAKING_PART for code in counted), len(counted))


def rate_of_children(by_child: Mapping[str, Sequence[Code]]) -> Rate:
    """How many children took part in every review of theirs that counts."""
    counted = [
        [code for code in codes if code is not Code.PN0]
        for codes in by_child.values()
        if any(code is not Code.PN0 for code in codes)
    ]
    took_part = sum(all(code in _TAKING_PART for code in codes) for codes in counted)
    return Rate(took_part, len(counted))


def _there(facts: Facts) -> Suggestion:
    if facts.spoke:
        return Suggestion(Code.PN1, (Because.SPOKE,))
    if facts.spoken_for:
        return Suggestion(Code.PN2, (Because.SPOKEN_FOR,))
    if facts.showed:
        return Suggestion(Code.PN3, (Because.SHOWED,))
    before = (Because.SENT_WORDS_BEFORE,) if facts.sent else ()
    return Suggestion(Code.PN4, (Because.SILENT, *before))


def _not_there(facts: Facts) -> Suggestion:
    if facts.briefed:
        return Suggestion(Code.PN5, (Because.BRIEFED,))
    if facts.sent:
        return Suggestion(Code.PN6, tuple(_FOR_SENT[way] for way in Sent if way in facts.sent))
    against = [Because.NOTHING_CAME]
    if facts.came_late:
        against.append(Because.CAME_TOO_LATE)
    if facts.written_between:
        against.append(Because.NOT_FOR_THIS_REVIEW)
    if facts.left_to_try:
        against.append(Because.LEFT_TO_TRY)
    return Suggestion(Code.PN7, tuple(against))


def _only_short_breaks(statuses: frozenset[str]) -> bool:
    return bool(statuses) and statuses <= _ONLY_SHORT_BREAKS
