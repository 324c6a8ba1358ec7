"""Writes docs/texts.md from the texts themselves, so that what is read there is what is sent.

python -m scripts.texts_page
"""

from __future__ import annotations

from pathlib import Path

from participation.channels.sms.linting import every_text, longest
from participation.channels.sms.wording import LONGEST, template_name, wording
from participation.kernel.texts import IN_ENGLISH

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


def page() -> str:
    rows = ["| text | signs | parts | what it says |", "| --- | ---: | ---: | --- |"]
    for key, level in every_text():
        counted = longest(key, level, IN_ENGLISH)[1]
        said = wording(key, level).replace("|", "\\|")
        name = template_name(key, level)
        rows.append(f"| `{name}` | {counted.units} | {counted.parts} | {said} |")
    gaps = ["", "| gap | longest |", "| --- | ---: |"]
    gaps += [f"| `{{{gap}}}` | {letters} |" for gap, letters in LONGEST.items()]
    return "\n".join([HEAD, *rows, *gaps, ""])


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
