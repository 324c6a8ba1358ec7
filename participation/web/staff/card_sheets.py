"""A child's own card on paper, as small as a pocket: who is there for them, how to reach them, and
the square that leads to a page for writing. In the language the child reads.

It lies about: no name of the child stands on it, no council, and nothing of care or of a review.
"""

from __future__ import annotations

from participation.channels.paper.sheet import Item, Look, Section, Sheet
from participation.kernel.texts import IN_ENGLISH, Texts
from participation.web.staff.paper_pack import POINT, TYPE
from participation.web.staff.ways_in import WayIn

N_ = str  # marks a text for the translators
YOURS = N_("This card is yours")
THERE = N_("{officer} is there for you.")
REACH = N_("Write to {officer} with this card. Or ring {phone} and ask for {officer}.")
NOBODY_YET = N_("Write with this card, and someone answers you. Or ring {phone}.")
WRITE = N_("Write here")
PRIVATE = N_("Nobody can read with it what you wrote.")
LOST = N_("Lost it? Tell someone: it can be stopped.")


def contact_card(way_in: WayIn, texts: Texts, *, officer: str) -> Sheet:
    """One side of A6.

    Args:
        officer: as the child knows them, by first name; empty where there is nobody yet.
    """
    frame = texts if texts.has(REACH) else IN_ENGLISH

    def say(words: str) -> str:
        said = frame.gettext(words).replace("{officer}", officer)
        return said.replace("{phone}", way_in.check_phone)

    typed = frame.gettext(TYPE).replace("{address}", way_in.address)
    in_one_piece = way_in.code.replace("-", "\u2011")  # no line ends within it
    item = Item(
        chosen=say(POINT),
        square=way_in.square,
        notes=(typed.replace("{code}", in_one_piece), say(PRIVATE), say(LOST)),
    )
    return Sheet(
        named=say(YOURS),
        title=say(YOURS),
        facts=(say(THERE), say(REACH)) if officer else (say(NOBODY_YET),),
        sections=(Section(heading=say(WRITE), look=Look.FIRST, items=(item,)),),
        foot="",
        side="",
        longer="",
        language=frame.language,
        card=True,
    )
