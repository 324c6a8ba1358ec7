"""The doors that machines knock at: the provider of texts, and whoever watches our health."""

from __future__ import annotations

from flask import Flask

from participation.web.hooks import health, notify, twilio


def register_health(app: Flask) -> None:
    """Served by every process."""
    app.register_blueprint(health.bp)


def register(app: Flask) -> None:
    """The hooks of the providers of texts, where texts come in."""
    app.register_blueprint(twilio.bp)
    app.register_blueprint(notify.bp)
