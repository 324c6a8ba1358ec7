"""Who asks for something, or wants to read: somebody with a link, or a child with their card.

The pages for asking and for reading are the same for both; this is what they need of either.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from http import HTTPStatus
from typing import Any

from flask import Response
from sqlalchemy.orm import Session

from participation.care.consultations import own_words
from participation.care.consultations.models import InvitationState
from participation.care.people.models import Child
from participation.journeys.asking_between_reviews import CHILD
from participation.journeys.holding_keys import Holder
from participation.journeys.services import Services
from participation.kernel.texts import Texts
from participation.web.respond import card_visits, frame, visits
from participation.web.respond.card_visits import (
    OLDER,
    CardVisit,
    card_page,
    card_visit_here,
    officer_for,
)
from participation.web.respond.naming import names_for, officer_in
from participation.web.respond.visits import Visit


@dataclass(frozen=True, slots=True, repr=False)
class Asker:
    """A live sitting of either kind. `path` is where its pages for asking are."""

    at: Visit | CardVisit
    officer: str

    @property
    def path(self) -> str:
        return "/card" if isinstance(self.at, CardVisit) else "/ask"

    @property
    def child(self) -> Child:
        return self.at.child if isinstance(self.at, CardVisit) else self.at.invitation.child

    @property
    def from_child(self) -> bool:
        return isinstance(self.at, CardVisit) or self.at.from_child

    @property
    def named(self) -> str:
        """How an ask names who asked: the child, or the relationship's public id."""
        return CHILD if isinstance(self.at, CardVisit) else self.at.invitation.respondent

    @property
    def texts(self) -> Texts:
        return self.at.texts

    @property
    def house(self) -> Services:
        return self.at.house

    @property
    def now(self) -> datetime:
        return self.at.now

    @property
    def system(self) -> datetime:
        return self.at.system

    @property
    def mark(self) -> str:
        return self.at.sitting.mark

    @property
    def is_fresh(self) -> bool:
        """Whether the same person is likely still there as at the last press (D14)."""
        if isinstance(self.at, CardVisit):
            return self.at.sitting.is_fresh(self.at.system)
        return self.at.reads_back

    @property
    def grown(self) -> bool:
        """Whether the words of the older children, or of adults, suit."""
        return self.at.band == OLDER if isinstance(self.at, CardVisit) else not self.at.large

    @property
    def showing(self) -> str:
        return (self.at.sitting.showing or "") if self.is_fresh else ""

    def show_next(self, showing: str | None) -> None:
        self.at.sitting.showing = showing

    def pressed_here(self, csrf: str) -> bool:
        """Whether a page of this very sitting was pressed (B48, T16)."""
        return visits.comes_from_here() and visits.same(self.at.sitting.csrf, csrf)

    def kept_alive(self, session: Session) -> Asker:
        """The same person going on; after a long pause a sitting of its own (D14)."""
        if isinstance(self.at, CardVisit):
            return replace(self, at=card_visits.kept_alive(session, self.at))
        return replace(self, at=visits.kept_alive(session, self.at))

    def handed_over(self, response: Response) -> Response:
        """The response, with the cookie where the sitting has another one now."""
        if isinstance(self.at, Visit) and self.at.new_cookie is not None:
            visits.hand_over(response, self.house, self.at.new_cookie, self.at.device)
        return response

    def page_key(self, posted: str | None) -> str:
        return self.at.page_key(posted)

    def holder(self) -> Holder:
        """Whose key would open what is typed here."""
        if isinstance(self.at, CardVisit) or self.at.from_child:
            return Holder(self.child.public_id, self.child)
        related = self.at.invitation.asked_through
        if related is None:
            raise LookupError("an invitation of an adult without the adult")
        return Holder(related.adult.public_id, self.child, related.adult_id)

    def may_make_key(self, session: Session) -> bool:
        """On a card always; by a link in the sitting in which something was written and sent."""
        if isinstance(self.at, CardVisit):
            return True
        invitation = self.at.invitation
        if invitation.state is not InvitationState.FINISHED or not self.is_fresh:
            return False
        return own_words.typed_something(session, invitation, self.mark)

    def page(self, template: str, status: HTTPStatus = HTTPStatus.OK, **values: Any) -> Response:
        shown = {"officer": self.officer, "ask_path": self.path, "child": self.from_child, **values}
        if isinstance(self.at, CardVisit):
            return card_page(template, self.at, status, **shown)
        return frame.page(template, self.at, status, **shown)


def with_card(session: Session, house: Services) -> Asker | None:
    at = card_visit_here(session, house)
    return Asker(at, officer_for(session, at)) if at is not None else None


def with_link(session: Session, house: Services) -> Asker | None:
    at = visits.visit_here(session, house)
    return with_link_of(session, at) if at is not None else None


def with_link_of(session: Session, visit: Visit) -> Asker:
    return Asker(visit, officer_in(names_for(session, visit)))


def latest(session: Session, house: Services) -> Asker | None:
    """Of a link and a card opened in the same browser, the one used last."""
    found = [one for one in (with_card(session, house), with_link(session, house)) if one]
    return max(found, key=lambda one: one.at.sitting.last_seen, default=None)


def pressed(session: Session, house: Services, csrf: str) -> Asker | None:
    """The sitting whose page was pressed; None where neither of this browser's was."""
    for one in (with_card(session, house), with_link(session, house)):
        if one is not None and one.pressed_here(csrf):
            return one
    return None
