"""`participation forms`: list, check and play, with nothing set up."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from participation.cli.forms import group
from tests.questionnaire.walks import LIBRARY


def run(*words: str, typed: str = "", folder: Path | None = None) -> Result:
    env = {"PARTICIPATION_FORMS_DIR": str(folder) if folder else None}
    return CliRunner().invoke(group, words, input=typed, env=env)


def test_list_has_a_line_a_form_and_a_module_with_its_key_first() -> None:
    shown = run("list")
    assert shown.exit_code == 0
    lines = {line.split()[0]: line for line in shown.output.splitlines()}
    assert list(lines) == [*sorted(LIBRARY.forms), *sorted(LIBRARY.modules)]
    assert all("_" in key for key in lines)
    assert "child 8-11" in lines["child_8_11"]
    assert " 8 questions, pages, before the review" in lines["child_8_11"]
    assert " 3 questions, text" in lines["parent_text"]
    for key, module in LIBRARY.modules.items():
        assert ("always" if module.always else sorted(module.when)[0]) in lines[key]


def test_check_passes_what_is_shipped() -> None:
    assert run("check").exit_code == 0


def test_check_names_every_fault_of_a_file_and_fails(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('key = "mine"\ntitel = "?"\n', encoding="utf-8")
    shown = run("check", str(file))
    assert shown.exit_code == 1
    assert "mine.toml, line 1: The key 'mine' has no underscore." in shown.output
    assert "mine.toml, line 2: 'titel' is not a field. Did you mean 'title'?" in shown.output
    assert "There are no questions." in shown.output


@pytest.mark.parametrize("name", ["nowhere.toml", "."])
def test_check_of_a_file_that_is_none_says_so(name: str) -> None:
    shown = run("check", name)
    assert shown.exit_code == 1
    assert "cannot be read" in shown.output


def test_check_sees_a_council_s_own_folder(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text('key = "x"', encoding="utf-8")
    shown = run("check", folder=tmp_path)
    assert shown.exit_code == 1
    assert "own.toml" in shown.output


def test_playing_by_text_walks_to_the_end_and_tells_what_was_said() -> None:
    shown = run("play", "parent_text", "--channel", "sms", typed="He smiles\nskip\nlol\n2\n")
    assert shown.exit_code == 0
    assert "[1 part," in shown.output
    assert "Sorry, that was not clear" in shown.output
    assert "He smiles" in shown.output.split("What was said:")[1]
    assert "A phone call with Sam" in shown.output.split("What was said:")[1]


def test_playing_pages_with_a_carer_there_leaves_the_worry_question_out() -> None:
    typed = "my cat\n2\nmore room\n?\n<\n-\n7\n3\n\n\n1 4\n\n"
    shown = run("play", "child_8_11", "--company", "carer", typed=typed)
    assert shown.exit_code == 0, shown.output
    assert "worried or scared" not in shown.output
    assert "Question 1 of 6\n" in shown.output
    assert "more room" in shown.output.split("What was said:")[1]


@pytest.mark.parametrize("channel", ["form", "chat", "sms"])
def test_playing_stops_kindly_when_the_terminal_closes(channel: str) -> None:
    assert run("play", "child_12_15", "--channel", channel, typed="one\n").exit_code == 0


def test_an_unknown_form_is_a_usage_error_that_names_the_known_ones() -> None:
    shown = run("play", "child_5")
    assert shown.exit_code == 2
    assert "parent_web" in shown.output


def test_check_lists_what_is_not_translated() -> None:
    shown = run("check", "--language", "ar")
    assert shown.exit_code == 1
    assert "child_8_11 in Arabic, question 'home': 'Really good' is not translated." in shown.output
    assert "menu_of_choice in Arabic, question 'menu_where'" in shown.output
    assert "child_8_11 in Arabic, question 'menu_where'" not in shown.output


@pytest.mark.parametrize("code", ["en", "xx", "../ar"])
def test_check_of_a_language_that_is_none_says_so(code: str) -> None:
    shown = run("check", "--language", code)
    assert shown.exit_code == 2
    assert "is no language to translate into" in shown.output
