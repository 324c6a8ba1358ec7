"""Where the folders that travel with the package are: forms and translations.

In a checkout they stand beside the package, where people edit them; in an installed wheel the
build puts them inside it (hatch_build.py).
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


def shipped(name: str) -> Path:
    """The folder `consultation_forms` or `translations`, wherever this installation keeps it."""
    inside = _PACKAGE / "_data" / name
    return inside if inside.is_dir() else _PACKAGE.parent / name
