"""Earlier reviews on the paper: what was raised then, and the faces, as the page has them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from participation.channels.paper.sheet import Cell, Item, Section, Table
from participation.web.locale import gettext as _


def sections_looking_back(values: Mapping[str, Any]) -> Iterator[Section]:
    """What was raised last time and what is said now, and the faces of the last reviews."""
    since, over = values["since"], values["over_time"]
    if since is None:
        nothing = _("There is nothing here from an earlier review to compare with.")
        yield Section(heading=_("Since the last review"), lead=(nothing,))
    else:
        new = "; ".join(f"{one['question']} {one['now']}" for one in since["new"])
        yield Section(
            heading=_("Since the review of %(day)s", day=since["day"]),
            lead=tuple(line for line in (since["silent"] or since["counts"],) if line),
            items=tuple(map(_raised, since["raised"])),
            after=(f"{_('New this time')}: {new}",) if new else (),
        )
    if over is not None:
        yield Section(
            heading=_("How it goes, review by review"),
            table=Table(
                head=(_("What"), *over["days"]),
                rows=tuple(
                    (
                        Cell(text=row["what"]),
                        *(Cell(text=cell["word"] or "–", face=cell["face"])
                          for cell in row["cells"]),
                    )
                    for row in over["rows"]
                ),
            ),
            after=tuple(f"{row['what']}: {row['finding']}" for row in over["rows"])
            if len(over["days"]) > 1
            else (),
        )  # fmt: skip


def _english(words: str | None) -> str:
    return _("Put into English by a person: “%(words)s”", words=words) if words else ""


def _raised(one: Mapping[str, Any]) -> Item:
    now = f"{_('Now:')} {one['now']}" if one["now"] else ""
    return Item(
        heading=one["question"],
        chosen=f"{_('Then:')} {one['label']}" if one["label"] else None,
        words=one["words"],
        language=one["language"].replace("-", "_") if one["language"] else None,
        notes=tuple(
            note
            for note in (
                _english(one["in_english"]),
                *(f"“{each['words']}” {each['by']}" for each in one["corrected"]),
                " ".join(one["promised"]),
                now,
            )
            if note
        ),
    )
