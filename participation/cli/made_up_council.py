"""A council that does not exist: four files for the demo, trials and measurements.

Everybody is invented. The first thousand phone numbers are those reserved for drama (07700 900000
to 900999) and belong to nobody; a larger council gets numbers that only look like mobiles of real
people, so it is for the simulator and never for a provider.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from dateutil.relativedelta import relativedelta

from participation.care.people.models import RelationshipKind, Role
from participation.cli.made_up_names import (
    ALONE,
    AT_HOME,
    COLLEAGUES,
    FAMILY_NAMES,
    FATHERS,
    FIRST_NAMES,
    MOTHERS,
)
from participation.kernel.working_days import BankHolidays, add_working_days, is_working_day

CHILDREN_AN_OFFICER = 60
_DRAMA_NUMBERS = 1_000
_PREFIXES = ("400", "415", "500", "525", "710", "720", "730", "740", "775", "780", "790", "850")
_HOLIDAYS = BankHolidays()
_TEAMS: Mapping[Role, tuple[str, int]] = {
    Role.IRO_MANAGER: ("Independent Reviewing Service", 1),
    Role.BUSINESS_SUPPORT: ("Quality Assurance", 2),
    Role.PARTICIPATION: ("Participation", 1),
    Role.SAFEGUARDING: ("Duty desk", 2),
    Role.ADMIN: ("IT", 1),
}

Row = dict[str, str]


@dataclass(frozen=True, slots=True, repr=False)
class _Parent:
    ref: str
    kind: RelationshipKind
    name: str
    mobile: str
    language: str


def write_council(folder: Path, *, children: int, today: date, seed: int = 1) -> None:
    """Write staff.csv, children.csv, contacts.csv and reviews.csv into a folder.

    The same arguments give the same files. Officers sign in as iro1@council.example and on,
    everybody else as their role and a number, such as business_support1@council.example.
    """
    folder.mkdir(parents=True, exist_ok=True)
    council = _Council(random.Random(seed), today)  # noqa: S311 - made-up people, no secret
    council.hire(children)
    for _ in range(children):
        council.take_in()
    for name, rows in council.files.items():
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            columns = list(dict.fromkeys(column for row in rows for column in row))
            writer = csv.DictWriter(file, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)


class _Council:
    """Made up child by child; each draw comes from one source of chance."""

    def __init__(self, chance: random.Random, today: date) -> None:
        self._chance = chance
        self._today = today
        self.files: dict[str, list[Row]] = {
            name: [] for name in ("staff.csv", "children.csv", "contacts.csv", "reviews.csv")
        }
        self._officers: list[str] = []
        self._workers: list[str] = []
        self._parents: list[_Parent] = []
        self._numbers = 0
        self._refs = 0

    def hire(self, children: int) -> None:
        """The staff that a council of that size has."""
        officers = max(2, round(children / CHILDREN_AN_OFFICER))
        workers = max(2, children // 16)
        self._officers = self._hire(Role.IRO, "Independent Reviewing Service", officers)
        self._workers = self._hire(Role.SOCIAL_WORKER, "Children Looked After", workers)
        for role, (team, count) in _TEAMS.items():
            self._hire(role, team, count)

    def _hire(self, role: Role, team: str, count: int) -> list[str]:
        staff = self.files["staff.csv"]
        hired: list[str] = []
        for number in range(1, count + 1):
            hired.append(f"S{len(staff) + 1:05d}")
            staff.append(
                {
                    "staff_id": hired[-1],
                    "full_name": self._full_name(COLLEAGUES, "en"),
                    "email": f"{role}{number}@council.example",
                    "roles": role.value,
                    "team": team,
                }
            )
        return hired

    def take_in(self) -> None:
        """One more child, who may be alone here, or a sister or brother of the one before."""
        alone = self._perhaps(0.2)
        sibling = bool(self._parents) and not alone and self._perhaps(0.35)
        if alone:
            language, self._parents = self._chance.choice(ALONE), []
        elif sibling:
            language = self._parents[0].language
        else:
            language = self._chance.choice(AT_HOME) if self._perhaps(0.15) else "en"
            self._parents = self._new_parents(language)
        age = self._chance.randint(14, 17) if alone else self._chance.randint(0, 17)
        born = self._today - timedelta(days=age * 365 + self._chance.randint(20, 330))
        since = max(born, self._today - timedelta(days=self._days_in_care()))
        child = self._child(language, age, born, since, alone=alone)
        self._contacts_of(child)
        self._reviews_of(child["pers_person_id"], since)

    def _child(self, language: str, age: int, born: date, since: date, *, alone: bool) -> Row:
        rows = self.files["children.csv"]
        phone = age >= 11 and self._perhaps(0.7)
        legal = "V2" if alone else self._chance.choice(["C2", "C2", "C2", "V2", "C1"])
        facts = {
            "unaccompanied": alone,
            "in_proceedings": legal == "C1",
            "residential": self._perhaps(0.1),
            "out_of_area": self._perhaps(0.3),
            "long_term_foster": not alone and self._perhaps(0.2),
            "extra_care": self._perhaps(0.07),
        }
        row = {
            "pers_person_id": f"P{200_000 + len(rows) * 3}",
            "first_name": self._chance.choice(FIRST_NAMES[language]),
            "pers_dob": born.isoformat(),
            "dob_estimated": _yes(alone and self._perhaps(0.3)),
            "looked_after_since": since.isoformat(),
            "legal_status": legal,
            "iro_staff_id": self._officers[len(rows) % len(self._officers)],
            "social_worker_staff_id": self._chance.choice(self._workers),
            "spoken_language": language,
            "reading_language": language,
            "reads": "yes" if language == "en" else self._chance.choice(["yes", "yes", "some"]),
            "interpreter_needed": _yes(alone),
            "communication": self._chance.choice(["", "", "", "", "", "easy_read", "symbols"]),
            "circumstances": ";".join(name for name, true in facts.items() if true),
            "mobile": self._mobile() if phone else "",
            "mobile_private": _yes(phone and self._perhaps(0.6)),
            "safe_to_text": _yes(phone and self._perhaps(0.9)),
            "confirmed_on": self._lately() if phone else "",
        }
        rows.append(row)
        return row

    def _new_parents(self, language: str) -> list[_Parent]:
        """Mothers are known more often than fathers, and their numbers too."""
        parents: list[_Parent] = []
        for kind, names, known, has_phone in (
            (RelationshipKind.MOTHER, MOTHERS, 0.95, 0.9),
            (RelationshipKind.FATHER, FATHERS, 0.7, 0.65),
        ):
            if self._perhaps(known) or (kind is RelationshipKind.FATHER and not parents):
                number = self._mobile() if self._perhaps(has_phone) else ""
                name = self._full_name(names[language], language)
                parents.append(_Parent(self._ref(), kind, name, number, language))
        return parents

    def _contacts_of(self, child: Row) -> None:
        for parent in self._parents:
            left_out = self._perhaps(0.08)
            self._contact(child, parent, asked=not left_out, responsible=True)
        home = child["circumstances"].split(";")
        kind = (
            RelationshipKind.RESIDENTIAL_CARER
            if "residential" in home
            else RelationshipKind.FOSTER_CARER
        )
        carer = _Parent(self._ref(), kind, self._full_name(COLLEAGUES, "en"), self._mobile(), "en")
        self._contact(child, carer, asked=True, responsible=False)
        if "in_proceedings" in home:
            guardian = _Parent(
                self._ref(),
                RelationshipKind.CHILDRENS_GUARDIAN,
                self._full_name(COLLEAGUES, "en"),
                self._mobile(),
                "en",
            )
            self._contact(child, guardian, asked=True, responsible=False)

    def _contact(self, child: Row, person: _Parent, *, asked: bool, responsible: bool) -> None:
        rows = self.files["contacts.csv"]
        until = self._today + timedelta(days=self._chance.randint(30, 160))
        spoken_with = asked and self._perhaps(0.9)
        safe = bool(person.mobile) and int(person.ref[1:]) % 8 != 0  # as one person's rows agree
        rows.append(
            {
                "contact_id": f"C{len(rows) + 1:06d}",
                "person_ref": person.ref,
                "pers_person_id": child["pers_person_id"],
                "relationship": person.kind.value,
                "full_name": person.name,
                "parental_responsibility": _yes(responsible),
                "mobile": person.mobile,
                "mobile_private": _yes(safe and int(person.ref[1:]) % 2 == 0),
                "spoken_language": person.language,
                "reading_language": person.language,
                "may_be_asked": _yes(asked),
                "not_asked_reason": "" if asked else "recorded decision: not safe at present",
                "not_asked_decided_by": "" if asked else child["iro_staff_id"],
                "not_asked_until": "" if asked else until.isoformat(),
                "safe_to_text": _yes(safe),
                "confirmed_on": self._lately() if spoken_with else "",
            }
        )

    def _reviews_of(self, child: str, since: date) -> None:
        """The review held last, and the one to come, each due as the regulations say."""
        kind, due = "first", add_working_days(since, 20, _HOLIDAYS)
        before: tuple[str, date, date] | None = None
        while (day := self._held_near(due)) < self._today:
            before = (kind, due, day)
            months = 3 if kind == "first" else 6
            due = day + relativedelta(months=months)
            kind = "second" if kind == "first" else "subsequent"
        if before is not None:
            self._review(child, *before)
        self._review(child, kind, due, day)

    def _held_near(self, due: date) -> date:
        day = due - timedelta(days=self._chance.randint(0, 8))
        while not is_working_day(day, _HOLIDAYS):
            day -= timedelta(days=1)
        return day

    def _review(self, child: str, kind: str, due: date, day: date) -> None:
        rows = self.files["reviews.csv"]
        rows.append(
            {
                "clar_cla_review_id": f"R{700_000 + len(rows) * 3}",
                "pers_person_id": child,
                "clar_cla_review_due_date": due.isoformat(),
                "clar_cla_review_date": day.isoformat(),
                "review_time": self._chance.choice(["10:00", "13:30", "15:45", "16:15"]),
                "review_type": kind,
                "held_as": "meeting",
            }
        )

    # --- chance ------------------------------------------------------------------------------

    def _perhaps(self, share: float) -> bool:
        return self._chance.random() < share

    def _days_in_care(self) -> int:
        longest: Sequence[tuple[int, int]] = ((3, 25), (28, 200), (200, 3000))
        first, last = self._chance.choices(longest, weights=(8, 27, 65))[0]
        return self._chance.randint(first, last)

    def _lately(self) -> str:
        return (self._today - timedelta(days=self._chance.randint(1, 420))).isoformat()

    def _full_name(self, first_names: Sequence[str], language: str) -> str:
        first = self._chance.choice(first_names)
        return f"{first} {self._chance.choice(FAMILY_NAMES[language])}"

    def _ref(self) -> str:
        self._refs += 1
        return f"A{self._refs:06d}"

    def _mobile(self) -> str:
        number = self._numbers
        self._numbers += 1
        if number < _DRAMA_NUMBERS:
            return f"07700 900{number:03d}"
        prefix = _PREFIXES[number % len(_PREFIXES)]
        return f"07{prefix}{number * 7_907 % 1_000_000:06d}"


def _yes(true: bool) -> str:
    return "yes" if true else "no"
