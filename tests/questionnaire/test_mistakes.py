"""What people who do not program get wrong in a form, and what they are told: a table.

The table is `mistakes.toml`: one slip a row, with every line that `forms check` prints for it. A
line names the file, the line or the question, what is wrong and how to put it right.
"""

from __future__ import annotations

import re
import time
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.questionnaire.documents import read_toml
from participation.questionnaire.library import examine, examine_file, shipped_forms
from tests.questionnaire.walks import WORDS

FORM = """\
key = "child_mine"
version = "1+local.1"
audience = "child"
band = "8-11"
title = "Tell Sam"
intro = ["Sam reads this."]

[[question]]
key = "one_thing"
kind = "text"
topic = "one_thing"
text = "What matters most?"

[[question]]
key = "pets"
kind = "one_of"
topic = "home"
text = "Do you have a pet?"
choices = [
  { value = "here", label = "Yes, here" },
  { value = "none", label = "No pet" },
]
"""
MODULE = """\
key = "module_mine"
version = "1+local.1"
audience = "child"
bands = ["8-11", "12-15"]
title = "Mine"
when = ["unaccompanied"]

[[question]]
key = "mine_how"
kind = "text"
topic = "home"
text = "How is it going?"
"""
TABLE = tomllib.loads((Path(__file__).parent / "mistakes.toml").read_text(encoding="utf-8"))["slip"]


def question(key: str, more: str = 'kind = "text"') -> str:
    return f'\n[[question]]\nkey = "{key}"\ntext = "What about it?"\n{more}\n'


def many(number: int) -> str:
    return ", ".join(f'{{ value = "v{n}", label = "V{n}" }}' for n in range(number))


def changed(old: str, new: str, form: str = FORM) -> str:
    assert old in form
    return form.replace(old, new, 1)


def saved(slip: dict[str, str]) -> str:
    """The file as it was saved after the slip."""
    base = MODULE if slip.get("in") == "module" else FORM
    return changed(slip["old"], slip["new"], base) if "old" in slip else base + slip.get("add", "")


DEEPEST = "Take brackets out: choices are the deepest that a form goes."
AS_TEXT = "Save the file as plain text, with the encoding UTF-8."
SAVED_WRONGLY = {
    b"": "mine.toml: The file is empty. Copy a shipped file and change it.",
    b"PK\x03\x04\x14\x00\x06\x00": (
        f"mine.toml, line 1: This is a word processor's file, not plain text. {AS_TEXT}"
    ),
    changed("Tell Sam", "Sam’s café").encode("cp1252"): (
        "mine.toml, line 5: A character is not UTF-8, perhaps ’ as Windows used to write it. "
        + AS_TEXT
    ),
    FORM.encode("utf-16"): f"mine.toml, line 1: The file is saved as UTF-16. {AS_TEXT}",
}


def told(file: Path, content: str | bytes) -> tuple[str, ...]:
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return tuple(map(str, examine_file(file, WORDS)[1]))


@pytest.mark.parametrize("slip", TABLE, ids=lambda slip: slip["did"])
def test_b81_b84_a_slip_is_told_with_its_place_and_the_way_out(
    slip: dict[str, Any], tmp_path: Path
) -> None:
    assert list(told(tmp_path / "mine.toml", saved(slip))) == slip["told"]


@pytest.mark.parametrize(
    ("data", "line"), SAVED_WRONGLY.items(), ids=("nothing", "doc", "1252", "16")
)
def test_a_file_saved_in_another_way_says_how_to_save_it(
    data: bytes, line: str, tmp_path: Path
) -> None:
    assert told(tmp_path / "mine.toml", data) == (line,)


def test_b82_nothing_is_read_from_a_yes_a_number_or_a_time_without_quotes() -> None:
    for written in ("no", "on", "012", "09:30", "0930"):
        form, _, faults = read_toml(f"title = {written}\n".encode(), "mine.toml")
        assert form is None, written
        assert "line 1: This is not TOML: " in str(faults[0])
        assert f'"{written}"' in faults[0].remedy


def test_b83_what_is_large_or_deep_is_refused_quickly(tmp_path: Path) -> None:
    began = time.process_time()
    shown = [
        told(tmp_path / "mine.toml", content)[0]
        for content in (
            FORM + "#" * 300_000,
            FORM + "x = " + "[" * 3_000 + "]" * 3_000,
            FORM + "x = " + "{ a = " * 12 + "1" + " }" * 12,
            '\\"' * 120_000,
            "a = b" + " " * 250_000 + '"',
            "a = [\n" * 40_000 + "b = 1",
        )
    ]
    assert time.process_time() - began < 5
    assert shown[0] == f"mine.toml: The file has {len(FORM) + 300_000} bytes. Keep it to 262144."
    assert shown[1] == f"mine.toml, line 23: Lists or tables are nested too deep. {DEEPEST}"
    assert shown[2] == f"mine.toml, line 23: Lists or tables are nested over 10 deep. {DEEPEST}"
    assert "A closing quote is missing" in shown[3]
    assert "'a' begins" in shown[5].replace("The list ", "").replace("that ", "")


