"""A page that many children see alike is drawn once, and each sitting's tokens are put in later.

Most of a page's time went into drawing the same question again. What goes into a page is its whole
name here, so that two pages are the same only if nothing in them differs; and only pages on which
nothing stands that anybody said are kept at all.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from secrets import token_hex
from threading import Lock

MOST = 500  # about two megabytes


class DrawnPages:
    """The pages drawn lately. `csrf` and `page_key` are what stands in place of a sitting's own."""

    def __init__(self) -> None:
        self.csrf, self.page_key = token_hex(16), token_hex(16)
        self._kept: OrderedDict[Hashable, str] = OrderedDict()
        self._lock = Lock()

    def page(self, named: Hashable, draw: Callable[[], str], *, csrf: str, page_key: str) -> str:
        """The page of this name with these tokens, drawn by `draw` if it is not kept."""
        with self._lock:
            body = self._kept.get(named)
            if body is not None:
                self._kept.move_to_end(named)
        if body is None:
            body = draw()
            with self._lock:
                self._kept[named] = body
                if len(self._kept) > MOST:
                    self._kept.popitem(last=False)
        return body.replace(self.csrf, csrf).replace(self.page_key, page_key)
