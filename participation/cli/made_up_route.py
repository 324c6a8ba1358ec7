"""The made-up council's route: whom the demonstration tells of a concern. Nobody is rung."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

from participation.care.people.models import Role

_FIRST_NUMBER = 990  # of those for drama; the made-up families begin at the other end


def write_route(staff_file: Path, route: Path) -> None:
    """A route for the staff of that extract: the duty desk first, then the officers' manager."""
    by_role: defaultdict[str, list[str]] = defaultdict(list)
    with staff_file.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            by_role[row["roles"]].append(row["staff_id"])
    duty, second = by_role[Role.SAFEGUARDING][:2]
    manager, senior = by_role[Role.IRO_MANAGER][0], by_role[Role.PARTICIPATION][0]
    workers = by_role[Role.SOCIAL_WORKER]
    lines = ["version = 1", f'outside_the_line = ["{senior}"]']
    for place, who in enumerate((duty, second, manager, senior)):
        number = f"+447700900{_FIRST_NUMBER + place}"
        lines += ["[[contact]]", f'staff = "{who}"', f'text = "{number}"', f'call = "{number}"']
    lines += [
        "[team_managers]",
        f'"Children Looked After" = "{workers[0]}"',
        "[child.in_hours]",
        f'tell = [["social_worker", "team_manager"], ["{duty}"], ["{second}"], ["{manager}"]]',
        'inform = ["reviewing_officer"]',
        "[child.on_call]",
        f'tell = [["{duty}"], ["{second}"], ["{manager}"]]',
        "[adult.in_hours]",
        f'tell = [["{duty}"], ["{second}"], ["{manager}"]]',
        'inform = ["reviewing_officer"]',
        "[adult.on_call]",
        f'tell = [["{duty}"], ["{second}"]]',
    ]
    route.write_text("\n".join(lines) + "\n", encoding="utf-8")
