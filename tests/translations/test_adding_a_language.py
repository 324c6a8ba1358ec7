"""A language is added with files alone, as docs/languages.md says: Swahili, in a folder."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po
from click.testing import CliRunner
from flask import Flask

from hatch_build import compile_catalogue
from participation.app import create_app
from participation.care.safeguarding.rules import Level, screen
from participation.cli import translations
from participation.journeys.receiving_texts.choosing import by_text
from participation.journeys.services import Services
from participation.kernel import languages
from participation.kernel import texts as kernel_texts
from participation.kernel.dates import day_words
from participation.kernel.language_table import read_table
from participation.kernel.languages import LANGUAGES, NotALanguage, parse_language
from participation.kernel.opening_lines import OPENING_LINES
from participation.questionnaire.matching import read
from tests.conftest import NOW, MovableClock, settings_for_tests
from tests.questionnaire.replies.table import questions

ROOT = Path(__file__).parents[2]
ROW = '[[language]]\ncode = "sw"\nenglish = "Swahili"\nown = "Kiswahili"\n'
WORDS = 'language = "sw"\nchecked = false\nyes = ["ndiyo"]\nno = ["hapana"]\nskip = ["ruka"]\n'
PHRASES = (
    'version = 1\nchecked = "A. Interpreter, 3 November 2026"\nred = ["ananipiga"]\namber = []\n'
)


def put(folder: Path, where: str, text: str) -> None:
    file = folder / where
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def translate(folder: Path, *, checked: bool = True) -> None:
    """Every text of the source with a sign before it, as pybabel would lay it out."""
    with (ROOT / "translations" / "messages.pot").open("rb") as file:
        source = read_po(file)
    made = Catalog(locale="sw")
    for message in source:
        if isinstance(message.id, str) and message.id:
            flags = () if checked else ("fuzzy",)
            said = f"‡{message.id}"
            made.add(message.id, said, message.locations, flags, context=message.context)
    file_ = folder / "sw" / "LC_MESSAGES" / "messages.po"
    file_.parent.mkdir(parents=True, exist_ok=True)
    with file_.open("wb") as out:
        write_po(out, made)


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The council's folder with the files of the page; afterwards the table is as it was."""
    folder = tmp_path / "own"
    put(folder, "sw/languages.toml", ROW)
    put(folder, "words/sw.toml", WORDS)
    put(folder, "screening/sw.toml", PHRASES)
    translate(folder)
    compiled = CliRunner().invoke(translations.group, ["compile", str(folder)])
    assert compiled.output == "sw compiled.\n"
    before = dict(languages._TABLE)
    yield folder
    languages._TABLE.clear()
    languages._TABLE.update(before)
    for kept in (kernel_texts.texts, kernel_texts.translated, kernel_texts.is_open):
        kept.cache_clear()


@pytest.fixture
def speaking(own: Path, tmp_path: Path) -> Flask:
    """The house of a council with this folder; nothing else is said to it."""
    settings = settings_for_tests(f"sqlite:///{tmp_path}/swahili.db", tmp_path)
    return create_app(replace(settings, forms_dir=own), clock=MovableClock(NOW))


def test_it_can_be_imported_asked_for_and_written_before_a_word_is_translated(own: Path) -> None:
    assert isinstance(parse_language("sw"), NotALanguage)
    languages.take_in(own)
    assert parse_language("SW") == LANGUAGES["sw"]
    assert parse_language("Kiswahili") == NotALanguage("write sw (Swahili)")
    assert day_words(date(2026, 12, 3), "sw") == "Alhamisi 3 Desemba"


def test_pages_texts_replies_and_screening_speak_it(speaking: Flask) -> None:
    house: Services = speaking.extensions["participation"]
    assert house.languages == ("en", "sw")
    assert house.is_checked("sw")
    form = house.library.form("parent_text")
    assert [one.own for one in by_text(house, form)] == ["English", "Kiswahili"]
    feel = house.library.form("child_8_11").questions[0]
    yes_no = questions().question("yes_no")
    assert yes_no is not None
    words = house.library.words("sw")
    assert read(yes_no, "Ndiyo!", words) == ("yes",)
    assert read(yes_no, "hapana", words) == ("no",)
    assert house.texts("sw").pgettext(f"child_8_11.{feel.key}", feel.text).startswith("‡")
    assert screen("baba ananipiga", "sw", house.screening).level is Level.RED
    assert screen("ninapenda shule", "sw", house.screening).level is Level.GREEN


