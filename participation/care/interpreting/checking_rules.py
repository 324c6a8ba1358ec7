"""What a wording of ours must keep in another language, and what it costs as a text message.

Pure. Whoever checks a wording is told what is wrong before it is taken: a gap that went missing, a
form that is empty, a sign that would be read as a command of the page, another number to ring.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from participation.care.interpreting.numbers_and_links import links_in, numbers_in
from participation.channels.sms.linting import PARTS_AT_MOST, WORST
from participation.channels.sms.segments import Segments, count
from participation.kernel.catalogue import CatalogueText
from participation.questionnaire.placeholders import WORST_CASE

LONGEST: Final = 2_000
BY_TEXT: Final = (
    *("participation/channels/sms/", "consultation_forms/parent_text"),
    "consultation_forms/pr_holder_text",
)
_GAP = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_]+\}|%[sd]")
_IN_CAPITALS = re.compile(r"\b[A-Z]{4,}\b")
_MARKUP = re.compile(r"<[^<>]*>|&#?\w+;|[<>]")
_NOT_SHOWN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u202a-\u202e]")
_NUMBER = "%(num)s"
_WITHOUT_NUMBER = 3  # forms for none, one and two may say it in words


class Lack(StrEnum):
    """What is wrong with a wording; the page puts it into words."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    GAP_LOST = "gap_lost"
    GAP_CAME = "gap_came"
    PERCENT = "percent"  # a sign of per cent that would be taken for a gap
    BRACKET = "bracket"  # and a curly bracket
    ORDER_LOST = "order_lost"  # STOP and the like are texted back as they are
    MARKUP = "markup"
    NOT_SHOWN = "not_shown"  # signs that nobody sees, or that turn the line around
    PARTS = "parts"  # more than three text messages
    NUMBER_LOST = "number_lost"  # three digits or more: what people ring
    NUMBER_CAME = "number_came"
    LINK_CAME = "link_came"  # an address of a page or of mail
    FORMS = "forms"  # more or fewer plural forms than the language has


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that keeps a wording from being taken. `form`: of which plural form, from 0."""

    what: Lack
    form: int = 0
    shown: str = ""


def is_sent_by_text(text: CatalogueText) -> bool:
    return any(file.startswith(BY_TEXT) for file in text.files)


def gaps_of(text: CatalogueText) -> tuple[str, ...]:
    """What stands in the English for something that is filled in."""
    return tuple(dict.fromkeys(gap for said in text.sources for gap in _GAP.findall(said)))


def orders_in(text: CatalogueText) -> tuple[str, ...]:
    """Words that people text back, in capitals; they stay as they are."""
    return tuple(dict.fromkeys(_IN_CAPITALS.findall(text.english))) if is_sent_by_text(text) else ()


def cost(words: str) -> Segments:
    """What a text message with every gap at its longest is billed as."""
    longest = {**WORST, **WORST_CASE}
    return count(_GAP.sub(lambda gap: longest.get(gap[0].strip("{}"), gap[0]), words))


def faults_of(text: CatalogueText, words: Sequence[str], forms: int) -> Sequence[Fault]:
    """Everything that is wrong with a wording of this text.

    Args:
        words: one, or one for each plural form.
        forms: how many it needs (`Listing.many_of`).
    """
    if len(words) != forms:
        return [Fault(Lack.FORMS, shown=str(forms))]
    found = [fault for form, said in enumerate(words) for fault in _of_one(text, form, said)]
    return found or list(_numbers(text, words))


def _of_one(text: CatalogueText, form: int, said: str) -> Iterator[Fault]:
    if not said.strip():
        yield Fault(Lack.EMPTY, form)
        return
    if len(said) > LONGEST:
        yield Fault(Lack.TOO_LONG, form, str(LONGEST))
    yield from _gaps(text, form, said)
    if set(_MARKUP.findall(said)) - {tag for one in text.sources for tag in _MARKUP.findall(one)}:
        yield Fault(Lack.MARKUP, form)
    if _NOT_SHOWN.search(said):
        yield Fault(Lack.NOT_SHOWN, form)
    for order in orders_in(text):
        if order not in _IN_CAPITALS.findall(said):
            yield Fault(Lack.ORDER_LOST, form, order)
    yield from _what_people_ring_or_open(text, form, said)
    if is_sent_by_text(text) and cost(said).parts > PARTS_AT_MOST[False]:
        yield Fault(Lack.PARTS, form, str(cost(said).parts))


def _gaps(text: CatalogueText, form: int, said: str) -> Iterator[Fault]:
    wanted, there = set(gaps_of(text)), set(_GAP.findall(said))
    # "One answer" needs no number in many languages.
    needed = wanted - {_NUMBER} if text.plural else wanted
    for gap in sorted(needed - there):
        yield Fault(Lack.GAP_LOST, form, gap)
    for gap in sorted(there - wanted):
        yield Fault(Lack.GAP_CAME, form, gap)
    bare = _GAP.sub("", said)
    filled_by_percent = any(gap.startswith("%") for gap in wanted)
    if filled_by_percent and "%" in bare.replace("%%", ""):
        yield Fault(Lack.PERCENT, form)
    if re.search(r"[{}]", bare) and not any("{" in _GAP.sub("", one) for one in text.sources):
        yield Fault(Lack.BRACKET, form)


def _what_people_ring_or_open(text: CatalogueText, form: int, said: str) -> Iterator[Fault]:
    """What a slip, or ill will, would send a child to. Of two English wordings, one for each
    number, either may hold it."""
    english, there = [numbers_in(one) for one in text.sources], numbers_in(said)
    for digits in sorted(frozenset.intersection(*english) - there):
        yield Fault(Lack.NUMBER_LOST, form, digits)
    for digits in sorted(there - frozenset.union(*english)):
        yield Fault(Lack.NUMBER_CAME, form, digits)
    for link in sorted(links_in(said) - links_in("\n".join(text.sources))):
        yield Fault(Lack.LINK_CAME, form, link[:60])


def _numbers(text: CatalogueText, words: Sequence[str]) -> Iterator[Fault]:
    """A form of many says how many."""
    if not text.plural or _NUMBER not in gaps_of(text):
        return
    numbered = [_NUMBER in said for said in words]
    if not numbered[-1] or sum(numbered) < len(words) - _WITHOUT_NUMBER:
        yield Fault(Lack.GAP_LOST, len(words) - 1, _NUMBER)
