"""Copies on staff pages: rows of the list, one part, and its lines."""

from __future__ import annotations

from datetime import date
from typing import Any

from participation.care.people.models import StaffMember
from participation.care.subject_access.lines import Section
from participation.care.subject_access.models import Ground, SubjectExport
from participation.care.subject_access.queries import Weighed
from participation.care.subject_access.rules import Part
from participation.care.subject_access.service import days_left
from participation.channels.form.drawing import picture_in
from participation.journeys.exporting.asking import Listed
from participation.journeys.exporting.looking_through import ON_A_PAGE, Looked
from participation.web.locale import gettext as _
from participation.web.staff import copies_words as words
from participation.web.staff import wording
from participation.web.staff.copy_file import known, person_of
from participation.web.staff.languages import tag
from participation.web.staff.translated_words import said_to_be_wrong


def row_of(one: Listed, today: date, here: str) -> dict[str, Any]:
    """One part in the list: references and days."""
    export = one.export
    return {
        "whose": _whose(export),
        "child": export.child.external_id,
        "desk": wording.worded(words.DESKS, export.desk),
        "received": wording.full_day(export.received_on),
        "due": wording.full_day(export.due_on),
        "late": export.is_open and export.due_on < today,
        "state": _state(export),
        "by": export.started_by.full_name,
        "url": f"{here}/{export.public_id}" if one.opens else None,
        "withdraw": f"{here}/{export.public_id}/withdraw" if one.asks and export.is_open else None,
    }


def part_of(found: Looked, staff: StaffMember, today: date, kept_days: int) -> dict[str, Any]:
    """One part with its sections, for whoever looks it through."""
    export, weighing = found.export, found.weighing
    until = days_left(export, kept_days)
    return {
        "person": person_of(export),
        "whose": _whose(export),
        "child": export.child.called,
        "asked_by": wording.worded(words.ASKED_BY, export.asked_by),
        "received": wording.full_day(export.received_on),
        "due": wording.full_day(export.due_on),
        "late": export.is_open and export.due_on < today,
        "days_left": (export.due_on - today).days,
        "started_by": export.started_by.full_name,
        "why": export.why or "",
        "parts": [
            {
                "name": wording.worded(words.SECTIONS, section),
                "code": section.value,
                "many": len(lines),
                "goes": sum(one.goes for one in lines),
                "undecided": sum(one.decision is None for one in lines),
            }
            for section in Section
            if (lines := weighing.of(section))
        ],
        "undecided": weighing.undecided,
        "mark": weighing.mark,
        "open": export.is_open,
        "same_person": export.started_by_id == staff.id,
        "let_go_by": export.let_go_by.full_name if export.let_go_by is not None else None,
        "let_go_on": wording.moment(export.let_go_at) if export.let_go_at else None,
        "until": wording.full_day(until) if until else None,
        "for_parent": export.asked_by == "parent",
    }


def lines_of(found: Looked, section: Section, number: int) -> dict[str, Any]:
    """One section's lines, so many on a page."""
    base = f"/staff/copies/{found.export.public_id}"
    every = found.weighing.of(section)
    first = (number - 1) * ON_A_PAGE
    here = every[first : first + ON_A_PAGE]
    pages = max(1, -(-len(every) // ON_A_PAGE))
    path = f"{base}/lines?section={section}&page="
    return {
        "person": person_of(found.export),
        "name": wording.worded(words.SECTIONS, section),
        "section": section.value,
        "number": number,
        "lines": [_line(one, place) for place, one in enumerate(here)],
        "open": found.export.is_open,
        "says": [("given", _("It goes"))]
        + [
            (code.value, _("Held back: %(why)s", why=wording.worded(words.GROUNDS, code)))
            for code in Ground
        ],
        "laws": [
            (wording.worded(words.GROUNDS, code).capitalize(), wording.worded(words.LAW, code))
            for code in Ground
        ],
        "decide_path": f"{base}/decide",
        "back_url": base,
        "before_url": f"{path}{number - 1}" if number > 1 else None,
        "after_url": f"{path}{number + 1}" if number < pages else None,
    }


def _line(one: Weighed, place: int) -> dict[str, Any]:
    line, decision = one.line, one.decision
    unread = line.part is Part.UNSENT  # nobody here reads it (R3)
    now = (decision.ground if decision is not None else line.ground) or "given"
    return {
        "place": place,
        "key": line.key,
        "mark": one.mark,
        "what": wording.worded(words.WHATS, line.what),
        "heading": None if unread else line.heading,
        "chosen": None if unread else line.chosen,
        "words": None if unread else line.words,
        "language": tag(line.language),
        "drawing": None if unread else picture_in(line.drawing),
        "facts": known(line),
        "when": wording.moment(line.at) if line.at else None,
        "beside": []
        if unread
        else [
            {
                "words": each.words,
                "by": _("Put into English by a person, %(when)s.", when=wording.moment(each.at))
                if each.what == "translation"
                else said_to_be_wrong(each.by or "", each.name or "", each.at),
            }
            for each in line.beside
        ],
        "unread": unread,
        "kept": line.part is Part.KEPT,
        "found": [] if unread else list(line.found),
        "held": wording.worded(words.GROUNDS, line.ground) if line.ground else None,
        "say": str(now),
        "why": (decision.why or "") if decision is not None else "",
        "decided": _("Decided by %(name)s, %(when)s.", name=decision.by.full_name or "",
                     when=wording.moment(decision.at)) if decision is not None else None,
    }  # fmt: skip


def _whose(export: SubjectExport) -> str:
    role = export.related.kind.value if export.related is not None else "child"
    return wording.worded(wording.ROLES, role)


def _state(export: SubjectExport) -> str:
    if export.let_go_at is None:
        return _("being looked through")
    if export.file_gone_on is not None:
        return _("done; the file is gone")
    return _("done")