def test_a_browser_that_asks_for_it_is_answered_in_it(speaking: Flask) -> None:
    asked = {"Accept-Language": "sw-KE,sw;q=0.9"}
    answer = speaking.test_client().get("/l/never-made", headers=asked)
    page = answer.get_data(as_text=True)
    assert '<html lang="sw" dir="ltr"' in page
    assert "‡" in page


def test_what_no_person_has_checked_does_not_open_it(own: Path, tmp_path: Path) -> None:
    translate(own, checked=False)
    CliRunner().invoke(translations.group, ["compile", str(own)])
    settings = settings_for_tests(f"sqlite:///{tmp_path}/draft.db", tmp_path)
    app = create_app(replace(settings, forms_dir=own), clock=MovableClock(NOW))
    assert app.extensions["participation"].languages == ("en",)
    assert kernel_texts.texts("sw", own) is kernel_texts.IN_ENGLISH


def test_a_folder_is_compiled_as_the_build_compiles_ours(own: Path) -> None:
    """The build cannot know our code, so both do it; they must do the same."""
    folder = own / "sw" / "LC_MESSAGES"
    with (folder / "messages.po").open("a", encoding="utf-8") as file:
        file.write(
            '\nmsgid "%(num)s day"\nmsgid_plural "%(num)s days"\nmsgstr[0] ""\nmsgstr[1] ""\n'
        )
    CliRunner().invoke(translations.group, ["compile", str(own)])
    ours = [(folder / name).read_bytes() for name in ("messages.mo", "unchecked.mo")]
    compile_catalogue(folder / "messages.po")
    kernel_texts.texts.cache_clear()
    languages.take_in(own)
    said = kernel_texts.texts("sw", own).ngettext("%(num)s day", "%(num)s days", 2)
    assert said == "%(num)s days", "an empty plural form would be shown as nothing"
    assert [(folder / name).read_bytes() for name in ("messages.mo", "unchecked.mo")] == ours


def test_coverage_counts_it(own: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARTICIPATION_FORMS_DIR", str(own))
    told = CliRunner().invoke(translations.group, ["coverage", "sw"])
    assert told.exit_code == 0, told.output
    assert f"{len(OPENING_LINES)} of {len(OPENING_LINES)} opening lines are checked" in told.output
    assert "open for writing" in told.output


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("[[language]]\n", 'code is like "pl"'),
        ('[[language]]\ncode = "../x"\nenglish = "X"\nown = "X"\n', 'code is like "pl"'),
        ('[[language]]\ncode = "sw"\nenglish = "Swahili"\n', "both names are needed"),
        (ROW + 'direction = "up"\n', 'direction is "ltr" or "rtl"'),
        (ROW + 'script = "arabic"\n', "script is four letters"),
        (ROW + "flag = 1\n", "'flag' is not a field"),
        (ROW + 'spoken_only = "yes"\n', "spoken_only is true or false"),
        (ROW + "own_name = [\n", "languages.toml"),
        ('language = "sw"\n', r"begins with \[\[language\]\]"),
    ],
)
def test_a_row_that_cannot_be_one_is_named(tmp_path: Path, row: str, fault: str) -> None:
    put(tmp_path, "sw/languages.toml", row)
    with pytest.raises(ValueError, match=fault):
        read_table(tmp_path / "sw" / "languages.toml")


def test_the_source_language_cannot_be_replaced(tmp_path: Path) -> None:
    put(tmp_path, "en/languages.toml", ROW.replace("sw", "en", 1))
    with pytest.raises(ValueError, match="English is the source"):
        languages.take_in(tmp_path)
