"""What travels in other languages: gaps stay gaps, whole is whole, a draft is called a draft.

A catalogue is read here as translators leave it, in its .po file; the .mo files come from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

FOLDER = Path(__file__).parents[2] / "translations"
CODES = sorted(file.parts[-3] for file in FOLDER.glob("*/LC_MESSAGES/messages.po"))

# Languages with a text for everything that respondents' pages say.
WHOLE = ("ar",)
# Languages in which a person has not looked at a single text yet. One leaves this list when
# somebody who speaks it begins; until then every text of it is fuzzy, and only the demo shows it.
DRAFTED = ("ar",)

PAGES = (
    "participation/web/templates/respond/",
    "participation/web/respond/",
    "participation/channels/",
    "participation/kernel/opening_lines.py",
    "consultation_forms/child_4_7.toml",
    "consultation_forms/child_8_11.toml",
    "consultation_forms/child_12_15.toml",
    "consultation_forms/child_easy_read.toml",
    "consultation_forms/parent_web.toml",
    "consultation_forms/modules/menu_of_choice.toml",
)
GAP = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_]+\}|%[sd]")


def catalogue(code: str) -> polib.POFile:
    return polib.pofile(str(FOLDER / code / "LC_MESSAGES" / "messages.po"))


def pages_of(entries: polib.POFile) -> Iterator[polib.POEntry]:
    """The texts that somebody who was asked for their view can meet."""
    return (entry for entry in entries if any(on.startswith(PAGES) for on in files(entry)))


def files(entry: polib.POEntry) -> set[str]:
    return {file for file, _ in entry.occurrences}


def texts_of(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def gaps(text: str) -> set[str]:
    return set(GAP.findall(text))


@pytest.mark.parametrize("code", CODES)
def test_b86_every_gap_is_in_the_translation_and_no_other(code: str) -> None:
    for entry in catalogue(code):
        wanted = gaps(entry.msgid) | gaps(entry.msgid_plural or "")
        for text in filter(None, texts_of(entry)):
            # "One answer" and "two answers" need no number in many languages.
            missing = wanted - gaps(text) - ({"%(num)s"} if entry.msgid_plural else set())
            assert not missing, f"{code}: {missing} lost in {text!r}"
            assert gaps(text) <= wanted, f"{code}: {gaps(text) - wanted} came into {text!r}"


@pytest.mark.parametrize("code", CODES)
def test_a_form_of_many_says_how_many(code: str) -> None:
    """Only the forms for none, one and two may leave the number out."""
    for entry in catalogue(code):
        if entry.msgid_plural and any(texts_of(entry)):
            numbered = [text for text in texts_of(entry) if "%(num)s" in text]
            assert len(numbered) >= len(texts_of(entry)) - 3, entry.msgid_plural
            assert texts_of(entry)[-1] in numbered, entry.msgid_plural


@pytest.mark.parametrize("code", WHOLE)
def test_a_language_called_whole_has_a_text_for_all_of_the_respondents_pages(code: str) -> None:
    ours = list(pages_of(catalogue(code)))
    assert [entry.msgid for entry in ours if not all(texts_of(entry))] == []


@pytest.mark.parametrize("code", WHOLE)
def test_a_language_called_whole_leaves_no_page_out(code: str) -> None:
    there = {on for entry in catalogue(code) for on in files(entry)}
    source = pages_of(polib.pofile(str(FOLDER / "messages.pot")))
    wanted = {on for entry in source for on in files(entry) if on.startswith(PAGES)}
    assert {on for on in wanted - there if (FOLDER.parent / on).exists()} == set()


@pytest.mark.parametrize("code", DRAFTED)
def test_a_draft_that_no_person_has_checked_is_marked_in_every_text(code: str) -> None:
    written = [entry for entry in catalogue(code) if any(texts_of(entry))]
    assert written
    assert [entry.msgid for entry in written if not entry.fuzzy] == []
