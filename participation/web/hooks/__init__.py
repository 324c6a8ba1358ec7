"""The doors that machines knock at: the provider of texts, and whoever watches our health."""

from __future__ import annotations

from flask import Flask

from participation.web.hooks import health, notify, twilio


def register(app: Flask, *, texts: bool) -> None:
    """Health is served by every surface; the provider's hooks only where texts come in."""
    app.register_blueprint(health.bp)
    if texts:
        app.register_blueprint(twilio.bp)
        app.register_blueprint(notify.bp)
