"""What was tried to hear somebody, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from participation.web.staff import wording
from participation.web.staff.wording import N_

TRIED: Mapping[str, str] = {
    "asked_by_text": N_("asked by text"),
    "asked_by_text_not_delivered": N_("asked by text, which did not arrive"),
    "reminded_by_text": N_("reminded by text"),
    "reminded_by_text_not_delivered": N_("reminded by text, which did not arrive"),
    "card": N_("a card handed over"),
    "letter": N_("a letter"),
    "visit_told": N_("a visit: they said what they wanted to say"),
    "visit_said_no": N_("a visit: they do not want to take part"),
    "visit_not_there": N_("a visit: nobody was there"),
    "visit_later": N_("a visit: they asked for another time"),
    "call_told": N_("a call: they said what they wanted to say"),
    "call_said_no": N_("a call: they do not want to take part"),
    "call_not_there": N_("a call: nobody answered"),
    "call_later": N_("a call: they asked for another time"),
    "letter_told": N_("a letter: they wrote back"),
    "letter_said_no": N_("a letter: they do not want to take part"),
    "letter_not_there": N_("a letter: no answer"),
    "letter_later": N_("a letter: they asked for another time"),
    "paper_typed": N_("a paper, typed in"),
    "solicitor_asked": N_("their solicitor asked"),
    "traced": N_("looked for, and not found"),
}

TOLD_HOW: Mapping[str, str] = {
    "visit": N_("on a visit"),
    "call": N_("by phone"),
    "letter": N_("by letter"),
    "text": N_("by text"),
    "card": N_("with a card"),
}

# How staff came to see what they noted.
SEEN: Mapping[str, str] = {
    "visit": N_("at a visit"),
    "call": N_("in a call"),
    "letter": N_("in a letter"),
    "paper": N_("in a paper that they typed in"),
}


def tried(one: Mapping[str, str]) -> str:
    """'19 November 2026: a letter'."""
    what, on = wording.worded(TRIED, one.get("what", "")), one.get("on", "")
    try:
        return f"{wording.full_day(date.fromisoformat(on))}: {what}"
    except ValueError:
        return f"{on} {what}".strip()
