"""What every line of a copy is made with: whose it is, and which names must not slip through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.corrections import queries as corrections
from participation.care.corrections.rules import Corrected
from participation.care.interpreting.models import Translation
from participation.care.people.models import Adult, Child, Relationship
from participation.care.subject_access.lines import Beside, Fact, Line, Section, Value
from participation.care.subject_access.models import SubjectExport
from participation.care.subject_access.rules import AskedBy, Part, held_back
from participation.care.summaries.looking_through import Kind, KnownNames, found_in
from participation.kernel.languages import ENGLISH

_NAMES = (Kind.CARER, Kind.SCHOOL)


@dataclass(frozen=True, slots=True, repr=False)
class Gather:
    """One part of a copy while it is put together. `relation` is None for the child's own."""

    session: Session
    export: SubjectExport
    child: Child
    relation: Relationship | None
    others: KnownNames
    translated: Mapping[UUID, list[Translation]]
    corrected: Mapping[str, tuple[Corrected, ...]] = field(default_factory=dict)

    @property
    def is_childs(self) -> bool:
        return self.relation is None

    @property
    def asked_by(self) -> AskedBy:
        return self.export.asked_by

    def line(self, section: Section, what: str, key: str, **more: Any) -> Line:
        """A line with its ground. What `held_back` takes besides may be among the rest."""
        is_place = bool(more.pop("places", False))
        weighed = {
            name: more.pop(name)
            for name in ("safeguarding", "about_others", "for_everyone")
            if name in more
        }
        made = Line(section=section, what=what, key=key, **more)
        found = found_in(made.text, self.others)
        ground = held_back(
            asked_by=self.asked_by,
            part=made.part,
            names=any(one.kind in _NAMES for one in found),
            places=is_place or any(one.kind not in _NAMES for one in found),
            **weighed,
        )
        text = made.text
        return replace(made, ground=ground, found=tuple(text[one.start : one.end] for one in found))

    def beside(self, source: UUID) -> tuple[Beside, ...]:
        """Translations and corrections of what stands in the row with this id."""
        made = [
            Beside("translation", one.words or "", one.at)
            for one in self.translated.get(source, ())
            if (one.words or "").strip()
        ]
        said = [
            Beside("correction", one.words, one.at, one.said_by, one.noted_by)
            for one in self.corrected.get(source.hex, ())
        ]
        return (*made, *said)


def gather_for(session: Session, export: SubjectExport) -> Gather:
    """Whose lines these are, and everybody else whose name may stand in them."""
    child, relation = export.child, export.related
    rows = session.execute(
        select(Relationship.kind, Adult)
        .join(Adult, Adult.id == Relationship.adult_id)
        .where(Relationship.child_id == child.id)
        .order_by(Relationship.id)
    ).all()
    subject = relation.adult_id if relation is not None else None
    names = {(adult.full_name or "") for _kind, adult in rows if adult.id != subject}
    translated: dict[UUID, list[Translation]] = {}
    for row in session.scalars(
        select(Translation)
        .where(Translation.child_id == child.id, Translation.language_to == ENGLISH.code)
        .order_by(Translation.id)
    ):
        translated.setdefault(row.source_id, []).append(row)
    return Gather(
        session,
        export,
        child,
        relation,
        KnownNames(carers=frozenset(filter(None, names))),
        translated,
        corrections.corrections_about(session, child.id),
    )


def facts(**known: Value | None) -> tuple[Fact, ...]:
    """What is known of these, in this order; nothing of what is not known."""
    return tuple(
        Fact(name.removesuffix("_"), value)
        for name, value in known.items()
        if value is not None and value != ""
    )


def sent_part(*, only_officer: bool, read: bool) -> Part:
    """In which document somebody's own words stand."""
    if not read:
        return Part.UNSENT
    return Part.KEPT if only_officer else Part.OPEN
