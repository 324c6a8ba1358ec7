"""What the pages for imports show, in words. Nothing is decided here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from participation.care.imports.models import Import, ImportState
from participation.care.people.models import StaffMember
from participation.journeys.importing import keeping
from participation.journeys.importing.columns import columns_of
from participation.journeys.importing.headings import NOT_USED, suggestion
from participation.journeys.importing.previewing import Preview
from participation.journeys.importing.problems import Asked, FileKind, Problem
from participation.journeys.importing.said import Said
from participation.journeys.importing.undoing import Hindrance
from participation.kernel.clock import LONDON
from participation.web.locale import gettext as _
from participation.web.staff import import_columns, import_typed, wording
from participation.web.staff.import_words import FILES, QUESTIONS, STATES, WAYS, hindrance

MOST_SHOWN = 100  # of changed rows, and of questions of a kind

_ORDER = (
    *(Asked.MOST_GONE, Asked.CHILD_GONE, Asked.CONTACT_GONE, Asked.REVIEW_GONE),
    *(Asked.FAR_MOVE, Asked.NOTED_HERE, Asked.SHARED_PHONE, Asked.ROW),
)


def listed(session: Session, one: Import) -> dict[str, Any]:
    """One line of the list."""
    return {
        "url": f"/staff/imports/{one.public_id}",
        "when": _moment(one.done_at or one.made_at),
        "by": _by(session, one.done_by_id or one.by_id, one),
        "state": wording.worded(STATES, one.state),
        "counts": _totals(one),
    }


def values(
    session: Session, one: Import, stands_against: Sequence[Hindrance], *, shown: bool
) -> dict[str, Any]:
    """Everything the page of one import names."""
    found = keeping.preview_of(one) if shown else None
    said = Said.of(one)
    return {
        **listed(session, one),
        "is_waiting": one.state is ImportState.WAITING,
        "is_done": one.state is ImportState.DONE,
        "until": _moment(one.until) if one.until else None,
        "undone": _undone(session, one),
        "rows": [_count(file, count) for file, count in _in_order(one.counts)],
        "compared": found.usable if found else _is_compared(one),
        "hindrances": [hindrance(each) for each in stands_against],
        **(_preview(found, said) if found else NOTHING),
        "seen": one.fingerprint or "",
    }


NOTHING: Mapping[str, Any] = {
    "headings": [],
    "cells": [],
    "more_errors": 0,
    "whole_errors": [],
    "downloads": [],
    "skips": False,
    "can_skip": False,
    "broken": False,
    "questions": [],
    "open_questions": 0,
    "named": [],
    "changed": [],
    "more_changed": 0,
    "remarks": [],
    "ready": False,
    "seen": "",
    "nothing_to_do": False,
    "due_differences": 0,
}


def _preview(found: Preview, said: Said) -> dict[str, Any]:
    cells = import_typed.to_fix(found)
    on_page = {(one.file, one.row, one.column) for one in cells}
    in_cells = {(one.file, one.row, one.column) for one in found.errors if one.row > 1}
    whole = [one for one in found.errors if one.row == 1 or not one.column]
    return {
        "headings": _headings(found, said),
        "cells": [_cell(one) for one in cells],
        "more_errors": len({one for one in in_cells - on_page if one[2]}),
        "whole_errors": [
            {
                "file": _(FILES.get(one.file, one.file)),
                "row": one.row if one.row > 1 else None,
                "column": one.column,
                "remedy": one.remedy,
            }
            for one in whole[:MOST_SHOWN]
        ],
        "downloads": [
            {"kind": file.removesuffix(".csv"), "file": _(FILES[file])}
            for file in FILES
            if any(one.file == file and one.row > 1 for one in found.errors)
        ],
        "skips": said.skips,
        "can_skip": bool(found.errors) and not found.broken,
        "broken": found.broken,
        "questions": [
            group
            for kind in _ORDER
            if (group := _group(kind, found, said.answers))["rows"]
        ],
        "open_questions": keeping.waiting(found, said.answers),
        "named": _named(found),
        "changed": [
            {
                "file": _(FILES.get(one.file, one.file)),
                "identity": one.identity,
                "who": one.who,
                "fields": _worded(one.fields),
            }
            for one in found.changed[:MOST_SHOWN]
        ],
        "more_changed": max(0, len(found.changed) - MOST_SHOWN),
        "remarks": sorted({f"{_(FILES.get(one.file, one.file))}: {one.column}"
                           for one in found.remarks}),
        "ready": keeping.is_ready(found, said),
        "nothing_to_do": not found.changes_anything and not found.errors,
        "due_differences": found.due_differences,
    }  # fmt: skip


_SAID: Mapping[bool | None, str | None] = {True: "yes", False: "no", None: None}


def _worded(fields: Sequence[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    return [
        (
            import_columns.called(column),
            import_columns.said(column, old),
            import_columns.said(column, new),
        )
        for column, old, new in fields
    ]


def _named(found: Preview) -> list[dict[str, Any]]:
    """By the case system's reference: which rows are new, and which are left out."""
    kinds = (
        (_("What is new"), found.new_rows, "new"),
        (_("What is left out"), found.left_out, "skipped"),
    )
    return [
        {
            "title": title,
            "files": [
                {
                    "file": _(FILES[file]),
                    "ids": named[file],
                    "more": max(0, found.counts[file][counted] - len(named[file])),
                }
                for file in FILES
                if named.get(file)
            ],
        }
        for title, named, counted in kinds
        if named
    ]


