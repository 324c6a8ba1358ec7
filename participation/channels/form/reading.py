"""What a posted page says: fields in, one reply for the engine out. Trusts nothing."""

from __future__ import annotations

from collections.abc import Sequence

from participation.channels.form.wording import DONT_KNOW, RATHER_NOT
from participation.questionnaire.definition import MAX_CHARS
from participation.questionnaire.drawings import DRAWN, drawing_text, strokes_in
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


def read_drawing(
    values: Sequence[str], strokes: str, words: str = "", *, button: str = ""
) -> Reply:
    """The reply of a page on which something was drawn.

    Whoever drew and then does not want to answer, or leaves it out, takes the drawing back. One
    who only "does not know" has drawn all the same.
    """
    if button == SKIP or RATHER_NOT in values:
        return read_page(values, words, button=button)
    return Filled((DRAWN,), drawing_text(strokes, plain_lines(words)))


def kept_together(strokes: str, words: str) -> str:
    """Strokes and words as one text, for keeping what is no answer; words alone where none are."""
    return drawing_text(strokes, words) if strokes_in(strokes) else words


def read_more(words: str) -> More:
    """The reply of a "say more" page."""
    return More(plain_lines(words))


def plain_lines(words: str) -> str:
    """Browsers send CR LF for each line end; people write one. Nothing else is touched."""
    return words.replace("\r\n", "\n").replace("\r", "\n")
