"""Whoever tries the service can be each of the people who work with it."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from participation.care.people.models import Role
from participation.cli.made_up_council import write_council
from participation.kernel.clock import system_now
from participation.kernel.db import reading, transaction
from participation.web.demo import sign_ins
from tests.factories import Make


def test_there_is_a_sign_in_for_every_role_of_the_made_up_council(
    demo: Flask, page: FlaskClient, people: Make, tmp_path: Path
) -> None:
    write_council(tmp_path / "extract", children=40, today=date(2026, 11, 24), seed=1)
    with (tmp_path / "extract" / "staff.csv").open(encoding="utf-8", newline="") as file:
        hired = [Role(row["roles"]) for row in csv.DictReader(file)]
    for role in hired:
        people.staff(role)
    secret_key = people.house.settings.secret_key
    with transaction() as session:
        sign_ins.add_all(session, secret_key=secret_key, now=people.clock.now())
    with reading() as session:
        made = sign_ins.all_of(session, secret_key=secret_key, system=system_now())
    assert len({one.role for one in made}) == len(set(hired))
    shown = page.get("/demo/phones").get_data(as_text=True)
    assert [role for role in set(hired) if f">{role}, " in shown] == []
    assert {"Reviewing officer", "Officers' manager", "Social worker", "Participation"} <= {
        one.role for one in made
    }
