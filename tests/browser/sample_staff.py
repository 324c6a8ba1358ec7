"""Staff pages filled with made-up people, for `sample_site`."""

from __future__ import annotations

from types import SimpleNamespace as Row
from typing import Any

from participation.kernel.texts import IN_ENGLISH
from participation.questionnaire.library import load_library, shipped_forms
from participation.web.staff.forms_shown import column
from tests.browser.sample_looking_back import BACK, NOTHING_BACK

_ENGLISH = [
    Row(
        words="I want to see my brother.",
        note="Their note: “or: meet”",
        by="Put into English by a person: Selam Tesfay, Thu 19 Nov, 4pm. Compared.",
        before=[Row(words="I want to meet my brother.", by="Before that, by Jo.")],
    )
]
_BY_MACHINE = [
    Row(
        words="I want to see my brother.",
        by="Made by a machine (LibreTranslate), not "
        "checked by a person, Thu 19 Nov, 4pm. It can be wrong, and say the opposite.",
    ),
    Row(words=None, by="A machine (LibreTranslate) was asked, Thu 19 Nov, 4pm."),
]
_HOME = Row(
    question="How is home?",
    state="answered",
    value="Happy",
    face="happy",
    words="أريد أن أرى أخي",
    language="ar",
    translated=_ENGLISH,
    translation=None,
    sharing="everyone",
    channel="web page",
    when="19 November",
    raw=False,
    new=True,
)
_BESIDES = Row(words="One more thing", language="en", kind="Added after sending", question=None,
               when="20 November", sharing="only_officer", new=True, translation=None,
               translated=[])  # fmt: skip
_NOTHING: dict[str, Any] = {
    "said": [], "wishes": [], "remarks": [], "kept": [], "kept_remarks": [], "from_helper": [],
    "silent": [], "no_words": True, "helped_by": None, "language": None,
}  # fmt: skip
_EACH = {
    "said": [_HOME, Row(**vars(_HOME) | {"translated": [], "machine": _BY_MACHINE})],
    "wishes": [_HOME], "kept_remarks": [_BESIDES], "from_helper": [_HOME],
    "kept": [Row(**vars(_HOME) | {"sharing": "only_officer"})], "no_words": False,
    "seen": [Row(words="Hid under the table,\nthen drew a house.",
                 by="Seen by Nia Wren at a visit, Tue 24 Nov, 4.30pm")],
    "silent": [Row(question="Are you safe?", state="not_asked"),
               Row(question="And school?", state="skipped")],
}  # fmt: skip
_SUMMARY = {
    "child": Row(name="Aisha", age=12), "language": "Speaks Tigrinya. Interpreter booked.",
    "review": Row(kind="Second review", day="Thursday 3 December", days_left=11, due="15 December",
                  due_rule="within 3 months of the first", due_differs=None, called_off=None),
    "private_talk": "not recorded yet", "safety_shown": True,
    "safety": [Row(level="amber", what="Words to question 6", when="19 November", done=None,
                   url="#"),
               Row(level="red", what="The safety button", when="18 November", url=None,
                   done="Jo Hall has it: passed on.")],
    "one_thing": Row(words="I want to see my brother every week.", language="en"),
    "asks": [Row(what="An advocate", when="19 November", taken_by=None)],
    "not_heard": [Row(who="Father", why="No number is known.", tried=["letter"], left=["sister"])],
    "looks_back": True, **BACK,
    "respondents": [
        Row(who="Aisha", state="finished", channel="on the web", when="19 November",
            **_NOTHING | _EACH),
        Row(who="Mother", state="sent", channel="by text", when=None, **_NOTHING),
    ],
    "evidence": "Aisha sent views of their own on the web. If they are not there: PN6.",
    "version": 1, "composed_at": "20 November", "latest": True, "mark_path": "/x",
    "after_url": "#", "news": "New: 1 piece of words that was not in version 1.",
    "take_path": "/x", "hand_on": [("#", "For the review"), ("#", "For a parent")],
    "file_path": "/x", "error": [("Write the reference.", "#reference")],
    "machine_path": "/x", "machine_texts": 2, "machine_name": "LibreTranslate",
    "filings": ["Version 1, reference LCS-1, by Sam Green, Thu 19 Nov, 5pm."],
}  # fmt: skip