def test_b85_five_hundred_questions_and_two_hundred_choices(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    long = FORM + "".join(question(f"q{n}") for n in range(498))
    assert told(file, long) == ("mine.toml, line 8: There are 500 of 'question'. Keep it to 40.",)
    wide = FORM + question("which", f'kind = "one_of"\nchoices = [{many(200)}]')
    assert told(file, wide) == (
        "mine.toml, line 28, question 'which': There are 200 of 'choices'. Keep it to 20.",
    )
    letters = changed('label = "Yes, here"', f'label = "{"x" * 10_000}"')
    assert told(file, letters)[0].endswith("'label' in choice 1 has 10000 letters. Keep it to 120.")


def test_b81_all_faults_of_all_files_are_told_in_one_go(tmp_path: Path) -> None:
    (tmp_path / "modules").mkdir()
    (tmp_path / "one.toml").write_text(changed("Tell Sam", "a\tb"), encoding="utf-8")
    (tmp_path / "two.toml").write_text(changed('"8-11"', "8-11"), encoding="utf-8")
    (tmp_path / "three.toml").write_text(
        changed("kind =", "kynd =").replace("child_mine", "child_other"), encoding="utf-8"
    )
    (tmp_path / "modules" / "four.toml").write_text(
        changed('["unaccompanied"]', '["no"]', MODULE), encoding="utf-8"
    )
    _, faults = examine(shipped_forms(), tmp_path)
    files = [fault.file for fault in faults if fault.file not in shipped_names()]
    assert files == ["one.toml", "three.toml", "three.toml", "two.toml", "four.toml"]


def test_a_file_in_the_wrong_place_or_with_another_s_key_is_told(tmp_path: Path) -> None:
    (tmp_path / "modules").mkdir()
    (tmp_path / "here.toml").write_text(MODULE, encoding="utf-8")
    (tmp_path / "modules" / "there.toml").write_text(FORM, encoding="utf-8")
    (tmp_path / "once.toml").write_text(FORM, encoding="utf-8")
    (tmp_path / "twice.toml").write_text(FORM, encoding="utf-8")
    _, faults = examine(shipped_forms(), tmp_path)
    assert [str(fault) for fault in faults] == [
        (
            "here.toml: A module does not belong here. "
            "Modules stand in the folder 'modules', forms beside it."
        ),
        "twice.toml: The key 'child_mine' is used by another file too. Give each its own.",
        (
            "there.toml: A form does not belong here. "
            "Modules stand in the folder 'modules', forms beside it."
        ),
    ]


def shipped_names() -> set[str]:
    return {path.name for path in shipped_forms().rglob("*.toml")}


def test_b81_at_least_twenty_kinds_of_slips_are_told_with_a_place() -> None:
    places = re.compile(r"mine\.toml(, line \d+)?(, question '[^']+')?: .+[.!?…] .+")
    lines = [line for slip in TABLE for line in slip["told"]]
    assert sum(bool(slip["told"]) for slip in TABLE) >= 20
    for line in lines:
        assert places.fullmatch(line), line
    assert len({line.partition(": ")[2] for line in lines}) > 40, "each has words of its own"


@given(st.text(max_size=300) | st.binary(max_size=300).map(lambda data: data.decode("latin-1")))
def test_whatever_is_in_a_file_it_is_told_and_nothing_falls_over(text: str) -> None:
    for content in (text, FORM + text, FORM.replace("pet", text)):
        document, _, faults = read_toml(content.encode("utf-8", "replace"), "mine.toml")
        assert document is not None or faults
        for fault in faults:
            assert fault.remedy
            assert fault.line is None or 1 <= fault.line <= content.count("\n") + 1


PIECES = st.sampled_from([*"\"'[]{}=,:# \n“\\", "key", "yes", "[[question]]"])


@given(st.lists(PIECES, max_size=40).map("".join))
def test_pieces_of_a_form_in_any_order_never_fall_over(text: str) -> None:
    document, _, faults = read_toml(text.encode(), "mine.toml")
    assert (document is None) == bool(faults)


def test_the_form_that_the_slips_are_made_in_is_sound(tmp_path: Path) -> None:
    assert told(tmp_path / "mine.toml", FORM) == ()
    assert told(tmp_path / "mine.toml", b"\xef\xbb\xbf" + FORM.encode()) == ()
    assert told(tmp_path / "mine.toml", MODULE) == ()
