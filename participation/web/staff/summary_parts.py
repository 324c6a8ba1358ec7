"""In which order one person's part of a summary is read, and what it says of taking part.

What they said, their wishes for the review, words that answer no question, what is for the officer
alone, what was not answered and why; last what whoever helped was asked. Within each the order is
that of the questions. What is for the officer alone stands apart, so that nobody reads it out by
mistake.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from participation.care.outcomes.codes import IN_THE_RETURN_FROM
from participation.care.reviews.rules import ReviewType
from participation.care.summaries.content import AlsoSaid, Content, Readers, Said, Voice
from participation.care.summaries.rules import CHILD, NOT_ASKED, NOT_REACHED
from participation.questionnaire.definition import AnswerState, Sharing, Topic
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.how_far import is_left_out

_WISHES = frozenset({Topic.MEETING, Topic.TAKING_PART})
_SILENT = frozenset({AnswerState.SKIPPED, AnswerState.DECLINED, NOT_REACHED, NOT_ASKED})
_NOT_COUNTED = frozenset({ReviewType.SUPERVISION_ORDER, ReviewType.SHORT_BREAKS})


@dataclass(frozen=True, slots=True, repr=False)
class Parts:
    """One person's answers and other words. `silent`: questions without an answer."""

    said: Sequence[Said]
    wishes: Sequence[Said]
    kept: Sequence[Said]
    silent: Sequence[Said]
    from_helper: Sequence[Said]
    remarks: Sequence[AlsoSaid]
    kept_remarks: Sequence[AlsoSaid]


def parts_of(voice: Voice) -> Parts:
    """Every answer and every piece of words, each in one place."""
    own = [one for one in voice.answers if not one.by_helper]
    silent = [one for one in own if one.state in _SILENT and not (one.own_words or one.drawing)]
    told = [one for one in own if one not in silent]
    kept = [one for one in told if one.sharing == Sharing.ONLY_OFFICER]
    open_ = [one for one in told if one not in kept]
    return Parts(
        said=[one for one in open_ if one.topic not in _WISHES],
        wishes=[one for one in open_ if one.topic in _WISHES],
        kept=kept,
        silent=silent,
        from_helper=[one for one in voice.answers if one.by_helper],
        remarks=[one for one in voice.remarks if one.sharing != Sharing.ONLY_OFFICER],
        kept_remarks=[one for one in voice.remarks if one.sharing == Sharing.ONLY_OFFICER],
    )


def evidence(content: Content) -> str | None:
    """What has come from the child so far, as evidence for the participation code. For the officer,
    who sees everything; None where no code is wanted."""
    if content.readers is not Readers.OFFICER or content.review.kind in _NOT_COUNTED:
        return None
    name = content.child.called
    if content.child.age < IN_THE_RETURN_FROM:
        return _("Under four on that day: PN0, whoever is there.")
    came = _ways(content)
    if not came:
        return _(
            "Nothing has come from %(name)s so far. If they are not there and nothing comes: PN7.",
            name=name,
        )
    return _(
        "%(name)s sent views of their own %(how)s. If they are not there: PN6, and not PN7. If they"
        " are there and somebody reads it out: PN2.",
        name=name,
        how=", ".join(came),
    )


def _ways(content: Content) -> Sequence[str]:
    """How views of the child's own came; leaving out and not wanting to answer are none."""
    channels = {
        channel
        for voice in content.voices
        if voice.role == CHILD
        for channel in (
            *(one.channel for one in voice.answers
              if one.state == AnswerState.ANSWERED and not one.by_helper),
            *(one.channel for one in voice.remarks),
        )
    }  # fmt: skip
    return sorted(wording.worded(wording.CHANNELS, one) for one in channels if one)


def is_decided(one: Voice, content: Content) -> bool:
    """Whether a decision says that they are not asked."""
    who = (one.role, one.name)
    reasons = {each.reason for each in content.unheard if (each.role, each.name) == who}
    return any(is_left_out(one.state, reason) for reason in reasons)
