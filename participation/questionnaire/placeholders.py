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

_NAMED = re.compile(r"\{([^{}]*)\}")


def named_in(text: str) -> list[str]:
    """The names in curly brackets, known or not."""
    return _NAMED.findall(text)


def fill(text: str, names: Mapping[str, str]) -> str:
    """The text with known names filled in; a name that is not given keeps its brackets."""
    return _NAMED.sub(
        lambda found: names.get(found[1], found[0]) if found[1] in PLACEHOLDERS else found[0], text
    )


def known_from_before(context: Context) -> dict[str, str]:
    """What is known from before, to be filled in where a question names it."""
    return {name: context[name] for name in Known if context.get(name, "").strip()}


WORST_CASE: Mapping[str, str] = {name: "M" * letters for name, letters in PLACEHOLDERS.items()}
