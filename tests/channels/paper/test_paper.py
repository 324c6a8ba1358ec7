"""A sheet as PDF and as text: every sign in its place, nothing run, nothing left behind."""

from __future__ import annotations

import random
import re
import shutil
import subprocess
import sys
import unicodedata
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from participation.channels.form.drawing import picture_in
from participation.channels.paper import pdf
from participation.channels.paper.letters import FONTS, can_draw, plainest, printable
from participation.channels.paper.pdf import FAMILIES, own_lines, pdf_of
from participation.channels.paper.plain_text import text_of
from participation.channels.paper.sheet import Item, Look, Section, Sheet
from scripts.subset_fonts import letters_text

AT = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)
MARKUP = (
    '#panic(1) #import "x" *bold* _it_ [a] \\ @ref $x^2$ `raw` // no /* no */ = h\n- a\n+ b ~ ---'
)
AWKWARD = (
    MARKUP,
    "ما الذي يهمك 42 abc، ١٢٣",
    "سلام\u200cعلیکم",
    "ቅድሚ ግምገማኻ",
    "é z\u0300\u0301\u0302 " + "a" + "\u0301" * 300,
    "پښتو ئەمە کوردییە اردو میں",
    "বাংলা ਪੰਜਾਬੀ हिन्दी தமிழ் ગુજરાતી עברית",
    "Привет, Chcę żeby",
    "❤️ 👍",
    "\u202eturned\u202c \u2068apart\u2069 \u200e\u200f",
    '<script>alert(1)</script> "><img onerror>',
)


def sheet(*words: str, **more: object) -> Sheet:
    items = tuple(Item(heading="What else?", words=each, language="en") for each in words)
    values: dict[str, object] = {
        "named": "Before the review",
        "title": "\u2068Aisha\u2069, 12",
        "facts": ("Thursday 3 December.",),
        "sections": (Section(heading="Aisha", look=Look.PERSON, items=items),),
        "foot": "For \u2068Sam Green\u2069, opened 24 November 2026, 4.30pm.",
        "side": "Side {side} of {sides}",
        "longer": "This takes {sides} sides.",
    }
    return Sheet(**(values | more))


def text_in(printed: bytes, folder: Path, *how: str) -> str:
    """What a reader of PDFs finds in it; skipped where there is none."""
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("pdftotext is not here (Debian: poppler-utils)")
    file = folder / "a.pdf"
    file.write_bytes(printed)
    done = subprocess.run([tool, *how, str(file), "-"], capture_output=True, check=True)
    return done.stdout.decode()


def unpacked(printed: bytes) -> bytes:
    """The PDF with its streams opened."""
    found = [printed]
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", printed, re.DOTALL):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return b"\n".join(found)


# --- the PDF --------------------------------------------------------------------------------------


def test_it_is_tagged_has_a_title_and_a_language_and_promises_to_be_accessible() -> None:
    inside = unpacked(pdf_of(sheet("hello"), AT))
    assert b"pdfuaid" in inside
    assert b"/StructTreeRoot" in inside
    assert b"/Marked true" in inside
    assert re.search(rb"/Lang ?\(en-GB\)", inside)
    assert b"/DisplayDocTitle true" in inside
    about = re.search(rb"<x:xmpmeta.*</x:xmpmeta>", inside, re.DOTALL)
    assert about
    assert b"Before the review" in about[0]
    assert b"Aisha" not in about[0], "what a list of files shows names nobody"


def test_whatever_is_typed_is_printed_and_never_run(tmp_path: Path) -> None:
    said = text_in(pdf_of(sheet(*AWKWARD), AT), tmp_path, "-raw")
    assert "#panic(1)" in said
    assert "$x^2$" in said
    assert "- a\n+ b" in said.replace("+b", "+ b")
    assert "<script>alert(1)</script>" in said
    for sign in "ቅድሚግምገማኻПривет" + "বਪதગ":
        assert sign in said, sign


