"""What waits for a translator, until when somebody may work on it, and what stands in the way.

Pure. The child's own name and the officer's are taken out of what goes to a translator, and put
back into what comes (T18): nothing that we add says who it is about.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import StrEnum
from typing import Final

from participation.kernel.languages import ENGLISH

OPEN_AFTER_DUE: Final = timedelta(days=2)  # late work is still taken, and then nothing opens
MAY_TAKE: Final[Mapping[str, timedelta]] = {
    "4h": timedelta(hours=4),  # a child's words that no list can screen (security.md 6.5)
    "1d": timedelta(days=1),
    "3d": timedelta(days=3),
}
LONGEST: Final = 12_000  # of one translation; a letter has 6,000, and some scripts take more


class Direction(StrEnum):
    INTO_ENGLISH = "into_english"
    FROM_ENGLISH = "from_english"


class TaskState(StrEnum):
    WANTED = "wanted"  # nobody has it yet
    GIVEN = "given"
    DONE = "done"
    KNOWS_FAMILY = "knows_family"  # the translator said so: somebody else has to have it
    WITHDRAWN = "withdrawn"


class Refused(StrEnum):
    """Why a task was not given; the page puts it into words."""

    NOBODY = "nobody"  # no such translator here, or not of this language
    KNOWS_FAMILY = "knows_family"
    NOT_WANTED = "not_wanted"  # the child refused them as an interpreter
    SAME_READER = "same_reader"  # who wrote the first wording compares nothing with it
    NOTHING = "nothing"  # nothing waits any more, or somebody has it


def needs_translating(words: str | None, language: str | None) -> bool:
    """Words in another language; a number texted for a choice says the same in each."""
    said = (words or "").strip()
    return bool(said) and not said.isdigit() and language not in (None, "", ENGLISH.code)


def wants_second_reader(*, only_officer: bool, flagged: bool, second: bool) -> bool:
    """Words kept for the officer, and words that worried somebody, are compared by another."""
    return (only_officer or flagged) and not second


def due_in(typed: str) -> timedelta:
    """How long a translator has; three days where nothing was chosen."""
    return MAY_TAKE.get(typed, MAY_TAKE["3d"])


def without_names(words: str, names: Mapping[str, str]) -> str:
    """The words with gaps for names that a translator need not know.

    Args:
        names: what stands in the gap, by the gap's name: {"child": "Aisha"}. Longer names first go
            in, so that "Sam Green" is not half of a "Sam".
    """
    for gap, name in sorted(names.items(), key=lambda one: -len(one[1])):
        if name.strip():
            words = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", f"{{{gap}}}", words)
    return words


def with_names(words: str, names: Mapping[str, str]) -> str:
    """What came back, with the names where their gaps stand."""
    for gap, name in names.items():
        words = words.replace(f"{{{gap}}}", name)
    return words


def lost_gaps(shown: str, typed: str, names: Mapping[str, str]) -> Sequence[str]:
    """Gaps that stand in what was shown and not in what was typed."""
    return [f"{{{gap}}}" for gap in names if f"{{{gap}}}" in shown and f"{{{gap}}}" not in typed]
