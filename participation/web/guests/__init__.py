"""The page of somebody who comes to a review for their work, behind the link of their mail.

It stands beside the respondents' pages on the open internet. Nobody who opens it has an account,
nothing is typed there, and nothing on it leads anywhere else in the house.
"""

from __future__ import annotations

from flask import Flask

from participation.web.guests import pages


def register(app: Flask) -> None:
    """Open this surface."""
    app.register_blueprint(pages.blueprint)