def test_own_words_are_in_order_with_every_sign_or_its_name(tmp_path: Path) -> None:
    """Signs that are drawn as one are still all there; what cannot be drawn is named."""
    words = "one 💚 two z\u0301 three ቅድሚ four\r\nfive 👨‍👩‍👧 👍🏽 🇵🇱 1️⃣ ❤️‍🩹 six \u0378 seven"
    said = " ".join(text_in(pdf_of(sheet(words), AT), tmp_path).split())
    wanted = " ".join(words.split()).replace("\u0378", "[u+0378]")
    assert unicodedata.normalize("NFC", wanted) in unicodedata.normalize("NFC", said)


def test_arabic_runs_from_right_to_left_beside_english(tmp_path: Path) -> None:
    said = text_in(pdf_of(sheet("أريد أن أرى أخي\nI want Mia"), AT), tmp_path)
    plain = re.sub("[\u202a-\u202e\u2066-\u2069]", "", said)
    assert "أريد أن أرى أخي" in plain
    assert "I want Mia" in plain


def test_it_is_the_same_bytes_each_time_and_holds_no_date_but_the_one_given() -> None:
    assert pdf_of(sheet("x"), AT) == pdf_of(sheet("x"), AT)
    assert pdf_of(sheet("x"), AT) != pdf_of(sheet("y"), AT)


def test_an_answer_and_who_may_see_it_stay_on_one_side(tmp_path: Path) -> None:
    """Also what a person made of it in English; a long answer goes over to the next side."""
    items: list[Item] = []
    for number in range(24):
        items += (
            Item(heading=f"Asked {number}?", words="so\n" * (number % 5), notes=(f"to {number}",)),
            Item(words=f"put {number}", beside=True),
        )
    long = Item(heading="Asked last?", words="words " * 3000, notes=("to last",))
    said = text_in(pdf_of(sheet(sections=(Section(heading="A", items=(*items, long)),)), AT),
                   tmp_path)  # fmt: skip
    sides = said.split("\f")
    assert len(sides) > 3
    for number in range(24):
        (where,) = (side for side in sides if f"Asked {number}?" in side)
        assert re.search(rf"to {number}\n(.|\n)*put {number}\n", where), number
    (last,) = (side for side in sides if "Asked last?" in side)
    assert "words words" in last
    assert said.count("words ") + said.count("words\n") == 3000


def test_more_than_two_sides_says_so_and_nothing_is_cut(tmp_path: Path) -> None:
    short = text_in(pdf_of(sheet("short"), AT), tmp_path)
    assert "Side 1 of 1" in short
    assert "This takes" not in short
    long = sheet(*(f"answer {number} " + "words " * 120 for number in range(30)))
    said = text_in(pdf_of(long, AT), tmp_path)
    sides = re.search(r"This takes (\d+) sides\.", said)
    assert sides
    assert int(sides[1]) > 2
    assert said.count(f"of {sides[1]}") == int(sides[1])
    assert all(f"answer {number} " in said for number in range(30))
    assert said.count("Sam Green") == int(sides[1]), "the reader is named on every side"


@pytest.mark.parametrize(
    "words",
    ["w" * 10_000, "\n" * 9_999 + "x", "a" + "\u0301" * 5_000, "\U0001f49a" * 2_000, "中" * 3_000,
     "".join(map(chr, range(1, 800))), "\u200b" * 500, " " * 3_000, "\U000e0001\ufffe\u0378"],
    ids=["word", "lines", "marks", "emoji", "han", "controls", "unseen", "spaces", "unassigned"],
)  # fmt: skip
def test_b1_b4_b16_awkward_words_hold(words: str) -> None:
    assert pdf_of(sheet(words), AT)[:5] == b"%PDF-"


