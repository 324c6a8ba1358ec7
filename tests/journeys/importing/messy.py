"""A made-up council whose extract has two dozen faults of the kind real ones have, by seed.

Each fault lies in a row of its own, so that none hides another, and is noted: file, row, column.
"""

from __future__ import annotations

import csv
import random
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from participation.cli.made_up_council import write_council

Row = dict[str, str]
FILES = ("staff.csv", "children.csv", "contacts.csv", "reviews.csv")
_CELLS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "children.csv": (
        *(("pers_dob", bad) for bad in ("29/02/2027", "31-04-2015", "46000", "2030-01-01")),
        *(("pers_dob", bad) for bad in ("01/02/03", "")),
        *(("spoken_language", bad) for bad in ("XX", "Kurdish")),
        *(("iro_staff_id", bad) for bad in ("S9999", "")),
    ),
    "contacts.csv": (
        *(("mobile", bad) for bad in ("07700 90012", "7700900123.0", "020 7946 0123")),
        *(("mobile", bad) for bad in ("+1 212 555 0100", "unknown", "7.7009E+09")),
        *(("relationship", bad) for bad in ("uncle bob", "")),
        ("may_be_asked", "maybe"),
    ),
    "reviews.csv": (
        *(("pers_person_id", bad) for bad in ("P000000", "")),
        *(("review_time", bad) for bad in ("25:70", "4pm")),
        ("clar_cla_review_date", "2026-02-30"),
    ),
}


@dataclass(frozen=True, order=True)
class Fault:
    """Where something is wrong; the header is row 1."""

    file: str
    row: int
    column: str


def write_messy(folder: Path, *, seed: int, today: date) -> set[Fault]:
    """The four files, and every fault that was put into them."""
    write_council(folder, children=60, today=today, seed=seed)
    chance = random.Random(seed)
    rows = {name: _read(folder / name) for name in FILES}
    faults: set[Fault] = set()
    spoilt: defaultdict[str, set[int]] = defaultdict(set)

    def a_row(name: str) -> int:
        place = chance.choice([n for n in range(len(rows[name])) if n not in spoilt[name]])
        spoilt[name].add(place)
        return place

    for name, cells in _CELLS.items():
        for column, bad in cells:
            place = a_row(name)
            rows[name][place][column] = bad
            faults.add(Fault(name, place + 2, column))
    since = {row["pers_person_id"]: row["looked_after_since"] for row in rows["children.csv"]}
    place = a_row("reviews.csv")
    review = rows["reviews.csv"][place]
    before = date.fromisoformat(since[review["pers_person_id"]]) - timedelta(days=10)
    review["clar_cla_review_date"] = before.isoformat()
    faults.add(Fault("reviews.csv", place + 2, "clar_cla_review_date"))
    twin = a_row("reviews.csv")
    rows["reviews.csv"].append(dict(rows["reviews.csv"][twin]))
    faults.add(Fault("reviews.csv", len(rows["reviews.csv"]) + 1, "clar_cla_review_id"))
    rows["staff.csv"].append({**rows["staff.csv"][0], "email": "not-an-email"})
    faults.add(Fault("staff.csv", len(rows["staff.csv"]) + 1, "email"))
    for name in FILES:
        _write(folder / name, rows[name])
    return faults


def _read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), restval="")
        writer.writeheader()
        writer.writerows(rows)
