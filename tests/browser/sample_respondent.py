"""Sample pages of respondents: the way in, each kind of question, the chat, and the end."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from types import SimpleNamespace as Row
from typing import Any

from participation.channels.form.checking_page import sharing_choice
from participation.channels.form.drawing import INKS, picture_in
from participation.channels.form.pages import PageChoice, PageMore, PageQuestion
from participation.kernel.languages import LANGUAGES
from participation.kernel.texts import IN_ENGLISH
from participation.questionnaire.definition import Sharing
from participation.questionnaire.drawings import COLOURS
from participation.web.respond.keepsake import Tile
from participation.web.respond.pictures import symbol_for
from participation.web.respond.question_page import DrawnQuestion, drawn, drawn_more

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
    "someone-speaks": ("someone", {"asked": "language", "language": LANGUAGES["ti"],
                                   "day": "Wednesday 25 November", "wish": "female",
                                   "child": True,
                                   "helplines": HELPLINES}),
    "someone-asked": ("someone", {"asked": "advocate", "day": "Wednesday 25 November",
                      "child": True, "helplines": HELPLINES}),
    "not-safe": ("not_safe", {"child": True, "helplines": HELPLINES}),
    "not-safe-failed": ("not_safe", {"failed": True, "again": [("csrf_token", "t")],
                        "typed": "what I wrote"}),
    "told": ("told", {"child": True, "at_once": True, "done": "told", "helplines": HELPLINES,
             "back_url": "/q"}),
    "told-later": ("told", {"child": True, "opens": True, "hour": "09:00",
                   "day": "Monday 30 November", "done": "reached", "helplines": HELPLINES,
                   "back_url": "/q"}),
    "told-nobody": ("told", {"child": True, "nobody": True, "opens": True, "hour": "09:00",
                    "day": "Monday 30 November", "done": "told", "helplines": HELPLINES,
                    "back_url": "/q"}),
    "told-small": ("told", {"child": True, "small": True, "pictures": True, "at_once": True,
                   "done": "told", "helplines": HELPLINES, "back_url": "/q"}),
    "told-adult": ("told", {"child": False, "adult": True, "taken_on": True, "done": "told",
                   "helplines": HELPLINES, "back_url": "/q"}),
    "told-mistake": ("told", {"child": True, "at_once": True, "done": "mistaken",
                     "helplines": HELPLINES, "back_url": "/q"}),
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
            "helpers": [(value, value.replace("_", " ").capitalize(), symbol_for((value,), {}))
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
    "in-english": ("question", {"page": _question("checkboxes"), "speaker": LANGUAGES["fa"],
                   "apart": ("title", "help")}),
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
    "sharing": ("sharing", {"answers": LINES, "sharings": [
                (kind.value, sharing_choice(kind, IN_ENGLISH, names={"officer": "Sam"}))
                for kind in Sharing]}),
    "later": ("later", {"kept_until": "Wednesday 2 December"}),
    "later-in-english": ("later", {"kept_until": "Wednesday 2 December",
                         "speaker": LANGUAGES["fa"]}),
    "later-kept": ("later", {"kept_until": "Wednesday 2 December", "kept": True,
                   "sends_on": "Monday 30 November", "if_forgotten": True}),
    "stopped": ("stopped", {"kept_until": "Wednesday 2 December"}),
    "stopped-shared": ("stopped", {"kept_until": "Wednesday 2 December", "ended": True}),
    "sent": ("sent", {"audience": "child", "finished": True, "read_by": "Monday",
              "thanks": ("Thank you. Sam has your words now.", "After it, ask what happened."),
              "helplines": HELPLINES, "can_copy": True}),
    "sent-young": ("sent", {"audience": "child", "finished": True, "for_them": True,
                   "thanks": ("Thank you! Sam has it now.", "Sam can tell you what happens next."),
                   "review_on": "Thursday 3 December", "sleeps": 5, "helplines": HELPLINES}),
    "copy": ("copy", {"copied": [Row(title=line["title"], label=line["label"],
             face=line["face"], words=line["words"], drawing=None) for line in LINES]}),
    "closed-round": ("sent", {"audience": "parent", "helplines": []}),
    "dead": ("dead", {}),
    "code": ("code", {"error": "That code does not work. Look at the card and try again."}),
    "help": ("help", {"helplines": HELPLINES, "go_back": True}),
    "closed": ("closed", {"typed": "my own words"}),
    "problem": ("problem", {"reason": "ours", "try_path": "/q", "typed": "my own words"}),
    "problem-ended": ("problem", {"reason": "ended", "try_path": "/q", "typed": "my own words",
                      "fields": [("drawing", "[[1,100,100,500,700]]")]}),
    "dead-pressed": ("dead", {"again": True, "lost": True}),
}  # fmt: skip
# Goes on to another site by itself, so no browser can be made to look at it for long.
LEFT_BEHIND: dict[str, tuple[str, dict[str, Any]]] = {"left": ("left", {})}
