"""The two documents that go into a case record (R4). Pure.

What people kept for the officer is filed apart, where few can read it: a case system is open to
more people than the officer. So is what staff saw of them. Together the two hold every word, and no
answer stands in both.
"""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from participation.care.summaries.content import Content, Voice
from participation.care.summaries.looking_back import SinceLast


class Part(StrEnum):
    """What an officer takes away."""

    WHOLE = "whole"  # everything, in their own hand
    RECORD = "record"  # what the social worker may see
    KEPT = "kept"  # all that is not in that


def kept_apart(whole: Content, record: Content) -> Content:
    """What stands in the whole summary and not in the one for the record."""
    there = {
        source
        for voice in record.voices
        for source in (
            *(said.source for said in voice.answers),
            *(also.source for also in voice.remarks),
        )
    }
    voices = (_without(voice, there) for voice in whole.voices)
    return replace(
        whole,
        one_thing=whole.one_thing if record.one_thing is None else None,
        asks=tuple(ask for ask in whole.asks if ask not in record.asks),
        unheard=tuple(one for one in whole.unheard if one.decision is not None),
        voices=tuple(voice for voice in voices if voice.answers or voice.remarks or voice.seen),
        over_time=tuple(one for one in whole.over_time if one not in record.over_time),
        since_last=_matters_apart(whole.since_last, record.since_last),
    )


def _matters_apart(whole: SinceLast | None, record: SinceLast | None) -> SinceLast | None:
    if whole is None or record is None or whole.day != record.day:
        return whole
    there = [matter.then or matter.now for matter in record.matters]
    apart = tuple(one for one in whole.matters if (one.then or one.now) not in there)
    return replace(whole, matters=apart) if apart else None


def _without(voice: Voice, there: set[str | None]) -> Voice:
    return replace(
        voice,
        answers=tuple(said for said in voice.answers if said.source not in {None, *there}),
        remarks=tuple(also for also in voice.remarks if also.source not in there),
    )
