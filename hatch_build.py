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

    The demo shows them all the same, and says so: for it they are written apart.
    """
    with source.open("rb") as file:
        catalogue = read_po(file, locale=source.parts[-3])
    with source.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue)
    with source.with_name("unchecked.mo").open("wb") as file:
        write_mo(file, catalogue, use_fuzzy=True)
