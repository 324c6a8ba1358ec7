"""How a council looks: its colour, its logo, and words that it says in another way.

A colour must be readable where it is used: white words on it and it on white, at least 4.5 to 1
(WCAG 1.4.3). For dark screens it is made lighter until the same holds there.
"""

from __future__ import annotations

import re
import struct
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Final

from participation.settings.reading import Reading

ENOUGH: Final = 4.5
WHITE: Final = "#ffffff"
NIGHT: Final = "#12181d"  # the page on a dark screen, as respond.css has it
NIGHT_INK: Final = "#08130f"  # words on a button there
LOGO_BYTES: Final = 4096  # it travels in the stylesheet, and a first page may weigh 12 kB
REPLACEABLE: Final = ("review", "family time")
"""Words that a council may say in another way."""

_COLOUR = re.compile(r"#[0-9a-f]{6}")
_WORD = re.compile(r"[a-z]+([ '’-][a-z]+){0,3}")
_LONGEST_WORD = 24
_STEPS = 50
_PNG = b"\x89PNG\r\n\x1a\n"
_HEAD = 24  # up to where a PNG has said how large it is
_SIDE = 2000
_HEIGHT = 1.75  # rem
_WIDEST = 5.5  # beside the leave button on the smallest phone
# On white in the dark as well: nobody draws a logo for a dark page.
_LOGO = (
    'body>header p::before{content:"";display:block;width:%(wide).2frem;height:1.75rem;'
    "margin-block-end:.2rem;border-radius:4px;"
    "background:#fff url(%(picture)s) center/contain no-repeat}"
)


def colour_in(value: str) -> str | None:
    """#rrggbb in small letters, or None."""
    written = value.strip().lower()
    return written if _COLOUR.fullmatch(written) else None


def contrast(one: str, other: str) -> float:
    """The contrast of two colours as WCAG reckons it, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def is_readable(colour: str) -> bool:
    return contrast(colour, WHITE) >= ENOUGH


def readable(colour: str) -> str:
    """The colour itself, or made darker until white words can be read on it."""
    return _until(colour, "#000000", is_readable)


def at_night(colour: str) -> str:
    """The colour as dark screens have it: light enough on the page and under a button's words."""
    return _until(
        colour,
        WHITE,
        lambda shade: min(contrast(shade, NIGHT), contrast(shade, NIGHT_INK)) >= ENOUGH,
    )


def size_of_png(content: bytes) -> tuple[int, int] | None:
    """Width and height, or None where this is no picture of a kind and size that we serve."""
    head = content[:_HEAD]
    if not _HEAD <= len(content) <= LOGO_BYTES or head[:8] != _PNG or head[12:16] != b"IHDR":
        return None
    width, height = struct.unpack(">II", head[16:])
    return (width, height) if 0 < width <= _SIDE and 0 < height <= _SIDE else None


def words_in(value: str) -> tuple[dict[str, str], list[str]]:
    """`review=meeting, family time=contact`: what is said instead of what, and what was not
    understood."""
    instead: dict[str, str] = {}
    faults: list[str] = []
    for pair in filter(None, (part.strip() for part in value.split(","))):
        usual, _equals, own = (part.strip().lower() for part in pair.partition("="))
        if usual in REPLACEABLE and len(own) <= _LONGEST_WORD and _WORD.fullmatch(own):
            instead[usual] = own
        else:
            faults.append(pair)
    return instead, faults


def stylesheet(colour: str, logo: bytes) -> str:
    """What a council's look adds to the pages' own rules; empty where it has chosen nothing."""
    rules = ""
    if colour:
        rules += f":root{{--go:{colour};--on:{WHITE}}}"
        night = f":root{{--go:{at_night(colour)};--on:{NIGHT_INK}}}"
        rules += f"@media(prefers-color-scheme:dark){{{night}}}"
    size = size_of_png(logo)
    if size is not None:
        rules += _LOGO % {"picture": _as_address(logo), "wide": _width(*size)}
    return rules


def read_colour(read: Reading, name: str) -> str:
    """A colour on which white words can be read."""
    value = read.text(name)
    colour = colour_in(value)
    if value and colour is None:
        read.fault(name, f"is no colour ({value!r})", "Write it as #00654d")
    elif colour is not None and not is_readable(colour):
        read.fault(
            name,
            "is too light: white words on it cannot be read by everybody",
            f"Use a darker one; of this kind {readable(colour)} is dark enough",
        )
        return ""
    return colour or ""


def read_logo(read: Reading, name: str) -> bytes:
    """A small PNG file, read once. A drawing that could hold a script is not taken."""
    value = read.text(name)
    if not value:
        return b""
    try:
        content = Path(value).read_bytes()
    except OSError:
        read.fault(name, "names a file that cannot be read", "Name a PNG file, or take it out")
        return b""
    if size_of_png(content) is None:
        read.fault(
            name,
            f"is no PNG picture of at most {LOGO_BYTES} bytes",
            "Save it as PNG, about 200 by 60 points and with few colours",
        )
        return b""
    return content


def read_local_words(read: Reading, name: str) -> tuple[tuple[str, str], ...]:
    instead, faults = words_in(read.text(name))
    if faults:
        read.fault(
            name,
            f"holds what we cannot read ({faults[0]!r})",
            f"Write review=meeting, family time=contact; of: {', '.join(REPLACEABLE)}",
        )
    return tuple(instead.items())


def _width(width: int, height: int) -> float:
    return min(_WIDEST, _HEIGHT * width / height)


def _as_address(logo: bytes) -> str:
    return f"data:image/png;base64,{b64encode(logo).decode()}"


def _until(colour: str, towards: str, enough: Callable[[str], bool]) -> str:
    for step in range(_STEPS + 1):
        shade = _mixed(colour, towards, step / _STEPS)
        if enough(shade):
            return shade
    return towards


def _mixed(colour: str, other: str, share: float) -> str:
    parts = zip(_parts(colour), _parts(other), strict=True)
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in parts)


def _parts(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(part / 255) for part in _parts(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