def _form() -> dict[str, Any]:
    """The real form of a child of eight, English beside an Arabic that nobody has translated."""
    library = load_library(shipped_forms())
    form, words = library.form("child_8_11"), library.words("en")
    sides = [column(form, code, IN_ENGLISH, words, names={}) for code in ("en", "ar")]
    return {
        "name": "Tell Sam what you think", "key": "child_8_11", "version": "1", "joins": None,
        "for_whom": "a child", "by_text": False, "columns": sides, "left": "en", "right": "ar",
        "modules": [("module_first_review", "It joins a form when it is a first review.", True)],
        "languages": [("en", "English – English"), ("ar", "Arabic – العربية")],
        "questions": [
            {"number": number, "facts": "Takes one answer.", "conditions": ["Only alone."],
             "sides": [(side, side.questions[number - 1]) for side in sides]}
            for number in range(1, len(form.questions) + 1)
        ],
    }  # fmt: skip


_FORM_ROW = Row(url="#", title="Tell Sam", key="child_8_11", for_whom="a child", questions=8,
                way="on pages", version="1+local.1")  # fmt: skip
STAFF: dict[str, tuple[str, dict[str, Any]]] = {
    "forms": (
        "staff/forms", {"groups": [("Before the review", [_FORM_ROW])], "modules": [_FORM_ROW]}
    ),
    "form": ("staff/form", _form()),
    "problem": ("staff/problem", {"status": 422, "typed": "my own words"}),
    "sign-in": ("staff/sign_in", {"signed_in_as": None, "error": "That is not right. Try again."}),
    "password": (
        "staff/password",
        {
            "must_change": True,
            "shortest": 12,
            "error": [("The two new passwords are not the same.", "#again")],
        },
    ),
    "caseload": (
        "staff/caseload",
        {
            "counts": Row(reviews=2, answered=1, needs=1),
            "filters": [
                Row(url="#", label="The next three months", count=2, current=True),
                Row(url="#a", label="Needs a person today", count=1, current=False),
                Row(url="#b", label="Another language or an interpreter", count=1, current=False),
            ],
            "pack": 2,
            "held": [
                Row(url="#", child="Aisha", day="24 November 2026", part=True, points=2, told=1),
                Row(url="#", child="Bola", day="17 November 2026", part=False, points=0, told=0),
            ],
            "rows": [
                Row(url="#", day="Thu 3 Dec", days_left=11, child="Aisha", age=12, child_url="#p",
                    due="15 Dec", kind="second review", due_differs=None, language="Tigrinya",
                    unread=2,
                    statuses=[("Child", "finished", ""), ("Father", "not_possible", "no number")],
                    private_talk="not yet", needs_person="Amber concern, 19 Nov, 4.05pm",
                    look_before=["2 pieces to read", "Father asked for a call"],
                    changed="Child answered, a concern"),
                Row(url="#", day="Thu 10 Dec", days_left=18, child="Bola", age=9, due="15 Dec",
                    kind="first review", due_differs=None, language="", unread=0,
                    statuses=[("Child", "sent", "2 days ago, not opened"),
                              ("Mother", "started", "asked for a call, Polish")],
                    private_talk="20 November, alone", needs_person=None, look_before=[],
                    changed=None),
            ],
        },
    ),
    "summary": ("staff/summary", _SUMMARY),
    "summary-first-time": ("staff/summary", {**_SUMMARY, **NOTHING_BACK, "respondents": []}),
    "first-texts": (
        "staff/first_texts",
        {
            "held": True,
            "waiting": {
                "people": 4,
                "texts": 3,
                "parts": 3,
                "reviews": 3,
                "pounds": "0.12",
                "pence_per_part": "4",
                "kinds": [
                    Row(who="Mother", what="first text, neutral: no name, no day", reads="Polish",
                        words="{council}: we want to hear what you think. Reply 1 to begin",
                        number=2, parts=2, pounds="0.08"),
                    Row(who="Child", what="link, with their name", reads="English",
                        words="Hi {first_name}, {officer_first_name} here.", number=1, parts=1,
                        pounds="0.04"),
                ],
                "not_by_text": [("not safe to text", 1)],
            },
            "going": [Row(texts=2, by="Jo Hall", when="Tue 24 Nov, 10.15am",
                          take_back_path="/staff/first-texts/x/take-back")],
        },
    ),
    "tasks": ("staff/tasks", {"tasks": [Row(what="Ring back", why="no reply yet", child="Aisha, 9",
              child_url="#a", url="#b", about="Father", owner="business support", due="Monday",
              late=True, tried=[])],
              "before_url": "#", "after_url": "#"}),
    "hearing": (
        "staff/hearing",
        {
            "hearing": Row(words="my own words", language="en", who="Child", child="Aisha",
                           when="19 Nov", due="Mon", kind="An answer", question="Any worries?",
                           screened="amber", state="waiting", read_note=None),
            "mark_path": "/x", "worry_path": "/x", "back_url": "#", "placed_url": "#",
            "error": [("Choose how soon.", "#level-1")], "typed": "my own note",
            "concerns": [Row(url="#", level="red", cause="Words on the list", when="19 Nov",
                             owner=None)],
        },
    ),
    "desk": (
        "staff/desk",
        {"texts": [
            Row(url="#", when="19 Nov, 4pm", due="Tue", late=True, screened="red", pictures=0),
            Row(url="#", when="19 Nov, 5pm", due="Tue", late=False, screened=None, pictures=1),
        ], "placed": [
            Row(url="#", came="18 Nov, 4pm", who="Mother, Dawn Brown", by="Jo Hall",
                about="Aisha, review 3 December", when="19 Nov, 9am"),
        ]},
    ),
    "desk_placed": (
        "staff/desk_placed",
        {
            "text": {"words": "is this the right number", "from": "+447700900001", "when": "today",
                     "pictures": 1},
            "placed": Row(who="Mother, Dawn Brown", about="Aisha, review 3 December",
                          by="Jo Hall", when="19 Nov, 9am"),
            "take_back_path": "/x", "back_url": "#",
        },
    ),
    "desk_text": (
        "staff/desk_text",
        {
            "text": {"words": "is this the right number", "from": "+447700900001", "when": "today",
                     "sent": "yesterday", "pictures": 1, "anomaly": True, "screened": "amber",
                     "read_url": "#"},
            "holders": "Different people on record have this number.",
            "may_be": [Row(value="1", who="Mother, Dawn Brown", about="Aisha, review 3 December"),
                       Row(value="2", who="Jay", about="Jay, review 4 December")],
            "case": "P100001",
            "decided": [Row(what="it was taken back", when="Mon 16 Nov")],
            "paths": {"place": "/x", "not-ours": "/x", "cut-off": "/x"},
            "page_path": "/x", "back_url": "#",
        },
    ),
    "conversation": (
        "staff/conversation",
        {
            "who": "Christopher Brown", "children": ["Aisha", "Jay"],
            "state": "They are answering.",
            "texts": [
                Row(ours=True, words="Hello", when="Mon", sent="", pictures=0, id=None,
                    state="did not arrive", trouble=True),
                Row(ours=False, words="1", when="Tue", sent="Mon", pictures=1, id="ab",
                    state="kept with what they said", trouble=False),
            ],
            "paths": {"take-back": "/x", "cut-off": "/x"},
        },
    ),
    "late": (
        "staff/late",
        {
            "groups": [
                ("Overdue", [Row(id="1", child="Aisha", kind="second review", due="3 December 2026",
                                 stands="Not held yet, 4 days late", reason=None, noted=None,
                                 path="/x")]),
                ("At risk", [Row(child="Callum", kind="later review", due="17 December 2026",
                                 because="within 6 months of the review before",
                                 stands="Due by 17 December 2026, none planned",
                                 officer="Reviewing officer: Sam Green", path=None)]),
                ("Held late", [Row(id="2", child="Jay", kind="first review", due="2 November 2026",
                                   stands="Held on Thu 12 Nov, 10 days late", reason="backdated",
                                   noted="Sam Green, Fri 13 Nov", path="/x")]),
            ],
            "unexplained": 1,
            "reasons": [("backdated", "The day care began was backdated"),
                        ("connected_person", "Placed with family or friends, assessed afterwards")],
            "error": [("Choose a reason.", "#reason-1")],
        },
    ),
    "phones": (
        "demo/phones",
        {
            "groups": [
                ("Parents’ phones", [Row(
                    number="+447700900001", shown="07700 900001", owner="Chris",
                    note="father of Jay", anchor="phone447700900001",
                    messages=[
                        Row(out=True, when="Tue 16:02", state="being sent", pieces=[
                            Row(words="Tell me by Fri: ", href=None),
                            Row(words="http://127.0.0.1:8000/l/Xy3", href="/l/x"),
                        ]),
                        Row(out=False, when="Tue 16:03", state="",
                            pieces=[Row(words="1", href=None)]),
                    ])]),
                ("Children’s phones", []),
            ],
            "mailboxes": [Row(address="iro1@council.example", owner="Sam Green", mails=[
                Row(subject="Something new", when="Tue 16:03",
                    pieces=[Row(words="Please sign in", href=None)])])],
            "sign_ins": [Row(role="Reviewing officer", name="Sam Green", used=False,
                             email="iro1@council.example", password="abcd-efgh-ijkl",
                             code="123456", seconds_left=12)],
            "today": "24 November 2026, 16:03",
            "error": "A UK mobile has 11 digits and begins 07.",
            "words": "hello",
        },
    ),
}  # fmt: skip
