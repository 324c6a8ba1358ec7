"""A child's own card on paper is one side of A6, however long a language or a name is."""

from __future__ import annotations

import gettext
import re
from datetime import UTC, datetime

import pytest

from participation.channels.paper.pdf import pdf_of
from participation.kernel.texts import IN_ENGLISH, Texts
from participation.web.staff.card_sheets import contact_card
from participation.web.staff.ways_in import WayIn, square

WAY_IN = WayIn(
    code="abc-def-ghj",
    address="views.a-council-with-a-long-name.example.gov.uk/code",
    square=square(
        "https://views.a-council-with-a-long-name.example.gov.uk/m/abcdefghijklmnopqrstuv"
    ),
    check_phone="03069 990100",
)


class HalfAsLongAgain(gettext.NullTranslations):
    """A language in which everything takes half as much room again; of a gap, no half is left."""

    def gettext(self, message: str) -> str:
        return f"{message} {message[: len(message) // 2]}".replace("{phon ", "").rstrip("{")


LONG = Texts("pl", "ltr", HalfAsLongAgain())


@pytest.mark.parametrize("texts", [IN_ENGLISH, LONG], ids=["english", "long"])
@pytest.mark.parametrize("officer", ["Sam", "Bartholomew-Alexander", ""])
def test_r27_it_is_one_side(officer: str, texts: Texts) -> None:
    printed = pdf_of(
        contact_card(WAY_IN, texts, officer=officer), datetime(2026, 11, 24, tzinfo=UTC)
    )
    assert re.findall(rb"/Count (\d+)", printed)[0] == b"1"


def test_it_says_whom_to_reach_and_nothing_of_care() -> None:
    sheet = contact_card(WAY_IN, IN_ENGLISH, officer="Sam")
    assert sheet.facts == (
        "Sam is there for you.",
        "Write to Sam with this card. Or ring 03069 990100 and ask for Sam.",
    )
    nobody = contact_card(WAY_IN, IN_ENGLISH, officer="")
    assert "{officer}" not in "".join(nobody.facts)
    assert "03069 990100" in "".join(nobody.facts)