@pytest.mark.parametrize("seed", range(12))
def test_any_signs_in_any_company_are_printed_without_the_plainest_way(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A letter with marks, joiners and signs of other scripts on it, in words and in headings."""

    def never(words: str, *, bold: bool = False) -> str:
        raise AssertionError("what was put into words could still not be drawn")

    monkeypatch.setattr(pdf, "plainest", never)
    dice = random.Random(seed)
    known = [sign for sign in map(chr, range(0x20, 0x2_0000)) if can_draw(sign)]
    pool = known if seed % 2 else list(map(chr, (*range(0x20, 0xD800), *range(0x1F000, 0x20000))))
    between = ("", "", "\u200d", "\u200c", "\ufe0f", "\u0301", "\n", " ")
    words = "".join(dice.choice(pool) + dice.choice(between) for _ in range(150))
    title = words[:30].replace("\n", " ")
    assert pdf_of(sheet(words, title=title, foot=title), AT)[:5] == b"%PDF-"


def test_what_nobody_could_foresee_is_told_in_plain_letters() -> None:
    assert plainest("a\x00é💚\n") == "a[u+0000][latin small letter e with acute][green heart]\n"


def test_a_drawing_is_drawn_from_its_numbers() -> None:
    drawn = picture_in("[[1,100,100,500,500]]")
    section = Section(heading="Draw it.", items=(Item(chosen="A drawing", drawing=drawn),))
    assert pdf_of(sheet(sections=(section,)), AT)[:5] == b"%PDF-"


def test_no_word_is_left_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    pdf_of(sheet("zebrafinch"), AT)
    assert list(tmp_path.rglob("*")) == []


def test_no_words_in_a_repr() -> None:
    assert "zebrafinch" not in repr((sheet("zebrafinch"), Item(words="zebrafinch")))


# --- letters --------------------------------------------------------------------------------------


def test_the_list_of_letters_is_that_of_the_fonts_and_the_fonts_are_small() -> None:
    assert (FONTS / "letters.txt").read_text(encoding="utf-8") == letters_text(FONTS)
    fonts = list(FONTS.glob("*.ttf"))
    assert sum(font.stat().st_size for font in fonts) < 2_500_000
    families = {TTFont(font)["name"].getDebugName(1) for font in fonts}
    assert families == set(FAMILIES)


def test_what_cannot_be_drawn_is_put_into_words() -> None:
    assert printable("a 💚 b 👍🏽") == "a 💚 b 👍🏽"
    assert printable("a \U0001d11e b") == "a [musical symbol g clef] b"
    assert printable("中文 ok") == "[2 letters that cannot be printed: read them on the page] ok"
    assert printable("\x07") == "[u+0007]"
    assert printable("ቅ\u0301 z\u0301") == "ቅ[combining acute accent] ź".replace("ź", "z\u0301")
    assert printable("a" + "\n" * 40 + "b") == "a\n[39 empty lines]\nb"
    assert printable("ما Привет ቅ é") == "ما Привет ቅ é"
    assert can_draw("ቅ")
    assert not can_draw("中")


def test_a_long_word_in_a_line_of_ours_stays_on_the_paper(tmp_path: Path) -> None:
    asked = Section(heading="Asks", lead=("Child: “" + "w" * 400 + "”",))
    said = text_in(pdf_of(sheet(sections=(asked,)), AT), tmp_path, "-layout")
    assert said.count("w") == 400


@pytest.mark.parametrize("unseen", ["\u0301", "\ufe0f", "\u200d", "\u093f"])
def test_a_line_ends_whatever_the_next_begins_with(unseen: str) -> None:
    assert len(own_lines(f"one\n{unseen}two")) == 2


def test_a_long_word_may_break_and_keeps_its_marks() -> None:
    (line,) = own_lines("e\u0301" * 100)
    assert line.replace("\u200b", "") == "e\u0301" * 100
    assert "\u200b" in line
    assert "\u200b\u0301" not in line


# --- the text -------------------------------------------------------------------------------------


def test_text_marks_own_words_and_changes_none() -> None:
    words = "mine 💚 أريد  two\n\nMother\n------\nnot hers"
    said = text_of(sheet(words))
    assert "> mine 💚 أريد  two\n> \n> Mother\n> ------\n> not hers\n" in said
    assert said.endswith("4.30pm.\n")
    own = [line[2:] for line in said.splitlines() if line.startswith("> ")]
    assert "\n".join(own) == words


def test_whoever_prints_nothing_does_not_load_what_prints() -> None:
    """It takes 30 MB in a process."""
    asked = "import sys, participation.app; sys.exit('typst' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
