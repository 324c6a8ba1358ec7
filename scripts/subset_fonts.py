"""Cut the Noto fonts down to the letters that a printed summary can need.

Run by hand when a script is added (fontTools and the fonts are needed for that alone, never to
install or run; on Debian all but Noto Emoji, which comes from Google Fonts in its static regular
weight, are in fonts-noto-core; put them into one folder):

    python scripts/subset_fonts.py /usr/share/fonts/truetype/noto

Keeps every letter of the scripts below with all their shaping rules, leaves out hinting, and writes
letters.txt: the ranges of signs that each font here can draw. Who prints replaces any other sign by
its name: a PDF that promises to be accessible (PDF/UA-1) may hold none that cannot be drawn.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

TARGET = Path(__file__).resolve().parents[1] / "participation/channels/paper/fonts"
_SIGNS = "U+2000-206F,U+2070-209F,U+20A0-20CF,U+2100-218F,U+FFFD"
_ACCENTS = "U+0300-036F,U+1AB0-1AFF,U+1DC0-1DFF,U+FE20-FE2F"
TEXT = f"U+0020-007E,U+00A0-02FF,U+0370-03FF,U+0400-052F,U+1E00-1EFF,{_ACCENTS},{_SIGNS}"
HEADINGS = f"U+0020-007E,U+00A0-024F,U+0300-036F,U+0370-03FF,U+0400-045F,U+1E00-1EFF,{_SIGNS}"
PICTURES = "U+2190-21FF,U+25A0-27BF,U+1F400-1F64F"
ALL = "*"
# Which font, and which signs of it.
FONTS = {
    "NotoSans-Regular.ttf": TEXT,
    "NotoSans-Bold.ttf": HEADINGS,
    "NotoSansArabic-Regular.ttf": ALL,
    "NotoSansEthiopic-Regular.ttf": ALL,
    "NotoSansBengali-Regular.ttf": ALL,
    "NotoSansDevanagari-Regular.ttf": ALL,
    "NotoSansGujarati-Regular.ttf": ALL,
    "NotoSansGurmukhi-Regular.ttf": ALL,
    "NotoSansHebrew-Regular.ttf": ALL,
    "NotoSansTamil-Regular.ttf": ALL,
    "NotoSansSymbols2-Regular.ttf": PICTURES,
    "NotoEmoji-Regular.ttf": ALL,
}
NAMES = [0, 1, 2, 3, 4, 5, 6, 13, 14]  # with copyright and licence, which stay in each file


def cut(source: Path, signs: str, target: Path) -> None:
    """Write one font with these signs only."""
    options = subset.Options(
        hinting=False, layout_features=["*"], name_IDs=NAMES, notdef_outline=True, glyph_names=False
    )
    font = subset.load_font(str(source), options)
    wanted = font.getBestCmap() if signs == ALL else subset.parse_unicodes(signs)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=list(wanted))
    cutter.subset(font)
    subset.save_font(font, str(target), options)


def ranges(signs: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Consecutive signs together."""
    ordered = sorted(signs)
    start = before = ordered[0]
    for sign in ordered[1:]:
        if sign != before + 1:
            yield start, before
            start = sign
        before = sign
    yield start, before


def letters_text(folder: Path) -> str:
    """letters.txt: each font by name, then a range of its signs on each line, in hex.

    A sign and the marks on it must come from one font.
    """
    lines: list[str] = []
    for file in sorted(folder.glob("*.ttf")):
        signs = {sign for sign in TTFont(file).getBestCmap() if sign >= ord(" ")}
        lines += [file.stem, *(f"{first:04X} {last:04X}" for first, last in ranges(signs))]
    return "\n".join(lines) + "\n"


def main(source: Path) -> None:
    TARGET.mkdir(exist_ok=True)
    for name, signs in FONTS.items():
        cut(source / name, signs, TARGET / name)
        print(f"{name}: {(source / name).stat().st_size} to {(TARGET / name).stat().st_size}")
    (TARGET / "letters.txt").write_text(letters_text(TARGET), encoding="utf-8")
    print(sum(file.stat().st_size for file in TARGET.iterdir()), "bytes in all")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
