"""Leaflets: for each age and language, true of that age, with numbers to ring."""

from __future__ import annotations

import pytest
from flask import Flask

from participation.care.people.models import Role
from participation.kernel.texts import IN_ENGLISH
from participation.web.staff.leaflet_sheets import AGES, Kind, leaflet
from tests.databases import on_sqlite
from tests.factories import Make
from tests.web.staff.signing_in import press, signed_in

HERE = "/staff/leaflets"


@on_sqlite
def test_everybody_on_the_staff_prints_one_and_what_there_is_none_of_is_not_there(
    app: Flask, make: Make
) -> None:
    browser = signed_in(app.test_client(), make, make.staff(Role.SOCIAL_WORKER))
    fields = {"kind": "complaints", "age": "middle", "language": "en"}
    assert press(browser, HERE, f"{HERE}/print", **fields).data.startswith(b"%PDF")
    for wrong in ({"kind": "x"}, {"age": "x"}, {"language": "x"}):
        assert press(browser, HERE, f"{HERE}/print", **(fields | wrong)).status_code == 404


@pytest.mark.parametrize("age", AGES)
@pytest.mark.parametrize("kind", list(Kind))
def test_each_has_its_words_and_the_numbers_to_ring(kind: Kind, age: str) -> None:
    sheet = leaflet(kind, age, IN_ENGLISH, phone="03069 990100", lines=["Childline: 0800 1111."])
    words = "\n".join(line for section in sheet.sections for line in section.lead)
    assert "Childline: 0800 1111." in words
    for unfilled in ("%(", "{"):
        assert unfilled not in words
    assert ("03069 990100" in words) is (kind is Kind.COMPLAINTS)
    assert ("dvocate" in words) is True
