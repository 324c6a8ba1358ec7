"""The file of a copy: what goes, as PDFs to read and JSON for a machine, in one zip.

What was said for the officer alone is a document of its own (R4), and so is what was typed and
never sent, which nobody here reads (R3). It is made of the lines that go, and of nothing else: no
id, no number of lines, nothing of what was held back.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from participation.care.subject_access.lines import Fact, Line, Section
from participation.care.subject_access.models import SubjectExport
from participation.care.subject_access.rules import Part
from participation.channels.form.drawing import picture_in
from participation.channels.paper.pdf import pdf_of
from participation.channels.paper.sheet import Item, Look, Sheet
from participation.channels.paper.sheet import Section as SheetSection
from participation.kernel.clock import LONDON, london_day
from participation.kernel.languages import ENGLISH
from participation.web.locale import gettext as _
from participation.web.staff import copies_words as words
from participation.web.staff import wording
from participation.web.staff.languages import language_name
from participation.web.staff.summary_sheet import apart
from participation.web.staff.translated_words import said_to_be_wrong


def zipped(export: SubjectExport, lines: Sequence[Line], told: str | None, now: datetime) -> bytes:
    """The whole file; the same lines at the same moment give the same bytes."""
    out = io.BytesIO()
    stamp = now.astimezone(LONDON).timetuple()[:6]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in Part:
            of_it = [line for line in lines if line.part is part]
            if not of_it and part is not Part.OPEN:
                continue
            name = words.FILES[part]
            sheet = sheet_of(export, part, of_it, told if part is Part.OPEN else None, now)
            content = json_of(export, of_it, told if part is Part.OPEN else None, now)
            dumped = json.dumps(content, ensure_ascii=False, indent=1).encode()
            for ending, body in (("pdf", pdf_of(sheet, now)), ("json", dumped)):
                packed.writestr(zipfile.ZipInfo(f"{name}.{ending}", stamp), body)
    return out.getvalue()


def sheet_of(
    export: SubjectExport, part: Part, lines: Sequence[Line], told: str | None, now: datetime
) -> Sheet:
    """One document, section by section, each line with the day on which it came."""
    name = person_of(export)
    cover = [SheetSection(heading=_("What this is"), look=Look.BOX, lead=_cover(export))]
    if told:
        cover.append(SheetSection(heading=_("About what was left out"), lead=(told,)))
    return Sheet(
        named=_("A copy of what is held"),
        title=_(words.TITLES[part]),
        facts=(
            _("For %(name)s.", name=apart(name)),
            _("Asked for on %(day)s. Made on %(made)s.",
              day=wording.full_day(export.received_on), made=wording.full_day(london_day(now))),
        ),
        sections=(*(cover if part is Part.OPEN else ()), *_sections(lines)),
        foot=_("For %(name)s. Not for anybody else.", name=apart(name)),
        side=_("Side {side} of {sides}"),
        longer=_("This takes {sides} sides."),
    )  # fmt: skip


def json_of(
    export: SubjectExport, lines: Sequence[Line], told: str | None, now: datetime
) -> dict[str, Any]:
    """The same for a machine: codes as they are kept, days as ISO writes them."""
    return {
        "for": person_of(export),
        "asked_on": export.received_on.isoformat(),
        "made_at": now.isoformat(),
        "about_what_was_left_out": told,
        "lines": [
            {
                "section": line.section.value,
                "what": line.what,
                "question": line.heading,
                "chosen": line.chosen,
                "own_words": line.words,
                "language": line.language,
                "drawing": line.drawing,
                "at": line.at.isoformat() if line.at else None,
                "facts": {fact.what: _plain(fact) for fact in line.facts},
                "translations": [
                    {"words": one.words, "at": one.at.isoformat()}
                    for one in line.beside
                    if one.what == "translation"
                ],
                "corrections": [
                    {"words": one.words, "said_by": one.by, "at": one.at.isoformat()}
                    for one in line.beside
                    if one.what == "correction"
                ],
            }
            for line in lines
        ],
    }


def person_of(export: SubjectExport) -> str:
    """Whose copy it is, by name."""
    if export.related is not None:
        return export.related.adult.full_name or ""
    return export.child.called


def fact_words(fact: Fact) -> str:
    """What is known, in words."""
    value = fact.value
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return wording.moment(value)
    if isinstance(value, date):
        return wording.full_day(value)
    if fact.what in words.LANGUAGES:
        return language_name(str(value)) or _("English")
    table = words.VALUES.get(fact.what)
    return wording.worded(table, str(value)) if table and value in table else str(value)


def known(line: Line) -> list[tuple[str, str]]:
    """Every fact with what it is called."""
    return [(wording.worded(words.FACTS, one.what), fact_words(one)) for one in line.facts]


def _cover(export: SubjectExport) -> tuple[str, ...]:
    del export  # the same in every copy, so that it tells nothing of what was left out
    return tuple(_(line) for line in words.ON_THE_COVER)


def _sections(lines: Sequence[Line]) -> Iterator[SheetSection]:
    for section in Section:
        of_it = [line for line in lines if line.section is section]
        if of_it:
            items = (item for line in of_it for item in _items(line))
            yield SheetSection(
                heading=wording.worded(words.SECTIONS, section),
                look=Look.PERSON,
                items=tuple(items),
            )


def _items(line: Line) -> Iterator[Item]:
    notes = [f"{name}: {value}" for name, value in known(line)]
    if line.at is not None:
        notes.insert(0, wording.moment(line.at))
    yield Item(
        heading=line.heading or wording.worded(words.WHATS, line.what),
        chosen=line.chosen,
        words=line.words,
        language=line.language,
        drawing=picture_in(line.drawing),
        notes=tuple(notes),
    )
    for one in line.beside:
        note = (
            _("Put into English by a person, %(when)s.", when=wording.moment(one.at))
            if one.what == "translation"
            else said_to_be_wrong(one.by or "", one.name or "", one.at)
        )
        yield Item(words=one.words, language=ENGLISH.code, notes=(note,), beside=True)


def _plain(fact: Fact) -> str | int | bool:
    value = fact.value
    return value.isoformat() if isinstance(value, date) else value
