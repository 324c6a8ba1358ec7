"""Which words may go to a machine. Pure.

None that were kept for the officer, none that worried anybody, none that a person has put into
English, none in a language that the council did not name (security.md P6, domain.md 5).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from participation.care.interpreting.rules import needs_translating


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class MayGo:
    """What is known of one text when somebody would send it."""

    words: str
    language: str
    only_officer: bool
    worried: bool  # a list, a person or an answer found something in it
    translated: bool  # a person has put it into English
    counts: bool  # it was sent, and not taken back since


def may_go(text: MayGo, languages: Collection[str]) -> bool:
    return (
        text.counts
        and needs_translating(text.words, text.language)
        and text.language in languages
        and not (text.only_officer or text.worried or text.translated)
    )
