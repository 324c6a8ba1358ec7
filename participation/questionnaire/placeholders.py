"""The few names that a form's words may leave open, and how they are filled in.

Filling is one pass of plain replacement: a name that looks like a placeholder stays as it
is, and no word of a person ever goes through a format call (B13).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from participation.questionnaire.definition import Context, Known

PLACEHOLDERS: Mapping[str, int] = {"officer": 18, "council": 20, "last_time": 60}
"""Name -> the most letters it is reckoned with when text messages are counted."""

_OURS = frozenset({"officer", "council"})  # our own words for somebody; the rest is as was written
_BEGINS = re.compile(r"(?:\A|[.?!]\s+)\Z")  # what stands before the first word of a sentence
_NAMED = re.compile(r"\{([^{}]*)\}")


def named_in(text: str) -> list[str]:
    """The names in curly brackets, known or not."""
    return _NAMED.findall(text)


def fill(text: str, names: Mapping[str, str]) -> str:
    """The text with known names filled in; a name that is not given keeps its brackets.

    "your reviewing officer" at the beginning of a sentence has a capital.
    """

    def filled(found: re.Match[str]) -> str:
        if found[1] not in PLACEHOLDERS:
            return found[0]
        said = names.get(found[1], found[0])
        begins = found[1] in _OURS and _BEGINS.search(text, 0, found.start())
        return begin(said) if begins else said

    return _NAMED.sub(filled, text)


def begin(words: str) -> str:
    """The words as they stand at the beginning of a sentence."""
    return words[:1].upper() + words[1:]


def known_from_before(context: Context) -> dict[str, str]:
    """What is known from before, to be filled in where a question names it."""
    return {name: context[name] for name in Known if context.get(name, "").strip()}


WORST_CASE: Mapping[str, str] = {name: "M" * letters for name, letters in PLACEHOLDERS.items()}
