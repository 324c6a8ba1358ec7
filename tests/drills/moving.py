"""Reviews move, are cancelled and come back, officers change and fall ill, a thousand times over.

After each change two things must be so. No text of ours asks, or waits to ask, about a review that
is cancelled (I17). Each child has one officer by the case system's word, on every day, and whoever
does that job at the moment is found, told, and alone in it (I15). What ought to be is kept here, in
plain values, apart from the house.
"""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta

from participation.care.people import handing_over
from participation.care.people.models import Child, StaffMember
from participation.journeys import changing_officers
from participation.kernel.db import transaction
from tests.drills.a_house import Drill
from tests.drills.case_system import Planned, Truth, contact_row, review_row, staff_row
from tests.drills.looking import Looking, Moves, child_key, staff_key

BEGINS = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)
CHILDREN, OFFICERS = 12, 4


def run(drill: Drill, *, steps: int, seed: int) -> Moves:
    """Do that many random operations, and look after each."""
    mover = _Mover(drill, random.Random(seed))
    mover.begin()
    for _ in range(steps):
        mover.step()
    return mover.end()


class _Mover:
    def __init__(self, drill: Drill, chance: random.Random) -> None:
        self._drill, self._chance = drill, chance
        self._truth = Truth()
        self._reviews = 0
        self._named: dict[str, str] = {}  # whom the extract names
        self._instead_of: dict[
            str, str
        ] = {}  # whom it named when somebody here gave the child away
        self._staff = [f"S{n}" for n in range(1, OFFICERS + 1)]
        self._children = [f"P{n:03d}" for n in range(1, CHILDREN + 1)]
        self._looking = Looking(drill, self._truth, self._staff)
        self._numbers = {f"A{n}": f"07700 900{n:03d}" for n in range(1, CHILDREN + 1)}

    def begin(self) -> None:
        for place, child in enumerate(self._children):
            self._truth.officer[child] = self._named[child] = self._staff[place % OFFICERS]
            self._plan(child)
        self._drill.bring_in(
            staff=[staff_row(one) for one in self._staff],
            children=[self._child_row(one) for one in self._children],
            contacts=[
                contact_row(n, child, self._numbers[f"A{n}"])
                for n, child in enumerate(self._children, start=1)
            ],
            reviews=[review_row(one) for one in self._truth.reviews.values()],
        )
        self._run_the_day()

    def step(self) -> None:
        doing = self._chance.choice(
            ["move"] * 4 + ["cancel"] * 2 + ["again"] * 2 + ["reassign"] * 3
            + ["hand over"] * 2 + ["cover", "leaves", "comes back"] + ["time"] * 3 + ["reply"] * 4
        )  # fmt: skip
        getattr(self, "_" + doing.replace(" ", "_"))()
        self._looking.seen.done[doing] += 1
        self._looking.after(doing)
        if self._chance.random() < 0.5:
            self._run_the_day()
            self._looking.after(doing)

    def end(self) -> Moves:
        self._looking.every_day_had_one_officer()
        return self._looking.seen

    # --- operations -------------------------------------------------------------------------------

    def _move(self) -> None:
        one = self._some_review()
        one.day = self._drill.today + timedelta(days=self._chance.randrange(0, 60))
        self._bring_in(one)

    def _cancel(self) -> None:
        one = self._some_review()
        one.cancelled = True
        self._bring_in(one)

    def _again(self) -> None:
        """What was cancelled takes place after all."""
        one = self._some_review(cancelled=True)
        one.cancelled = False
        one.day = max(one.day, self._drill.today + timedelta(days=self._chance.randrange(1, 40)))
        self._bring_in(one)

    def _reassign(self) -> None:
        child = self._chance.choice(self._children)
        here = [one for one in self._staff if self._is_here(one)]
        self._named[child] = named = self._chance.choice(here or self._staff)
        if named != self._instead_of.get(child):
            if named != self._truth.officer[child]:
                self._comes_to(child, named)
            self._instead_of.pop(child, None)
        self._drill.bring_in(children=[self._child_row(child)])

    def _cover(self) -> None:
        """Of one child, or of everybody an officer has; cover of before ends."""
        officer, who = self._chance.choice(self._staff), self._chance.choice(self._staff)
        theirs = [one for one in self._children if self._truth.officer[one] == officer]
        children = theirs if self._chance.random() < 0.7 else theirs[:1]
        today = self._drill.today
        until = today + timedelta(days=self._chance.randrange(0, 20))
        with transaction() as session:
            of = [child_key(session, child) for child in children]
            handing_over.end_cover(session, of, today)
            handing_over.cover(session, of, staff_key(session, who), today, until)
        self._truth.cover.update(dict.fromkeys(children, (who, until)))

    def _hand_over(self) -> None:
        """By a manager's press; the extract goes on naming the officer before."""
        child = self._chance.choice(self._children)
        others = [one for one in self._staff if one != self._truth.officer[child]]
        to = self._chance.choice([one for one in others if self._is_here(one)] or others)
        with transaction() as session:
            manager = session.get_one(StaffMember, staff_key(session, self._staff[0]))
            new = session.get_one(StaffMember, staff_key(session, to)).public_id
            whose = session.get_one(Child, child_key(session, child)).public_id
            now = self._drill.clock.moment
            done = changing_officers.hand_over(session, manager, whose, new, now)
        if isinstance(done, Child):
            self._instead_of.setdefault(child, self._named[child])
            self._comes_to(child, to)
            if to == self._instead_of[child]:
                del self._instead_of[child]

    def _comes_to(self, child: str, officer: str) -> None:
        """Cover stays with the officer of before; whoever covers for most of the next one's
        children covers for this one too."""
        theirs = [one for one in self._children if self._truth.officer[one] == officer]
        running = [
            cover
            for one in theirs
            if (cover := self._truth.cover.get(one)) and cover[1] >= self._drill.today
        ]
        self._truth.officer[child] = officer
        self._truth.cover.pop(child, None)
        for cover, times in Counter(running).most_common(1):
            if 2 * times > len(theirs) and cover[0] != officer:
                self._truth.cover[child] = cover

    def _leaves(self) -> None:
        self._last_day(self._chance.choice(self._staff), self._drill.today)

    def _comes_back(self) -> None:
        if self._truth.away:
            self._last_day(self._chance.choice(sorted(self._truth.away)), None)

    def _reply(self) -> None:
        asked = [text.to for text in self._drill.edges.texts[-12:]]
        number = self._chance.choice(asked or sorted(self._numbers.values()))
        said = self._chance.choice(["1", "1", "yes", "Things are fine at home.", "Not much."])
        self._drill.text(number, said)

    def _time(self) -> None:
        self._drill.clock.moment += timedelta(hours=self._chance.choice([1, 3, 12, 24, 24, 48]))
        today = self._drill.today
        for child in self._children:
            if self._truth.reviews[child].day < today:
                self._plan(child)  # it was held, or cancelled; the next one is planned
        self._drill.bring_in(reviews=[review_row(one) for one in self._truth.reviews.values()])

    # --- by hand ----------------------------------------------------------------------------------

    def _run_the_day(self) -> None:
        self._drill.open_rounds()
        self._drill.work()

    def _plan(self, child: str) -> None:
        self._reviews += 1
        day = self._drill.today + timedelta(days=self._chance.randrange(5, 70))
        self._truth.reviews[child] = Planned(f"R{self._reviews:05d}", child, day)

    def _some_review(self, *, cancelled: bool = False) -> Planned:
        found = [one for one in self._truth.reviews.values() if one.cancelled is cancelled]
        return self._chance.choice(found or list(self._truth.reviews.values()))

    def _bring_in(self, one: Planned) -> None:
        self._drill.bring_in(reviews=[review_row(one)])

    def _is_here(self, staff: str) -> bool:
        return self._truth.away.get(staff, self._drill.today) >= self._drill.today

    def _last_day(self, staff: str, day: date | None) -> None:
        with transaction() as session:
            session.get_one(StaffMember, staff_key(session, staff)).active_until = day
        if day is None:
            self._truth.away.pop(staff, None)
        else:
            self._truth.away[staff] = day

    def _child_row(self, child: str) -> dict[str, str]:
        number = int(child[1:])
        return {
            "pers_person_id": child,
            "first_name": "Aisha",
            "pers_dob": f"{2008 + number % 8 + 2}-03-0{number % 9 + 1}",
            "looked_after_since": "2024-02-01",
            "iro_staff_id": self._named[child],
            "mobile": f"07700 9005{number:02d}" if number % 2 else "",
            "mobile_private": "yes",
            "safe_to_text": "yes",
            "confirmed_on": "2026-11-01",
        }
