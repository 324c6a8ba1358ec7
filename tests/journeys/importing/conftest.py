"""A small council on paper, that a test spoils in one place."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.imports.models import ImportWay
from participation.care.people import queries as people
from participation.care.people.models import ContactPoint
from participation.guard.crypto import ring_of
from participation.journeys.importing import keeping
from participation.journeys.importing.given import in_hand
from participation.journeys.importing.headings import AS_DOCUMENTED
from participation.journeys.importing.problems import FileKind, ImportResult, Problem
from participation.journeys.importing.reading import Extract, read
from participation.journeys.importing.writing import import_extract
from participation.kernel.clock import london_day
from participation.kernel.db import reading, transaction
from participation.kernel.model import Base

TODAY = date(2026, 11, 24)
MOTHERS = "+447700900002"
Row = dict[str, str]


@dataclass
class Council:
    """Two officers, a worker; siblings with one mother, and a child who is alone here."""

    folder: Path
    staff: list[Row] = field(default_factory=list)
    children: list[Row] = field(default_factory=list)
    contacts: list[Row] = field(default_factory=list)
    reviews: list[Row] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.staff = [
            _staff("S1", "Sam Green", "sam@council.example", "iro"),
            _staff("S2", "Jo Shaw", "jo@council.example", "iro"),
            _staff("S3", "Lee Reid", "lee@council.example", "social_worker"),
        ]
        self.children = [
            _child("P1", "Aisha", "2014-05-02", "S1", mobile="07700 900001"),
            _child("P2", "Ben", "2018-01-20", "S1"),
            _child("P3", "Selam", "2010-03-15", "S2", spoken_language="ti"),
        ]
        self.contacts = [
            _contact("C1", "A1", "P1", "mother", "Dana Carter", mobile="07700 900002"),
            _contact("C2", "A1", "P2", "mother", "Dana Carter", mobile="07700 900002"),
            _contact("C3", "A2", "P1", "foster_carer", "Chris Brown", mobile="07700 900003"),
        ]
        self.reviews = [
            _review("R1", "P1", "2026-12-20", "2026-12-10"),
            _review("R2", "P2", "2026-12-20", "2026-12-10"),
            _review("R3", "P3", "2027-01-20", "2027-01-12"),
        ]

    def write(self, *, delimiter: str = ",", encoding: str = "utf-8") -> Path:
        self.folder.mkdir(exist_ok=True)
        for name in ("staff", "children", "contacts", "reviews"):
            if rows := getattr(self, name):
                columns = list(dict.fromkeys(column for row in rows for column in row))
                path = self.folder / f"{name}.csv"
                with path.open("w", encoding=encoding, newline="") as file:
                    writer = csv.DictWriter(file, columns, restval="", delimiter=delimiter)
                    writer.writeheader()
                    writer.writerows(rows)
        return self.folder

    def read(self) -> Extract:
        return read([self.write()], today=TODAY, drama_allowed=True)

    def problems(self) -> list[Problem]:
        return self.read().problems


def _staff(identity: str, name: str, email: str, roles: str) -> Row:
    return {
        "staff_id": identity,
        "full_name": name,
        "email": email,
        "roles": roles,
        "team": "Quality Assurance",
    }


def _child(identity: str, name: str, born: str, officer: str, **more: str) -> Row:
    return {
        "pers_person_id": identity,
        "first_name": name,
        "known_as": "",
        "pers_dob": born,
        "looked_after_since": "2024-02-01",
        "legal_status": "C2",
        "iro_staff_id": officer,
        "social_worker_staff_id": "S3",
        "spoken_language": "en",
        "circumstances": "",
        "mobile": "",
        "mobile_private": "yes",
        "safe_to_text": "yes",
        "confirmed_on": "2026-10-01",
        "email": "",
        "ceased_on": "",
        **more,
    }


def _contact(identity: str, ref: str, child: str, kind: str, name: str, **more: str) -> Row:
    return {
        "contact_id": identity,
        "person_ref": ref,
        "pers_person_id": child,
        "relationship": kind,
        "full_name": name,
        "parental_responsibility": "yes",
        "mobile": "",
        "mobile_private": "no",
        "email": "",
        "may_be_asked": "yes",
        "not_asked_reason": "",
        "not_asked_decided_by": "",
        "not_asked_until": "",
        "safe_to_text": "yes",
        "confirmed_on": "2026-10-01",
        **more,
    }


def _review(identity: str, child: str, due: str, day: str, **more: str) -> Row:
    return {
        "clar_cla_review_id": identity,
        "pers_person_id": child,
        "clar_cla_review_due_date": due,
        "clar_cla_review_date": day,
        "review_time": "16:15",
        "review_type": "subsequent",
        "clar_cla_review_cancelled": "no",
        "chair_staff_id": "",
        "part_one_on": "",
        "completed_on": "",
        "held_as": "meeting",
        **more,
    }


@pytest.fixture
def council(tmp_path: Path) -> Council:
    return Council(tmp_path / "extract")


Stored = TypeVar("Stored", bound=Base)
BringIn = Callable[..., ImportResult]
HandOver = Callable[[], int]


@pytest.fixture
def bring_in(app: Flask, council: Council) -> Iterator[BringIn]:
    """Imports the council as it stands on paper; the session is the app's own."""
    clock = app.extensions["participation"].clock

    def run(*, allow_skips: bool = False, dry_run: bool = False) -> ImportResult:
        today = london_day(clock.now())
        extract = read([council.write()], today=today, drama_allowed=True)
        with reading() if dry_run else transaction() as session:
            return import_extract(
                session, extract, today=today, now=clock.now(), allow_skips=allow_skips
            )

    with app.app_context():
        yield run


@pytest.fixture
def hand_over(app: Flask, council: Council) -> HandOver:
    """Begin an import with the council as it stands on paper; its key."""
    house = app.extensions["participation"]

    def run() -> int:
        folder = council.write()
        givens = [
            in_hand("", (folder / kind.value).read_bytes(), kind)
            for kind in FileKind
            if (folder / kind.value).exists()
        ]
        with transaction() as session:
            one = keeping.begin(
                session,
                givens,
                way=ImportWay.PAGE,
                by=None,
                names=AS_DOCUMENTED,
                house=house,
                now=house.now(),
            )
            return one.id

    return run


def by_id(session: Session, kind: type[Stored], identity: str) -> Stored:
    """The one row with an external id."""
    column: Any = kind.__table__.c.external_id
    return session.scalars(select(kind).where(column == identity)).one()


def mothers_number(session: Session, number: str = MOTHERS) -> ContactPoint:
    value_hash = people.number_hash(ring_of(session), number)
    return session.scalars(select(ContactPoint).where(ContactPoint.value_hash == value_hash)).one()
