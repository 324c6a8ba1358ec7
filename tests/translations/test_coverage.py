"""How far a language is: counted from the catalogue as translators leave it."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from click.testing import CliRunner

from participation.care.outcomes.letters import GREETING
from participation.cli import translations
from participation.kernel.coverage import Part, coverage, read_catalogue
from participation.kernel.opening_lines import OPENING_LINES
from participation.web.staff.letter_sheet import TITLE
from tests.translations.reading import FOLDER, SOURCE

SMS = [("participation/channels/sms/wording.py", 1)]
PAGE = [("participation/web/templates/respond/start.html", 1)]
STAFF = [("participation/web/templates/staff/tasks.html", 1)]
CHILD = [("consultation_forms/child_8_11.toml", 1)]


def source_of(*messages: tuple[str, list[tuple[str, int]]]) -> Catalog:
    source = Catalog()
    for text, where in messages:
        source.add(text, "", where)
    return source


def test_each_text_is_drafted_checked_or_missing_and_staffs_are_not_counted() -> None:
    source = source_of(("One", PAGE), ("Two", PAGE), ("Three", PAGE), ("Staff", STAFF))
    own = Catalog(locale="pl")
    own.add("One", "Jeden", PAGE)
    own.add("Two", "Dwa", PAGE, flags=("fuzzy",))
    own.add("Staff", "Pracownik", STAFF)
    pages = coverage(source, own)[Part.PAGES]
    assert (pages.checked, pages.drafted, pages.missing, pages.stale) == (
        *(["One"], ["Two"], ["Three"], []),
    )
    assert sum(part.there for part in coverage(source, own).values()) == 3


def test_what_is_no_longer_said_in_english_is_stale_and_the_new_english_is_missing() -> None:
    source = source_of(("We changed this", SMS))
    own = Catalog(locale="pl")
    own.add("We said this", "Tak mówiliśmy", SMS)
    held = coverage(source, own)[Part.TEXTS]
    assert (held.stale, held.missing, held.there) == (["We said this"], ["We changed this"], 1)


def test_a_text_carried_over_from_an_older_english_is_stale_until_somebody_checks_it() -> None:
    source = source_of(("Now", SMS), ("Then", SMS))
    own = Catalog(locale="pl")
    own.add("Now", "Teraz", SMS, flags=("fuzzy",), previous_id=("Just now",))
    own.add("Then", "Potem", SMS, previous_id=("Later",))
    held = coverage(source, own)[Part.TEXTS]
    assert (held.stale, held.drafted, held.checked) == (["Now"], ["Now"], ["Then"])


def test_half_of_the_plural_forms_is_no_translation() -> None:
    source = Catalog()
    source.add(("%(num)s day", "%(num)s days"), ("", ""), PAGE)
    own = Catalog(locale="pl")
    own.add(("%(num)s day", "%(num)s days"), ("%(num)s dzień", "", ""), PAGE)
    assert coverage(source, own)[Part.PAGES].missing == ["%(num)s day"]


def test_the_same_english_in_two_questions_is_two_texts() -> None:
    source = Catalog()
    for context in ("child_8_11.home", "child_8_11.school"):
        source.add("Good", "", CHILD, context=context)
    own = Catalog(locale="pl")
    own.add("Good", "Dobrze", CHILD, context="child_8_11.home")
    held = coverage(source, own)[Part.CHILDREN]
    assert (held.checked, held.missing) == (["Good"], ["Good"])


def test_every_opening_line_is_a_text_of_the_source() -> None:
    """R36: else nobody could translate it, and no language would ever open."""
    source = read_catalogue(SOURCE, "en")
    found = coverage(source, source)[Part.OPENING]
    assert sorted(found.missing) == sorted(OPENING_LINES)


@pytest.mark.parametrize("text", [GREETING, TITLE])
def test_the_frame_of_the_letter_to_a_child_is_counted_with_the_letters(text: str) -> None:
    source = read_catalogue(SOURCE, "en")
    assert text in coverage(source, source)[Part.LETTERS].missing


def catalogue_in(folder: Path, *, checked: bool) -> None:
    made = Catalog(locale="pl")
    for line in OPENING_LINES:
        made.add(line, f"‡{line}", flags=() if checked else ("fuzzy",))
    file = folder / "pl" / "LC_MESSAGES" / "messages.po"
    file.parent.mkdir(parents=True)
    with file.open("wb") as out:
        write_po(out, made)


@pytest.mark.parametrize("checked", [True, False])
def test_the_command_says_whether_a_language_is_open(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, checked: bool
) -> None:
    catalogue_in(tmp_path, checked=checked)
    monkeypatch.setenv("PARTICIPATION_FORMS_DIR", str(tmp_path))
    told = CliRunner().invoke(translations.group, ["coverage", "pl", "--show", "missing"])
    assert told.exit_code == 0
    assert ("open for writing" in told.output) is checked
    assert ("not open: the demo only; 0 of" in told.output) is not checked
    assert "forms of others: " in told.output, "what ours lacks too"


def test_a_language_that_nobody_began_is_named(tmp_path: Path) -> None:
    assert not (FOLDER / "om").exists()
    told = CliRunner().invoke(translations.group, ["coverage", "om"])
    assert told.output.splitlines()[1].split() == ["om", "Oromo", "not", "begun"]


@pytest.mark.parametrize("code", ["en", "xx", "../../etc"])
def test_what_is_no_language_is_refused(code: str) -> None:
    told = CliRunner().invoke(translations.group, ["coverage", code])
    assert told.exit_code == 2
    assert "no language to translate into" in told.output
