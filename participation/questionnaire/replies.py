"""What a person can do with a question, whatever the channel."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, repr=False)
class Filled:
    """A page was filled in: boxes ticked, words written. Untrusted."""

    values: tuple[str, ...] = ()
    words: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Typed:
    """A reply typed in a conversation, to be read. Untrusted."""

    text: str


@dataclass(frozen=True, slots=True, repr=False)
class More:
    """Words from the "say more" page, put beside what was chosen."""

    words: str


@dataclass(frozen=True, slots=True, repr=False)
class Skip:
    """Leave this one out. Words that stood in the box all the same are kept with it."""

    words: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Decline:
    """I do not want to answer."""

    words: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class DontKnow:
    """I do not know."""

    words: str = ""


Reply = Filled | Typed | More | Skip | Decline | DontKnow
