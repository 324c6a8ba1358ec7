"""Text in one person's language, from the gettext catalogues that the templates use as well.

English is the source: its `Texts` hands back what it is given. A language without a catalogue
is English too, and says so in `language`, so that a page never claims a language it does not
speak.

Each catalogue is compiled twice: with what a person has looked at, and beside it with the drafts
as well (`unchecked.mo`), which only the demo reads.
"""

from __future__ import annotations

import gettext as gettext_library
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path

from participation.kernel.languages import ENGLISH, LANGUAGES, Direction
from participation.kernel.local_words import LocalWords
from participation.kernel.opening_lines import OPENING_LINES
from participation.kernel.shipped import shipped

DOMAIN = "messages"
UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class Texts:
    """What wording and rules need of a language; a value, handed down as an argument."""

    language: str
    direction: Direction
    _catalogue: gettext_library.NullTranslations = field(repr=False, compare=False)

    def gettext(self, message: str) -> str:
        # An empty msgid is a catalogue's own header.
        return self._catalogue.gettext(message) if message else ""

    def has(self, message: str) -> bool:
        """Whether there is a translation, be it the same words: "Help" is help in Welsh, too."""
        # What is not there comes back itself; what is there is another string, however alike.
        return self._catalogue.gettext(message) is not message

    def has_in(self, context: str, message: str) -> bool:
        """The same for a text of a form, by its context."""
        return self._catalogue.pgettext(context, message) is not message

    def ngettext(self, one: str, many: str, n: int) -> str:
        return self._catalogue.ngettext(one, many, n)

    def pgettext(self, context: str, message: str) -> str:
        """Text with a context; a form's texts have form key and question key as theirs."""
        return self._catalogue.pgettext(context, message) if message else ""


IN_ENGLISH = Texts(ENGLISH.code, ENGLISH.direction, gettext_library.NullTranslations())


@cache
def english_said_here(instead: tuple[tuple[str, str], ...]) -> Texts:
    """English with a council's own words for some of ours."""
    if not instead:
        return IN_ENGLISH
    return Texts(ENGLISH.code, ENGLISH.direction, LocalWords(dict(instead)))


@cache
def texts(code: str, *folders: Path, unchecked: bool = False) -> Texts:
    """The texts of a language, each looked up in the folders in turn, then in English.

    Args:
        code: one of `LANGUAGES`; anything else, and a language without a catalogue, is English.
        folders: holding `<code>/LC_MESSAGES/messages.mo`; a council's own go first. None means
            the ones that travel with the package.
        unchecked: with the drafts that nobody has looked at.
    """
    if code not in LANGUAGES or code == ENGLISH.code:
        return IN_ENGLISH
    found = [
        gettext_library.GNUTranslations(BytesIO(file.read_bytes()))
        for folder in folders or (shipped("translations"),)
        if (file := _compiled(folder, code, unchecked=unchecked)) is not None
    ]
    if not found:
        return IN_ENGLISH
    for catalogue in found[1:]:
        found[0].add_fallback(catalogue)
    return Texts(code, LANGUAGES[code].direction, found[0])


@cache
def translated(*folders: Path, unchecked: bool = False) -> tuple[str, ...]:
    """Codes of the languages that are open, English first, the others as the table has them.

    Open is a language whose opening lines a person has checked; with `unchecked`, one of which
    anything at all is drafted.
    """
    others = (code for code in LANGUAGES if code != ENGLISH.code)
    return (
        ENGLISH.code,
        *(code for code in others if is_open(code, *folders, unchecked=unchecked)),
    )


@cache
def is_open(code: str, *folders: Path, unchecked: bool = False) -> bool:
    """Whether people can write in this language here; English always."""
    if code == ENGLISH.code:
        return True
    spoken = texts(code, *folders, unchecked=unchecked)
    if spoken.language != code:
        return False
    said = map(spoken.has, OPENING_LINES)
    return any(said) if unchecked else all(said)


def _compiled(folder: Path, code: str, *, unchecked: bool) -> Path | None:
    """The file to read; a folder that has no drafts apart has only what was checked."""
    names = (UNCHECKED, DOMAIN) if unchecked else (DOMAIN,)
    files = (folder / code / "LC_MESSAGES" / f"{name}.mo" for name in names)
    return next((file for file in files if file.is_file()), None)
