"""Where a press leads: always back to /q, with the page it asked for noted in the sitting."""

from __future__ import annotations

from http import HTTPStatus

from flask import Response

from participation.web.respond.visits import Visit


def back_to_q(by_way_of: str = "/q") -> Response:
    """Every page has the same address, and a page that was sent is never sent again by Reload.

    Args:
        by_way_of: a page that leads back to it.
    """
    return Response(status=HTTPStatus.SEE_OTHER, headers={"Location": by_way_of})


def go_to(visit: Visit, showing: str | None) -> Response:
    if visit.sitting.showing != showing:
        visit.sitting.showing = showing
    return back_to_q()
