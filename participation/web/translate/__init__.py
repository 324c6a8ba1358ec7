"""The translators' surface: one page a task, in one browser, behind a link and a code (T18);
beside it the wordings of a language, for whoever checks them.

It stands on the open internet beside the respondents' pages, since translators are outside the
council's wall. Nobody who works at it has an account, and nothing on it leads anywhere else.
"""

from __future__ import annotations

from flask import Flask

from participation.web.translate import checking, pages


def register(app: Flask) -> None:
    """Open this surface."""
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(checking.blueprint)