def _cell(one: Problem) -> dict[str, Any]:
    name = import_typed.cell_name(one)
    return {
        "name": name,
        "id": "cell-" + "".join(c if c.isalnum() else "-" for c in name),
        "file": _(FILES.get(one.file, one.file)),
        "row": one.row,
        "column": import_columns.with_its_name(one.column),
        "value": one.value,
        "remedy": one.remedy,
    }


def _group(kind: Asked, found: Preview, answers: Mapping[str, bool]) -> dict[str, Any]:
    title, yes, no = QUESTIONS[kind]
    asked = [one for one in found.questions if one.asks is kind]
    open_first = sorted(asked, key=lambda one: one.key in answers)
    return {
        "kind": kind.value,
        "title": _(title),
        "yes": _(yes),
        "no": _(no),
        "count": len(asked),
        "several": len(asked) > 1 and kind is not Asked.MOST_GONE,
        "more": max(0, len(asked) - MOST_SHOWN),
        "rows": [
            {
                "name": f"answer:{one.key}",
                "id": f"{kind.value}-{number}",
                "file": _(FILES.get(one.file, one.file)),
                "row": one.row if one.row > 1 else None,
                "about": one.about if kind is not Asked.MOST_GONE else "",
                "column": (
                    import_columns.with_its_name(one.column)
                    if kind is Asked.ROW and one.column
                    else ""
                ),
                "value": (
                    import_columns.said(one.column, one.value)
                    if kind is not Asked.CHILD_GONE
                    else ""
                ),
                "remedy": one.remedy,
                "said": _SAID[answers.get(one.key)],
            }
            for number, one in enumerate(open_first[:MOST_SHOWN], start=1)
        ],
    }


def _headings(found: Preview, said: Said) -> list[dict[str, Any]]:
    shown: list[dict[str, Any]] = []
    for number, (file, heading) in enumerate(import_typed.unknown_headings(found), start=1):
        kind = FileKind(file)
        columns = columns_of(kind, drama_allowed=False)
        there = set(found.columns.get(file, ())) | set(found.headings[file])
        chosen = said.names.get(file, {}).get(heading)
        free = [one.name for one in columns if one.name not in there or one.name == chosen]
        offered = chosen if chosen else (suggestion(kind, heading, free) if chosen is None else "")
        shown.append(
            {
                "name": import_typed.heading_name(file, heading),
                "id": f"column-{number}",
                "file": _(FILES[file]),
                "heading": heading,
                "columns": free,
                "chosen": import_typed.IGNORED if chosen == NOT_USED else offered or "",
                "is_guess": chosen is None and bool(offered),
            }
        )
    return shown


def _count(file: str, count: Mapping[str, int]) -> dict[str, Any]:
    return {"file": _(FILES.get(file, file)), **count}


def _in_order(counts: Mapping[str, Mapping[str, int]]) -> list[tuple[str, Mapping[str, int]]]:
    return [(file, counts[file]) for file in FILES if file in counts]


def _is_compared(one: Import) -> bool:
    """While something stands in the way no row is compared, and a nought would say otherwise."""
    done = ("new", "changed", "same", "cancelled", "skipped")
    return (
        one.state is not ImportState.WAITING
        or any(count.get(name) for count in one.counts.values() for name in done)
        or not any(count.get("problems") for count in one.counts.values())
    )


def _totals(one: Import) -> str:
    if not _is_compared(one):
        return _("not compared yet")
    sums = {
        name: sum(count.get(name, 0) for count in one.counts.values())
        for name in ("new", "changed", "same", "cancelled")
    }
    return _("%(new)s new, %(changed)s changed, %(same)s same, %(cancelled)s cancelled", **sums)


def _by(session: Session, staff_id: int | None, one: Import) -> str:
    way = wording.worded(WAYS, one.way)
    staff = session.get(StaffMember, staff_id) if staff_id is not None else None
    return f"{staff.full_name}, {way}" if staff is not None else way


def _undone(session: Session, one: Import) -> str | None:
    if one.undone_at is None:
        return None
    staff = session.get(StaffMember, one.undone_by_id) if one.undone_by_id is not None else None
    return f"{_moment(one.undone_at)}, {staff.full_name if staff else ''}"


def _moment(moment: Any) -> str:
    return f"{moment.astimezone(LONDON):%d/%m/%Y, %H:%M}"
