"""How somebody comes in with a card, a paper or a phone of their own: code, address and square."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO

import segno
from markupsafe import Markup

from participation.web.staff.door import Visitor

DOTS = 4  # CSS pixels a module: 33 modules are about 35 mm wide on paper


@dataclass(frozen=True, slots=True, repr=False)
class WayIn:
    """The code of this paper and where it is typed; `square` is the same for a camera."""

    code: str
    address: str
    square: str
    check_phone: str


def way_in(visitor: Visitor, code: str, address: str) -> WayIn:
    """For paper.

    Args:
        address: which the square leads to, with the code in it.
    """
    phone = visitor.house.council(visitor.session).check_phone
    return WayIn(code, type_at(visitor), square(address), phone)


def type_at(visitor: Visitor) -> str:
    """Where a code is typed, as short as it can be said."""
    return f"{visitor.house.settings.public_url}/code".partition("://")[2]


def square(address: str) -> str:
    """The address for a phone's camera, as a drawing of its own, for paper."""
    drawn = BytesIO()
    segno.make(address, error="m", micro=False).save(drawn, kind="svg", xmldecl=False, scale=DOTS)
    return drawn.getvalue().decode()


def square_on_page(address: str) -> Markup:
    """The same for a page. It holds nothing that anybody typed."""
    drawn = segno.make(address, error="m", micro=False).svg_inline(scale=DOTS, omitsize=False)
    return Markup(drawn)  # noqa: S704 - made here from our own address
