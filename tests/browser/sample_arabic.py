"""The sample pages in Arabic: the texts from the catalogue, the made-up people's words from here.

So that the pages can be looked at in a language that is written from right to left. The catalogue
is read as it stands, drafts and all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from types import SimpleNamespace as Row
from typing import Any

import polib

from participation.kernel.languages import Language

CATALOGUE = Path(__file__).parents[2] / "translations" / "ar" / "LC_MESSAGES" / "messages.po"

# What the sample people and forms say; what the catalogue has is not said again.
SAID = {
    "Question 3 of 8": "السؤال 3 من 8",
    "How do you feel about where you live?": "كيف حالك في المكان الذي تعيش فيه؟",
    "How do you feel about it?": "كيف حالك مع ذلك؟",
    "What is the one thing?": "ما الشيء الواحد؟",
    "What do you most want Sam to know?": "ما أكثر شيء يهمك أن يصل إلى Sam؟",
    "see my brother\nevery week": "رؤية أخي\nكل أسبوع",
    "I want to see my brother\nevery week": "أريد رؤية أخي\nكل أسبوع",
    "I am not a person. I only ask the questions. What you send goes to Sam.": (
        "أنا لست إنسانا. أنا أطرح الأسئلة فقط. كلامك بعد إرساله يصل إلى Sam."
    ),
    "Thank you for telling me.": "شكرا لك على كلامك.",
    "Thank you.": "شكرا لك.",
    "I kept your words.": "حفظت كلماتك.",
    "Nearly done.": "اقتربنا من النهاية.",
    "That was my last question.": "كان هذا سؤالي الأخير.",
    "0 – very bad": "0 – سيئ جدا",
    "10 – very good": "10 – جيد جدا",
    "Very happy": "فرح كبير",
    "Very sad": "حزن كبير",
    "Only Sam": "Sam فقط",
    "my own words": "كلماتي",
    "one more thing": "شيء آخر",
    "somebody who listens": "شخص يستمع",
    "Monday": "الاثنين",
    "Monday 30 November": "الاثنين 30 نوفمبر",
    "Tuesday 24 November": "الثلاثاء 24 نوفمبر",
    "Thursday 26 November": "الخميس 26 نوفمبر",
    "Wednesday 2 December": "الأربعاء 2 ديسمبر",
    "Thursday 3 December": "الخميس 3 ديسمبر",
    "3 November 2026": "3 نوفمبر 2026",
    "Ms Khan rings you on Friday.": "Ms Khan: مكالمة لك يوم الجمعة.",
    "Sam Green did this on Wednesday 25 November.": (
        "تم ذلك على يد Sam Green يوم الأربعاء 25 نوفمبر."
    ),
    "That code does not work. Look at the card and try again.": (
        "هذا الرمز لا يعمل. يمكنك النظر إلى البطاقة والمحاولة مرة أخرى."
    ),
    "Ask Sam to tell me": "أريد أن أسمع من Sam",
}


@cache
def _texts() -> Mapping[str, str]:
    """Every text of the catalogue without its context: enough for a page to look at."""
    drafted = polib.pofile(str(CATALOGUE))
    return {entry.msgid: entry.msgstr for entry in drafted if entry.msgstr} | SAID


def in_arabic(text: str) -> str:
    return _texts().get(text, text)


def many_in_arabic(one: str, many: str, number: int) -> str:
    """The catalogue's text for this number of things, by the rule of Arabic."""
    entry = polib.pofile(str(CATALOGUE)).find(one)
    if entry is None:
        return one if number == 1 else many
    last = number % 100
    form = number if number < 3 else 3 if 3 <= last <= 10 else 4 if last >= 11 else 5
    return str(entry.msgstr_plural[form])


class Name(str):
    """A word by which a page finds something, and that nobody reads: it is in no language."""


def all_in_arabic(sample: Any) -> Any:
    """The same rows, lists and words with everything that has an Arabic text in it."""
    match sample:
        case Name():
            return sample
        case str():
            return in_arabic(sample)
        case dict():
            return {key: all_in_arabic(value) for key, value in sample.items()}
        case list():
            return [all_in_arabic(value) for value in sample]
        case tuple():
            return tuple(all_in_arabic(value) for value in sample)
        case Row():
            return Row(**all_in_arabic(vars(sample)))
    if is_dataclass(sample) and not isinstance(sample, type | Language):
        words = {f.name: all_in_arabic(getattr(sample, f.name)) for f in fields(sample) if f.init}
        return replace(sample, **words)
    return sample
