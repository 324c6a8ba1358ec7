"""What we ask of whatever translates by machine, and the two ways in which it can fail.

What comes back was made by a machine and checked by nobody. Words leave the house with a call, so
nothing calls that was not let by `care.interpreting.machine_rules`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import ClassVar, Final, Protocol

from participation.kernel.errors import ParticipationError

MOST_LETTERS: Final = 10_000  # of one text; both engines take it whole


class MachineError(ParticipationError):
    """Nothing came back that can be used. Never holds a word of what was sent or said."""

    permanent: ClassVar[bool] = False


class MachineUnavailable(MachineError):
    """Not now: no answer, too many at once, a fault of theirs, or an answer that is none."""

    code, title = "machine-unavailable", "The machine does not answer"


class MachineRefused(MachineError):
    """It never will: a language it has not, an account that is not right, a text too long."""

    code, title = "machine-refused", "The machine refused"
    permanent = True


class MachineTranslator(Protocol):
    """Puts a text into English. Safe to call from several threads."""

    @property
    def name(self) -> str:
        """As people who read what it made are told it."""
        ...

    def into_english(self, words: str, language: str) -> str:
        """What it makes of the words.

        Args:
            language: one of our codes.

        Raises:
            MachineUnavailable, MachineRefused: see each.
        """
        ...


class Deferred:
    """A machine that is made when it is asked first: the web process never asks one."""

    def __init__(self, name: str, make: Callable[[], MachineTranslator]) -> None:
        self.name = name
        self._make = make

    @cached_property
    def _real(self) -> MachineTranslator:
        return self._make()

    def into_english(self, words: str, language: str) -> str:
        return self._real.into_english(words, language)
