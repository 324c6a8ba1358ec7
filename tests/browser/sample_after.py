"""Sample pages of what happens after a review: the officer's, and the child's."""

from __future__ import annotations

from types import SimpleNamespace as Row
from typing import Any

from participation.web.staff import after_words

_LINES = [Row(name="Childline", number="0800 1111", hours="day and night")]
_READ = {"ask_path": "/ask", "child": True, "reading_csrf": "r" * 22}
_SAID = Row(title="What is the one thing you want Sam to know?", said="",
            words="I want to see my brother every week.", drawing=None)  # fmt: skip
_HAPPENED = {**_READ, "number": 1, "many": 3, "said": _SAID, "told_language": "en",
             "told": "Yes. This is going to happen.", "who": "Your social worker",
             "by": "Monday 14 December", "outcome": "o" * 32, "answered": None, "following": None,
             "letter": True,
             "page_kind": "happened"}  # fmt: skip

AFTER: dict[str, tuple[str, dict[str, Any]]] = {
    "happened": ("happened", _HAPPENED),
    "letter": ("letter", {**_READ, "page_kind": "happened", "words_language": "en", "points": True,
               "words": "Dear Aisha,\n\nThank you for telling me what you think.\n\nYou said: “i"
               " want my brother”\nYes. This is going to happen.\n\nSam"}),
    "happened-young": ("happened", {**_HAPPENED, "many": 1, "pictures": True,
                       "said": Row(title="How is bedtime?", said="Not happy", words="my cat",
                                   drawing=None),
                       "told": "Not yet. We are still trying.", "by": None, "who": "Sam"}),
    "happened-answered": ("happened", {**_HAPPENED, "number": 2, "following": 3,
                          "answered": "No, that is not right", "who": None, "by": None,
                          "told": "No, sorry. This will not happen now. Why: it is too far.",
                          "typed": "my own words",
                          "error": "This is more than one box can hold. Send it in two parts."}),
    "happened-read": ("happened_read", {**_READ, "many": 3, "helplines": _LINES,
                      "reply": "Thank you for telling me. I am not a person. Sam reads this by"
                               " Thursday 26 November."}),
    "happened-none": ("happened_none", _READ),
    "sent-news": ("sent", {"audience": "child", "finished": True, "added": False, "news": True,
                  "read_by": None, "reply": None, "review_on": None, "helplines": _LINES,
                  "thanks": ["Thank you. Sam has what you said."], "for_them": False}),
}  # fmt: skip

_QUOTE = Row(question="What is the one thing?", label=None, face=None, drawing=None, language="en",
             words="I want to see my brother every week.")  # fmt: skip
_OUTCOME = Row(kind="Yes", told="Yes. This is going to happen.", language="en",
               who="your social worker", by="14 December 2026", released=True, done=True,
               stands="Released for reading on 25 November 2026. Not read yet.")  # fmt: skip
_POINT = Row(id="p" * 32, url="#", one_thing=True, picked=True, kept=False, hidden=False,
             said=_QUOTE, outcome=_OUTCOME, why_not=None,
             reply=Row(answer="No, that is not right.", looks=True, when="Thu 26 Nov, 4.10pm",
                       older=False, url="#",
                       standing="Nobody has it yet. Due 30 November 2026."))  # fmt: skip
_OTHER = Row(**{**vars(_POINT), "one_thing": False, "picked": False, "kept": True, "outcome": None,
                "reply": None, "why_not": "Nothing is written yet.",
                "said": Row(question="How do you feel?", label="Sad", face="sad", drawing=None,
                            language="ar", words="أريد أن أرى أخي")})  # fmt: skip
_OPTIONS = {
    "what": list(after_words.WHAT.items()), "held_as": list(after_words.HELD_AS.items()),
    "paper": list(after_words.GIVEN.items()), "how": list(after_words.GIVEN_HOW.items()),
    "code": [(code, f"{code}: {means}") for code, means in after_words.CODES.items()],
    "facts": list(after_words.FACTS.items()),
}  # fmt: skip
_FACTS = {"attended": "no", "spoke": False, "spoken_for": False, "showed": False,
          "briefed": False, "another_way": False}  # fmt: skip
_CLOCK = Row(what="Decisions written and sent round", paper="decisions", days=5,
             due="1 December 2026", done=None, late=True)  # fmt: skip
_PAGE: dict[str, Any] = {
    "child": "Aisha", "writes": True, "has_key": True, "points": [_POINT, _OTHER],
    "review": Row(kind="Second review", held=True,
                  stands="Took place on 24 November 2026, as a meeting."),
    "to_choose": [Row(id="s" * 32, kept=True, one_thing=False, **vars(_QUOTE))],
    "decisions": [Row(id="d" * 32, outcome="Sees her brother every week", how="Taxi on Saturdays",
                      who="Ms Khan", by="14 December 2026", past=False, sign="Aisha says so",
                      strike_path="/x", change_url="#")],
    "changing": None, "clocks": [_CLOCK, Row(**{**vars(_CLOCK), "paper": "record", "late": False,
                                                "done": "24 November 2026"})],
    "objections": "8 December 2026",
    "how_it_was": [{"who": "Mother, Christine Hughes", "said": [
        {"question": "How well did people listen to you?", "label": "Poorly", "words": "",
         "language": "en", "face": None, "drawing": None},
        {"question": None, "label": "", "words": "nobody asked me", "language": "en",
         "face": None, "drawing": None}]}],
    "given": [Row(what="the decisions", to="mother", on="25 November 2026", how="by post")],
    "code": Row(code="PN5", means="was not there, and asked an advocate or you to say it",
                by="Sam Green", when="Tue 24 Nov, 5pm", suggested="PN6", reason="she rang me"),
    "facts": _FACTS, "options": _OPTIONS, "typed": {"open": ""}, "path": "/x",
    "suggestion": Row(code="PN6", means="was not there, and sent their views", missing=None,
                      because="they sent answers on the web"),
    "summary_url": "#", "today": "2026-11-24", "error": None,
}  # fmt: skip

