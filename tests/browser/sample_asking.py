"""Sample pages of a child's own card, of asking between reviews, and of one's own key."""

from __future__ import annotations

from types import SimpleNamespace as Row
from typing import Any

from participation.guard.keys_of_persons import PICTURES
from participation.web.staff.ways_in import square_on_page
from tests.browser.sample_arabic import Name

_SQUARE = square_on_page("http://localhost/m/" + "x" * 22)
_SMALL_SQUARE = square_on_page("http://localhost/c/7k2")
_LINES = [Row(name="Childline", number="0800 1111", hours="day and night")]
_ASKS = [
    ("advocate", "I want an advocate"),
    ("review_sooner", "I want my review sooner"),
    ("language", "I want someone who speaks my language"),
    ("complaint", "I want to complain"),
]
_CARD = {"asks": _ASKS, "questions_open": True, "helplines": _LINES}
_ASK = {"ask_path": "/card", "child": True, "past": False, "past_officer": False}
_KEY = {"ask_path": "/card", "picked": (), "pictures": [(Name(name), name) for name in PICTURES]}

ASKING: dict[str, tuple[str, dict[str, Any]]] = {
    "card": ("card", {**_CARD, "band": "middle"}),
    "card-young": ("card", {**_CARD, "band": "young"}),
    "card-older": ("card", {**_CARD, "band": "older"}),
    "someone-else": ("someone_else", {"kinds": _ASKS[:2], "ask_path": "/ask"}),
    "ask": ("ask", {**_ASK, "kind": "advocate", "title": "I want an advocate", "reader": "Sam",
            "needs_words": False}),
    "ask-complaint": ("ask", {**_ASK, "kind": "complaint", "title": "I want to complain",
                      "reader": "the complaints manager", "needs_words": True,
                      "past_officer": True, "past": True, "typed": "my own words",
                      "error": "Write something in the box first."}),
    "ask-tell-me": ("ask", {**_ASK, "kind": "tell_me", "title": "Ask Sam to tell me",
                    "reader": "Sam", "needs_words": False}),
    "asked": ("asked", {"who": "the complaints manager", "day": "Thursday 26 November",
              "complaint_of": "Tuesday 24 November", "reply": "Thank you for telling me.",
              "may_read": True, "helplines": _LINES, "ask_path": "/card"}),
    "key-offer": ("mine_offer", {"may_make": True, "ask_path": "/card"}),
    "key-none": ("mine_offer", {"may_make": False, "ask_path": "/ask"}),
    "key-make": ("mine_key", {**_KEY, "kind": "pin", "making": True,
                 "error": "That one is easy to guess. Choose another."}),
    "key-open": ("mine_key", {**_KEY, "kind": "pin", "making": False}),
    "key-pictures": ("mine_key", {**_KEY, "kind": "pictures", "making": False}),
    "key-pictures-2": ("mine_key", {**_KEY, "kind": "pictures", "making": True,
                       "picked": (Name("sun"),)}),
    "mine": ("mine", {"nothing": False, "reading_csrf": "r" * 22,
             "asks": [Row(what="I want an advocate", day="Tuesday 24 November",
                          words="somebody who listens", answer="Ms Khan rings you on Friday.",
                          standing="Sam Green did this on Wednesday 25 November.")],
             "sent": [Row(day="Tuesday 24 November",
                          added=[Row(words="one more thing", since=["and one"])],
                          lines=[
                 Row(title="How do you feel about where you live?", said="Happy", words="",
                     drawing=None),
                 Row(title="What is the one thing?", said="", words="أريد أن أرى أخي",
                     drawing=None)])]}),
}  # fmt: skip

_ASKED = Row(what="A solicitor", child="Aisha", asked="Tue 24 Nov, 4.30pm", due="26 November 2026",
             late=True, desk="the reviewing officer", owner=None, url="#", words="my own words",
             language="en", how=None, answer="Ms Khan rings", past_officer=True,
             **{"from": "Child"})  # fmt: skip
_CHILD = Row(child="Aisha", number="P100001", card_since="Tue 24 Nov", has_key=True, key_shut=True,
             make_path="/x", pdf_path="/p", cut_path="/y", reset_path="/z")  # fmt: skip

ASKED_OF_STAFF: dict[str, tuple[str, dict[str, Any]]] = {
    "asks": ("staff/asks", {"asks": [_ASKED, Row(**{**vars(_ASKED), "url": None,
             "owner": "Sam Green", "late": False})]}),
    "ask": ("staff/ask", {"ask": _ASKED, "take_path": "/x", "done_path": "/y", "mine": False,
            "back_url": "#", "error": [("Write what the person is told.", "#answer")]}),
    "cards": ("staff/cards", {"children": [_CHILD], "looked_for": "",
              "wanted": [Row(child="Bola", child_url="#", due="Monday", print_path="/p",
                             done_path="/d")],
              "shut": [Row(child="Aisha", whose="Child", due="Monday", reset_path="/r")]}),
    "card": ("staff/card", {"code": "7k2-mnp-4qr", "picture": _SQUARE,
             "type_at": "localhost/code", "lasting": True, "check_phone": "03069 990100",
             "back_url": "#"}),
    "card-once": ("staff/card", {"code": "7k2-mnp-4qr", "picture": _SMALL_SQUARE,
                  "type_at": "localhost/code", "lasting": False, "check_phone": "03069 990100",
                  "back_url": "#"}),
}  # fmt: skip
