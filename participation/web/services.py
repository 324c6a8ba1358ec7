"""How a view reaches the services that `app.py` put together."""

from __future__ import annotations

from typing import cast

from flask import current_app

from participation.journeys.services import Services


def services() -> Services:
    """The services of the running application."""
    return cast("Services", current_app.extensions["participation"])
