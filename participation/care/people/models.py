"""Children, the adults around them, how each may be reached, and the staff.

There is no field for an address, a school or a placement: what does not exist cannot leak.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from participation.care.people.rules import ContactKind as ContactKind
from participation.care.people.rules import ContactState as ContactState
from participation.guard.crypto import Sealed, UnderKey
from participation.kernel.model import Base


class Role(StrEnum):
    IRO = "iro"
    IRO_MANAGER = "iro_manager"
    BUSINESS_SUPPORT = "business_support"
    SOCIAL_WORKER = "social_worker"
    PARTICIPATION = "participation"
    SAFEGUARDING = "safeguarding"
    COMPLAINTS = "complaints"  # handles complaints; nothing about anybody else is open to them
    ADMIN = "admin"
    DATA_PROTECTION = "data_protection"  # sees who looked at what; opens nothing of any child


class RelationshipKind(StrEnum):
    MOTHER = "mother"
    FATHER = "father"
    PARENTAL_RESPONSIBILITY = "parental_responsibility"
    FOSTER_CARER = "foster_carer"
    CONNECTED_CARER = "connected_carer"
    RESIDENTIAL_CARER = "residential_carer"
    PROSPECTIVE_ADOPTER = "prospective_adopter"
    SCHOOL = "school"
    HEALTH = "health"
    ADVOCATE = "advocate"
    CHILDRENS_GUARDIAN = "childrens_guardian"
    PERSONAL_ADVISER = "personal_adviser"
    INDEPENDENT_VISITOR = "independent_visitor"
    OTHER = "other"


class AssignedAs(StrEnum):
    REVIEWING_OFFICER = "reviewing_officer"
    COVER = "cover"
    SOCIAL_WORKER = "social_worker"
    BUSINESS_SUPPORT = "business_support"


class StaffMember(UnderKey, Base):
    __tablename__ = "staff_members"

    external_id: Mapped[str] = mapped_column(unique=True)
    full_name_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    full_name = Sealed.text("full_name_sealed")
    email_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    email = Sealed.text("email_sealed")
    email_hash: Mapped[str] = mapped_column(unique=True)
    roles: Mapped[list[str]] = mapped_column(JSON)  # the extract's and those given here
    local_roles: Mapped[list[str] | None] = mapped_column(JSON)  # given here: an import leaves them
    provider_roles: Mapped[list[str] | None] = mapped_column(JSON)  # given by groups: these alone
    team_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    team = Sealed.text("team_sealed")
    active_until: Mapped[date | None]

    def has_left(self, today: date) -> bool:
        """Whether their last day here was before that day."""
        return self.active_until is not None and self.active_until < today


class Child(UnderKey, Base):
    """A looked-after child. The date of birth is plain: ages are computed by the database."""

    __tablename__ = "children"
    # Who is in care now: without it whoever was ever held here is looked through.
    __table_args__ = (Index("ix_children_ceased_on", "ceased_on"),)

    external_id: Mapped[str] = mapped_column(unique=True)
    first_name_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    first_name = Sealed.text("first_name_sealed")
    known_as_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    known_as = Sealed.text("known_as_sealed")
    born_on: Mapped[date]
    born_estimated: Mapped[bool] = mapped_column(default=False)
    looked_after_since: Mapped[date]
    ceased_on: Mapped[date | None]
    ceased_reason: Mapped[str | None]  # a code of people/what_stops.CeasedReason
    legal_status: Mapped[str | None]
    spoken_language: Mapped[str] = mapped_column(default="en")
    dialect_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    dialect = Sealed.text("dialect_sealed")
    reading_language: Mapped[str] = mapped_column(default="en")
    reads: Mapped[str] = mapped_column(default="yes")  # yes | some | no | audio
    interpreter_needed: Mapped[bool] = mapped_column(default=False)
    interpreter_gender: Mapped[str | None]
    communication_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    communication = Sealed.json("communication_sealed")  # a list of the council's own words
    not_wanted_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    not_wanted = Sealed.text("not_wanted_sealed")  # people, or of where, who must not interpret
    said_here: Mapped[list[str] | None] = mapped_column(JSON)  # needs that an import leaves alone
    form_override: Mapped[str | None]
    circumstances: Mapped[list[str]] = mapped_column(JSON, default=list)
    authority_to_place_on: Mapped[date | None]
    placed_for_adoption_on: Mapped[date | None]
    contact_stopped_on: Mapped[date | None]
    contact_stopped_why: Mapped[str | None]
    # When their time here is over by the dates, and since when that is known here: nothing goes in
    # the four weeks after somebody typed a date.
    over_on: Mapped[date | None]
    over_seen_on: Mapped[date | None]
    forgotten_on: Mapped[date | None]  # the day on which everything anybody said went (R30)
    cleaned_on: Mapped[date | None]  # and the day from which no file of the database holds it

    relationships: Mapped[list[Relationship]] = relationship(back_populates="child")

    @property
    def called(self) -> str:
        """What the child is called: the name they chose, else the first name."""
        return self.known_as or self.first_name or ""


class Adult(UnderKey, Base):
    """One person across all the children they matter to (R8)."""

    __tablename__ = "adults"

    external_id: Mapped[str] = mapped_column(unique=True)
    full_name_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    full_name = Sealed.text("full_name_sealed")
    spoken_language: Mapped[str] = mapped_column(default="en")
    dialect_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    dialect = Sealed.text("dialect_sealed")
    reading_language: Mapped[str] = mapped_column(default="en")
    reads: Mapped[str] = mapped_column(default="yes")  # as a child's
    interpreter_needed: Mapped[bool] = mapped_column(default=False)
    interpreter_gender: Mapped[str | None]
    communication_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    communication = Sealed.json("communication_sealed")
    not_wanted_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    not_wanted = Sealed.text("not_wanted_sealed")
    said_here: Mapped[list[str] | None] = mapped_column(JSON)


class Relationship(UnderKey, Base):
    """Who an adult is to one child, and whether they may be asked (R7). Under the child's key."""

    __tablename__ = "relationships"

    external_id: Mapped[str] = mapped_column(unique=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("children.id"), index=True)
    adult_id: Mapped[int] = mapped_column(ForeignKey("adults.id"), index=True)
    kind: Mapped[RelationshipKind]
    parental_responsibility: Mapped[bool] = mapped_column(default=False)
    may_be_asked: Mapped[bool]
    not_asked_reason_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    not_asked_reason = Sealed.text("not_asked_reason_sealed")
    not_asked_decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
    not_asked_until: Mapped[date | None]
    # Not around the child any more: the case system dropped the row, and a person said so.
    ended_on: Mapped[date | None]
    # What people here decided beside the case system, and before which review (its public id): an
    # import leaves both alone. The decision itself is in consultations/asking_models.
    asked_here: Mapped[bool | None]
    asked_here_for: Mapped[str | None]

    child: Mapped[Child] = relationship(back_populates="relationships")
    adult: Mapped[Adult] = relationship()


