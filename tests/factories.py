"""Made-up people and reviews for tests. Everybody is invented; phones are for drama only."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from typing import Any

from sqlalchemy import inspect

from participation.care.consultations import service as consultations
from participation.care.consultations.models import Invitation, InvitationState, Round, Way
from participation.care.people import queries as people
from participation.care.people.models import (
    Adult,
    AssignedAs,
    Assignment,
    Child,
    ContactKind,
    ContactPoint,
    NeverList,
    Relationship,
    RelationshipKind,
    Role,
    StaffMember,
)
from participation.care.reviews.models import Review
from participation.care.reviews.rules import ReviewType
from participation.guard import cards, passwords
from participation.guard.crypto import ChildKey, council_key
from participation.guard.links import hash_of_code, hash_of_token
from participation.guard.passwords import LocalAccount
from participation.journeys.services import Services
from participation.kernel.clock import Clock, london_day
from participation.kernel.db import reading, transaction
from participation.kernel.ids import new_public_id

PASSWORD = "correct horse battery staple"


@dataclass
class Make:
    """Each method commits, and gives the row back usable in the session of the test."""

    house: Services
    clock: Clock
    _numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    @property
    def today(self) -> date:
        return london_day(self.clock.now())

    def number(self) -> str:
        """A phone nobody has: 07700 900001 and on, in E.164."""
        return f"+44770090{next(self._numbers):04d}"

    def staff(self, *roles: Role, email: str | None = None, name: str = "Sam Green") -> StaffMember:
        n = next(self._numbers)
        email = email or f"staff{n}@council.example"
        with transaction() as session:
            row = StaffMember(
                key=council_key(session, self.clock.now()),
                external_id=f"S{n:04d}",
                full_name=name,
                email=email,
                email_hash=people.email_hash(self.house.ring, email),
                roles=[role.value for role in (roles or (Role.IRO,))],
            )
            session.add(row)
            session.flush()
            row_id = row.id
        return self._again(StaffMember, row_id)

    def account(self, staff: StaffMember) -> LocalAccount:
        """A way to sign in with PASSWORD and the current code."""
        with transaction() as session:
            row = LocalAccount(
                key=council_key(session, self.clock.now()),
                staff=staff.public_id,
                password_hash=_hashed(),
                totp_secret=passwords.new_totp_secret(),
                must_change=False,
            )
            session.add(row)
            session.flush()
            row_id = row.id
        return self._again(LocalAccount, row_id)

    def child(
        self,
        *,
        officer: StaffMember | None = None,
        age: int = 12,
        name: str = "Aisha",
        **changes: Any,
    ) -> Child:
        n = next(self._numbers)
        public_id = new_public_id()
        with transaction() as session:
            key = ChildKey.issue(self.house.ring, public_id.hex, self.clock.now())
            plain: dict[str, Any] = {
                "external_id": f"P{100000 + n}",
                "first_name": name,
                "born_on": self.today.replace(year=self.today.year - age, day=1),
                "looked_after_since": self.today - timedelta(days=400),
                "legal_status": "C2",
            }
            row = Child(public_id=public_id, key=key, **{**plain, **changes})
            session.add(row)
            session.flush()
            row_id = row.id
            if officer is not None:
                session.add(
                    Assignment(
                        child_id=row_id,
                        staff_id=officer.id,
                        assigned_as=AssignedAs.REVIEWING_OFFICER,
                        from_on=self.today - timedelta(days=100),
                    )
                )
        return self._again(Child, row_id)

    def adult(self, name: str = "Christopher Brown") -> Adult:
        with transaction() as session:
            row = Adult(
                key=council_key(session, self.clock.now()),
                external_id=f"A{next(self._numbers):06d}",
                full_name=name,
            )
            session.add(row)
            session.flush()
            row_id = row.id
        return self._again(Adult, row_id)

    def relationship(
        self,
        child: Child,
        adult: Adult | None = None,
        kind: RelationshipKind = RelationshipKind.MOTHER,
        **changes: Any,
    ) -> Relationship:
        adult = adult or self.adult()
        with transaction() as session:
            row = Relationship(
                key=session.get_one(Child, child.id).key,
                external_id=f"C{next(self._numbers):06d}",
                child_id=child.id,
                adult_id=adult.id,
                kind=kind,
                **{"may_be_asked": True, "parental_responsibility": True, **changes},
            )
            session.add(row)
            session.flush()
            row_id = row.id
        return self._again(Relationship, row_id)

    def contact(
        self,
        *,
        adult: Adult | None = None,
        child: Child | None = None,
        number: str | None = None,
        **changes: Any,
    ) -> ContactPoint:
        number = number or self.number()
        with transaction() as session:
            plain: dict[str, Any] = {
                "kind": ContactKind.MOBILE,
                "safe_to_text": True,
                "own_and_private": True,
                "confirmed_on": self.today - timedelta(days=30),
            }
            row = ContactPoint(
                key=session.get_one(Child, child.id).key
                if child
                else council_key(session, self.clock.now()),
                adult_id=adult.id if adult else None,
                child_id=child.id if child else None,
                value=number,
                value_hash=people.number_hash(self.house.ring, number),
                **{**plain, **changes},
            )
            session.add(row)
            session.flush()
            row_id = row.id
        return self._again(ContactPoint, row_id)

    def review(self, child: Child | None = None, *, in_days: int = 20, **changes: Any) -> Review:
        child = child or self.child()
        with transaction() as session:
            plain: dict[str, Any] = {
                "external_id": f"R{500000 + next(self._numbers)}",
                "child_id": child.id,
                "kind": ReviewType.SUBSEQUENT,
                "planned_on": self.today + timedelta(days=in_days),
                "planned_time": "16:15",
            }
            row = Review(**{**plain, **changes})
            session.add(row)
            session.flush()
            row_id = row.id
        return self._again(Review, row_id)

    def round(self, review: Review | None = None, **changes: Any) -> Round:
        review = review or self.review()
        with transaction() as session:
            plain: dict[str, Any] = {
                "review_id": review.id,
                "opened_at": self.clock.now(),
                "closes_on": review.day,
            }
            row = Round(**{**plain, **changes})
            session.add(row)
            session.flush()
            row_id = row.id
        return self._again(Round, row_id)

    def invitation(
        self,
        review: Review | None = None,
        *,
        form: str = "child_12_15",
        related: Relationship | None = None,
        round: Round | None = None,  # noqa: A002 - the field's own word
        **changes: Any,
    ) -> Invitation:
        """A child's invitation, or with `related` an adult's; its round is made if need be."""
        held = round or self.round(review)
        with transaction() as session:
            held = session.get_one(Round, held.id)
            known = self.house.library.forms[form]
            consultations.pin_form(session, known)
            plain: dict[str, Any] = {
                "round_id": held.id,
                "child_id": held.review.child_id,
                "relationship_id": related.id if related else None,
                "respondent": related.public_id.hex if related else "child",
                "role": related.kind.value if related else "child",
                "form_key": known.key,
                "form_version": known.version,
                "form_hash": known.source_hash,
                "way": Way.TEXT if related else Way.LINK,
                "state": InvitationState.SENT,
                "asked_from": self.today,
            }
            row = Invitation(**{**plain, **changes})
            session.add(row)
            session.flush()
            row_id = row.id
        return self._again(Invitation, row_id)

    def link(self, invitation: Invitation) -> str:
        """A fresh link's token for an invitation."""
        token = self.house.randomness.token()
        with transaction() as session:
            session.get_one(Invitation, invitation.id).link_hash = hash_of_token(token)
        return token

    def card(self, child: Child) -> tuple[str, str]:
        """A fresh card of a child: the token of its link, and its code."""
        token, code = self.house.randomness.token(), self.house.randomness.code()
        token_hash, code_hash = hash_of_token(token), hash_of_code(self.house.ring, code)
        assert token_hash
        assert code_hash
        with transaction() as session:
            cards.make_card(
                session,
                child.public_id,
                token_hash=token_hash,
                code_hash=code_hash,
                now=self.clock.now(),
            )
        return token, code

    def never(self, child: Child, staff: StaffMember) -> None:
        """Put a member of staff on a child's never-list."""
        with transaction() as session:
            session.add(
                NeverList(
                    key=session.get_one(Child, child.id).key,
                    child_id=child.id,
                    staff_id=staff.id,
                    since=self.clock.now(),
                )
            )

    def _again(self, kind: type[Any], row_id: int) -> Any:
        """The committed row with what it points to, loose from any session.

        A later commit then does not make it forget what it holds; ask the database anew for what
        has changed since.
        """
        with reading() as session:
            row = session.get_one(kind, row_id)
            for name, related in inspect(kind).relationships.items():
                if not related.uselist:
                    getattr(row, name)
            session.expunge_all()
        return row


@cache
def _hashed() -> str:
    """Made once: it is slow on purpose."""
    return passwords.hash_password(PASSWORD)
