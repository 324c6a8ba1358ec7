"""The five faces as outlines, for print: the same lines as on the pages, without colour."""

from __future__ import annotations

from collections.abc import Mapping

MOUTHS: Mapping[str, str] = {
    "very_sad": "M20 46Q32 31 44 46",
    "sad": "M21 44Q32 36 43 44",
    "ok": "M22 42Q32 44 42 42",
    "happy": "M21 39Q32 47 43 39",
    "very_happy": "M18 37Q32 58 46 37Z",
}


def face_svg(name: str | None) -> str | None:
    """A face by its name; None for any other."""
    mouth = MOUTHS.get(name or "")
    if mouth is None:
        return None
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" fill="none" stroke="#000"'
        ' stroke-width="4" stroke-linecap="round"><circle cx="32" cy="32" r="29"/>'
        f'<path d="M23 25v2M41 25v2{mouth}"/></svg>'
    )