AFTER_FOR_STAFF: dict[str, tuple[str, dict[str, Any]]] = {
    "after": ("staff/after", _PAGE),
    "letter": ("staff/letter", {
        "child": "Aisha", "words": "Dear Aisha,\n\nThank you for telling me what you think.\n\nSam",
        "draft": "Dear Aisha,\n\nYou said: “my brother”\nYes.\n\nSam", "in_language": "Arabic",
        "why_not": "Tell in person: there is no key of their own yet.",
        "paper_only": True, "refused": None,
        "newest": Row(revision=3, written="Tue 24 Nov, 4.30pm", language="Arabic", sent=None,
                      with_key=False, read=None),
        "sent": [Row(revision=1, sent="Mon 23 Nov, 4pm", with_key=True, read="Tue 24 Nov, 5pm")],
        "left_out": "1 point is not in it: it is not released for reading with their key.",
        "about": "0" * 32, "decides": False,
        "most": 6000, "path": "/x", "back_url": "#", "typed": {},
        "error": [("Write the letter, or begin with the first wording.", "#words")]}),
    "letter-sent": ("staff/letter", {
        "child": "Bola", "words": "Dear Bola,\n\nSam", "draft": None, "in_language": "",
        "why_not": None, "paper_only": False, "refused": None, "error": None, "typed": {},
        "newest": Row(revision=1, written="Tue 24 Nov, 4.30pm", language="",
                      sent="Tue 24 Nov, 5pm", with_key=True, read=None),
        "sent": [Row(revision=1, sent="Tue 24 Nov, 5pm", with_key=True, read=None)],
        "most": 6000, "path": "/x", "back_url": "#"}),
    "talk": ("staff/talk", {
        "child": "Aisha", "day": "Tue 15 Dec, 4.15pm", "known": {},
        "outcomes": [("talked", "Talked"), ("refused", "The child did not want to"),
                     ("not_appropriate", "Not appropriate")],
        "hows": [("visit", "On a visit"), ("video", "By video"), ("call", "On the phone")],
        "most": 2000, "path": "/x", "back_url": "#",
        "typed": {"outcome": "talked", "on": "2026-11-25", "alone": "yes", "open": "talk"},
        "error": [("That day is still to come.", "#on"), ("Say how you talked.", "#how")]}),
    "talk-noted": ("staff/talk", {
        "child": "Bola", "day": "Tue 15 Dec, 4.15pm",
        "known": {"outcome": "refused", "on": "2026-11-20", "how": "", "alone": "",
                  "interpreter": False, "why": "“I said it all online.”"},
        "outcomes": [("talked", "Talked"), ("refused", "The child did not want to"),
                     ("not_appropriate", "Not appropriate")],
        "hows": [("visit", "On a visit"), ("video", "By video"), ("call", "On the phone")],
        "most": 2000, "path": "/x", "back_url": "#", "typed": {}, "error": None}),
    "letter-decides": ("staff/letter", {
        "child": "Bola", "words": "Dear Bola,\n\nSam", "draft": None, "in_language": "",
        "why_not": None, "paper_only": False, "refused": None, "error": None, "typed": {},
        "decides": True, "about": "", "left_out": None,
        "newest": Row(revision=1, written="Tue 24 Nov, 4.30pm", language="", sent=None,
                      with_key=False, read=None),
        "sent": [], "most": 6000, "path": "/x", "back_url": "#"}),
    "after-begun": ("staff/after", {**_PAGE, "points": [], "decisions": [], "clocks": [],
                    "given": [], "code": None, "objections": None, "has_key": False,
                    "review": Row(kind="Second review", held=False, stands="Planned for Tue."),
                    "suggestion": Row(code=None, means="", because="",
                                      missing="Say whether the child was there."),
                    "error": [("Fill in the day.", "#on")],
                    "typed": {"open": "took-place", "what": "held"}}),
    "after-read-only": ("staff/after", {**_PAGE, "writes": False, "to_choose": [],
                        "points": [Row(**{**vars(_POINT), "url": None}),
                                   Row(**{**vars(_OTHER), "url": None, "hidden": True,
                                          "said": None})]}),
    "after-point": ("staff/after_point", {
        "child": "Aisha", "may_release": True, "kinds": list(after_words.KINDS.items()),
        "point": Row(**{**vars(_POINT), "kept": True,
                        "why_not": "Tell in person: there is no key of their own yet.",
                        "outcome": Row(**{**vars(_OUTCOME), "released": False, "done": False,
                                          "stands": "Not told yet."})}),
        "how": list(after_words.TOLD_HOW.items()), "in_language": "Arabic",
        "decisions": [("d" * 32, "Sees her brother every week (Ms Khan, 14/12/2026)")],
        "typed": {"kind": "yes", "who": "your social worker", "by_on": "2026-12-14",
                  "told": "Yes. This is going to happen.", "open": "told"},
        "told_by": "Sam Green", "path": "/x", "back_url": "/x", "today": "2026-11-24",
        "error": [("Say who does it.", "#who")]}),
}  # fmt: skip