class ContactPoint(UnderKey, Base):
    """One number or address of one child or one adult, and whether it is safe to use."""

    __tablename__ = "contact_points"
    __table_args__ = (
        CheckConstraint("(child_id IS NULL) <> (adult_id IS NULL)", name="one_person"),
        UniqueConstraint("child_id", "value_hash"),
        UniqueConstraint("adult_id", "value_hash"),
        Index("ix_contact_points_value_hash", "value_hash"),
    )

    child_id: Mapped[int | None] = mapped_column(ForeignKey("children.id"))
    adult_id: Mapped[int | None] = mapped_column(ForeignKey("adults.id"))
    kind: Mapped[ContactKind]
    value_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    value = Sealed.text("value_sealed")
    value_hash: Mapped[str]
    safe_to_text: Mapped[bool] = mapped_column(default=False)
    own_and_private: Mapped[bool] = mapped_column(default=False)
    confirmed_on: Mapped[date | None]
    state: Mapped[ContactState] = mapped_column(default=ContactState.USABLE)
    usable_from: Mapped[date | None]


class SuppressedNumber(Base):
    """A number that said STOP. It covers everyone who has that number, and strangers too."""

    __tablename__ = "suppressed_numbers"

    number_hash: Mapped[str] = mapped_column(primary_key=True)
    since: Mapped[datetime]
    cut_off: Mapped[bool] = mapped_column(default=False)  # by a person: START does not reopen it


class Assignment(Base):
    """A member of staff who works with a child, from a day until a day."""

    __tablename__ = "assignments"
    __table_args__ = (Index("ix_assignments_staff_id_until_on", "staff_id", "until_on"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("children.id"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    assigned_as: Mapped[AssignedAs]
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    # Given here by a person instead of this one: an extract that still names them changes nothing.
    instead_of_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))


class OfficerTold(Base):
    """A child was told who their officer is: on which day, and how."""

    __tablename__ = "officers_told"

    id: Mapped[int] = mapped_column(primary_key=True)
    child_id: Mapped[int] = mapped_column(ForeignKey("children.id"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    told_on: Mapped[date]
    how: Mapped[str]
    noted_by_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    at: Mapped[datetime]


class NeverList(UnderKey, Base):
    """A member of staff who must not see a child's record. It beats every role (D19)."""

    __tablename__ = "never_list"
    __table_args__ = (UniqueConstraint("child_id", "staff_id"),)

    child_id: Mapped[int] = mapped_column(ForeignKey("children.id"), index=True)
    staff_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"), index=True)
    since: Mapped[datetime]
    why_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    why = Sealed.text("why_sealed")


class LegalHold(UnderKey, Base):
    """Nothing of this child goes, however old it is, until somebody lifts it."""

    __tablename__ = "legal_holds"

    child_id: Mapped[int] = mapped_column(ForeignKey("children.id"), index=True)
    since: Mapped[datetime]
    by_id: Mapped[int] = mapped_column(ForeignKey("staff_members.id"))
    why_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    why = Sealed.text("why_sealed")
    lifted_at: Mapped[datetime | None]
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("staff_members.id"))
