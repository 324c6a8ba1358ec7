"""A play at the terminal becomes a golden story, and the story replays with equal results."""

from __future__ import annotations

import builtins
import tomllib
from collections.abc import Iterator
from itertools import cycle
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from participation.cli.forms import group
from participation.cli.playing import play_form, play_texts
from participation.cli.stories import NoStory
from participation.cli.stories import Story as Played
from participation.kernel.texts import texts
from tests.questionnaire.test_flows import by_text, on_pages, told
from tests.questionnaire.walks import LIBRARY, WORDS, Story

NAMES = {"officer": "Sam", "council": "North Shire Council"}
LAST_TIME = "see my brother"


def play(*words: str, typed: str) -> Result:
    env = {"PARTICIPATION_FORMS_DIR": None}
    return CliRunner().invoke(group, ["play", *words], input=typed, env=env)


def replayed(content: str) -> dict[str, tuple[str, list[str], str]]:
    """What the story says must come out, once pages and texts were seen to end with it."""
    document = tomllib.loads(content)
    story = Story(
        "played",
        LIBRARY.composed(document["form"], document.get("modules", [])),
        {"company": document["company"], "last_time": document.get("last_time", "")},
        document,
    )
    expected = {
        key: (held.get("state", "answered"), held.get("values", []), held.get("words", ""))
        for key, held in document["expect"].items()
    }
    assert told(story, on_pages(story)) == expected
    assert told(story, by_text(story)) == expected
    return expected


def test_a_play_on_pages_with_a_change_of_mind_is_kept_and_replays(tmp_path: Path) -> None:
    file = tmp_path / "child_8_11.my_cat.toml"
    typed = "my cat\n2\nmore room\n?\n<\n-\n3\n\n\n1 4\n\n\n\n" + "\n" * 20
    shown = play("child_8_11", "--company", "carer", "--save", str(file), typed=typed)
    assert shown.exit_code == 0, shown.output
    expected = replayed(file.read_text(encoding="utf-8"))
    assert expected["one_thing"] == ("answered", [], "my cat")
    assert expected["home"] == ("answered", ["good"], "")
    assert expected["family_time"] == ("declined", [], "")
    assert "worries" not in expected
    assert 'more = "more room"' in file.read_text(encoding="utf-8")


def test_a_play_by_text_keeps_every_try_and_replays(tmp_path: Path) -> None:
    file = tmp_path / "parent_text.unclear.toml"
    typed = 'He "smiles" \\o/\nskip\nlol\nno idea what\n2\n'
    shown = play("parent_text", "--channel", "sms", "--save", str(file), typed=typed)
    assert shown.exit_code == 0, shown.output
    content = file.read_text(encoding="utf-8")
    expected = replayed(content)
    assert expected["going_well"] == ("answered", [], 'He "smiles" \\o/')
    assert expected["worries"][0] == "skipped"
    assert tomllib.loads(content)["turn"][-1]["typed"][0] == "lol"


def test_what_never_made_sense_stays_as_words(tmp_path: Path) -> None:
    file = tmp_path / "story.toml"
    typed = "well\nskip\nlol\nwhatever\nrofl\n"
    shown = play("parent_text", "--channel", "chat", "--save", str(file), typed=typed)
    assert shown.exit_code == 0, shown.output
    assert replayed(file.read_text(encoding="utf-8"))["taking_part"][2] == "lol\nwhatever\nrofl"


def test_circumstances_switch_modules_on_and_the_story_names_them(tmp_path: Path) -> None:
    file = tmp_path / "module_unaccompanied.alone.toml"
    shown = play(
        "child_12_15", "--circumstance", "unaccompanied", "--review", "first",
        "--last-time", LAST_TIME, "--save", str(file), typed="\n" * 40,
    )  # fmt: skip
    assert shown.exit_code == 0, shown.output
    document = tomllib.loads(file.read_text(encoding="utf-8"))
    assert document["form"] == "child_12_15"
    assert document["last_time"] == LAST_TIME
    assert set(document["modules"]) == {
        "module_unaccompanied",
        "module_first_review",
        "module_last_time",
    }
    assert f"Last time you asked for: {LAST_TIME}." in shown.output
    replayed(file.read_text(encoding="utf-8"))


def test_words_that_a_phone_would_send_otherwise_make_no_story(tmp_path: Path) -> None:
    file = tmp_path / "story.toml"
    shown = play("parent_web", "--save", str(file), typed="skip\n" + "\n" * 30)
    assert shown.exit_code == 1
    assert "Nothing was saved. No typed reply to 'one_thing' says" in shown.output
    assert not file.exists()


def test_a_play_broken_off_is_no_story(tmp_path: Path) -> None:
    file = tmp_path / "story.toml"
    shown = play("parent_web", "--save", str(file), typed="well\n")
    assert shown.exit_code == 1
    assert "Nothing was saved. It was not played to its end." in shown.output
    assert not file.exists()


def test_a_story_is_never_written_over_another_nor_in_another_language(tmp_path: Path) -> None:
    file = tmp_path / "story.toml"
    file.write_text("mine", encoding="utf-8")
    assert "is there already" in play("parent_text", "--save", str(file), typed="").output
    other = play("parent_text", "--language", "ar", "--save", str(tmp_path / "b"), typed="")
    assert "kept in English" in other.output
    assert file.read_text(encoding="utf-8") == "mine"


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    file = str(tmp_path / "no" / "b.toml")
    shown = play("parent_text", "--channel", "sms", "--save", file, typed="well\nskip\n2\n")
    assert shown.exit_code == 1
    assert "'b.toml' was not saved" in shown.output


def answering(monkeypatch: pytest.MonkeyPatch, lines: Iterator[str]) -> None:
    monkeypatch.setattr(builtins, "input", lambda _prompt="": next(lines))


@pytest.mark.parametrize("by_phone", [False, True], ids=["pages", "texts"])
@pytest.mark.parametrize("key", sorted(LIBRARY.forms))
def test_a_play_of_every_form_replays_green(
    key: str, by_phone: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [name for name, module in LIBRARY.modules.items() if not module.always]
    form = LIBRARY.composed(key, keys)
    modules = dict.fromkeys(q.module for q in form.questions if q.module in keys)
    context = {"company": "alone", "last_time": LAST_TIME}
    story = Played(form, tuple(modules), WORDS, context)
    answering(monkeypatch, cycle(["1", "2", "a dog", "skip" if by_phone else "?"]))
    if by_phone:
        answers = play_texts(story, texts("en"), NAMES, by_sms=True)
    else:
        answers = play_form(story, texts("en"), NAMES)
    assert replayed(story.as_toml(answers))


def test_why_there_is_no_story_repeats_nobodys_words() -> None:
    assert "marker" not in str(NoStory("No typed reply to 'x' says it."))
    shown = play("parent_web", "--save", "nowhere.toml", typed="stop\n" + "\n" * 30)
    assert "Nothing was saved." in shown.output
    assert "stop" not in shown.output.split("Nothing was saved.")[1]
