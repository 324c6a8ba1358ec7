"""A case system through a year: reviews are held, moved and cancelled, children come and go.

Plain rows as an extract has them, changed day by day from one source of chance. Each day gives the
rows that changed since the day before, and what is so is read from the same rows by the checks.
"""

from __future__ import annotations

import csv
import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from participation.cli.made_up_council import write_council
from tests.care.reviews import regulation

Row = dict[str, str]
FIRST_NUMBER, LAST_NUMBER = 0, 998  # of those reserved for drama; the last one is our own
PARENTS = ("mother", "father")


@dataclass
class MadeUpYear:
    """`children`, `contacts` and `reviews` by id: what the case system would say today."""

    chance: random.Random
    today: date
    staff: list[Row] = field(default_factory=list)
    children: dict[str, Row] = field(default_factory=dict)
    contacts: dict[str, Row] = field(default_factory=dict)
    reviews: dict[str, Row] = field(default_factory=dict)
    to_send: dict[str, set[str]] = field(default_factory=dict)
    happened: dict[str, int] = field(default_factory=dict)
    _numbers: int = FIRST_NUMBER

    @classmethod
    def begin(cls, folder: Path, *, children: int, today: date, seed: int) -> MadeUpYear:
        write_council(folder, children=children, today=today, seed=seed)
        year = cls(random.Random(seed), today)
        year.staff = _rows(folder / "staff.csv")
        year.children = {row["pers_person_id"]: row for row in _rows(folder / "children.csv")}
        year.contacts = {row["contact_id"]: row for row in _rows(folder / "contacts.csv")}
        year.reviews = {row["clar_cla_review_id"]: row for row in _rows(folder / "reviews.csv")}
        for row in year.reviews.values():
            if row["clar_cla_review_date"] < today.isoformat():
                row["over"] = "yes"
        year._number_again()
        year._whom_people_ask_first()
        for name in ("children", "contacts", "reviews"):
            year.to_send[name] = set(getattr(year, name))
        return year

    def changed(self) -> dict[str, list[Row]]:
        """The rows of each file that changed since the last time this was asked."""
        found = {
            name: [_told(getattr(self, name)[key]) for key in sorted(keys)]
            for name, keys in self.to_send.items()
            if keys
        }
        self.to_send = {name: set() for name in ("children", "contacts", "reviews")}
        return found

    def day(self, today: date) -> None:
        """What the case system's people typed since yesterday."""
        self.today = today
        for key in list(self.reviews):
            row = self.reviews[key]
            if self.is_over(row):
                continue
            day = date.fromisoformat(row["clar_cla_review_date"])
            if day == today - timedelta(days=1):
                self._was_the_day(key)
            elif day > today and self.chance.random() < 0.004:
                self._move(key, self.chance.randrange(-10, 20))
        if today.weekday() < 5:
            self._people(today)

    # --- what is so ---------------------------------------------------------------------------

    def is_over(self, row: Row) -> bool:
        return row.get("over") == "yes" or row.get("clar_cla_review_cancelled") == "yes"

    def open_children(self) -> list[str]:
        return [key for key, row in self.children.items() if not row.get("ceased_on")]

    def may_be_asked(self, child: str, today: date) -> bool:
        """Whether anybody is still asked about this child (R16), missing or not."""
        row = self.children[child]
        if row.get("ceased_on") and row["ceased_on"] <= today.isoformat():
            return False
        born = date.fromisoformat(row["pers_dob"])
        of_age = (today.year - born.year, (today.month, today.day) >= (born.month, born.day))
        return row.get("dob_estimated") == "yes" or of_age[0] - (not of_age[1]) < 18

    # --- what happens -------------------------------------------------------------------------

    def _was_the_day(self, key: str) -> None:
        """Yesterday was the day: held, or begun and adjourned, or put off, or cancelled with
        another one planned."""
        row, draw = self.reviews[key], self.chance.random()
        begun = row.get("part_one_on", "")
        if draw < 0.06:
            self._move(key, self.chance.randrange(3, 20))
        elif draw < 0.09:
            self._cancel(key)
        elif draw < 0.13 and not begun:
            second = _working(self.today + timedelta(days=self.chance.randrange(5, 20)))
            row["part_one_on"] = row["clar_cla_review_date"]
            row["clar_cla_review_date"] = second.isoformat()
            self._send("reviews", key)
            self._note("adjourned")
        else:
            if begun:
                row["completed_on"] = row["clar_cla_review_date"]
            row["over"] = "yes"
            self._send("reviews", key)
            self._note("held")
            self._plan_next(row)

    def _move(self, key: str, days: int) -> None:
        row = self.reviews[key]
        day = max(
            date.fromisoformat(row["clar_cla_review_date"]) + timedelta(days=days),
            self.today + timedelta(days=1),
        )
        row["clar_cla_review_date"] = _working(day).isoformat()
        self._send("reviews", key)
        self._note("moved")

    def _cancel(self, key: str) -> None:
        row = self.reviews[key]
        row["clar_cla_review_cancelled"] = "yes"
        self._send("reviews", key)
        self._note("cancelled")
        self._plan(row["pers_person_id"], row["review_type"],
                   date.fromisoformat(row["clar_cla_review_due_date"]),
                   self.today + timedelta(days=self.chance.randrange(5, 30)))  # fmt: skip

    def _plan_next(self, held: Row) -> None:
        child = held["pers_person_id"]
        if not self.may_be_asked(child, self.today):
            return
        since = date.fromisoformat(self.children[child]["looked_after_since"])
        day = date.fromisoformat(held["clar_cla_review_date"])
        first = held["review_type"] == "first"
        rule = regulation.looked_after(since, [day] if first else [since + timedelta(1), day])
        due = regulation.last_lawful(day, rule)
        early = timedelta(days=self.chance.randrange(0, 9))
        self._plan(child, "second" if first else "subsequent", due, due - early)

    def _plan(self, child: str, kind: str, due: date, day: date) -> None:
        key = f"R{900_000 + len(self.reviews)}"
        self.reviews[key] = {
            "clar_cla_review_id": key,
            "pers_person_id": child,
            "clar_cla_review_due_date": due.isoformat(),
            "clar_cla_review_date": _working(day).isoformat(),
            "review_time": "16:15",
            "review_type": kind,
            "held_as": "meeting",
        }
        self._send("reviews", key)

    def _people(self, today: date) -> None:
        here = self.open_children()
        each_day = len(here) / 432
        for what, a_year in (
            ("left", 110), ("adopted", 12), ("died", 6), ("missing", 60), ("officer", 150),
            ("came", 120), ("placement_order", 10),
        ):  # fmt: skip
            if self.chance.random() < a_year * each_day / 250:
                getattr(self, f"_{what}")(self.chance.choice(here))
        for key, row in self.children.items():
            if "missing" in row["circumstances"].split(";") and self.chance.random() < 0.15:
                kept = [one for one in row["circumstances"].split(";") if one != "missing"]
                row["circumstances"] = ";".join(kept)
                self._send("children", key)

    def _left(self, key: str, reason: str = "other") -> None:
        row = self.children[key]
        row["ceased_on"], row["ceased_reason"] = self.today.isoformat(), reason
        self._send("children", key)
        self._note(reason if reason != "other" else "left")

    def _adopted(self, key: str) -> None:
        self._left(key, "adopted")

    def _died(self, key: str) -> None:
        self._left(key, "died")

    def _placement_order(self, key: str) -> None:
        """From now on people decide whether a parent is asked, and no text does it by itself."""
        self.children[key]["legal_status"] = "E1"
        self._send("children", key)
        self._note("placement orders")

    def _missing(self, key: str) -> None:
        row = self.children[key]
        row["circumstances"] = ";".join(filter(None, (row["circumstances"], "missing")))
        self._send("children", key)
        self._note("missing")

    def _officer(self, key: str) -> None:
        officers = [row["staff_id"] for row in self.staff if row["roles"] == "iro"]
        self.children[key]["iro_staff_id"] = self.chance.choice(officers)
        self._send("children", key)
        self._note("officers changed")

    def _came(self, like: str) -> None:
        """A child who comes into care, with a first review and perhaps a mother we may text."""
        if self._numbers > LAST_NUMBER:
            return
        key = f"P{800_000 + len(self.children)}"
        born = self.today - timedelta(days=self.chance.randrange(400, 6_000))
        self.children[key] = {
            **self.children[like],
            "pers_person_id": key, "pers_dob": born.isoformat(), "dob_estimated": "no",
            "looked_after_since": self.today.isoformat(), "circumstances": "", "mobile": "",
            "mobile_private": "", "safe_to_text": "", "confirmed_on": "", "legal_status": "C1",
            "ceased_on": "", "ceased_reason": "", "communication": "",
            "placed_for_adoption_on": "",
        }  # fmt: skip
        number = f"C{800_000 + len(self.contacts)}"
        self.contacts[number] = {
            **next(iter(self.contacts.values())),
            "contact_id": number, "person_ref": f"B{len(self.contacts)}",
            "pers_person_id": key, "relationship": "mother", "full_name": "Dana Carter",
            "mobile": self._next_number(), "mobile_private": "yes", "may_be_asked": "yes",
            "not_asked_reason": "", "not_asked_decided_by": "", "not_asked_until": "",
            "safe_to_text": "yes", "confirmed_on": self.today.isoformat(),
        }  # fmt: skip
        due = regulation.last_lawful(self.today, regulation.looked_after(self.today, []))
        self._send("children", key)
        self._send("contacts", number)
        self._plan(key, "first", due, due - timedelta(days=self.chance.randrange(0, 6)))
        self._note("came")

    # --- by hand ------------------------------------------------------------------------------

    def _send(self, name: str, key: str) -> None:
        self.to_send[name].add(key)

    def _note(self, what: str) -> None:
        self.happened[what] = self.happened.get(what, 0) + 1

    def _number_again(self) -> None:
        """Numbers for drama only, so only people whom this service asks keep one."""
        anew: dict[str, str] = {}
        for row in (*self.children.values(), *self.contacts.values()):
            asked = row.get("relationship", "mother") in PARENTS
            before = row["mobile"] if asked else ""
            if before and before not in anew:
                anew[before] = self._next_number()
            row["mobile"] = anew.get(before, "")

    def _whom_people_ask_first(self) -> None:
        """Placement orders, a child placed for adoption, and phones that two families share."""
        for place, row in enumerate(self.children.values()):
            if place % 15 == 3:
                row["legal_status"] = "E1"
            if place % 30 == 7:
                month_ago = (self.today - timedelta(days=30)).isoformat()
                row["placed_for_adoption_on"] = max(month_ago, row["pers_dob"])
        numbers = sorted({row["mobile"] for row in self.contacts.values()} - {""})
        for number, taken in zip(numbers[::24], numbers[12::24], strict=False):
            for row in self.contacts.values():
                if row["mobile"] == number:
                    row["mobile"] = taken

    def _next_number(self) -> str:
        self._numbers += 1
        return f"07700 900{self._numbers - 1:03d}" if self._numbers <= LAST_NUMBER + 1 else ""


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _working(day: date) -> date:
    while day.isoweekday() > 5 or day in regulation.BANK_HOLIDAYS:
        day += timedelta(days=1)
    return day


def _told(row: Row) -> Row:
    """Without our own mark."""
    return {name: cell for name, cell in row.items() if name != "over"}
