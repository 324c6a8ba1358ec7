"""Where a sealed value may stand all the same, and why."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

FORMS = Path(__file__).parents[2] / "consultation_forms"

# place, or one kind of it -> what may stand there -> why
ALLOWED: dict[str, dict[str, str]] = {
    "database:stored_forms": {"": "a questionnaire as it was asked: our own words, of nobody"},
    "mail": {
        "restricted_links.token": "a translator's link, which opens nothing without six digits",
    },
    "text": {
        "messages.body": "the text itself; what came in is sealed as an answer too, and looked for",
    },
}


def may_stand_in(place: str, sealed_as: str, words: str) -> bool:
    kind = place.partition(":")[0]
    if kind == "file" and words in _questions():
        return True  # a database as one file: the questionnaires stand in it, as `stored_forms`
    return any(
        sealed_as.startswith(begins) for where in (kind, place) for begins in ALLOWED.get(where, {})
    )


@cache
def _questions() -> frozenset[str]:
    """Every sentence of our questionnaires. Summaries quote them, sealed with what was answered."""
    return frozenset(
        text
        for file in FORMS.glob("*.toml")
        for text in _texts_in(tomllib.loads(file.read_text(encoding="utf-8")))
    )


def _texts_in(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value.strip()
        case dict():
            for inner in value.values():
                yield from _texts_in(inner)
        case list():
            for inner in value:
                yield from _texts_in(inner)
