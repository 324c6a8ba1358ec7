"""A staff page of whoever may open the most: the longest menu that there is."""

from __future__ import annotations

from types import SimpleNamespace as Row
from typing import Any

from participation.guard.access import may
from participation.web.staff.frame import SECTIONS
from tests.browser.sample_staff import STAFF


def _menu(role: str) -> list[Row]:
    opened = {url: label for action, url, label in SECTIONS if may([role], action)}
    return [
        Row(url=url, label=label, current=url == "/staff/tasks") for url, label in opened.items()
    ]


_TEMPLATE, _CONTEXT = STAFF["tasks"]
MENU: dict[str, tuple[str, dict[str, Any]]] = {
    "menu": (_TEMPLATE, _CONTEXT | {"sections": _menu("business_support")}),
}
