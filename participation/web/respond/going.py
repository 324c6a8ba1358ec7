"""Where a press leads: always back to /q, with the page it asked for noted in the sitting."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response, request

from participation.web.respond.visits import Visit


def back_to_q(by_way_of: str = "/q") -> Response:
    """Every page has the same address, and a page that was sent is never sent again by Reload.

    Args:
        by_way_of: a page that leads back to it.
    """
    return Response(status=HTTPStatus.SEE_OTHER, headers={"Location": by_way_of})


def first_page(otherwise: str | None = None) -> str | None:
    """Which page a way in leads to: the one with the button, where that was what was pressed."""
    return "unsafe" if request.form.get("go") == "unsafe" else otherwise


def go_to(visit: Visit, showing: str | None) -> Response:
    if visit.sitting.showing != showing:
        visit.sitting.showing = showing
    return back_to_q()
