"""Pages about concerns filled with made-up people, for `sample_site`."""

from __future__ import annotations

from types import SimpleNamespace as Row
from typing import Any

_RED = Row(words="1 concern is waiting: nobody has acknowledged it.", url="#",
           link="See what waits", red=True)  # fmt: skip
_TEST = Row(words="A test message went to you.", url="#", link="Say that you got it", red=False)
_DEEDS = ("acknowledge", "note", "raise", "about", "where", "sent", "told", "close", "let-back")
_PATHS = dict.fromkeys(_DEEDS, "/x")
_CONCERN = {
    "notices": [_RED, _TEST],
    "concern": Row(level="amber", cause="Words on the list", child="Aisha", when="Fri 20 Nov, 5pm",
                   how_long="12 minutes ago", route="", acknowledged=None, closed=None,
                   not_sent=True),
    "said": Row(words="i dont like it when he comes in\nat night", drawing=None, language="en",
                in_language=None, question="Any worries?", who="Child", when="Fri 20 Nov, 5pm",
                channel="on the web", read_as="They chose: “Where I live”.",
                screened="Found on the list for English, version 3: amber.", words_url="#",
                read_note=""),
    "wishes": [("Is it safe to ring them?", "no"), ("Who not to talk to", "Dean")],
    "told": [Row(when="Fri 20 Nov, 5.01pm", who="Jo Hall", way="by text", why=None, failed=True),
             Row(when="Fri 20 Nov, 5.02pm", who="Kit Lowe", way="by a telephone call",
                 why="To know of it; somebody else is to act.", failed=False)],
    "next_step": "Unless somebody acknowledges it, these people are told at 5.17pm: Bo Finch.",
    "steps": [Row(when="Fri 20 Nov, 5pm", what="raised", by=None, note=None),
              Row(when="Fri 20 Nov, 5.05pm", what="noted", by="Jo Hall", note="rang, no reply")],
    "about": [("Ash Reed", "it is about them", "9")], "lado": True,
    "people": [("1", "Sam Green"), ("2", "Kit Lowe")],
    "outcomes": [("contacted_child", "the child was contacted"), ("passed_on", "passed on"),
                 ("no_concern", "no concern")],
    "ways_rung": [("duty_team", "the emergency duty team was rung"), ("other", "another way")],
    "child_told": [("yes", "Yes"), ("not_yet", "Not yet")],
    "lets_back": True,
    "handover": {"page_url": "#", "where": "with her aunt", "authority": "Hull"},
    "paths": _PATHS, "back_url": "#", "typed": {},
}  # fmt: skip
_TYPED = {"open": "about", "email": "nobody@council.example", "manager": "yes", "reason": "x"}
_WEEK = Row(red=Row(raised=3, median="4 minutes", slowest="1 h 5 min"),
            amber=Row(raised=9, median="2 h 10 min", slowest="1 d 2 h"),
            unacknowledged=1, found_on_reading=2, no_concern="33%")  # fmt: skip

CONCERNS: dict[str, tuple[str, dict[str, Any]]] = {
    "concerns": (
        "staff/concerns",
        {
            "notices": [_RED],
            "reads": True,
            "concerns": [Row(level="red", cause="words on the list", child="Aisha", when="19 Nov",
                             how_long="3 minutes ago", owner=None, outcome="", url="#",
                             state="raised"),
                         Row(level="amber", cause="a picture that came by text", child=None,
                             when="18 Nov", how_long="", owner="Jo Hall", outcome="passed on",
                             url="#", state="acknowledged")],
            "closed": [Row(level="red", cause="the safety button", child="Jay", when="2 Nov",
                           url="#")],
            "waiting": [Row(child=None, who="A number we do not know", when="20 Nov", due="Tue",
                            late=True, screened="not_screened", url="#")],
            "read": [Row(child="Aisha", who="An answer", when="19 Nov", by="Sam Green",
                         read="20 Nov", late=True, url="#")],
        },
    ),
    "concern": ("staff/concern", _CONCERN),
    "concern-refused": (
        "staff/concern",
        _CONCERN | {"typed": _TYPED, "error": [("Say who it is about.", "#who")]},
    ),
    "concern-closed": (
        "staff/concern",
        _CONCERN
        | {"notices": [], "said": None, "next_step": None, "paths": {}, "typed": {}}
        | {"concern": Row(**vars(_CONCERN["concern"]) | {"closed": "Closed by Jo Hall, 5pm."})},
    ),
    "referral": (
        "staff/referral",
        {"text": "Exact words, not shortened and not corrected:\n> i dont like it",
         "missing": ["where the child is now"], "save_url": "#", "back_url": "#"},
    ),
    "route": (
        "staff/route",
        {
            "notices": [_TEST],
            "mine": [Row(when="Fri 20 Nov, 5pm", way="by text", path="/x")],
            "looks_after": True,
            "broken": ["Nobody on call has answered a test in the last 31 days."],
            "rows": [Row(who="Jo Hall", way="by text", answered=None, old=True,
                         test=Row(when="1 Oct, 9pm", failed=False, waits=False),
                         daily=Row(when="today, 10am", failed=True, waits=False)),
                     Row(who="Kit Lowe", way="by mail", answered="1 Nov, 9pm", old=False,
                         test=Row(when="1 Nov, 9pm", failed=False, waits=True), daily=None)],
            "test_path": "/x", "error": "A test went out in the last 10 minutes. Wait for it.",
        },
    ),
    "figures": (
        "staff/figures",
        {"weeks": [Row(**{"from": "Mon 23 Nov"}, **vars(_WEEK)),
                   Row(**{"from": "Mon 16 Nov"}, **vars(_WEEK) | {"unacknowledged": 0})]},
    ),
}  # fmt: skip
