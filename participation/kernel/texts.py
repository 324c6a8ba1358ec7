"""Text in one person's language, from the gettext catalogues that the templates use as well.

English is the source: its `Texts` hands back what it is given. A language without a catalogue
is English too, and says so in `language`, so that a page never claims a language it does not
speak.
"""

from __future__ import annotations

import gettext as gettext_library
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path

from participation.kernel.languages import ENGLISH, LANGUAGES, Direction
from participation.kernel.shipped import shipped

DOMAIN = "messages"


@dataclass(frozen=True, slots=True)
class Texts:
    """What wording and rules need of a language; a value, handed down as an argument."""

    language: str
    direction: Direction
    _catalogue: gettext_library.NullTranslations = field(repr=False, compare=False)

    def gettext(self, message: str) -> str:
        # An empty msgid is a catalogue's own header.
        return self._catalogue.gettext(message) if message else ""

    def ngettext(self, one: str, many: str, n: int) -> str:
        return self._catalogue.ngettext(one, many, n)

    def pgettext(self, context: str, message: str) -> str:
        """Text with a context; a form's texts have form key and question key as theirs."""
        return self._catalogue.pgettext(context, message) if message else ""


IN_ENGLISH = Texts(ENGLISH.code, ENGLISH.direction, gettext_library.NullTranslations())


@cache
def texts(code: str, *folders: Path) -> Texts:
    """The texts of a language, each looked up in the folders in turn, then in English.

    Args:
        code: one of `LANGUAGES`; anything else, and a language without a catalogue, is English.
        folders: holding `<code>/LC_MESSAGES/messages.mo`; a council's own go first. None means
            the ones that travel with the package.
    """
    if code not in LANGUAGES or code == ENGLISH.code:
        return IN_ENGLISH
    found = [
        gettext_library.GNUTranslations(BytesIO(file.read_bytes()))
        for folder in folders or (shipped("translations"),)
        if (file := _compiled(folder, code)).is_file()
    ]
    if not found:
        return IN_ENGLISH
    for catalogue in found[1:]:
        found[0].add_fallback(catalogue)
    return Texts(code, LANGUAGES[code].direction, found[0])


def translated(folder: Path | None = None) -> tuple[str, ...]:
    """Codes that have a compiled catalogue, English first, the others as the table has them."""
    where = folder or shipped("translations")
    return (
        ENGLISH.code,
        *(code for code in LANGUAGES if code != ENGLISH.code and _compiled(where, code).is_file()),
    )


def _compiled(folder: Path, code: str) -> Path:
    return folder / code / "LC_MESSAGES" / f"{DOMAIN}.mo"
