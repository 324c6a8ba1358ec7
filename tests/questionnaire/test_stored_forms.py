"""Forms that were accepted once are read for ever: a consultation that is open goes on (D4).

`stored/` holds what invitations were pinned to by earlier versions of the service, as it stands in
their databases. Add a file with each change of the format; never change one.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from participation.questionnaire import engine
from participation.questionnaire.composition import composed
from participation.questionnaire.definition import Concern, Module
from participation.questionnaire.files import draft, form_from_source
from participation.questionnaire.library import load_library, shipped_forms

STORED = sorted((Path(__file__).parent / "stored").glob("*.json"))
LIBRARY = load_library(shipped_forms())


@pytest.mark.parametrize("path", STORED, ids=lambda path: path.stem)
def test_d4_what_an_earlier_version_pinned_is_still_read(path: Path) -> None:
    source = path.read_text("utf-8").rstrip("\n")
    form = form_from_source(source)
    assert form.key == path.name.split(".")[0]
    assert form.source_hash == hashlib.sha256(source.encode()).hexdigest()
    assert engine.next_question(form, {}) == form.questions[0]


def test_d4_a_concern_from_before_there_were_levels_is_red() -> None:
    path = next(path for path in STORED if path.name == "child_8_11.1.json")
    home = form_from_source(path.read_text("utf-8")).question("home")
    assert home is not None
    marks = {choice.value: choice.concern for choice in home.choices}
    assert marks["very_bad"] is Concern.RED
    assert set(marks.values()) == {None, Concern.RED}


def test_d4_a_menu_as_long_as_a_file_may_be_is_read_back_too() -> None:
    asked = "\n".join(
        f'[[question]]\nkey = "more_{n}"\nkind = "text"\ntopic = "meeting"\ntext = "And?"\n'
        'ask_if = { question = "review_wishes", any_of = ["people"] }\n'
        for n in range(40)
    )
    head = """\
key = "menu_long"
version = "1"
audience = "child"
bands = ["16-17"]
title = "Long"
always = true
place = 99
"""
    menu, faults = draft((head + asked).encode(), "menu_long.toml")
    assert isinstance(menu, Module), faults
    switched_on = [menu, LIBRARY.modules["module_unaccompanied"]]
    form = composed(LIBRARY.form("child_16_17"), switched_on)
    assert len(form.questions) > 40
    assert form_from_source(form.source) == form
