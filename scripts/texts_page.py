"""Writes docs/texts.md from the texts themselves, so that what is read there is what is sent.

python -m scripts.texts_page
"""

from __future__ import annotations

from pathlib import Path

from participation.channels.sms.linting import every_text, lengths, longest
from participation.channels.sms.wording import LONGEST, template_name, wording
from participation.kernel.coverage import with_drafts
from participation.kernel.languages import ENGLISH, LANGUAGES, Language
from participation.kernel.shipped import shipped
from participation.kernel.texts import IN_ENGLISH

SHIPPED = shipped("translations")
PAGE = Path(__file__).parent.parent / "docs" / "texts.md"
HEAD = """\
# Every text we send

This page is made from the texts in the code by `python -m scripts.texts_page`. The questions
themselves come from the questionnaires and are not on it.

A number gets neutral texts (N) until its person has agreed to more (K): the council's extract says
so with `own_and_private`. N holds no name, no day and nothing of the matter. K may hold the first
name of the person it goes to, the officer's name and a day. Never, at either level: a child's name
to an adult, where somebody lives, or why we write. The word court stands only where parents are
told where their words go. `participation texts check` looks for all of this; so does every build.

The numbers are signs and parts with every gap filled at its longest.
"""
LANGUAGES_HEAD = """
## In other languages

In English each text is one part: that is a rule, and a build with a longer one fails. Elsewhere
the rule is three parts. One letter outside the phone networks' own alphabet leaves room for 70
signs to a part where there were 160, and a text that says who reads it, by when and whom to ring
in danger does not fit into 70. `participation texts check` and every build hold both. With each
gap at its longest, drafts included:

| language | texts | in 1 part | in 2 | in 3 | the longest |
| --- | ---: | ---: | ---: | ---: | --- |"""


def page() -> str:
    rows = ["| text | signs | parts | what it says |", "| --- | ---: | ---: | --- |"]
    for key, level in every_text():
        counted = longest(key, level, IN_ENGLISH)[1]
        said = wording(key, level).replace("|", "\\|")
        name = template_name(key, level)
        rows.append(f"| `{name}` | {counted.units} | {counted.parts} | {said} |")
    gaps = ["", "| gap | longest |", "| --- | ---: |"]
    gaps += [f"| `{{{gap}}}` | {letters} |" for gap, letters in LONGEST.items()]
    languages = [LANGUAGES_HEAD, *(_row(one) for one in LANGUAGES.values())]
    return "\n".join([HEAD, *rows, *gaps, *filter(None, languages), ""])


def _row(language: Language) -> str:
    """What the texts of one language cost, drafts included; empty where there are none."""
    file = SHIPPED / language.code / "LC_MESSAGES" / "messages.po"
    if language == ENGLISH or not file.is_file():
        return ""
    found = lengths(with_drafts(file, language.code))
    if found is None:
        return ""
    parts = " | ".join(str(found.of_parts.get(number, 0)) for number in (1, 2, 3))
    longest_one = f"`{found.longest}`, {found.units} {found.encoding}"
    return f"| {language.english} | {found.translated} | {parts} | {longest_one} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
