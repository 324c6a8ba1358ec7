"""Is this short enough for the age? Counts words; it is not a reading age."""

from __future__ import annotations

import re

from participation.questionnaire.definition import Band

LIMITS = {
    Band.FOUR_TO_SEVEN: (7, 15),
    Band.EIGHT_TO_ELEVEN: (10, 30),
    Band.TWELVE_TO_FIFTEEN: (14, 45),
    Band.SIXTEEN_TO_SEVENTEEN: (18, 50),
    Band.EASY: (12, 30),
    Band.ADULT: (20, 50),
}
"""Band -> the most words of a sentence, and of a paragraph."""

_ENDS = re.compile(r"(?<=[.!?؟۔।፧።])\s+|\n+")


def too_hard(text: str, band: Band) -> list[str]:
    """What is too long in it, for the person who wrote it."""
    sentence_limit, block_limit = LIMITS[band]
    complaints = []
    for block in text.split("\n\n"):
        count = _words(block)
        if count > block_limit:
            complaints.append(
                f"A paragraph has {count} words, over {block_limit}: '{block[:40]}…'."
            )
        for sentence in _ENDS.split(block):
            count = _words(sentence)
            if count > sentence_limit:
                complaints.append(
                    f"A sentence has {count} words, over {sentence_limit}: '{sentence[:40]}…'."
                )
    return complaints


def _words(text: str) -> int:
    return sum(any(letter.isalpha() for letter in piece) for piece in text.split())
