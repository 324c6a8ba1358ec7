"""Pages about words to translate, and a translator's own, for `sample_site`."""

from __future__ import annotations

from types import SimpleNamespace as Row
from typing import Any

_WAITS = Row(
    child="Aisha", about="Child", language="Tigrinya", code="ti", second=False, url="#",
    much="7 texts, 112 words", since="Thu 19 Nov, 4.05pm", review="Thursday 3 December 2026",
    usual="4h", another=False, reading="", not_wanted=True,
    translators=[("1", "Selam Tesfay, Example Words"), ("2", "Rahel Abraham, Example Words")],
)  # fmt: skip
_TASK = Row(
    child="Aisha", about="Child", language="Tigrinya", second=True, state="with the translator",
    who="Selam Tesfay, Example Words", due="Sun 22 Nov, 4pm", late=True, over=False, url="#",
    ended="Fri 20 Nov, 10am",
)  # fmt: skip
_WITHIN = [("4h", "in four hours: these words worried us"), ("3d", "in three days")]
_GIVE = {"within": _WITHIN, "path": "/x", "back_url": "#", "translators_url": "#"}
_OUTSIDE = {"signed_in_as": None}


def _text(number: int, **more: Any) -> Row:
    plain = {
        "id": f"{number:032x}", "number": number, "question": "What is the one thing?",
        "original": "ምስ ሓወይ ክነብር ይደሊ። ኩሉ ሰንበት ክርእዮ ይደሊ።", "lang": "ti", "first": None,
        "typed": "", "note": "", "unreadable": False, "worried": False, "rows": 4,
        "lacking": False,
    }  # fmt: skip
    return Row(**(plain | more))


_TEXTS = {
    "about": "words of a young person of 12 to 15, looked after by North Shire",
    "due": "Sun 22 Nov, 4pm", "worries": True, "told": True, "locks_after": 1200, "path": "/x",
    "target": Row(**{"from": "Tigrinya", "into": "English", "lang": "en", "dir": "ltr"}),
    "glossary": [Row(english="reviewing officer", theirs="ገምጋሚ ሓላፊ", lang="ti")],
    "texts": [_text(1, first="I want to live with my brother", typed="I want to live with him"),
              _text(2, lacking=True), _text(3, worried=True, unreadable=True, note="or: “sees”")],
    "error": [("Text 2: write it, or tick that you cannot read it.", f"#words-{2:032x}")],
}  # fmt: skip
_BACK = {
    "about": "a text for a young person of 12 to 15, looked after by North Shire",
    "due": "Sun 22 Nov, 4pm", "worries": False, "told": False, "locks_after": 1200, "path": "/x",
    "target": Row(**{"from": "English", "into": "Urdu", "lang": "ur", "dir": "rtl"}),
    "glossary": [], "error": None,
    "texts": [_text(1, question=None, original="Yes, {child}. {officer} asked.", lang="en",
                    typed="جی ہاں {child}۔ {officer} نے پوچھا۔")],
}  # fmt: skip

TRANSLATING: dict[str, tuple[str, dict[str, Any]]] = {
    "translations": (
        "staff/translations",
        {
            "waiting": [_WAITS], "back": [_TASK], "given": [_TASK], "ended": [_TASK],
            "translators_url": "#",
        },
    ),
    "translation-give": (
        "staff/translation_give",
        {
            "bundles": [
                _WAITS,
                Row(**vars(_WAITS) | {"second": True, "reading": "yes", "translators": []}),
                Row(**vars(_WAITS) | {"another": True, "reading": "another"}),
            ],
            "error": [("Choose a translator of this language.", "#translator-1")], **_GIVE,
        },
    ),
    "translation-task": (
        "staff/translation",
        {
            "task": _TASK, "wanted": False, "open": True, "mailed": False, "mail_failed": True,
            "working": True,
            "begun": True, "live": True, "phone": "07700 900321", "translators": [],
            "error": None, "not_wanted": False, **_GIVE,
        },
    ),
    "translation-code": (
        "staff/translation_code",
        {"code": "123 456", "who": "Selam Tesfay", "phone": "07700 900321", "back_url": "#"},
    ),
    "translators": (
        "staff/translators",
        {
            "translators": [Row(name="Selam Tesfay", agency="Example Words", phone="07700 900321",
                                email="selam@agency.example", languages="Amharic, Tigrinya",
                                retire_path="/x")],
            "languages": {"am": "Amharic", "ar": "Arabic", "ti": "Tigrinya", "ur": "Urdu"},
            "agreed": [Row(language="Tigrinya", code="ti", english="reviewing officer",
                           theirs="ገምጋሚ ሓላፊ")],
            "chosen": ["ti"], "typed": {"full_name": "Rahel"}, "path": "/x", "back_url": "#",
            "error": [("Say that they were checked and have agreed.", "#vetted")],
        },
    ),
    "translate-code": ("translate/code", {"wrong": True, "again": False, **_OUTSIDE}),
    "translate-family": ("translate/family", {"about": _TEXTS["about"], **_OUTSIDE}),
    "translate-texts": ("translate/texts", {**_TEXTS, **_OUTSIDE}),
    "translate-back": ("translate/texts", {**_BACK, **_OUTSIDE}),
    "translate-thanks": ("translate/thanks", _OUTSIDE),
    "translate-stopped": ("translate/stopped", _OUTSIDE),
}  # fmt: skip
