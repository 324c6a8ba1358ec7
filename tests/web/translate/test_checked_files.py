"""A language as a .po file for somebody who works elsewhere: out, changed, and back."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from io import BytesIO
from typing import Any

import polib
import pytest
from flask import Flask

from participation.journeys.checking_wordings import listing
from participation.journeys.services import Services
from participation.kernel.catalogue import CatalogueText
from tests.web.staff.signing_in import press, token_in
from tests.web.translate.at_a_desk import Desk
from tests.web.translate.checking import HERE, checked, let_in


@pytest.fixture
def lines(app: Flask) -> tuple[CatalogueText, ...]:
    house: Services = app.extensions["participation"]
    return listing(house, "ti").texts


@pytest.fixture
def rahel(desk: Desk) -> str:
    """A translator who works with a tool of her own."""
    return desk.adds("Rahel Abraham")


def taken(desk: Desk) -> polib.POFile:
    answer = desk.browser.get(f"{HERE}/messages.po")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="ti.po"'
    return polib.pofile(answer.get_data(as_text=True))


def entry(file: polib.POFile, text: CatalogueText) -> polib.POEntry:
    found = file.find(text.english, msgctxt=text.context or False)
    assert found is not None
    return found


def says(file: polib.POFile, text: CatalogueText, words: str) -> None:
    """As an editor does it: the words, and the mark taken away."""
    one = entry(file, text)
    one.msgstr, one.flags = words, [flag for flag in one.flags if flag != "fuzzy"]


def brings(desk: Desk, content: Any, translator: str) -> Any:
    """Handed over; the answer, or the page it leads to."""
    token = token_in(desk.browser.get(HERE).get_data(as_text=True))
    sent = str(content).encode() if not isinstance(content, bytes) else content
    data = {"csrf_token": token, "translator": translator, "catalogue": (BytesIO(sent), "ti.po")}
    answer = desk.browser.post(f"{HERE}/file", data=data, content_type="multipart/form-data")
    where = answer.headers.get("Location")
    if where:
        answer = desk.browser.get(where)
    return answer, (where or "").partition("?")[0], unescape(answer.get_data(as_text=True))


def later(desk: Desk) -> None:
    desk.make.clock.moment += timedelta(hours=1)


def test_out_and_back_untouched_changes_nothing(desk: Desk, rahel: str) -> None:
    """Every draft leaves marked as one, and comes back as one."""
    file = taken(desk)
    assert len(file.fuzzy_entries()) > 1_000
    assert not file.translated_entries()
    _, where, page = brings(desk, file, rahel)
    assert "0 texts found right" in page
    assert "Take it in" not in page
    press(desk.browser, where, where, go="away")
    assert checked() == []


def test_what_was_checked_elsewhere_is_shown_before_it_is_taken_in(
    desk: Desk, rahel: str, lines: tuple[CatalogueText, ...]
) -> None:
    file = taken(desk)
    says(file, lines[0], lines[0].draft[0])
    says(file, lines[2], "ጀምር ሎሚ")
    _, where, page = brings(desk, file, rahel)
    assert "1 text found right as it stands" in page
    assert "1 text with other words" in page
    assert "ጀምር ሎሚ" in page
    assert lines[2].draft[0] in page
    assert checked() == [], "taken in before anybody had looked"
    press(desk.browser, where, where, go="take")
    assert sorted((row.english, row.words[0], row.translator.full_name) for row in checked()) == (
        sorted((text.english, words, "Rahel Abraham") for text, words in (
            (lines[0], lines[0].draft[0]), (lines[2], "ጀምር ሎሚ")))
    )  # fmt: skip
    assert desk.browser.get(where).status_code == 404, "taken in once"
    shown = unescape(desk.browser.get(HERE).get_data(as_text=True))
    assert "in a file that Bea Sort brought" in shown


def test_a_lost_gap_is_refused_with_its_line_and_what_to_do(
    desk: Desk, rahel: str, lines: tuple[CatalogueText, ...]
) -> None:
    text = next(line for line in lines if line.english == "Send to %(officer)s")
    file = taken(desk)
    says(file, text, "ስደድ")
    says(file, lines[2], "ጀምር ሎሚ")
    number = str(file).splitlines().index('msgid "Send to %(officer)s"') + 1
    _, where, page = brings(desk, file, rahel)
    assert f"Line {number}" in page
    assert "%(officer)s is missing. Put it where" in page
    press(desk.browser, where, where, go="take")
    assert [row.english for row in checked()] == [lines[2].english], "the rest is taken in"


def test_what_was_checked_here_meanwhile_stays_unless_somebody_says_otherwise(
    desk: Desk, rahel: str, lines: tuple[CatalogueText, ...]
) -> None:
    file = taken(desk)
    says(file, lines[2], "ካብ ፋይል")
    later(desk)
    let_in(desk).puts(lines[2], "ኣብዚ ዝተረጋገጸ")
    for over, stands in (("", "ኣብዚ ዝተረጋገጸ"), ("yes", "ካብ ፋይል")):
        _, where, page = brings(desk, file, rahel)
        assert "1 text that was checked here meanwhile" in page
        assert "ኣብዚ ዝተረጋገጸ" in page
        press(desk.browser, where, where, go="take", over=over)
        assert checked()[-1].words == [stands]


def test_what_was_checked_before_the_file_left_is_no_conflict(
    desk: Desk, rahel: str, lines: tuple[CatalogueText, ...]
) -> None:
    let_in(desk).puts(lines[2], "ኣብዚ ዝተረጋገጸ")
    later(desk)
    file = taken(desk)
    assert entry(file, lines[2]).msgstr == "ኣብዚ ዝተረጋገጸ"
    assert not entry(file, lines[2]).fuzzy
    says(file, lines[2], "ካብ ፋይል")
    _, where, page = brings(desk, file, rahel)
    assert "0 texts that were checked here meanwhile" in page
    press(desk.browser, where, where, go="take")
    assert checked()[-1].words == ["ካብ ፋይል"]


def test_a_file_that_does_not_say_when_it_left_overwrites_nothing(
    desk: Desk, rahel: str, lines: tuple[CatalogueText, ...]
) -> None:
    let_in(desk).puts(lines[2], "ኣብዚ ዝተረጋገጸ")
    later(desk)
    file = taken(desk)
    says(file, lines[2], "ካብ ፋይል")
    del file.metadata["X-Participation-Made"]
    _, _, page = brings(desk, file, rahel)
    assert "1 text that was checked here meanwhile" in page


def test_a_text_that_is_no_longer_said_is_counted_and_left(desk: Desk, rahel: str) -> None:
    file = taken(desk)
    file.append(polib.POEntry(msgid="We said this", msgstr="ከምዚ ኢልና"))
    _, _, page = brings(desk, file, rahel)
    assert "1 text that we no longer say" in page


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Choose a file."),
        (b'msgid "Help"\nmsgstr "\xff\xfe"\n', "Line 2: This file is not in UTF-8."),
        (b'msgid "Help"\nmsgstr "open\nmsgid', "This is no .po file that can be read."),
        (
            b'msgid ""\nmsgstr "Language: ar\\n"\n\nmsgid "Help"\nmsgstr "x"\n',
            "of another language",
        ),
        (b"PK\x03\x04\x00\x00", "no .po file"),
    ],
)
def test_what_is_no_such_file_is_said(desk: Desk, rahel: str, content: bytes, said: str) -> None:
    _, _, page = brings(desk, content, rahel)
    assert said in page
    assert checked() == []


def test_whoever_checked_it_must_translate_that_language(desk: Desk) -> None:
    nour = desk.adds("Nour Haddad", "ar")
    answer, _, page = brings(desk, taken(desk), nour)
    assert answer.status_code == 422
    assert "Say who checked it: a translator of this language." in page


def test_a_file_too_large_for_a_catalogue_is_not_read(desk: Desk, rahel: str) -> None:
    _, _, page = brings(desk, b"x" * (5 * 1024 * 1024), rahel)
    assert "too large to be a catalogue" in page


@pytest.mark.parametrize("code", ["en", "xx", "..%2F..%2Fetc"])
def test_a_page_of_what_is_no_language_is_not_there(desk: Desk, code: str) -> None:
    assert desk.browser.get(f"/staff/checking/{code}").status_code == 404
    assert desk.browser.get(f"/staff/checking/{code}/messages.po").status_code == 404


def test_arabic_leaves_with_six_forms_and_comes_back_with_them(desk: Desk, app: Flask) -> None:
    nour = desk.adds("Nour Haddad", "ar")
    answer = desk.browser.get("/staff/checking/ar/messages.po").get_data(as_text=True)
    assert re.search(r'"Plural-Forms: nplurals=6;', answer)
    file = polib.pofile(answer)
    many = [one for one in file if one.msgid_plural and all(one.msgstr_plural.values())]
    many[0].flags = []
    token = token_in(desk.browser.get("/staff/checking/ar").get_data(as_text=True))
    data = {"csrf_token": token, "translator": nour,
            "catalogue": (BytesIO(str(file).encode()), "ar.po")}  # fmt: skip
    sent = desk.browser.post("/staff/checking/ar/file", data=data)
    where = sent.headers["Location"].partition("?")[0]
    press(desk.browser, where, where, go="take")
    assert len(checked()[0].words) == 6
