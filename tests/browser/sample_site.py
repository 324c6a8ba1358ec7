"""The real templates, styles, script and headers with made-up people, served on loopback.

The views choose what goes into a page; this site is for how pages look and weigh. The acceptance
walk goes through the real views.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from types import SimpleNamespace as Row
from typing import Any

from flask import Flask, redirect, render_template, request
from flask_babel import Babel
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

from participation.channels.form.drawing import INKS, picture_in
from participation.channels.form.pages import PageChoice, PageMore, PageQuestion
from participation.kernel.languages import LANGUAGES
from participation.kernel.texts import IN_ENGLISH
from participation.questionnaire.drawings import COLOURS
from participation.questionnaire.library import load_library, shipped_forms
from participation.web import headers
from participation.web.respond.keepsake import Tile
from participation.web.respond.pictures import symbol_for
from participation.web.respond.question_page import DrawnQuestion, drawn, drawn_more
from participation.web.staff.forms_shown import column
from tests.browser.sample_asking import ASKED_OF_STAFF, ASKING

FACES = tuple(
    PageChoice(face, label, face)
    for face, label in (
        ("very_happy", "Very happy"), ("happy", "Happy"), ("ok", "OK"),
        ("sad", "Sad"), ("very_sad", "Very sad"),
    )
)  # fmt: skip
PASSING = (
    PageChoice("_dont_know", "I do not know"),
    PageChoice("_rather_not", "I do not want to answer"),
)
HELPLINES = [Row(name="Childline", number="0800 1111", hours="day and night",
                 checked_on=date(2026, 11, 3))]  # fmt: skip
LINES = [
    {"key": "one_thing", "title": "What is the one thing?", "label": None, "face": None,
     "words": "see my brother\nevery week", "state": "answered", "sharing": "Only Sam",
     "only_officer": True, "sharing_value": "only_officer"},
    {"key": "home", "title": "How do you feel about where you live?", "label": "Happy",
     "face": "happy", "words": "", "state": "answered", "sharing": "Everyone at my review",
     "sharing_value": "everyone"},
]  # fmt: skip
SECTIONS = [Row(label="My reviews", url="/staff/reviews", current=True)]


def _question(control: str = "radios", **changes: Any) -> DrawnQuestion:
    return drawn(replace(_asked(control), **changes))


def _asked(control: str) -> PageQuestion:
    return PageQuestion(
        key="home", caption="Question 3 of 8", title="How do you feel about where you live?",
        help="", hint="Choose one", control=control, choices=FACES, passing=PASSING,
        given_words="", given_number="", minimum=0, maximum=10, low_label="very bad",
        high_label="very good", max_chars=10_000, has_more=True,
        more_label="Say more about this", skip_label="Miss this one out",
        continue_label="Continue", error="",
    )  # fmt: skip


MORE_OR_LESS = (
    PageChoice("just_right", "It is just right", exclusive=True),
    PageChoice("more", "I want to see someone more"),
    PageChoice("less", "I want to see someone less"),
)


def _pictures(control: str, **changes: Any) -> dict[str, Any]:
    """As the youngest see it: large, with a row of stones."""
    asked = replace(
        _asked(control), pictured=("bed_and_toys", "home"), place=2, places=5, **changes
    )
    return {"page": drawn(asked, stones=True, symbols={}), "pictures": True}


MORE = drawn_more(
    PageMore(
        key="home", title="Do you want to tell us more?", about="How do you feel about it?",
        said="Happy", given_words="", max_chars=10_000, continue_label="Continue", error="",
    ),
    "",
)  # fmt: skip
CHAT: dict[str, Any] = {
    "hello": "I am not a person. I only ask the questions. What you send goes to Sam.",
    "before": "What you said before is kept.", "turn": 0, "boxed": True, "helplines": HELPLINES,
    "turns": [
        Row(key="school", asked="How is school?", label="OK", words=""),
        Row(key="one_thing", asked="What do you most want Sam to know?", label="",
            words="I want to see my brother\nevery week"),
    ],
}  # fmt: skip
RESPONDENT: dict[str, tuple[str, dict[str, Any]]] = {
    "enter": ("enter", {}),
    "start": ("start", {"audience": "child", "band": "8-11", "in_short": True,
              "read_by": "Monday 30 November"}),
    "start-parent": ("start", {"audience": "parent", "minutes": 4, "in_court": True}),
    "how": ("how", {"ways": ["questions", "chat", "write"], "chosen": "questions"}),
    "how-small": ("how", {"ways": ["pictures", "questions"], "chosen": "questions"}),
    "how-adult": ("how", {"ways": ["questions", "chat"], "chosen": "questions", "adult": True}),
    "write": ("write", {"page": _question("textarea", choices=()), "may_keep_private": True}),
    "not-now": ("not_now", {}),
    "someone": ("someone", {"whom": ["officer", "advocate", "other"], "child": True,
                "helplines": HELPLINES}),
    "someone-asked": ("someone", {"asked": "advocate", "day": "Wednesday 25 November",
                      "child": True, "helplines": HELPLINES}),
    "start-small": ("start", {"audience": "child", "band": "4-7", "in_short": True,
                    "intro": ["Sam reads it."],
                    "languages": [LANGUAGES["ar"], LANGUAGES["ti"]]}),
    "start-again": ("start", {"audience": "child", "band": "16-17", "intro": ["Sam reads it."],
                    "picked_up": True, "read_by": "Monday 30 November"}),
    "language": ("language", {"spoken": [LANGUAGES["en"], LANGUAGES["ar"]], "drafts": ["ar"],
                 "others": [LANGUAGES[code] for code in ("ti", "ps", "ckb", "ur", "am")],
                 "now": "en", "draft": True}),
    "helper": ("helper", {"helpers": [("carer", "My carer", None), ("other", "Other", None)]}),
    "helper-pictures": (
        "helper",
        {
            "helpers": [(value, value.title(), symbol_for((value,), {}))
                        for value in ("carer", "family", "teacher", "social_worker", "other")],
            "pictures": True,
        },
    ),
    "keepsake": (
        "keepsake",
        {
            "tiles": [
                Tile(symbol_for(("one_thing",), {}), "",
                     drawing=picture_in("[[1,200,200,500,700,800,200],[2,100,900,900,900]]")),
                Tile(symbol_for(("bed",), {}), "Happy", face="happy"),
                Tile(symbol_for(("family_time",), {}), "More", symbol=symbol_for(("more",), {})),
            ],
            "pictures": True,
        },
    ),
    "faces": ("question", {"page": _question()}),
    "error": ("question", {"page": _question(error="Choose a face, or choose “Skip”")}),
    "many": ("question", {"page": _question("checkboxes")}),
    "yes-no": ("question", {"page": _question(choices=FACES[:2])}),
    "scale": ("question", {"page": _question("scale", choices=())}),
    "number": ("question", {"page": _question("number", choices=())}),
    "text": (
        "question",
        {"page": _question("textarea", choices=(), has_more=False), "may_keep_private": True},
    ),
    "drawing": (
        "question",
        {
            "page": _question(
                "drawing", choices=(), has_more=False, place=2, places=5,
                given_drawing=picture_in("[[1,200,200,500,700,800,200],[2,100,900,900,900]]"),
            ),
            "inks": [(place, name.title(), INKS[name]) for place, name in enumerate(COLOURS)],
        },
    ),
    "pictures": ("question", _pictures("radios", choices=FACES[1:4])),
    "pictures-many": ("question", _pictures("checkboxes", choices=MORE_OR_LESS)),
    "heard": ("question", {"page": _question(), "hear": "/static/none.mp3"}),
    "statement": ("question", {"page": _question("none", choices=(), passing=())}),
    "more": ("more", {"page": MORE, "may_keep_private": True}),
    "chat": ("chat", {**CHAT, "page": _question(), "reply": "Thank you for telling me.",
             "card": True, "may_keep_private": True}),
    "chat-many": ("chat", {**CHAT, "page": _question("checkboxes"), "reply": "Thank you.",
                  "more_about": "school"}),
    "chat-text": ("chat", {**CHAT, "page": _question("textarea", choices=()), "tried": ["eh"],
                  "reply": "I kept your words.", "card": True, "said": ["Nearly done."],
                  "may_keep_private": True, "only_officer_ticked": True}),
    "chat-scale": ("chat", {**CHAT, "turns": [], "before": None,
                   "page": _question("scale", choices=(),
                                     error="Choose one answer, the one that fits best.")}),
    "chat-more": ("chat", {**CHAT, "page": MORE, "more": True}),
    "chat-end": ("chat", {**CHAT, "page": None, "reply": "Thank you.", "card": True,
                 "call_asked": True, "end": "That was my last question."}),
    "check": ("check", {"answers": LINES, "earlier": 2, "may_choose_sharing": True}),
    "sharing": ("sharing", {"answers": LINES, "sharings": [("only_officer", "Only Sam"),
                ("everyone", "Everyone at my review")]}),
    "later": ("later", {"kept_until": "Wednesday 2 December"}),
    "later-kept": ("later", {"kept_until": "Wednesday 2 December", "kept": True,
                   "sends_on": "Monday 30 November", "if_forgotten": True}),
    "stopped": ("stopped", {"kept_until": "Wednesday 2 December"}),
    "stopped-shared": ("stopped", {"kept_until": "Wednesday 2 December", "ended": True}),
    "sent": ("sent", {"audience": "child", "finished": True, "read_by": "Monday",
              "helplines": HELPLINES, "can_copy": True}),
    "sent-young": ("sent", {"audience": "child", "finished": True, "for_them": True,
                   "review_on": "Thursday 3 December", "sleeps": 5, "helplines": HELPLINES}),
    "copy": ("copy", {"copied": [Row(title=line["title"], label=line["label"],
             face=line["face"], words=line["words"], drawing=None) for line in LINES]}),
    "closed-round": ("sent", {"audience": "parent", "helplines": []}),
    "dead": ("dead", {}),
    "code": ("code", {"error": "That code does not work. Look at the card and try again."}),
    "help": ("help", {"helplines": HELPLINES, "go_back": True}),
    "closed": ("closed", {"typed": "my own words"}),
    "problem": ("problem", {"reason": "ours", "try_path": "/q", "typed": "my own words"}),
}  # fmt: skip
# Goes on to another site by itself, so no browser can be made to look at it for long.
LEFT_BEHIND: dict[str, tuple[str, dict[str, Any]]] = {"left": ("left", {})}

_SUMMARY = {
    "child": Row(name="Aisha", age=12), "language": "Speaks Tigrinya. Interpreter booked.",
    "review": Row(kind="Second review", day="Thursday 3 December", days_left=11, due="15 December",
                  due_rule="within 3 months of the first", due_differs=None),
    "private_talk": "not recorded yet",
    "safety": [Row(level="amber", what="Words to question 6", when="19 November", done=None)],
    "one_thing": Row(words="I want to see my brother every week.", language="en"),
    "asks": [Row(what="An advocate", when="19 November", taken_by=None)],
    "not_heard": [Row(who="Father", why="No number is known.", tried=["letter"], left=["sister"])],
    "respondents": [
        Row(who="Aisha", state="finished", channel="on the web", when="19 November",
            helped_by=None, language=None, remarks=[], answers=[
                Row(question="How is home?", state="answered", value="Happy", face="happy",
                    words="أريد أن أرى أخي", language="ar", sharing="only_officer",
                    channel="web page", when="19 November", raw=False)]),
        Row(who="Mother", state="sent", channel="by text", when=None, helped_by=None,
            language=None, answers=[], remarks=[]),
    ],
    "version": 1, "composed_at": "20 November", "latest": True, "mark_path": "/x",
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
            "rows": [
                Row(url="#", day="Thu 3 Dec", days_left=11, child="Aisha", age=12, due="15 Dec",
                    kind="second review", due_differs=None, language="Tigrinya", unread=2,
                    statuses=[("Child", "finished", ""), ("Father", "not_possible", "no number")],
                    private_talk="not yet", needs_person="amber words"),
            ],
        },
    ),
    "summary": ("staff/summary", _SUMMARY),
    "concerns": (
        "staff/concerns",
        {
            "concerns": [Row(level="red", cause="words", child="Aisha", when="19 Nov", owner=None,
                             url="#", state="raised", take_path="/x")],
            "waiting": [Row(child=None, who="A number we do not know", when="20 Nov", due="Tue",
                            late=True, screened="not_screened", url="#")],
        },
    ),
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
    "tasks": ("staff/tasks", {"tasks": [Row(what="Ring back", why="no reply yet", child="Aisha",
              about="Father", owner="business support", due="Monday", late=True, tried=[])]}),
    "hearing": (
        "staff/hearing",
        {
            "hearing": Row(words="my own words", language="en", who="Child", child="Aisha",
                           when="19 Nov", due="Mon", kind="An answer", question="Any worries?",
                           screened="amber", state="waiting", read_note=None),
            "mark_path": "/x", "steps": [], "back_url": "#",
        },
    ),
    "desk": (
        "staff/desk",
        {"texts": [
            Row(url="#", when="19 Nov, 4pm", due="Tue", late=True, screened="red", pictures=0),
            Row(url="#", when="19 Nov, 5pm", due="Tue", late=False, screened=None, pictures=1),
        ]},
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
            "who": "Christopher Brown", "children": ["Aisha", "Jay"], "state": "They are answering.",
            "texts": [
                Row(ours=True, words="Hello", when="Mon", sent="", pictures=0, id=None,
                    state="did not arrive", trouble=True),
                Row(ours=False, words="1", when="Tue", sent="Mon", pictures=1, id="ab",
                    state="kept with what they said", trouble=False),
            ],
            "paths": {"take-back": "/x", "cut-off": "/x"},
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


RESPONDENT |= ASKING
STAFF |= ASKED_OF_STAFF


def make_site() -> Flask:
    """The site: /respond/<page> and /staff-look/<page>, each also with ?lang=… and ?large=1."""
    package = headers.STATIC.parent
    site = Flask("look", template_folder=str(package / "templates"),
                 static_folder=str(headers.STATIC))  # fmt: skip
    Babel(site)
    headers.install(site, https=False)
    left: list[str] = []
    site.config["LEFT"] = left
    site.config["PRESSES"] = 0

    @site.get("/respond/<page>")
    def respond(page: str) -> str:
        template, context = (RESPONDENT | LEFT_BEHIND)[page]
        return render_template(
            f"respond/{template}.html", large=True, officer="Sam", can_go_back=True,
            has_languages=True,
            csrf_token="t" * 43, page_key="k" * 22, away_url="/away", **context,
        )  # fmt: skip

    @site.get("/staff-look/<page>")
    def staff(page: str) -> str:
        template, context = STAFF[page]
        known = {"signed_in_as": "Sam Green", "sections": SECTIONS, "demo": True}
        return render_template(f"{template}.html", csrf_token="t" * 43, **(known | context))

    @site.post("/leave")
    def leave() -> str:
        left.append(request.form["csrf_token"])
        return render_template("respond/left.html", away_url="/away")

    @site.route("/q", methods=["GET", "POST"])
    def going_on() -> Response:
        site.config["PRESSES"] += request.method == "POST"
        return redirect("/q" if request.method == "POST" else "/respond/sent", 303)

    @site.get("/away")
    def away() -> str:
        return "<!DOCTYPE html><html lang=en><title>Rain</title><h1>Rain</h1>"

    @site.get("/bad")
    def bad() -> Response:
        response = site.make_response(BAD_PAGE)
        response.headers["Content-Type"] = "text/html"
        return response

    return site


BAD_PAGE = """<!DOCTYPE html><html><head><title></title></head>
<body><img src="/nothing.png" width="600" height="9">
<p style="color:#bbb">faint</p><script>undefined.boom</script>
<a href="/a">a</a><a href="/b">b</a>
<form><input name="n"></form><!-- %s --></body></html>""" % ("heavy " * 3000)


@contextmanager
def served(site: Flask) -> Iterator[str]:
    """The address of `site` on a free loopback port."""
    server = make_server("127.0.0.1", 0, site, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
