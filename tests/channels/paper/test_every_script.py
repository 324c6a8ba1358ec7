"""A summary with words in other scripts beside what a person made of them in English: every letter
is there, in its order, and can be taken out again."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from participation.channels.paper.letters import printable
from participation.channels.paper.pdf import pdf_of
from participation.channels.paper.sheet import Item, Look, Section
from tests.channels.paper.test_paper import AT, sheet, text_in
from tests.translations.reading import CODES, catalogue

SAID = {
    "ar": "أريد أن أعيش مع أخي، وأن أرى أمي كل يوم سبت.",
    "ti": "ምስ ሓወይ ክነብር ይደሊ። ኩሉ ሰንበት ክርእዮ ይደሊ።",
    "bn": "আমি আমার ভাইয়ের সাথে থাকতে চাই। প্রতি শনিবার মাকে দেখতে চাই।",
    "vi": "Con muốn sống với anh trai. Con muốn gặp mẹ mỗi thứ Bảy.",
    "ur": "میں اپنے بھائی کے ساتھ رہنا چاہتا ہوں۔ ہر ہفتے امی سے ملنا چاہتا ہوں۔",
}
ENGLISH = "I want to live with my brother. I want to see my mum every Saturday."
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_CLAUSES = re.compile("[،۔።।.]")  # a reader of PDFs sorts what stands between, each by itself


def clauses(words: str) -> list[str]:
    plain = unicodedata.normalize("NFC", " ".join(_TURNS.sub("", words).split()))
    return [part.strip() for part in _CLAUSES.split(plain) if part.strip()]


@pytest.mark.parametrize("code", SAID)
def test_words_beside_english_are_all_there_and_can_be_taken_out(code: str, tmp_path: Path) -> None:
    items = (
        Item(heading="What else?", words=SAID[code], language=code, notes=("By text.",)),
        Item(words=ENGLISH, language="en", notes=("Put into English by a person.",), beside=True),
    )
    person = Section(heading="Aisha", look=Look.PERSON, items=items)
    said = clauses(text_in(pdf_of(sheet(sections=(person,)), AT), tmp_path))
    whole = " ".join(said)
    for clause in (*clauses(SAID[code]), *clauses(ENGLISH)):
        assert clause in whole, clause
    assert printable(SAID[code]) == SAID[code], "nothing of it had to be put into words"


@pytest.mark.parametrize("code", [code for code in CODES if code != "en"])
def test_every_letter_of_every_catalogue_is_in_the_fonts(code: str) -> None:
    texts = {text for entry in catalogue(code)
             for text in (entry.msgstr, *entry.msgstr_plural.values())}  # fmt: skip
    assert len(texts) > 100
    assert [text for text in texts if printable(text) != text] == []
