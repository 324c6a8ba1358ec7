"""What stands on the page of somebody who checks wordings: where a text appears, and what is wrong
with one that cannot be taken."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePosixPath
from typing import Any

from participation.care.interpreting.checking import Progress
from participation.care.interpreting.checking_models import CheckedText
from participation.care.interpreting.checking_rules import (
    Fault,
    Lack,
    cost,
    gaps_of,
    is_sent_by_text,
    orders_in,
)
from participation.channels.sms.linting import PARTS_AT_MOST, WORST
from participation.channels.sms.segments import BASIC, EXTENSION, ROOM
from participation.journeys.checking_wordings import AtCheck, Standing
from participation.kernel.catalogue import CatalogueText
from participation.kernel.coverage import Part
from participation.kernel.languages import known
from participation.questionnaire.placeholders import WORST_CASE
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.wording import N_

PARTS = {
    Part.OPENING: N_("opening lines"),
    Part.TEXTS: N_("text messages"),
    Part.PAGES: N_("pages"),
    Part.CHILDREN: N_("children's questionnaires"),
    Part.PARENTS: N_("parents' questionnaires"),
    Part.LETTERS: N_("letters"),
    Part.OTHERS: N_("questionnaires of others"),
}
LACKS = {
    Lack.EMPTY: N_("Write it."),
    Lack.TOO_LONG: N_("This is too long: at most %(what)s letters."),
    Lack.GAP_LOST: N_("%(what)s is missing. Put it where the name, day or number belongs."),
    Lack.GAP_CAME: N_("%(what)s is not in the English. Take it out."),
    Lack.PERCENT: N_("Write a sign of per cent twice: %%%%."),
    Lack.BRACKET: N_("Take out the curly brackets that are not in the English."),
    Lack.ORDER_LOST: N_("%(what)s is missing. People text it back as it is, in English letters."),
    Lack.MARKUP: N_("Take out the signs <, > and & that are not in the English."),
    Lack.NOT_SHOWN: N_("There are signs in it that nobody sees. Type it once more."),
    Lack.PARTS: N_("This takes %(what)s text messages, and three are the most. Say it shorter."),
    Lack.NUMBER_LOST: N_("%(what)s is missing. Write every number as it is in the English."),
    Lack.NUMBER_CAME: N_(
        "%(what)s is not in the English. Take it out, or write it as it is there."
    ),
    Lack.LINK_CAME: N_("%(what)s is an address that is not in the English. Take it out."),
    Lack.FORMS: N_("This needs %(what)s wordings, one for each number."),
}


def target(language: str) -> dict[str, str]:
    """How a browser and a person name the language."""
    found = known(language)
    return {
        "into": found.english if found else language,
        "lang": language.replace("_", "-"),
        "dir": found.direction if found else "auto",
    }


def progress(found: Sequence[Progress], path: str) -> list[dict[str, Any]]:
    return [
        {
            "name": _(PARTS[one.part]),
            "url": f"{path}?part={one.part.name.lower()}",
            "there": one.there,
            "checked": one.checked,
            "drafted": one.drafted,
            "missing": one.there - one.checked - one.drafted,
            "done": one.is_done,
        }
        for one in found
    ]


def text(found: Standing, at: AtCheck, faults: Sequence[Fault]) -> dict[str, Any]:
    one, many = found.text, at.listing.many_of(found.text)
    said = found.typed if found.typed is not None and len(found.typed) == many else found.words
    wrong = {fault.form for fault in faults}
    by_text = is_sent_by_text(one)
    return {
        "key": one.key,
        "part": _(PARTS[one.part]),
        "english": one.english,
        "plural": one.plural or None,
        "older": one.older or None,
        "notes": one.notes,
        "where": [where(file, one) for file in one.files],
        "gaps": gaps_of(one),
        "orders": orders_in(one),
        "by_text": by_text,
        "letters": len(one.english),
        "boxes": [
            {
                "name": f"words-{form}",
                "label": label(form, many),
                "value": words,
                "wrong": form in wrong,
                "rows": min(10, max(2, len(one.english) // 55 + 1)),
                "length": length(words, by_text=by_text),
            }
            for form, words in enumerate(said)
        ],
        "draft": any(found.words) and not found.history and not one.checked,
        "history": [checked_by(row) for row in found.history],
        "counting": counting(),
    }


def label(form: int, many: int) -> str:
    return _("Wording %(num)s of %(all)s", num=form + 1, all=many) if many > 1 else _("Wording")


def length(words: str, *, by_text: bool) -> str:
    """How long it is; of a text message also how many it takes, with names at their longest."""
    if not by_text:
        return _("%(num)s letters.", num=len(words))
    found = cost(words)
    return _(
        "%(num)s letters. As a text: %(parts)s of at most %(most)s parts, with names at their "
        "longest.",
        num=len(words),
        parts=found.parts,
        most=PARTS_AT_MOST[False],
    )


def counting() -> dict[str, Any]:
    """What a script needs to count as we do."""
    return {
        "basic": "".join(sorted(BASIC)),
        "extension": "".join(sorted(EXTENSION)),
        "room": ROOM,
        "most": PARTS_AT_MOST[False],
        "gaps": {**WORST, **WORST_CASE},
    }


def where(file: str, one: CatalogueText) -> str:
    """On which page, in which questionnaire, or in which text it stands."""
    name = PurePosixPath(file).stem
    if file.startswith("consultation_forms/"):
        question = one.context.partition(".")[2]
        if question:
            return _("In the questionnaire %(form)s, at the question “%(question)s”.", form=name,
                     question=question)  # fmt: skip
        return _("In the questionnaire %(form)s, at its beginning or end.", form=name)
    if file.startswith("participation/channels/sms/"):
        return _("In a text message.")
    if "/templates/" in file:
        return _("On the page “%(page)s”.", page=name)
    if one.part is Part.LETTERS:
        return _("In a letter.")
    return _("On several pages (%(page)s).", page=name)


def around(
    found: Sequence[CatalogueText], words: Mapping[str, str], here: CatalogueText
) -> list[dict[str, Any]]:
    """What stands beside it on the page, in both languages."""
    return [
        {"english": one.english, "words": words[one.key], "here": one.key == here.key}
        for one in found
    ]


def checked_by(row: CheckedText) -> dict[str, Any]:
    """Who approved it and when, and what it said then."""
    when = wording.moment(row.at)
    said = (
        _("%(name)s changed it, %(when)s", name=row.translator.called, when=when)
        if row.changed
        else _("%(name)s found it right, %(when)s", name=row.translator.called, when=when)
    )
    if row.brought_by is not None:
        said = _("%(said)s, in a file that %(name)s brought", said=said,
                 name=row.brought_by.full_name)  # fmt: skip
    return {"by": said, "words": row.words, "english": row.english}


def lack(fault: Fault) -> str:
    return _(LACKS[fault.what], what=fault.shown)


def errors(faults: Sequence[Fault], many: int) -> list[tuple[str, str]] | None:
    if not faults:
        return None
    return [
        (f"{label(one.form, many)}: {lack(one)}" if many > 1 else lack(one), f"#words-{one.form}")
        for one in faults
    ]
