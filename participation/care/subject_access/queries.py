"""Everything that one part of a copy may hold, line by line, and what was decided about it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, false, or_, select
from sqlalchemy.orm import Session, joinedload

from participation.care.people.models import Relationship
from participation.care.requests.models import Ask
from participation.care.safeguarding.models import Concern, ConcernExclusion
from participation.care.subject_access import around, arranged, looks, own
from participation.care.subject_access.gather import gather_for
from participation.care.subject_access.lines import Line, Section
from participation.care.subject_access.models import Desk, ExportDecision, SubjectExport
from participation.care.summaries.content import plain
from participation.guard.crypto import ring_of

_BY_DESK = {
    Desk.OFFICER: (
        *(
            own.about,
            arranged.not_wanted,
            own.numbers,
            around.around,
            arranged.told_the_name,
            own.asked,
            arranged.decided,
            around.tasks,
            arranged.seen,
            around.bookings,
            own.said,
            own.texts,
        ),
        *(own.asks, around.after, arranged.meetings, looks.looked),
    ),
    Desk.MANAGER: (own.asks,),
    Desk.COMPLAINTS: (own.asks,),
    Desk.SAFEGUARDING: (own.said, own.texts, looks.concerns, looks.looked),
}


@dataclass(frozen=True, slots=True, repr=False)
class Weighed:
    """One line with what a person decided about it as it stands; None where nobody has."""

    line: Line
    mark: str
    decision: ExportDecision | None

    @property
    def goes(self) -> bool:
        return self.decision is not None and self.decision.given


@dataclass(frozen=True, slots=True, repr=False)
class Weighing:
    """Every line of a part, in order. `mark` is equal where all of it stands as it stood."""

    lines: tuple[Weighed, ...]
    mark: str

    @property
    def undecided(self) -> int:
        return sum(one.decision is None for one in self.lines)

    def of(self, section: Section) -> tuple[Weighed, ...]:
        return tuple(one for one in self.lines if one.line.section is section)


def weigh(session: Session, export: SubjectExport) -> Weighing:
    """Read everything anew, and put beside it what was decided."""
    gathered = gather_for(session, export)
    made = chain.from_iterable(reads(gathered) for reads in _BY_DESK[export.desk])
    order = list(Section)
    lines = sorted(made, key=lambda line: order.index(line.section))
    ring = ring_of(session)
    decided: Mapping[tuple[str, str], ExportDecision] = {
        (row.line, row.words_hash): row
        for row in session.scalars(
            select(ExportDecision)
            .where(ExportDecision.export_id == export.id)
            .options(joinedload(ExportDecision.by))
            .order_by(ExportDecision.id)
        )
    }
    weighed = []
    for line in lines:
        canonical = json.dumps(plain(line), ensure_ascii=False, sort_keys=True)
        mark = ring.lookup_hash("subject_export", canonical)
        weighed.append(Weighed(line, mark, decided.get((line.key, mark))))
    whole = "\n".join(
        f"{one.mark}:{one.decision.public_id.hex if one.decision else ''}" for one in weighed
    )
    return Weighing(tuple(weighed), ring.lookup_hash("subject_export", whole))


def opened_by(
    desks: Sequence[Desk], staff_id: int, officers: Select[int], never: Select[int]
) -> ColumnElement[bool]:
    """A condition on `SubjectExport`: its lines may open to whoever has these desks.

    The child's officer on that day looks their own part through and never one of another desk,
    whatever other hat they wear (R26). A concern's part opens to nobody whom one of the concerns
    of that child is kept from.

    Args:
        officers: keys of the children whose officer, or cover, this is.
        never: keys of the children this reader must never see.
    """
    mine = (
        and_(SubjectExport.desk == Desk.OFFICER, SubjectExport.child_id.in_(officers))
        if Desk.OFFICER in desks
        else false()
    )
    others = [desk for desk in desks if desk is not Desk.OFFICER]
    gone_past_me = select(Ask.child_id).where(Ask.not_shown_to_id == staff_id)
    about_me = (
        select(Concern.child_id)
        .join(ConcernExclusion, ConcernExclusion.concern_id == Concern.id)
        .where(ConcernExclusion.staff_id == staff_id, Concern.child_id.is_not(None))
    )
    past = and_(
        SubjectExport.desk.in_(others),
        SubjectExport.child_id.not_in(officers),
        SubjectExport.child_id.not_in(gone_past_me),
        or_(SubjectExport.desk != Desk.SAFEGUARDING, SubjectExport.child_id.not_in(about_me)),
    )
    return and_(or_(mine, past if others else false()), SubjectExport.child_id.not_in(never))


def exports_seen(
    session: Session, condition: ColumnElement[bool], *, limit: int
) -> Sequence[SubjectExport]:
    """Parts in a list: what is open first, the earliest day on top."""
    return session.scalars(
        select(SubjectExport)
        .where(condition)
        .options(
            joinedload(SubjectExport.child),
            joinedload(SubjectExport.related).joinedload(Relationship.adult),
            joinedload(SubjectExport.started_by),
            joinedload(SubjectExport.let_go_by),
        )
        .order_by(
            or_(SubjectExport.let_go_at.is_not(None), SubjectExport.withdrawn_at.is_not(None)),
            SubjectExport.due_on,
            SubjectExport.id,
        )
        .limit(limit)
    ).all()


def export_seen(
    session: Session, public_id: UUID, condition: ColumnElement[bool]
) -> SubjectExport | None:
    return session.scalar(
        select(SubjectExport).where(SubjectExport.public_id == public_id, condition)
    )


def is_any_open(session: Session, child_id: int) -> bool:
    """Whether a copy of what is held on somebody in this child's record is still to be made."""
    found = select(SubjectExport.id).where(
        SubjectExport.child_id == child_id,
        SubjectExport.let_go_at.is_(None),
        SubjectExport.withdrawn_at.is_(None),
    )
    return session.scalar(found.limit(1)) is not None
