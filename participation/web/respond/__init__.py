"""The respondents' surface: a link or a code, one question a page, sending, and leaving.

A link only writes (R1): it opens a sitting that sees what was typed in it and nothing else.
"""

from __future__ import annotations

from flask import Flask

from participation.web.respond import (
    card,
    code,
    council_files,
    enter,
    form,
    happened,
    language,
    leave,
    letter,
    look,
    mine,
    not_safe,
)

_BLUEPRINTS = (
    enter.blueprint,
    code.blueprint,
    form.blueprint,
    leave.blueprint,
    card.blueprint,
    mine.blueprint,
    happened.blueprint,
    letter.blueprint,
    language.blueprint,
    look.blueprint,
    not_safe.blueprint,
)


def register(app: Flask) -> None:
    """Hang the respondents' pages on the application."""
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
    council_files.register(app)
