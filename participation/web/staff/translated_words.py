"""Words in another language with what people made of them beside it, named: who, when, whether a
second person has compared it, and every wording there was before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from participation.care.corrections.rules import STAFF, Corrected
from participation.care.summaries.facts import Translated
from participation.channels.paper.sheet import Item
from participation.kernel.languages import ENGLISH
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.handing_words import untranslated


def translated_shown(made: Sequence[Translated]) -> list[dict[str, Any]]:
    """Each text as a page shows it: the words, by whom, and what stood there before."""
    return [
        {
            "words": one.words,
            "by": said_by(one),
            "note": _("Their note: “%(words)s”", words=one.note) if one.note else None,
            "before": [
                {
                    "words": each.words,
                    "by": _(
                        "Before that, by %(name)s, %(when)s.",
                        name=each.by,
                        when=wording.moment(each.at),
                    ),
                }
                for each in one.before
                if each.words != one.words
            ],
        }
        for one in made
    ]


def said_by(one: Translated) -> str:
    """That a person did it, and how far it can be relied on."""
    if not one.is_read:
        when = wording.moment(one.at)
        return _("%(name)s could not read this, %(when)s.", name=one.by, when=when)
    parts = [
        _(
            "Put into English by a person: %(name)s, %(when)s.",
            name=one.by,
            when=wording.moment(one.at),
        )
    ]
    if one.unreadable:
        parts.append(_("They could not read all of it."))
    if one.second and one.before:
        same = one.before[0].words == one.words
        first = one.before[0].by
        parts.append(
            _("Compared: %(name)s had written the same.", name=first)
            if same
            else _("Compared and changed: %(name)s had written otherwise.", name=first)
        )
    elif one.second_wanted:
        parts.append(_("One reader so far; a second is to compare it."))
    return " ".join(parts)


def still_waiting(
    words: str | None, language: str | None, made: Sequence[Translated], texts: int = 1
) -> str | None:
    """That nobody has put these words into English, or not all of them."""
    done = sum(one.is_read for one in made)
    if not done:
        return untranslated(words, language)
    return _("Not all of it is translated yet.") if done < texts else None


def items_beside(made: Sequence[Any]) -> Iterator[Item]:
    """The same on a sheet, from what a page is drawn with: below the words, in English."""
    for one in made:
        notes = [one["by"], *([one["note"]] if one["note"] else [])]
        words = one["words"] or None
        yield Item(words=words, language=ENGLISH.code, notes=tuple(notes), beside=True)
        for each in one["before"]:
            earlier = each["words"]
            yield Item(words=earlier, language=ENGLISH.code, notes=(each["by"],), beside=True)


def corrected_shown(made: Sequence[Corrected]) -> list[dict[str, str]]:
    """What somebody says is wrong, as a page shows it below the words: theirs, and whose."""
    return [
        {"words": one.words, "by": said_to_be_wrong(one.said_by, one.noted_by, one.at)}
        for one in made
    ]


def corrections_beside(made: Sequence[Any]) -> Iterator[Item]:
    """The same on a sheet."""
    for one in made:
        words = one["words"]
        yield Item(words=words, language=ENGLISH.code, notes=(one["by"],), beside=True)


def said_to_be_wrong(said_by: str, noted_by: str, at: datetime) -> str:
    """Who says that it was not so, who wrote that down, and when; below their words."""
    when = wording.moment(at)
    who = wording.worded(wording.ROLES, said_by).capitalize()
    if not noted_by:
        return _("%(who)s said later that this is not right, %(when)s.", who=who, when=when)
    if said_by == STAFF:
        return _(
            "Corrected by %(name)s, %(when)s. What stood here first stays above.",
            name=noted_by,
            when=when,
        )
    return _(
        "%(who)s said that this is not right. Written down by %(name)s, %(when)s. What stood here"
        " first stays above.",
        who=who,
        name=noted_by,
        when=when,
    )  # fmt: skip
