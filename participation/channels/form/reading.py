"""What a posted page says: fields in, one reply for the engine out. Trusts nothing."""

from __future__ import annotations

from collections.abc import Sequence

from participation.channels.form.wording import DONT_KNOW, RATHER_NOT
from participation.questionnaire.definition import MAX_CHARS
from participation.questionnaire.replies import Decline, DontKnow, Filled, More, Reply, Skip

SKIP = "skip"
"""Value of the button that leaves a question out; any other button goes on."""

MOST_VALUES = 50


def read_page(values: Sequence[str], words: str = "", *, button: str = "") -> Reply:
    """The reply of a question page.

    Args:
        values: what was ticked, or the number written.
        words: the text box, exactly as posted, with line ends made plain.
        button: the value of the button that sent it.
    """
    text = plain_lines(words)
    if button == SKIP:
        return Skip(text)
    if RATHER_NOT in values:
        return Decline(text)
    if DONT_KNOW in values:
        return DontKnow(text)
    # More boxes than any form has, or a value longer than any word: a forged page, refused whole.
    kept = tuple(value[:MAX_CHARS] for value in values[:MOST_VALUES])
    return Filled(kept, text)


def read_more(words: str) -> More:
    """The reply of a "say more" page."""
    return More(plain_lines(words))


def plain_lines(words: str) -> str:
    """Browsers send CR LF for each line end; people write one. Nothing else is touched."""
    return words.replace("\r\n", "\n").replace("\r", "\n")
