"""The lists are tried on invented messages, and what they find today stands in `figures.txt` (S1).

A change to a list or a message shows as a change of that file: look at it, and if it is what was
meant, write it anew with `participation screening try > tests/screening/figures.txt`. There is no
figure at which people may read later.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from participation.care.safeguarding import lists, trying_lists
from participation.care.safeguarding.rules import Level, phrase_list, screen
from participation.cli import screening
from participation.kernel.languages import LANGUAGES

HERE = Path(__file__).parent
CORPUS = screening.SHIPPED / "corpus"
LISTS = lists.load(screening.SHIPPED)
MESSAGES = trying_lists.messages_in(CORPUS)


def test_the_printed_figures_are_those_of_today() -> None:
    printed = CliRunner().invoke(screening.group, ["try"])
    assert printed.exit_code == 0
    assert printed.output == (HERE / "figures.txt").read_text(encoding="utf-8")


def test_there_are_at_least_400_messages_in_12_languages_and_none_twice() -> None:
    assert len({one.language for one in MESSAGES}) >= 12
    assert len(MESSAGES) >= 400
    assert len({(one.language, one.words) for one in MESSAGES}) == len(MESSAGES)


def test_every_language_has_messages_that_worry_and_harmless_ones() -> None:
    for language in {one.language for one in MESSAGES}:
        levels = {one.level for one in MESSAGES if one.language == language}
        assert levels == {Level.RED, Level.AMBER, Level.GREEN}, language
        assert language in LANGUAGES


def test_a_message_that_is_missed_is_shown(tmp_path: Path) -> None:
    file = tmp_path / "ours.toml"
    file.write_text('language = "en"\nred = ["the cupboard again"]\ngreen = ["he hits me"]\n')
    printed = CliRunner().invoke(screening.group, ["try", str(file), "--missed"])
    assert "en  red was green: the cupboard again" in printed.output
    assert "en  green was red: he hits me" in printed.output
    assert "0/1 0%" in printed.output


def test_a_list_of_ones_own_is_tried_in_the_place_of_ours(tmp_path: Path) -> None:
    (tmp_path / "en.toml").write_text('version = 9\nred = ["the cupboard"]\namber = []\n')
    file = tmp_path / "ours"
    file.write_text('language = "en"\nred = ["the cupboard again"]\n')
    printed = CliRunner().invoke(screening.group, ["try", str(file), "--lists", str(tmp_path)])
    assert re.search(r"en +9, not checked +1/1 100%", printed.output)


@pytest.mark.parametrize(
    "wrong", ["red = [", 'red = ["x"]', 'language = "en"\nred = "x"', 'language = "en"\nred = [1]']
)
def test_a_file_that_is_no_list_of_messages_is_named(tmp_path: Path, wrong: str) -> None:
    file = tmp_path / "wrong.toml"
    file.write_text(wrong)
    printed = CliRunner().invoke(screening.group, ["try", str(file)])
    assert printed.exit_code == 1
    assert "wrong.toml" in printed.output


def test_a_list_that_no_speaker_checked_raises_but_never_counts_as_screened() -> None:
    assert screen("on mnie bije", "pl", LISTS).level is Level.RED
    assert screen("Lubię moją szkołę", "pl", LISTS).level is Level.NOT_SCREENED


@pytest.mark.parametrize(
    ("words", "level"),
    [
        ("আমাকে মারে", Level.RED),
        ("থাপ্পড় দেয়", Level.RED),
        ("থাপ্পড দেয়", Level.RED),  # the dot under the letter is often left out
        ("আমার মা ভালো", Level.GREEN),  # "my" and "mum" hold the letters of "hits", and other vowels
        ("মরা নদী_মেরি", Level.GREEN),
    ],
)
def test_the_vowels_of_bengali_belong_to_the_word(words: str, level: Level) -> None:
    held = {"bn": phrase_list("bn", 1, ["মারে", "থাপ্পড়"], [])}
    assert screen(words, "bn", held).level is level


def test_every_drafted_list_says_that_nobody_checked_it() -> None:
    """Whoever checks one puts name, job and day into the file, and it counts from then on."""
    assert {code for code, one in LISTS.items() if not one.checked} == set(LISTS)
    assert [code for code, one in LISTS.items() if one.counts] == ["en"]


def test_a_council_keeps_lists_of_its_own_in_its_forms_folder(tmp_path: Path) -> None:
    (tmp_path / lists.FOLDER).mkdir()
    checked = (
        'version = 3\nchecked = "A. Interpreter, 3 November 2026"\nred = ["bije"]\namber = []\n'
    )
    (tmp_path / lists.FOLDER / "pl.toml").write_text(checked)
    held = lists.in_use(screening.SHIPPED.parent, tmp_path)
    assert held["pl"].version == 3
    assert screen("Lubię moją szkołę", "pl", held).level is Level.GREEN
    assert held["en"].version == LISTS["en"].version
