"""What travels in other languages: gaps stay gaps, whole is whole, a draft is called a draft.

A catalogue is read here as translators leave it, in its .po file; the .mo files come from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

import polib
import pytest

from participation.channels.sms import linting, speaking
from participation.channels.sms.questions import question_text
from participation.channels.sms.segments import count
from participation.questionnaire.placeholders import WORST_CASE
from participation.questionnaire.untranslated import faults_of_translation
from tests.questionnaire.walks import LIBRARY
from tests.translations.reading import CODES, FOLDER, catalogue, drafts, source

# Languages with a text for everything that respondents' pages and forms say.
WHOLE = ("ar", "ckb", "cy", "fa_AF", "pl", "ps", "ti", "ur", "vi")
# Languages in which a person has not looked at a single text yet. One leaves this list when
# somebody who speaks it begins; until then every text of it is fuzzy, and only the demo shows it.
DRAFTED = (
    *("am", "ar", "bn", "ckb", "cy", "fa", "fa_AF", "ku", "pa", "pl", "ps", "pt", "ro", "so"),
    *("sq", "ti", "tr", "uk", "ur", "vi"),
)

PAGES = (
    "participation/web/templates/respond/",
    "participation/web/respond/",
    "participation/channels/",
    "participation/kernel/opening_lines.py",
    "consultation_forms/child_4_7.toml",
    "consultation_forms/child_8_11.toml",
    "consultation_forms/child_12_15.toml",
    "consultation_forms/child_easy_read.toml",
    "consultation_forms/child_16_17.toml",
    "consultation_forms/parent_",
    "consultation_forms/pr_holder_",
    "consultation_forms/after_child_",
    "consultation_forms/after_parent.toml",
    "consultation_forms/modules/",
    "participation/care/outcomes/drafting.py",
)
_RESPOND = "participation/web/templates/respond/"
AT_LEAST = (  # in every language: the start, what a review is, help, what is sent and who sees it
    *(f"{_RESPOND}{page}.html" for page in ("start", "enter", "rights", "help", "check", "sent")),
    "participation/web/respond/ending.py",
    "participation/channels/form/checking_page.py",
)
GAP = re.compile(r"%\([a-z_]+\)[sd]|\{[a-z_]+\}|%[sd]")


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
    ours = pages_of(source())
    wanted = {on for entry in ours for on in files(entry) if on.startswith(PAGES)}
    assert {on for on in wanted - there if (FOLDER.parent / on).exists()} == set()


@pytest.mark.parametrize("code", CODES)
def test_start_help_check_and_sent_pages_speak_every_language(code: str) -> None:
    ours = [entry for entry in catalogue(code) if not files(entry).isdisjoint(AT_LEAST)]
    assert len(ours) > 60
    assert [entry.msgid for entry in ours if not all(texts_of(entry)) and code != "en"] == []


@pytest.mark.parametrize("code", DRAFTED)
def test_a_draft_that_no_person_has_checked_is_marked_in_every_text(code: str) -> None:
    written = [entry for entry in catalogue(code) if any(texts_of(entry))]
    assert written
    assert [entry.msgid for entry in written if not entry.fuzzy] == []


TRANSLATED = [code for code in CODES if code != "en"]
IN_CAPITALS = re.compile(r"\b[A-Z]{4,}\b")


@pytest.mark.parametrize("code", TRANSLATED)
def test_no_text_message_says_why_we_write_or_takes_more_parts_than_it_may(code: str) -> None:
    assert linting.faults(drafts(code)) == []


@pytest.mark.parametrize("code", TRANSLATED)
def test_the_questions_of_a_conversation_take_three_parts_at_most(code: str) -> None:
    for key in ("parent_text", "pr_holder_text"):
        form = LIBRARY.form(key)
        for question, attempt in product(form.questions, speaking.ATTEMPTS):
            asked = question_text(form, question, {}, drafts(code), attempt=attempt,
                                  names=WORST_CASE)  # fmt: skip
            assert count(asked).parts <= 3, (key, question.key, attempt)


@pytest.mark.parametrize("code", TRANSLATED)
def test_words_to_be_texted_back_are_the_words_that_are_obeyed(code: str) -> None:
    """STOP, CALL, SKIP: whoever reads them in another language has to type just these."""
    for entry in catalogue(code):
        if any(on.startswith("participation/channels/sms/") for on in files(entry)):
            for text in filter(None, texts_of(entry)):
                assert set(IN_CAPITALS.findall(entry.msgid)) <= set(IN_CAPITALS.findall(text)), text


@pytest.mark.parametrize("code", TRANSLATED)
def test_a_conversation_by_text_can_be_held_to_its_end(code: str) -> None:
    for key in ("parent_text", "pr_holder_text"):
        assert speaking.speaks(drafts(code), LIBRARY.form(key)), key


@pytest.mark.parametrize("code", WHOLE)
def test_a_whole_language_has_every_childs_and_parents_form_without_a_fault(code: str) -> None:
    """Gaps, choices that could be taken for one another, words that phone companies act on."""
    ours = ("child_", "parent_", "pr_holder_", "after_child_", "after_parent")
    found = [
        str(fault)
        for form in LIBRARY.forms.values()
        if form.key.startswith(ours) and form.key != "child_0_3"
        for fault in faults_of_translation(form, drafts(code), code)
        if "is not translated" not in fault.what  # the same word in both, such as OK
    ]
    assert found == []
