"""Languages: what may be imported, what a browser may ask for, and where text comes from."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from hypothesis import given
from hypothesis import strategies as st

from participation.kernel.languages import (
    ENGLISH,
    LANGUAGES,
    Language,
    NotALanguage,
    choose,
    known,
    parse_language,
)
from participation.kernel.opening_lines import OPENING_LINES
from participation.kernel.texts import IN_ENGLISH, texts, translated


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=lambda row: row.code)
def test_direction_and_script_agree_with_the_names_own_letters_and_with_cldr(
    language: Language,
) -> None:
    letters = [unicodedata.bidirectional(c) for c in language.own if c.isalpha()]
    assert (language.direction == "rtl") == all(way in {"R", "AL"} for way in letters)
    try:
        assert Locale.parse(language.code).text_direction == language.direction
    except UnknownLocaleError:
        assert language.spoken_only


def test_no_two_languages_share_a_name() -> None:
    assert len({row.own for row in LANGUAGES.values()}) == len(LANGUAGES)
    assert len({row.english for row in LANGUAGES.values()}) == len(LANGUAGES)
    assert known("fa_AF") is LANGUAGES["fa_AF"]
    assert known("FA_af") is None


@pytest.mark.parametrize(
    ("raw", "code"),
    [("en", "en"), (" PL ", "pl"), ("fa-AF", "fa_AF"), ("FA_af", "fa_AF"), ("ckb", "ckb")],
)
def test_a_code_is_taken_with_capitals_and_hyphens(raw: str, code: str) -> None:
    assert parse_language(raw) == LANGUAGES[code]


@pytest.mark.parametrize(
    ("raw", "remedy"),
    [
        ("Kurdish", "write ckb (Sorani) or ku (Kurmanji): ask which one is read"),
        ("Persian", "write fa (Farsi) or fa_AF (Dari)"),
        ("prs", "write fa_AF (Dari)"),
        ("Polish", "write pl (Polish)"),
        ("ትግርኛ", "write ti (Tigrinya)"),
        ("en-GB", "write en (English)"),
    ],
)
def test_a_name_is_refused_with_the_code_to_write(raw: str, remedy: str) -> None:
    assert parse_language(raw) == NotALanguage(remedy)


@pytest.mark.parametrize("raw", ["XX", "", "xx_YY", "../../x", "e" * 5000, "\0", "_", "-"])
def test_what_is_no_language_is_refused_with_the_list_and_without_its_own_words(raw: str) -> None:
    refused = parse_language(raw)
    assert isinstance(refused, NotALanguage)
    assert refused.remedy == f"write one of {', '.join(LANGUAGES)}"


OFFERED = ("en", "ar", "ckb", "ku", "fa", "fa_AF", "pa", "pl")


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("pl", "pl"),
        ("pl-PL,en;q=0.5", "pl"),
        ("en-GB,en;q=0.9,pl;q=0.8", "en"),
        ("en;q=0.2, pl;q=0.9", "pl"),
        ("de, fr;q=0.9, ar-SD;q=0.8, en;q=0.1", "ar"),
        ("pl;q=0, ar", "ar"),
        ("fa-AF", "fa_AF"),
        ("prs", "fa_AF"),
        ("fa-IR", "fa"),
        ("ku", "ku"),
        ("kmr", "ku"),
        ("ku-Arab-IQ", "ckb"),
        ("pa-Arab-PK", "en"),
        ("pa-IN", "pa"),
        ("vi", "en"),
    ],
)
def test_the_closest_offered_language_is_chosen(header: str, code: str) -> None:
    assert choose(header, OFFERED) == code


def test_dari_falls_back_to_farsi_and_never_the_other_way() -> None:
    assert choose("fa-AF", ["en", "fa"]) == "fa"
    assert choose("fa", ["en", "fa_AF"]) == "en"


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "xx_YY",
        "../../x",
        "../../../etc/passwd",
        "x" * 5000,
        "a" * 8,
        ",".join(f"x{chr(97 + n % 26)}-{n}" for n in range(500)),
        ",".join(["de"] * 500) + ",pl",
        "pl;q=0",
        "pl;q=abc",
        "pl;q=9",
        "pl\0",
        "*",
        ";;;,,,",
        "pl_PL_PL_PL_PL_PL_PL",
        "\ud83d",
    ],
)
def test_b73_a_language_that_makes_no_sense_is_english(header: str | None) -> None:
    assert choose(header, OFFERED) == ENGLISH.code


@given(
    st.text(max_size=1200) | st.lists(st.sampled_from([*LANGUAGES, "zz", "q=", ";"])).map(",".join)
)
def test_b73_choosing_never_raises_and_answers_only_what_is_offered(header: str) -> None:
    assert choose(header, OFFERED) in OFFERED
    assert isinstance(parse_language(header), Language | NotALanguage)


# --- text ---------------------------------------------------------------------------------------


def catalogue(folder: Path, code: str, **words: str) -> None:
    made = Catalog(locale=code)
    for message, translation in words.items():
        made.add(message, translation)
    made.add("Back", "Wstecz do pytania", context="child_8_11/q1")
    made.add(("%(n)s answer", "%(n)s answers"), ("%(n)s odpowiedź", "%(n)s odpowiedzi", "many"))
    file = folder / code / "LC_MESSAGES" / "messages.mo"
    file.parent.mkdir(parents=True)
    with file.open("wb") as out:
        write_mo(out, made)


def test_english_is_the_source_and_gives_back_what_it_gets() -> None:
    said = texts("en")
    assert (said.language, said.direction) == ("en", "ltr")
    assert said.gettext("Skip") == "Skip"
    assert said.pgettext("child_8_11/q1", "Skip") == "Skip"
    assert [said.ngettext("one", "many", n) for n in (0, 1, 2)] == ["many", "one", "many"]


def test_a_catalogue_translates_with_context_and_its_own_plurals(tmp_path: Path) -> None:
    catalogue(tmp_path, "pl", Skip="Pomiń", Back="Wstecz")
    said = texts("pl", tmp_path)
    assert (said.language, said.gettext("Skip"), said.gettext("Back")) == ("pl", "Pomiń", "Wstecz")
    assert said.pgettext("child_8_11/q1", "Back") == "Wstecz do pytania"
    assert said.pgettext("elsewhere", "Back") == "Back"
    assert said.ngettext("%(n)s answer", "%(n)s answers", 3) == "%(n)s odpowiedzi"
    assert said.ngettext("%(n)s answer", "%(n)s answers", 5) == "many"
    assert texts("pl", tmp_path) is said


def test_a_text_nobody_translated_is_english_and_an_empty_one_is_empty(tmp_path: Path) -> None:
    catalogue(tmp_path, "pl", Skip="Pomiń")
    said = texts("pl", tmp_path)
    assert said.gettext("Not yet") == "Not yet"
    assert said.gettext("") == ""
    assert said.pgettext("child_8_11/q1", "") == ""


def test_a_councils_own_words_come_before_those_that_travel_with_the_package(
    tmp_path: Path,
) -> None:
    catalogue(tmp_path / "council", "pl", Skip="Dalej")
    catalogue(tmp_path / "shipped", "pl", Skip="Pomiń", Leave="Wyjdź")
    said = texts("pl", tmp_path / "council", tmp_path / "shipped")
    assert (said.gettext("Skip"), said.gettext("Leave")) == ("Dalej", "Wyjdź")


@pytest.mark.parametrize("code", ["cy", "xx_YY", "../../x", "", "x" * 5000])
def test_b73_a_language_without_a_catalogue_is_english_and_says_so(
    code: str, tmp_path: Path
) -> None:
    assert texts(code, tmp_path) is IN_ENGLISH


def test_r36_only_a_language_with_every_opening_line_is_offered(tmp_path: Path) -> None:
    catalogue(tmp_path, "pl", **dict.fromkeys(OPENING_LINES, "Po polsku"))
    catalogue(tmp_path, "ar", **dict.fromkeys(OPENING_LINES[1:], "بالعربية"))
    assert translated(tmp_path) == ("en", "pl")
    assert translated(tmp_path, unchecked=True) == ("en", "ar", "pl")
    assert translated(tmp_path / "nowhere") == ("en",)


def test_a_line_that_is_the_same_word_in_both_languages_is_translated(tmp_path: Path) -> None:
    lines = dict.fromkeys(OPENING_LINES, "Yn Gymraeg")
    catalogue(tmp_path, "cy", **{**lines, "Help": "Help"})
    assert translated(tmp_path) == ("en", "cy")
    assert texts("cy", tmp_path).has("Help")
    assert not texts("cy", tmp_path).has("Skip")
    assert not IN_ENGLISH.has("Help")
