"""A council of two children whose extract holds a marker word in every cell that takes one."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from tests.acceptance.marker_words import Markers

CHILDS_PHONE, PARENTS_PHONE = "+447700900101", "+447700900102"
OFFICERS_ADDRESS = "sam.green@council.example"
CASE_SYSTEM = "the case system finds the row by it, and other systems ask us by it"
Row = dict[str, str]


@dataclass(frozen=True)
class Council:
    """Where the files lie, and the ids that later doors are asked for."""

    good: Path
    refused: Path
    half_good: Path
    child: str
    review: str


def write_council(folder: Path, markers: Markers) -> Council:
    """Three extracts: one that is imported, one that is refused, one whose bad rows are skipped.

    The first child is texted on a phone of their own, where a text names the child and the officer
    by design (R17, level K), so those two have ordinary names. The second child, their officer and
    all adults are called by markers.
    """
    sam = markers.identifier("staff_id", CASE_SYSTEM)
    other = markers.identifier("staff_id", CASE_SYSTEM)
    aisha = markers.identifier("pers_person_id", CASE_SYSTEM)
    second = markers.identifier("pers_person_id", CASE_SYSTEM)
    review = markers.identifier("clar_cla_review_id", CASE_SYSTEM)
    staff = [
        {"staff_id": sam, "full_name": "Sam Green", "email": OFFICERS_ADDRESS, "roles": "iro"},
        {
            "staff_id": other,
            "full_name": markers.word("full_name of staff"),
            "email": markers.word("email of staff") + "@council.example",
            "roles": "iro;social_worker",
            "team": markers.word("team"),
        },
    ]
    children = [
        _child(aisha, sam, first_name="Aisha", mobile=CHILDS_PHONE, mobile_private="yes"),
        _child(
            second,
            other,
            first_name=markers.word("first_name"),
            known_as=markers.word("known_as"),
            mobile="+447700900103",
            mobile_private="no",
        ),
    ]
    for child in children:
        child["dialect"] = markers.word("dialect")
        child["communication"] = f"easy_read;{markers.word('communication')}"
        child["email"] = markers.word("email of a child") + "@mail.example"
        child["favourite_food"] = markers.word("a cell of an unknown column")
    contacts = [
        _contact(markers, aisha, "mother", sam, mobile=PARENTS_PHONE, may_be_asked="yes"),
        _contact(markers, second, "mother", sam, mobile="+447700900104", may_be_asked="yes"),
        _contact(
            markers,
            aisha,
            "father",
            other,
            may_be_asked="no",
            not_asked_reason=f"recorded decision: {markers.word('not_asked_reason')}",
        ),
        _contact(markers, aisha, "foster_carer", sam, may_be_asked="yes"),
    ]
    reviews = [_review(review, aisha), _review(markers.identifier("review", CASE_SYSTEM), second)]
    good = {"staff": staff, "children": children, "contacts": contacts, "reviews": reviews}
    _write(folder / "good", good)
    _write(folder / "refused", _spoilt(good, markers), placed=markers.word("a placement's column"))
    _write(folder / "half", _with_bad_rows(good, markers))
    return Council(folder / "good", folder / "refused", folder / "half", aisha, review)


def _child(key: str, officer: str, **more: str) -> Row:
    plain = {
        "pers_person_id": key,
        "pers_dob": "2013-03-02",
        "looked_after_since": "2025-01-06",
        "legal_status": "C2",
        "iro_staff_id": officer,
        "safe_to_text": "yes",
        "confirmed_on": "2026-11-02",
    }
    return {**plain, **more}


def _contact(markers: Markers, child: str, who: str, decided_by: str, **more: str) -> Row:
    return {
        "contact_id": markers.identifier("contact_id", CASE_SYSTEM),
        "person_ref": markers.identifier("person_ref", CASE_SYSTEM),
        "pers_person_id": child,
        "relationship": who,
        "full_name": f"{markers.word('full_name of an adult')} {markers.word('surname')}",
        "parental_responsibility": "yes",
        "mobile_private": "no",
        "email": markers.word("email of an adult") + "@mail.example",
        "not_asked_decided_by": decided_by if more["may_be_asked"] == "no" else "",
        "safe_to_text": "yes" if "mobile" in more else "no",
        "confirmed_on": "2026-11-02" if "mobile" in more else "",
        **more,
    }


def _review(key: str, child: str) -> Row:
    return {
        "clar_cla_review_id": key,
        "pers_person_id": child,
        "clar_cla_review_due_date": "2026-12-14",
        "clar_cla_review_date": "2026-12-10",
        "review_time": "16:15",
        "review_type": "subsequent",
    }


_ALL_MORE = {
    "children": ("legal_status", "form_override", "interpreter_gender", "reads", "circumstances"),
    "contacts": ("not_asked_until", "interpreter_needed", "spoken_language"),
    "reviews": ("part_one_on", "completed_on", "held_as", "chair_staff_id"),
    "staff": (),
}


def _spoilt(good: dict[str, list[Row]], markers: Markers) -> dict[str, list[Row]]:
    """Every cell of every file filled with a marker; hardly one can be read."""
    return {
        name: [
            {
                column: markers.word(f"refused {name}.csv, {column}")
                for column in (*rows[-1], *_ALL_MORE[name])
            }
        ]
        for name, rows in good.items()
    }


def _with_bad_rows(good: dict[str, list[Row]], markers: Markers) -> dict[str, list[Row]]:
    """The good rows, and one further row for each cell that then cannot be read."""
    ids = {"staff": "staff_id", "children": "pers_person_id", "contacts": "contact_id"}
    ids["reviews"] = "clar_cla_review_id"
    read_strictly = {
        "staff": ("roles", "email"),
        "children": ("pers_dob", "legal_status", "form_override", "spoken_language", "mobile"),
        "contacts": ("relationship", "mobile", "confirmed_on"),
        "reviews": ("review_type", "review_time", "clar_cla_review_date"),
    }
    bad: dict[str, list[Row]] = {}
    for name, rows in good.items():
        bad[name] = list(rows)
        for column in read_strictly[name]:
            key = markers.identifier(f"{ids[name]} of a skipped row", CASE_SYSTEM)
            cell = markers.word(f"skipped {name}.csv, {column}").lower()
            # As near to a key of a form as a word can come.
            cell += "_form" if column == "form_override" else ""
            bad[name].append({**rows[-1], ids[name]: key, column: cell})
    return bad


def _write(folder: Path, tables: dict[str, list[Row]], placed: str = "") -> None:
    folder.mkdir(parents=True)
    for name, rows in tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        if placed and name == "children":
            columns.append("placement")
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, extrasaction="ignore")
            writer.writeheader()
            writer.writerows({"placement": placed, **row} if placed else row for row in rows)
