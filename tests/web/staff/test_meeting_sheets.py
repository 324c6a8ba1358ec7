"""What stands on the papers of a review's meeting, and what does not."""

from __future__ import annotations

from datetime import time

from participation.channels.paper.sheet import Sheet
from participation.kernel.texts import IN_ENGLISH
from participation.web.staff import meeting_sheets as sheets

PLACE, LINK = "12 Rose Lane", "https://meet.example/x"


def words_on(sheet: Sheet) -> str:
    lines = [sheet.title, *sheet.facts]
    for section in sheet.sections:
        lines += [section.heading, *section.lead]
        for item in section.items:
            lines += [*item.ticks, *item.notes, item.heading or "", item.chosen or ""]
    return "\n".join(lines)


FACTS = sheets.Facts(day=None, hour=None, officer="Sam", phone="03069 990100", link=LINK)


def test_the_place_stands_only_on_papers_it_was_given_to() -> None:
    without = words_on(sheets.invitation(FACTS, IN_ENGLISH, is_child=False))
    assert PLACE not in without
    assert LINK in without
    nothing = sheets.Facts(day=None, hour=None, officer="Ms Green", phone="1")
    assert "Ms Green tells you how to take part." in words_on(
        sheets.invitation(nothing, IN_ENGLISH, is_child=False)
    )


def test_no_paper_names_the_child_or_care_and_a_child_may_stay_away() -> None:
    adults = words_on(sheets.invitation(FACTS, IN_ENGLISH, is_child=False))
    for word in ("Aisha", "care", "social worker", "foster"):
        assert word not in adults
    childs = words_on(sheets.invitation(FACTS, IN_ENGLISH, is_child=True))
    assert "You do not have to come." in childs
    assert "You can talk with Sam alone before it." in childs


def test_a_child_who_leads_has_words_to_begin_and_to_end_with_and_their_own_points() -> None:
    facts = sheets.Facts(day=None, hour=time(16, 15), officer="Sam", phone="1")
    pack = words_on(sheets.chairs_pack(facts, IN_ENGLISH, ("My brother",), led_by="child"))
    assert "Who leads: you" in pack
    assert pack.index("I lead today") < pack.index("My brother") < pack.index("That is all")
    empty = sheets.agenda(facts, IN_ENGLISH, (), led_by="officer")
    assert any(item.room for section in empty.sections for item in section.items)
