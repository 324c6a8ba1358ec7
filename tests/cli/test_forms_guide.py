"""The guide in consultation_forms/README.md says what is so: files, fields, limits, the example."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from participation.questionnaire.checking import most_questions
from participation.questionnaire.definition import (
    Audience,
    Band,
    Form,
    Kind,
    Known,
    Look,
    Occasion,
    Question,
    Sharing,
    Voice,
)
from participation.questionnaire.files import draft
from participation.questionnaire.library import examine, shipped_forms
from participation.questionnaire.reading_level import LIMITS
from tests.questionnaire.walks import LIBRARY

GUIDE = (shipped_forms() / "README.md").read_text(encoding="utf-8")
NOT_A_FIELD = re.compile(r"'(\w+)' is not a field")


def to_the_person(questions: tuple[Question, ...]) -> int:
    return sum(
        q.kind is not Kind.STATEMENT and q.voice is Voice.OWN and not q.module for q in questions
    )


def fields_named_in(heading: str) -> set[str]:
    """The fields in the first column of the table under these words."""
    table = GUIDE.split(heading)[1].split("| --- |")[1].split("\n\n")[0]
    return {
        name for row in table.splitlines()[1:] for name in re.findall(r"`(\w+)`", row.split("|")[1])
    }


def test_every_file_stands_in_the_table_with_its_number_of_questions() -> None:
    told = dict(re.findall(r"\| `(?:modules/)?(\w+)\.toml` \|.*\| (\d+) \|", GUIDE))
    forms = {key: to_the_person(form.questions) for key, form in LIBRARY.forms.items()}
    modules = {key: to_the_person(module.questions) for key, module in LIBRARY.modules.items()}
    assert {key: int(number) for key, number in told.items()} == forms | modules


@pytest.mark.parametrize(
    ("heading", "start"),
    [
        ("above the first question", "{field} = 7\n"),
        ("For each `[[question]]`", "[[question]]\n{field} = 7\n"),
    ],
)
def test_every_field_of_the_guide_is_one_and_no_other_is_offered(heading: str, start: str) -> None:
    named = fields_named_in(heading)
    assert len(named) > 8
    for field in named:
        _, faults = draft(start.format(field=field).encode(), "try.toml")
        assert not any(NOT_A_FIELD.match(fault.what) for fault in faults), field
    _, faults = draft(start.format(field="zzzz").encode(), "try.toml")
    remedy = next(fault.remedy for fault in faults if NOT_A_FIELD.match(fault.what))
    known = set(re.findall(r"[a-z_]+", remedy.partition(": ")[2]))
    assert known - {"question"} == named


def test_every_word_that_a_field_may_hold_is_in_the_guide() -> None:
    for words in (Audience, Band, Kind, Look, Sharing, Known, Occasion):
        for word in words:
            assert f"`{word}`" in GUIDE or f'`"{word}"`' in GUIDE, word


@pytest.mark.parametrize("band", list(Band))
def test_the_limits_of_each_band_are_the_ones_that_are_checked(band: Band) -> None:
    row = re.search(
        rf"\| `{band}` \| (\d+) \| (\d+) \| (\d+) \| (\d+)(?:; for workers (\d+))?", GUIDE
    )
    assert row is not None
    audience = Audience.PARENT if band is Band.ADULT else Audience.CHILD
    most = [
        most_questions(Form("a_b", "1", who, band, "", (), occasion=occasion))
        for who, occasion in (
            (audience, Occasion.BEFORE),
            (audience, Occasion.AFTER),
            (Audience.SOCIAL_WORKER, Occasion.AFTER),
        )
    ]
    told = [int(number) for number in row.groups() if number]
    assert told[:2] == list(LIMITS[band])
    assert told[2:] == most[: len(told) - 2]


def test_the_worked_example_works(tmp_path: Path) -> None:
    own = (shipped_forms() / "child_8_11.toml").read_text(encoding="utf-8")
    head, *questions = own.split("\n[[question]]\n")
    added = re.findall(r"   ```toml\n(.*?)   ```", GUIDE, re.DOTALL)
    pets, miss_pet = (re.sub(r"^   ", "", block, flags=re.MULTILINE) for block in added)
    assert 'version = "1+local.1"' in GUIDE
    head = head.replace('version = "1"', 'version = "1+local.1"')
    kept = [q for q in questions if 'key = "school"' not in q and 'key = "feelings"' not in q]
    text = "\n[[question]]\n".join([head, kept[0]]) + f"\n{pets}\n{miss_pet}"
    text += "".join(f"\n[[question]]\n{question}" for question in kept[1:])
    (tmp_path / "child_8_11.toml").write_text(text, encoding="utf-8")
    library, faults = examine(shipped_forms(), tmp_path)
    assert list(map(str, faults)) == []
    keys = [question.key for question in library.form("child_8_11").questions]
    assert keys[:3] == ["one_thing", "pets", "miss_pet"]
    assert "menu_where" in keys

    with_all = text + "".join(f"\n[[question]]\n{q}" for q in questions if q not in kept)
    (tmp_path / "child_8_11.toml").write_text(with_all, encoding="utf-8")
    _, faults = examine(shipped_forms(), tmp_path)
    assert "Keep it to 8" in str(faults[0])


def test_a_council_s_own_module_and_words_win_and_are_checked(tmp_path: Path) -> None:
    (tmp_path / "modules").mkdir()
    module = tmp_path / "modules" / "module_first_review.toml"
    shipped = (shipped_forms() / "modules" / module.name).read_text(encoding="utf-8")
    module.write_text(shipped.replace('version = "1"', 'version = "1+local.1"'), encoding="utf-8")
    (tmp_path / "words").mkdir()
    english = (shipped_forms() / "words" / "en.toml").read_text(encoding="utf-8")
    (tmp_path / "words" / "en.toml").write_text(
        english.replace('  "skip", ', '  "skip", "go past",'), encoding="utf-8"
    )
    library, faults = examine(shipped_forms(), tmp_path)
    assert faults == []
    assert library.modules["module_first_review"].version == "1+local.1"
    assert "go past" in library.words("en").skip

    module.write_text(shipped, encoding="utf-8")
    _, faults = examine(shipped_forms(), tmp_path)
    assert "Versions of a council's own folder end in +local.N" in str(faults[0])
