"""What a telephone says when somebody picks it up: that something waits, and no more.

A call may be answered by anybody, or by a machine that keeps it. So there is no name in it, no
place, and nothing about what it is.
"""

from __future__ import annotations

from participation.kernel.texts import Texts

N_ = str  # marks a text for the translators

URGENT = N_(
    "Hello. This is an automatic call from {council}. Something urgent is waiting for you."
    " Please sign in now to see it."
)
TEST = N_(
    "Hello. This is a test call from {council}. Nothing is waiting."
    " Please sign in and press: I got it."
)


def spoken(texts: Texts, *, council: str, test: bool = False) -> str:
    """The words of a call.

    Args:
        council: the name by which staff know the sender; from the settings, never from a person.
    """
    source = TEST if test else URGENT
    words = texts.gettext(source)
    chosen = words if words.count("{council}") == 1 else source
    return chosen.replace("{council}", council)
