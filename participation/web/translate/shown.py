"""What stands on a translator's page, in words: never who it is about (T18)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from participation.care.consultations.rules import age_for_forms
from participation.care.interpreting.models import Direction, GlossaryTerm
from participation.journeys.translating import AtWork, Lacks, Shown
from participation.kernel.clock import london_day
from participation.kernel.languages import ENGLISH, known
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.wording import N_

AGES = (
    (8, N_("a child under 8")),
    (12, N_("a child of 8 to 11")),
    (16, N_("a young person of 12 to 15")),
    (200, N_("a young person of 16 or 17")),
)
LACKS = {
    Lacks.NOTHING: N_("Text %(num)s: write it, or tick that you cannot read it."),
    Lacks.NOT_WRITTEN: N_("Text %(num)s: write it."),
    Lacks.TOO_LONG: N_("Text %(num)s: this is too long to be taken."),
    Lacks.GAP: N_("Text %(num)s: keep what stands in curly brackets, such as {child}, as it is."),
}


def about(at: AtWork, council: str) -> str:
    """Whose words these are, as far as a translator has to know it: nothing of where they live."""
    child, task = at.task.child, at.task
    age = age_for_forms(child.born_on, london_day(at.now), estimated=child.born_estimated)
    who = _(next(words for below, words in AGES if age < below))
    if task.direction is Direction.FROM_ENGLISH:
        return _("a text for %(child)s, looked after by %(council)s", child=who, council=council)
    if task.role == "child":
        return _("words of %(child)s, looked after by %(council)s", child=who, council=council)
    return _(
        "words of a grown-up about %(child)s, looked after by %(council)s",
        child=who,
        council=council,
    )


def until(at: AtWork) -> str:
    return wording.moment(at.task.due_at)


def target(at: AtWork) -> dict[str, str]:
    """From which language into which, and how a browser names the second."""
    language = known(at.task.language)
    other = language.english if language else at.task.language
    if at.task.direction is Direction.INTO_ENGLISH:
        return {"from": other, "into": ENGLISH.english, "lang": ENGLISH.code, "dir": "ltr"}
    return {
        "from": ENGLISH.english,
        "into": other,
        "lang": at.task.language.replace("_", "-"),
        "dir": language.direction if language else "auto",
    }


def text(one: Shown, lack: Lacks | None) -> dict[str, Any]:
    return {
        "id": one.text.public_id.hex,
        "number": one.text.place + 1,
        "question": one.text.question,
        "original": one.original,
        "lang": one.language.replace("_", "-"),
        "first": one.first,
        "typed": one.typed,
        "note": one.text.note or "",
        "unreadable": one.text.unreadable,
        "worried": one.text.concern is not None,
        "rows": min(12, max(3, len(one.original) // 60 + 2)),
        "lacking": lack is not None,
    }


def errors(texts: Sequence[Shown], lacking: Mapping[UUID, Lacks]) -> list[tuple[str, str]] | None:
    if not lacking:
        return None
    return [
        (
            _(LACKS[lacking[one.text.public_id]], num=one.text.place + 1),
            f"#words-{one.text.public_id.hex}",
        )
        for one in texts
        if one.text.public_id in lacking
    ]


def glossary(terms: Sequence[GlossaryTerm]) -> list[dict[str, str | None]]:
    return [
        {
            "english": term.english,
            "theirs": term.theirs,
            "why": term.why,
            "lang": term.language.replace("_", "-"),
        }
        for term in terms
    ]
