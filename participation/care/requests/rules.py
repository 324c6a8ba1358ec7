"""To whom each thing that is asked goes, and by when somebody tells the person who does it.

Values in, values out. The days are a default for a council to confirm.
"""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from participation.kernel.working_days import add_working_days


class AskKind(StrEnum):
    """What somebody may ask for between reviews (R26, R27)."""

    MESSAGE = "message"  # to the reviewing officer
    ADVOCATE = "advocate"
    COMPLAINT = "complaint"
    REVIEW_SOONER = "review_sooner"
    SOLICITOR = "solicitor"
    VISITOR = "visitor"  # an independent visitor
    LANGUAGE = "language"  # somebody who speaks my language
    MANAGER = "manager"  # "not Sam": whoever is in charge of the reviewing officers
    TELL_ME = "tell_me"  # what happened with what I said, told by a person (R2)
    HAPPENED = "happened"  # about what happened: that is not right, or I want to talk about it


class Tell(StrEnum):
    """How somebody without a key wants to be told."""

    CALL = "call"
    VISIT = "visit"
    PAPER = "paper"


class Desk(StrEnum):
    """Whose list it is on first; by the value of the role."""

    OFFICER = "iro"
    MANAGER = "iro_manager"
    COMPLAINTS = "complaints"


@dataclass(frozen=True, slots=True)
class Route:
    """`days`: working days until somebody has told the person who does it.

    `past_officer`: it goes past the reviewing officer, who never sees it (R26).
    """

    desk: Desk
    days: int
    past_officer: bool = False
    needs_words: bool = False


_ROUTES = {
    AskKind.MESSAGE: Route(Desk.OFFICER, 1, needs_words=True),
    AskKind.ADVOCATE: Route(Desk.OFFICER, 2),
    AskKind.COMPLAINT: Route(Desk.COMPLAINTS, 2, past_officer=True, needs_words=True),
    AskKind.REVIEW_SOONER: Route(Desk.OFFICER, 2),
    AskKind.SOLICITOR: Route(Desk.OFFICER, 2),
    AskKind.VISITOR: Route(Desk.OFFICER, 5),
    AskKind.LANGUAGE: Route(Desk.OFFICER, 2),
    AskKind.TELL_ME: Route(Desk.OFFICER, 5),
    AskKind.HAPPENED: Route(Desk.OFFICER, 2),
    AskKind.MANAGER: Route(Desk.MANAGER, 1, past_officer=True, needs_words=True),
}
INSTEAD_OF_OFFICER = (AskKind.MANAGER, AskKind.ADVOCATE, AskKind.COMPLAINT)
"""Whom "not Sam: someone else" offers a child; an advocate is then arranged past the officer."""

ONLY_WORDS = frozenset({AskKind.MESSAGE, AskKind.MANAGER})
"""Something to read, with nothing to be done that somebody could take on."""

FROM_ADULTS = (AskKind.MANAGER, AskKind.COMPLAINT, AskKind.TELL_ME)
"""What an adult with a link may do besides answering. What they ask for is theirs, not the
child's: the rest is a child's right."""


def route_of(kind: AskKind, *, not_the_officer: bool = False, has_officer: bool = True) -> Route:
    """Where it goes; with `not_the_officer` never to the reviewing officer.

    A child without an officer just now is the manager's to look after.
    """
    usual = _ROUTES[kind]
    if usual.past_officer:
        return usual
    if not not_the_officer:
        return usual if has_officer else replace(usual, desk=Desk.MANAGER)
    return Route(Desk.MANAGER, usual.days, past_officer=True, needs_words=usual.needs_words)


def tell_by(route: Route, asked_on: date, closed_days: Container[date]) -> date:
    """By the end of which day somebody has told the person who does it."""
    return add_working_days(asked_on, route.days, closed_days)
