"""How far each part of what people read is translated: drafted, checked by a person, or stale.

A catalogue is read here as translators leave it, in its .po file. Fuzzy means that no person has
looked at a text yet. Stale is what was translated from an English that is no longer said: nobody
is shown it, and whoever translates begins from it.
"""

from __future__ import annotations

import gettext
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from io import BytesIO
from pathlib import Path

from babel.core import UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from participation.kernel.languages import LANGUAGES
from participation.kernel.opening_lines import OPENING_LINES
from participation.kernel.texts import DOMAIN, UNCHECKED, Texts


class Part(StrEnum):
    """What a language is made whole by, the most urgent first."""

    OPENING = "opening lines"
    TEXTS = "text messages"
    PAGES = "pages"
    CHILDREN = "children's forms"
    PARENTS = "parents' forms"
    LETTERS = "letters"
    OTHERS = "forms of others"  # carers, school, health and those who work with the child


# The first that fits counts. What is on no line is for staff, in English.
_PLACES: tuple[tuple[str, Part], ...] = (
    ("participation/channels/sms/questions.py", Part.TEXTS),
    ("participation/channels/sms/wording.py", Part.TEXTS),
    ("participation/channels/chat/", Part.PAGES),
    ("participation/channels/form/", Part.PAGES),
    ("participation/web/respond/", Part.PAGES),
    ("participation/web/templates/respond/", Part.PAGES),
    ("consultation_forms/modules/", Part.CHILDREN),
    ("consultation_forms/child_", Part.CHILDREN),
    ("consultation_forms/after_child_", Part.CHILDREN),
    ("consultation_forms/parent_", Part.PARENTS),
    ("consultation_forms/pr_holder_", Part.PARENTS),
    ("consultation_forms/after_parent", Part.PARENTS),
    ("consultation_forms/", Part.OTHERS),
    ("participation/channels/paper/", Part.LETTERS),
    ("participation/care/outcomes/drafting.py", Part.LETTERS),
    ("participation/care/outcomes/letters.py", Part.LETTERS),
    ("participation/web/staff/letter_sheet.py", Part.LETTERS),
    ("participation/journeys/noting_outcomes.py", Part.LETTERS),
)
# Of carers and of those who work with the child: "child" in their names, and no child's form.
_NOT_ASKED_OF_CHILDREN = ("consultation_forms/child_0_3.toml",)

Key = tuple[str, str]
"""Context and English."""


@dataclass(frozen=True, slots=True)
class Covered:
    """The texts of one part in one language, each by its English."""

    drafted: list[str] = field(default_factory=list)
    checked: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    stale: list[str] = field(default_factory=list)

    @property
    def there(self) -> int:
        """How many texts the part has; a stale one is none of them."""
        return len(self.drafted) + len(self.checked) + len(self.missing)


def read_catalogue(path: Path, code: str) -> Catalog:
    """A catalogue; one of a language that CLDR does not know is read by what its head says."""
    with path.open("rb") as file:
        try:
            return read_po(file, locale=code)
        except UnknownLocaleError:
            file.seek(0)
            return read_po(file)


def compile_catalogue(file: Path) -> None:
    """Write beside a .po what is read at run time: the checked texts, and apart the drafts too.

    As the build does with ours (hatch_build.py). Where nothing is checked there is no file of what
    is. What has only some of its plural forms is left out: an empty one would be shown as nothing.
    """
    catalogue = _whole(read_catalogue(file, file.parts[-3]))
    checked = any(each.id and each.string and not each.fuzzy for each in catalogue)
    (file.parent / f"{DOMAIN}.mo").unlink(missing_ok=True)
    if checked:
        with (file.parent / f"{DOMAIN}.mo").open("wb") as out:
            write_mo(out, catalogue)
    with (file.parent / f"{UNCHECKED}.mo").open("wb") as out:
        write_mo(out, catalogue, use_fuzzy=True)


def _whole(catalogue: Catalog) -> Catalog:
    for message in [each for each in catalogue if each.pluralizable and not all(each.string)]:
        catalogue.delete(message.id, message.context)
    return catalogue


def with_drafts(file: Path, code: str) -> Texts:
    """The texts of a .po as it stands, drafts and all, as the demo says them."""
    made = BytesIO()
    write_mo(made, _whole(read_catalogue(file, code)), use_fuzzy=True)
    made.seek(0)
    return Texts(code, LANGUAGES[code].direction, gettext.GNUTranslations(made))


def laid_over(ours: Catalog, *own: Catalog) -> Catalog:
    """One catalogue of several: what a later one has a translation for goes before the others."""
    for catalogue in own:
        for message in [each for each in catalogue if each.id and all(_texts(each))]:
            ours.delete(message.id, message.context)
            ours[message.id] = message
    return ours


def coverage(source: Catalog, catalogue: Catalog) -> Mapping[Part, Covered]:
    """How every part stands in this catalogue.

    Args:
        source: messages.pot, all that is said in English.
    """
    found = {part: Covered() for part in Part}
    held = {_key(message): message for message in catalogue if message.id}
    said = {_key(message): message for message in source if message.id}
    for key, message in said.items():
        state = _state(held.get(key))
        for part in parts_of(message):
            getattr(found[part], state).append(key[1])
            if state != "checked" and (own := held.get(key)) and own.previous_id:
                found[part].stale.append(key[1])
    for key, message in _over(catalogue, said):
        for part in parts_of(message):
            found[part].stale.append(key[1])
    return found


def _over(catalogue: Catalog, said: Mapping[Key, Message]) -> Iterator[tuple[Key, Message]]:
    """What has a translation, and is no longer said so in English."""
    kept = [message for message in catalogue if message.id]
    for message in (*kept, *catalogue.obsolete.values()):
        key = _key(message)
        if key not in said and any(_texts(message)):
            yield key, message


def _state(message: Message | None) -> str:
    if message is None or not all(_texts(message)):
        return "missing"
    return "drafted" if message.fuzzy else "checked"


def _texts(message: Message) -> tuple[str, ...]:
    """Its translations; a list of plural forms, some maybe empty."""
    texts = message.string
    return tuple(texts) if isinstance(texts, tuple | list) else (texts,)


def _key(message: Message) -> Key:
    english = message.id if isinstance(message.id, str) else message.id[0]
    return (message.context or "", english)


def parts_of(message: Message) -> set[Part]:
    """What it is a text of; of nothing where only staff read it."""
    parts = {part for file, _ in message.locations if (part := _part_of(file)) is not None}
    context, english = _key(message)  # a form's "Yes" is another text than the button's
    return {*parts, Part.OPENING} if not context and english in OPENING_LINES else parts


def _part_of(file: str) -> Part | None:
    if file in _NOT_ASKED_OF_CHILDREN:
        return Part.OTHERS
    return next((part for place, part in _PLACES if file.startswith(place)), None)
