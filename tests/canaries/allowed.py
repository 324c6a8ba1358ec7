"""Where a sealed value may stand all the same, and why."""

from __future__ import annotations

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


def may_stand_in(place: str, sealed_as: str) -> bool:
    kind = place.partition(":")[0]
    return any(
        sealed_as.startswith(begins) for where in (kind, place) for begins in ALLOWED.get(where, {})
    )
