"""The demonstration's own door: every simulated phone and mailbox on one page.

`app.py` opens it in demo mode only. Everybody on it is made up, so here alone a page may show whose
phone says what.
"""

from __future__ import annotations

from flask import Flask

from participation.web.demo import phones


def register(app: Flask) -> None:
    """Open the page of phones and mailboxes."""
    app.register_blueprint(phones.bp)
