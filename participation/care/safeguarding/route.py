"""Who is told of a concern, by which way and when. Pure: values in, values out."""

from __future__ import annotations

from enum import StrEnum


class RouteOf(StrEnum):
    """Whose words it was: a child's, or an adult's, which go another way (R25)."""

    CHILD = "child"
    ADULT = "adult"


class Via(StrEnum):
    """A way of telling somebody. The page is always there; it reaches whoever looks at it."""

    PAGE = "page"
    MAIL = "mail"
    TEXT = "text"
    VOICE = "voice"
