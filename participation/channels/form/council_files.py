"""A council's own symbols and recordings: read once, every fault named, nothing taken on trust.

Symbols are `<name>.svg` or `<name>.png` in one folder, named by a question, a choice, both
(`home.good.svg`), or a topic. Recordings are `<language>/<form>/<question>.mp3`. What is wrong
stops the start, as with forms, since a child would be the first to find it.
"""

from __future__ import annotations

import struct
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from participation.kernel.languages import known
from participation.questionnaire.definition import Question, Topic
from participation.questionnaire.faults import Fault, did_you_mean
from participation.questionnaire.library import FormsAreFaulty, Library

LARGEST_SYMBOL = 4_096  # bytes; five of them go out with a page on a bad line
LARGEST_SOUND = 65_536  # some 20 seconds of speech at 24 kbit/s
WIDEST = 512  # pixels of a PNG
KINDS = {".svg": "image/svg+xml", ".png": "image/png"}
NOTES = {".txt", ".md"}  # a licence, or whom to ask
PASSING = {"dont_know", "rather_not"}

_PNG = b"\x89PNG\r\n\x1a\n"
_ACTIVE = {"script", "foreignObject", "iframe", "audio", "video", "handler"}


@dataclass(frozen=True, slots=True)
class CouncilFile:
    """One file as it is served: `mark` changes with its content, so that browsers may keep it.

    Symbols are small and held here; a recording is read from its place when somebody listens.
    """

    kind: str
    mark: str
    content: bytes = field(default=b"", repr=False)
    path: Path | None = None


Symbols = Mapping[str, CouncilFile]
Sounds = Mapping[tuple[str, str, str], CouncilFile]
"""By language, form or module, and question."""


def load(
    symbols: Path | None, sounds: Path | None, library: Library
) -> tuple[dict[str, CouncilFile], dict[tuple[str, str, str], CouncilFile]]:
    """Both folders, where the council has them.

    Raises:
        FormsAreFaulty: anything in either folder is wrong.
    """
    pictures, faults = examine_symbols(symbols, library)
    spoken, more = examine_sounds(sounds, library)
    if faults or more:
        raise FormsAreFaulty([*faults, *more])
    return pictures, spoken


def examine_symbols(
    folder: Path | None, library: Library
) -> tuple[dict[str, CouncilFile], list[Fault]]:
    """What can be shown, and what is wrong with the rest."""
    found: dict[str, CouncilFile] = {}
    faults: list[Fault] = []
    names = _names(library)
    for path in sorted(folder.iterdir()) if folder else []:
        if path.name.startswith(".") or path.suffix in NOTES:
            continue
        content = path.read_bytes() if path.is_file() else b""
        fault = _fault_of_symbol(path, content)
        if fault is None and path.stem not in names:
            fault = Fault(path.name, "Nothing is called so.", did_you_mean(path.stem, names))
        if fault is None and path.stem in found:
            fault = Fault(path.name, "There are two of this name.", "Keep one of them.")
        if fault is not None:
            faults.append(fault)
        else:
            found[path.stem] = CouncilFile(KINDS[path.suffix], _mark(content), content)
    return found, faults


def examine_sounds(
    folder: Path | None, library: Library
) -> tuple[dict[tuple[str, str, str], CouncilFile], list[Fault]]:
    """What can be heard, and what is wrong with the rest."""
    found: dict[tuple[str, str, str], CouncilFile] = {}
    faults: list[Fault] = []
    for path in sorted(folder.rglob("*")) if folder else []:
        if not path.is_file() or path.name.startswith(".") or path.suffix in NOTES:
            continue
        where = path.relative_to(folder) if folder else path
        content = path.read_bytes()
        fault = _fault_of_sound(where, content, library)
        if fault is not None:
            faults.append(fault)
        else:
            language, form, _name = where.parts
            sound = CouncilFile("audio/mpeg", _mark(content), path=path.resolve())
            found[language, form, path.stem] = sound
    return found, faults


def _mark(content: bytes) -> str:
    return sha256(content).hexdigest()[:12]


def _names(library: Library) -> set[str]:
    names = {topic.value for topic in Topic} | PASSING
    for question in _questions(library):
        names.add(question.key)
        for choice in question.choices:
            names |= {choice.value, f"{question.key}.{choice.value}"}
    return names


def _questions(library: Library) -> Iterator[Question]:
    for form in library.forms.values():
        yield from form.questions
    for module in library.modules.values():
        yield from module.questions


def _fault_of_symbol(path: Path, content: bytes) -> Fault | None:
    if path.suffix not in KINDS:
        return Fault(path.name, "It is no .svg and no .png.", "Save it as one of them.")
    if len(content) > LARGEST_SYMBOL:
        return Fault(
            path.name,
            f"It has {len(content):,} bytes; {LARGEST_SYMBOL:,} is the most.",
            "Save it smaller: 192 pixels wide, few colours, or a plain SVG.",
        )
    problem = _wrong_svg(content) if path.suffix == ".svg" else _wrong_png(content)
    return Fault(path.name, problem, "Export it again as a plain picture.") if problem else None


def _wrong_png(content: bytes) -> str:
    if not content.startswith(_PNG) or len(content) < 24:
        return "It is no PNG."
    width, height = struct.unpack(">II", content[16:24])
    return "" if 0 < width <= WIDEST and 0 < height <= WIDEST else f"It is over {WIDEST} pixels."


def _wrong_svg(content: bytes) -> str:
    """Why this is no plain drawing. It is shown as an image, where nothing of it runs, all the same
    no program is taken in."""
    if b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        return "It declares a document type."
    try:
        root = ElementTree.fromstring(content)  # noqa: S314 - no document type, so no entities
    except (ElementTree.ParseError, ValueError):
        return "It is no SVG."
    if _plain(root.tag) != "svg":
        return "It is no SVG."
    for element in root.iter():
        if _plain(element.tag) in _ACTIVE:
            return f"It holds <{_plain(element.tag)}>."
        for name, value in element.attrib.items():
            if _plain(name).startswith("on"):
                return f"It holds a program ({_plain(name)})."
            if _plain(name) in ("href", "src") and not value.startswith("#"):
                return "It points to something outside itself."
    return ""


def _plain(name: object) -> str:
    return str(name).rpartition("}")[2]


def _fault_of_sound(where: Path, content: bytes, library: Library) -> Fault | None:
    file = where.as_posix()
    if len(where.parts) != 3 or where.suffix != ".mp3":
        return Fault(
            file, "It is in no such place.", "Name it <language>/<form>/<question>.mp3, as ar/…"
        )
    language, key, _name = where.parts
    form = library.forms.get(key) or library.modules.get(key)
    if known(language) is None:
        return Fault(file, f"No language has the code '{language}'.", "Use such as ar or fa_AF.")
    if form is None:
        keys = {*library.forms, *library.modules}
        return Fault(file, f"There is no form '{key}'.", did_you_mean(key, keys))
    keys = {question.key for question in form.questions}
    if where.stem not in keys:
        return Fault(file, "The form has no such question.", did_you_mean(where.stem, keys))
    if len(content) > LARGEST_SOUND:
        return Fault(
            file,
            f"It has {len(content):,} bytes; {LARGEST_SOUND:,} is the most.",
            "Save it as mono at 24 kbit/s.",
        )
    is_mp3 = content.startswith(b"ID3") or (content[:1] == b"\xff" and content[1:2] >= b"\xe0")
    return None if is_mp3 else Fault(file, "It is no MP3.", "Export it again as MP3.")
