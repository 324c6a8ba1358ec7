"""Consultations in every language, played through and kept: a change shows as a change of a file.

Nobody who speaks the languages has checked them. What is held here is that each can be played to
its end, and that what it says changes only where somebody meant it to. Look at the difference, and
if it is what was meant, write the files anew with

    REWRITE=1 python -m pytest tests/translations/test_talks.py
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from participation.care.consultations.models import Answer, Conversation, Task, TaskKind
from participation.journeys.services import Services
from participation.kernel import texts as kernel_texts
from participation.kernel.languages import LANGUAGES
from tests.databases import on_sqlite
from tests.texting import Texting, texting
from tests.translations.reading import CODES, write_drafts
from tests.translations.talks import GOLDEN, billed, child_at_the_pages, said_in, texts_of_a_talk
from tests.translations.test_catalogues import WHOLE

__all__ = ["texting"]

TRANSLATED = [code for code in CODES if code != "en"]
REWRITE = os.environ.get("REWRITE") == "1"
# Through webhook, worker and gateway; all of them where the files are written anew.
THROUGH_THE_HOUSE = TRANSLATED if REWRITE else ["ti", "ar", "pl"]


def is_kept(name: str, played: str) -> None:
    """It is what the file says; or the file says it from now on."""
    file = GOLDEN / name
    if REWRITE:
        GOLDEN.mkdir(exist_ok=True)
        file.write_text(played, encoding="utf-8")
    assert file.read_text(encoding="utf-8") == played


@pytest.mark.parametrize("code", [*WHOLE, "en"])
def test_a_childs_consultation_on_pages(code: str) -> None:
    played = child_at_the_pages(code)
    assert "Traceback" not in played
    assert played.count("\n> ") >= 8
    is_kept(f"child_8_11.{code}.txt", played)


@pytest.fixture
def spoken(texting: Texting, tmp_path: Path) -> Iterator[Texting]:
    """A council in which every draft is spoken, as the demo does, from the .po files."""
    write_drafts(tmp_path / "own", THROUGH_THE_HOUSE)
    house: Services = texting.app.extensions["participation"]
    settings = replace(house.settings, forms_dir=tmp_path / "own")
    texting.app.extensions["participation"] = replace(house, settings=settings)
    yield texting
    for kept in (kernel_texts.texts, kernel_texts.translated, kernel_texts.is_open):
        kept.cache_clear()


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_text_of_a_parents_conversation_is_the_one_that_is_kept(code: str) -> None:
    """Quickly, for all of them: the texts that the conversation in the file is made of."""
    kept = (GOLDEN / f"parent_text.{code}.txt").read_text(encoding="utf-8")
    assert [f"< {billed(body)}" for body in texts_of_a_talk(code)] == [
        turn.rstrip("\n") for turn in re.findall(r"^< .*?\]$", kept, re.DOTALL | re.MULTILINE)
    ]


@on_sqlite
def test_a_parents_conversation_by_text_through_the_house(spoken: Texting) -> None:
    """From our first text to STOP, through the real webhook, worker and gateway."""
    house: Services = spoken.app.extensions["participation"]
    assert set(house.languages) == {"en", *THROUGH_THE_HOUSE}
    for code in THROUGH_THE_HOUSE:
        asked = spoken.asked_parent()
        menu = spoken.say(asked.number, "2")[0]
        assert LANGUAGES[code].own in menu
        lines = []
        for said in (LANGUAGES[code].own, *said_in(code)):
            lines.append(f"> {said}")
            lines += [f"< {billed(body)}" for body in spoken.say(asked.number, said)]
        is_kept(f"parent_text.{code}.txt", "\n".join([*lines, ""]))
        answers = spoken.all(Answer, invitation_id=asked.invitation.id)
        assert [row.question_key for row in answers] == ["going_well", "worries", "taking_part"]
        assert {row.language for row in answers} == {code}
        assert list(answers[-1].value or ()) == ["phone_call"]
        assert spoken.all(Conversation)[-1].language == code
        reasons = {task.reason for task in spoken.all(Task, kind=TaskKind.LANGUAGE)}
        assert f"chose_{code}" in reasons
