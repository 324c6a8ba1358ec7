"""After saving, the next page says once that it is kept, or that it was noted already."""

from __future__ import annotations

from http import HTTPStatus

from flask import redirect, request
from werkzeug.wrappers import Response

from participation.web.locale import gettext as _

KEPT, ALREADY = "kept", "already"


def saved(url: str, *, new: bool = True) -> Response:
    """On to the next page; loaded anew it saves nothing again.

    Args:
        new: not where the very same was noted before, and stands there once.
    """
    joined = "&" if "?" in url else "?"
    return redirect(f"{url}{joined}{KEPT if new else ALREADY}", HTTPStatus.SEE_OTHER)


def said_once() -> str | None:
    """What the page says on top of itself."""
    if ALREADY in request.args:
        return _("You noted this today already. It is there once.")
    return _("Kept.") if KEPT in request.args else None
