"""Build hook: compiles the catalogues and lets forms and translations travel in the wheel."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHIPPED = ("consultation_forms", "translations")


class ShippedFolders(BuildHookInterface):  # type: ignore[type-arg]  # hatchling's own default
    """Runs for wheels and for editable installs; those use the folders of the checkout."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        root = Path(self.root)
        for source in sorted(root.glob("translations/*/LC_MESSAGES/*.po")):
            compile_catalogue(source)
        if version == "editable":
            return
        for name in SHIPPED:
            for file in sorted((root / name).rglob("*")):
                if file.is_file() and not file.name.startswith("."):
                    inside = file.relative_to(root).as_posix()
                    build_data["force_include"][str(file)] = f"participation/_data/{inside}"


def compile_catalogue(source: Path) -> None:
    """Write the .mo beside a .po; texts marked fuzzy are not used until a person has looked.

    The demo shows them all the same, and says so: for it they are written apart. Where nothing is
    checked there is no file of what is. What has only some of its plural forms is left out: a
    form that is empty would be shown as nothing.
    """
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parts[-3])
    for message in [each for each in catalogue if each.pluralizable and not all(each.string)]:
        catalogue.delete(message.id, message.context)
    checked = any(each.id and each.string and not each.fuzzy for each in catalogue)
    source.with_suffix(".mo").unlink(missing_ok=True)
    if checked:
        with source.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)
    with source.with_name("unchecked.mo").open("wb") as file:
        write_mo(file, catalogue, use_fuzzy=True)
