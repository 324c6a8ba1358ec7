"""Pages about interpreters, for `sample_site`."""

from __future__ import annotations

from types import SimpleNamespace as Row
from typing import Any

_ONE = Row(
    url="#", review_url="#r", child="Aisha", child_url="#c", who="Child", occasion="review",
    gender="a woman",
    language="Tigrinya (Highland)", when="Mon 11 Jan, 4.15pm", presence="in the room",
    state="asked for", is_confirmed=False, why="the day or the time has changed",
    by="Example Words", reference="IB-1A2B3C4D", not_ready=True, pre_brief="16:00", minutes=90,
    agency="Example Words", agency_reference=None, attended=None, cost=None,
)  # fmt: skip
_OTHER = Row(**vars(_ONE) | {
    "who": "Mother", "language": "Arabic", "gender": None, "is_confirmed": True, "why": None,
    "state": "confirmed", "by": "Amal Aziz, Example Words", "reference": "IB-5E6F7A8B",
    "not_ready": False, "agency_reference": "EW-77", "attended": "came", "cost": "£65.00",
    "url": "#2",
})  # fmt: skip
_PEOPLE = [("1", "Selam Tesfay, Example Words (a woman)"), ("2", "Yonas Haile (a man)")]
_REASONS = [("nobody_free", "the agency has nobody"), ("not_coming", "this person does not come")]
_KNOWN = {
    "agency": "Example Words", "email": "desk@agency.example", "presence": "there",
    "minutes": "90", "pre_brief": "15", "interpreter": "1", "reference": "", "attended": "",
    "cost": "",
}  # fmt: skip
_BOOKING: dict[str, Any] = {
    "one": _ONE, "again": "Selam Tesfay", "known": _KNOWN, "typed": {}, "error": None,
    "can": {"needed": True, "requested": True, "confirmed": True, "failed": True,
            "cancelled": True},
    "presences": [("there", "in the room"), ("video", "by video"), ("phone", "by telephone")],
    "interpreters": _PEOPLE, "refusable": _PEOPLE, "whys": _REASONS, "is_over": False,
    "attendances": [("came", "came"), ("no_show", "did not come")], "may_add_talk": True,
    "path": "/x", "calendar_url": "#", "list_url": "#",
}  # fmt: skip
_QUARTERS = ["July to September 2026", "April to June 2026"]

INTERPRETERS: dict[str, tuple[str, dict[str, Any]]] = {
    "interpreters": (
        "staff/interpreters",
        {
            "to_do": [_ONE], "confirmed": [_OTHER], "people_url": "#", "figures_url": "#",
            "calendar_url": "#",
        },
    ),
    "interpreters-none": (
        "staff/interpreters",
        {
            "to_do": [], "confirmed": [], "people_url": None, "figures_url": None,
            "calendar_url": "#",
        },
    ),
    "review-interpreters": (
        "staff/review_interpreters",
        {
            "child": "Aisha", "day": "Mon 11 Jan, 4.15pm", "not_ready": True, "back_url": "#",
            "rows": [_ONE, _OTHER],
            "people": [
                Row(who="Aisha", url="#", speaks="Tigrinya (Highland)", reads="English: reads some"
                    " of it", needed=True, signs="", gender="a woman", has_not_wanted=True,
                    said_here=True),
                Row(who="Mother, Dana Carter", url="#2", speaks="English", reads="English: reads"
                    " it", needed=True, signs="British Sign Language (BSL)", gender=None,
                    has_not_wanted=False, said_here=False),
            ],
        },
    ),
    "booking": ("staff/booking", _BOOKING),
    "booking-refused": (
        "staff/booking",
        _BOOKING | {
            "error": [("Not confirmed: that is the name of somebody of the family.",
                       "#interpreter")],
            "typed": {"interpreter": "2"}, "again": None,
        },
    ),
    "booking-over": (
        "staff/booking",
        _BOOKING | {"one": _OTHER, "is_over": True, "can": {"needed": True, "requested": False,
                    "confirmed": False, "failed": True, "cancelled": True},
                    "may_add_talk": False},
    ),
    "needs": (
        "staff/needs",
        {
            "who": "Aisha", "sees_not_wanted": True, "said_here": True, "path": "/x",
            "back_url": "#", "typed": {}, "error": [("Choose the language they speak.", "#spoken")],
            "person": Row(spoken="ti", dialect="Highland", reading="en", reads="some", needed=True,
                          gender="female", signs=["makaton"], not_wanted="Nobody from Asmara"),
            "was": {"spoken": "ti", "dialect": "Highland", "not_wanted": "Nobody from Asmara"},
            "languages": {"en": "English", "ar": "Arabic", "ti": "Tigrinya"},
            "reads": [("yes", "reads it"), ("some", "reads some of it")],
            "genders": [("female", "a woman"), ("male", "a man"), ("any", "either")],
        },
    ),
    "interpreter-people": (
        "staff/interpreter_people",
        {
            "people": [
                Row(name="Selam Tesfay", agency="Example Words", email="desk@agency.example",
                    gender="a woman", languages="Amharic, Tigrinya", vetted="5 January 2026",
                    confidential="5 January 2026", until="5 January 2029", over=False,
                    checked=True, retire_path="/x"),
                Row(name="Yonas Haile", agency=None, email=None, gender=None, checked=False,
                    languages="Tigrinya", confidential=None, vetted=None, until=None, over=False,
                    retire_path="/y"),
            ],
            "languages": {"am": "Amharic", "bsl": "British Sign Language (BSL)", "ti": "Tigrinya"},
            "genders": [("female", "a woman"), ("male", "a man"), ("", "not said")],
            "chosen": ["ti"], "typed": {"agency": "Example Words"}, "path": "/x", "back_url": "#",
            "error": [("Write their name.", "#full_name")],
        },
    ),
    "interpreter-figures": (
        "staff/interpreter_figures",
        {
            "quarters": _QUARTERS, "fewest": 5, "small": 3, "back_url": "#",
            "rows": [("Came", ["41", "38"]), ("Did not come", ["4", "not shown"]),
                     ("Cost, as far as it is known", ["£2,860.00, £65.00 each", "–"])],
            "languages": [("Tigrinya", ["22", "21"]), ("Vietnamese", ["not shown", "5"])],
        },
    ),
}  # fmt: skip
