"""The texts of a language one by one, as somebody who checks them goes through them.

A text is named by what it is made of, its context and its English: where the English changes it is
another text, and whoever checked the one before has not checked this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from babel.messages.catalog import Catalog, Message

from participation.kernel.coverage import Key, Part, parts_of, read_catalogue
from participation.kernel.languages import ENGLISH
from participation.kernel.shipped import shipped

SOURCE = "messages.pot"
_KEPT = 4  # languages; each is some megabytes


@dataclass(frozen=True, slots=True)
class CatalogueText:
    """One text of respondents' pages, forms, letters or text messages.

    `draft`: what stands in the files, one for each plural form; empty where nobody wrote any.
    `checked`: a person had looked at that when it came into the files. `older`: the English that
    the draft was made from, where it says otherwise now.
    """

    key: str
    part: Part
    context: str
    english: str
    plural: str
    files: tuple[str, ...]
    notes: tuple[str, ...]
    draft: tuple[str, ...]
    checked: bool
    older: str

    @property
    def sources(self) -> tuple[str, ...]:
        return (self.english, self.plural) if self.plural else (self.english,)


@dataclass(frozen=True, slots=True)
class Listing:
    """All of a language, the most urgent part first. `forms`: how many plural forms it has."""

    language: str
    forms: int
    texts: tuple[CatalogueText, ...]

    def find(self, key: str) -> CatalogueText | None:
        return next((text for text in self.texts if text.key == key), None)

    def many_of(self, text: CatalogueText) -> int:
        """How many wordings this text needs."""
        return self.forms if text.plural else 1


def listing(code: str, folders: Sequence[Path]) -> Listing:
    """Every text of a language as it stands in the files, a council's own before ours.

    Args:
        folders: as in `kernel.texts.texts`, the first goes before the others.
    """
    files = [folder / code / "LC_MESSAGES" / "messages.po" for folder in folders]
    source = shipped("translations") / SOURCE
    there = (source, *(file for file in files if file.is_file()))
    return _listing(code, tuple((file, file.stat().st_mtime_ns) for file in there))


def key_of(context: str, english: str, plural: str) -> str:
    return sha256("\x04".join((context, english, plural)).encode()).hexdigest()[:32]


@lru_cache(maxsize=_KEPT)
def _listing(code: str, files: tuple[tuple[Path, int], ...]) -> Listing:
    source, *theirs = (file for file, _changed in files)
    held = [read_catalogue(file, code) for file in theirs]
    written = [{_key(one): one for one in catalogue if one.id} for catalogue in held]
    found: dict[Part, list[CatalogueText]] = {part: [] for part in Part}
    for message in read_catalogue(source, ENGLISH.code):
        parts = parts_of(message) if message.id else set()
        if not parts:
            continue
        part = next(each for each in Part if each in parts)
        found[part].append(_text(message, part, [each.get(_key(message)) for each in written]))
    forms = held[0].num_plurals if held else _forms(code)
    return Listing(code, forms, tuple(text for part in Part for text in found[part]))


def _text(message: Message, part: Part, written: Sequence[Message | None]) -> CatalogueText:
    english, plural = ids_of(message)
    own = next((one for one in written if one is not None and all(words_of(one))), None)
    older = str(own.previous_id[0]) if own is not None and own.previous_id else ""
    return CatalogueText(
        key=key_of(message.context or "", english, plural),
        part=part,
        context=message.context or "",
        english=english,
        plural=plural,
        files=tuple(dict.fromkeys(file for file, _line in message.locations)),
        notes=tuple(message.auto_comments),
        draft=words_of(own) if own is not None else (),
        checked=own is not None and not own.fuzzy,
        older=older,
    )


def ids_of(message: Message) -> tuple[str, str]:
    """The English for one and for many; the second empty where there is one form."""
    if isinstance(message.id, str):
        return message.id, ""
    return str(message.id[0]), str(message.id[1])


def words_of(message: Message) -> tuple[str, ...]:
    """Its translations, one for each plural form."""
    said = message.string
    return tuple(said) if isinstance(said, tuple | list) else (str(said or ""),)


def _key(message: Message) -> Key:
    return (message.context or "", ids_of(message)[0])


def _forms(code: str) -> int:
    try:
        return Catalog(locale=code).num_plurals
    except ValueError:  # CLDR does not know it, and nobody has begun: as most languages have it
        return 2
