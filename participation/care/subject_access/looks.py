"""Concerns, and who looked: what a desk of its own tells, or what waits for a reviewer (R31)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import or_, select

from participation.care.consultations.models import Answer, Message, Remark
from participation.care.people.models import StaffMember
from participation.care.requests.models import Ask
from participation.care.safeguarding.models import Concern, ConcernState, ConcernStep, Hearing
from participation.care.subject_access.gather import Gather, facts
from participation.care.subject_access.lines import Line, Section
from participation.care.subject_access.models import SubjectExport
from participation.care.subject_access.own import invitations_of
from participation.care.subject_access.rules import AskedBy, Desk
from participation.guard.audit import AuditEvent
from participation.guard.glass import BrokenGlass, GlassReason
from participation.kernel.clock import london_day

_STAFF, _TOKEN = "staff:", "token:"
_COPY = "copy"
# Of which looks a desk may tell. Asks and concerns are on other desks, and there alone; so is that
# somebody looked through a copy's part of another desk.
_LOOKS: Mapping[Desk, Mapping[str, str]] = {
    Desk.OFFICER: {
        "summary.": "summary",
        "words.": "words",
        "text.": "texts",
        "conversation.": "texts",
        "outcome": "after",
        "point.": "after",
        "letter.": "after",
        "talk.": "summary",
        "asked.open": "summary",  # what the child wishes stands beside the people
        "correction.": "words",
        "in_person.typed": "words",
        "translation.look": "words",
        "meeting.": "meeting",
        "export.look": _COPY,
        "export.take": _COPY,
        "glass.": "emergency",
    },
    Desk.SAFEGUARDING: {"concern.": "concern"},
}


class _Looks(NamedTuple):
    many: int
    first: datetime
    last: datetime


def concerns(g: Gather) -> Iterator[Line]:
    """That there was a concern, and what was done; held back until a person says otherwise. Of an
    adult those alone that their own words raised."""
    wanted = select(Concern).where(Concern.child_id == g.child.id).order_by(Concern.id)
    if not g.is_childs:
        own = _own_sources(g)
        heard = select(Hearing.id).where(Hearing.source_id.in_(own))
        wanted = wanted.where(or_(Concern.hearing_id.in_(heard), Concern.source_id.in_(own)))
    for row in g.session.scalars(wanted):
        notes = [
            step.note
            for step in g.session.scalars(
                select(ConcernStep)
                .where(ConcernStep.concern_id == row.id)
                .order_by(ConcernStep.at, ConcernStep.id)
            )
            if step.note
        ]
        yield g.line(
            Section.CONCERNS,
            "concern",
            f"concern:{row.public_id.hex}",
            at=row.raised_at,
            words="\n".join(notes) or None,
            facts=facts(
                cause=row.cause,
                level=row.level.value,
                closed=row.state is ConcernState.CLOSED,
                where_now=row.where_now,
                authority_there=row.authority_there,
                to_reach=_flat(row.to_reach),
            ),
            safeguarding=True,
        )


def looked(g: Gather) -> Iterator[Line]:
    """Who looked, up to the day on which the copy was asked for. In a child's own copy alone, and
    never in what a parent gets about a child (R31)."""
    telling = _LOOKS.get(g.export.desk)
    if not g.is_childs or g.asked_by is AskedBy.PARENT or telling is None:
        return
    rows = g.session.execute(
        select(AuditEvent.actor, AuditEvent.action, AuditEvent.subject, AuditEvent.at)
        .where(
            AuditEvent.child == g.child.public_id.hex,
            AuditEvent.at <= g.export.started_at,
            AuditEvent.outcome != "refused",
        )
        .order_by(AuditEvent.id)
    )
    counted: dict[tuple[str, str], _Looks] = {}
    of_this_desk = _copies_of(g)
    for actor, action, subject, at in rows:
        what = next((name for begins, name in telling.items() if action.startswith(begins)), None)
        if what is None or not actor.startswith((_STAFF, _TOKEN)):
            continue
        if what == _COPY and subject not in of_this_desk:
            continue
        known = counted.get((actor, what))
        counted[actor, what] = _Looks(
            1 + (known.many if known else 0), known.first if known else at, at
        )
    names = {
        f"{_STAFF}{one.public_id.hex}": one.full_name or ""
        for one in g.session.scalars(select(StaffMember))
    }
    for (actor, what), looks in counted.items():
        yield g.line(
            Section.LOOKED,
            "looked",
            f"looked:{what}:{actor}",
            facts=facts(
                name=names.get(actor) or ("another system of the council"
                                          if actor.startswith(_TOKEN) else None),
                looked_at=what,
                times=looks.many,
                first_on=london_day(looks.first),
                last_on=london_day(looks.last),
            ),
            safeguarding=what == "concern",
        )  # fmt: skip
    if g.export.desk is Desk.OFFICER:
        yield from _emergencies(g)


def _copies_of(g: Gather) -> set[str]:
    """Earlier copies' parts of this child's record at this desk, as the audit calls them."""
    rows = g.session.scalars(
        select(SubjectExport.public_id).where(
            SubjectExport.child_id == g.child.id,
            SubjectExport.desk == g.export.desk,
            SubjectExport.id != g.export.id,
        )
    )
    return {f"export:{one.hex}" for one in rows}


def _emergencies(g: Gather) -> Iterator[Line]:
    rows = g.session.scalars(
        select(BrokenGlass).where(BrokenGlass.child == g.child.public_id).order_by(BrokenGlass.id)
    )
    for row in rows:
        yield g.line(
            Section.LOOKED,
            "glass",
            f"glass:{row.public_id.hex}",
            at=row.at,
            words=row.words,
            facts=facts(glass_reason=row.reason.value),
            safeguarding=row.reason is GlassReason.NOT_SAFE,
        )


def _flat(said: object) -> str:
    """What somebody said about being rung: words, or several by what they are."""
    if isinstance(said, dict):
        return "; ".join(f"{name}: {value}" for name, value in said.items() if value)
    return str(said) if said else ""


def _own_sources(g: Gather) -> set[UUID]:
    """The ids of everything this adult wrote."""
    ids = [row.id for row in invitations_of(g)]
    found = {
        one
        for table in (Answer, Remark, Message)
        for one in g.session.scalars(select(table.public_id).where(table.invitation_id.in_(ids)))
    }
    asked = select(Ask.public_id).where(
        Ask.child_id == g.child.id, Ask.asker == g.export.respondent
    )
    return found | set(g.session.scalars(asked))
