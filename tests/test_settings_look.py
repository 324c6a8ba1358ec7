"""A council's colour is refused where somebody could not read it, and made lighter for the dark."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.settings import Settings, look, problems
from participation.settings.look import ENOUGH, NIGHT, NIGHT_INK, WHITE, contrast
from tests.test_settings import production

ROOT = Path(__file__).parents[1]
COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


def png(width: int = 200, height: int = 60) -> bytes:
    """A plain picture, one bit a point."""
    rows = zlib.compress((b"\0" + b"\xff" * ((width + 7) // 8)) * height, 9)

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def test_contrast_is_reckoned_as_wcag_does() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#00654d", "#ffffff") == pytest.approx(7.1, abs=0.05)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@given(COLOURS)
def test_a_colour_that_is_taken_can_be_read_by_day_and_by_night(colour: str) -> None:
    taken = look.readable(colour)
    assert contrast(taken, WHITE) >= ENOUGH
    assert (taken == colour) is look.is_readable(colour)
    night = look.at_night(taken)
    assert min(contrast(night, NIGHT), contrast(night, NIGHT_INK)) >= ENOUGH


def test_the_dark_page_is_the_one_that_the_stylesheet_has() -> None:
    css = (ROOT / "participation" / "web" / "static" / "respond.css").read_text(encoding="utf-8")
    assert f"--bg:{NIGHT}" in css
    assert f"--on:{NIGHT_INK}" in css


def test_a_logo_is_a_small_png_and_nothing_else() -> None:
    assert look.size_of_png(png()) == (200, 60)
    for other in (b"", b"<svg onload=alert(1)>", b"GIF89a", png() + b"\0" * 5000, png()[:20]):
        assert look.size_of_png(other) is None


def test_nothing_chosen_adds_nothing_to_the_stylesheet() -> None:
    assert look.stylesheet("", b"") == ""


def test_a_colour_that_cannot_be_read_is_refused_with_one_that_can() -> None:
    (problem,) = problems(production(PARTICIPATION_COLOUR="#FFBF1F"))
    assert problem.name == "PARTICIPATION_COLOUR"
    (named,) = [word for word in problem.remedy.split() if word.startswith("#")]
    assert Settings.from_env(production(PARTICIPATION_COLOUR=named)).colour == named


def test_a_look_is_read_from_the_environment(tmp_path: Path) -> None:
    logo = tmp_path / "logo.png"
    logo.write_bytes(png())
    settings = Settings.from_env(
        production(
            PARTICIPATION_COLOUR="#7A1F5C",
            PARTICIPATION_LOGO=str(logo),
            PARTICIPATION_WORDS="Review=meeting, family time = contact",
        )
    )
    assert settings.colour == "#7a1f5c"
    assert settings.logo == png()
    assert settings.local_words == (("review", "meeting"), ("family time", "contact"))
