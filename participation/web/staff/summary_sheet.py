"""A summary put on a sheet, to print or to file: what the page shows, in the same order.

It is made from the very values that the page is drawn with, so that the two cannot come to differ.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from participation.care.summaries.handed import Handed, HandedAnswer
from participation.channels.form.drawing import picture_in
from participation.channels.paper.sheet import Item, Look, Section, Sheet
from participation.kernel.clock import LONDON
from participation.kernel.dates import hour_words, long_day
from participation.web.locale import gettext as _
from participation.web.locale import ngettext
from participation.web.staff import wording
from participation.web.staff.handing_words import NO_ANSWER, SHARING, STATES, untranslated
from participation.web.staff.looking_back_sheet import sections_looking_back
from participation.web.staff.translated_words import (
    corrected_shown,
    corrections_beside,
    items_beside,
)

_NO_WORDS = ("skipped", "not_reached", "not_asked")


def summary_sheet(values: Mapping[str, Any], *, reader: str, now: datetime) -> Sheet:
    """The officer's or the social worker's summary, from the page's own values."""
    child, review = values["child"], values["review"]
    when = values["composed_at"]
    version = (
        _("Version %(num)s, put together %(when)s. Nothing here was shortened or corrected.",
          num=values["version"], when=when)
        if values["version"]
        else _("Put together %(when)s. Nothing here was shortened or corrected.", when=when)
    )  # fmt: skip
    return Sheet(
        named=_("Before the review"),
        title=f"{apart(child['name'])}, {child['age']}",
        facts=tuple(line for line in (*_facts(values, review), version) if line),
        sections=tuple(_sections(values)),
        foot=_watermark(reader, now),
        side=_("Side {side} of {sides}"),
        longer=_(
            "This takes {sides} sides: people said more than fits on two, and nothing is cut. "
            "What cannot wait stands first."
        ),
    )


def handed_sheet(version: Handed, *, maker: str, now: datetime) -> Sheet:
    """What is handed on. No number of a version: that counts what is not in it as well (T20)."""
    facts = []
    if version.kind is not None:
        kind = wording.worded(wording.REVIEW_TYPES, version.kind).capitalize()
        facts.append(f"{kind}. {wording.full_day(version.day)}.")
    facts.append(_("What people said may be shared, in their own words. Nothing was corrected."))
    title = _("Before the review of %(name)s", name=apart(version.called))
    sections = tuple(
        Section(
            heading=wording.who(voice.role, "", apart(version.called)),
            look=Look.PERSON,
            items=tuple(_handed_item(answer) for answer in voice.answers),
        )
        for voice in version.voices
    )
    return Sheet(
        named=_("Before the review"),
        title=f"{title}, {version.age}" if version.age is not None else title,
        facts=tuple(facts),
        sections=sections or (_nothing(),),
        foot=_("Made by %(name)s, %(when)s.", name=maker, when=_moment(now)),
        side=_("Side {side} of {sides}"),
        longer=_("This takes {sides} sides, and nothing is cut."),
    )


def apart(name: str) -> str:
    """A name that keeps its own direction inside a line of ours."""
    return f"\u2068{name}\u2069"


def _nothing() -> Section:
    words = _("There is nothing to share.")
    return Section(heading=_("Own words"), lead=(words,))


def _handed_item(answer: HandedAnswer) -> Item:
    note = untranslated(answer.own_words, answer.language)
    notes = []
    if answer.in_english:
        notes.append(_("Put into English by a person: “%(words)s”", words=answer.in_english))
    elif note:
        notes.append(note)
    notes += [f"“{one['words']}” {one['by']}" for one in corrected_shown(answer.corrected)]
    if answer.by_helper:
        notes.append(_("Words of the person who helped"))
    if answer.typed:
        notes.append(_("Kept as typed; it did not match a choice."))
    return Item(
        heading=answer.question,
        chosen=answer.label,
        words=answer.own_words,
        language=answer.language,
        drawing=picture_in(answer.drawing),
        notes=tuple(notes),
    )


def _facts(values: Mapping[str, Any], review: Mapping[str, Any]) -> Iterator[str]:
    left = review["days_left"]
    soon = (
        f" ({ngettext('in %(num)s day', 'in %(num)s days', left)})"
        if left is not None and left >= 0
        else ""
    )
    due = ""
    if review["due"]:
        due = _("Due by %(day)s: %(rule)s.", day=review["due"], rule=review["due_rule"])
    head = review["called_off"] or f"{review['day']}{soon}."
    yield f"{head} {review['kind']}. {due} {review['due_differs'] or ''}".strip()
    for one in values["child"].get("corrected", ()):
        yield f"“{one['words']}” {one['by']}"
    yield " ".join(part for part in (values["language"], values["needs"]) if part)
    if values["private_talk"]:
        yield f"{_('Talk alone with you:')} {values['private_talk']}"


def _sections(values: Mapping[str, Any]) -> Iterator[Section]:
    if values["safety_shown"]:
        yield _safety(values["safety"])
    one = values["one_thing"]
    if one:
        yield Section(
            heading=_("The one thing, in %(name)s’s words", name=apart(values["child"]["name"])),
            look=Look.FIRST,
            items=(
                Item(
                    chosen=_("A drawing") if one["drawing"] else None,
                    words=one["words"] or None,
                    language=_code(one["language"]),
                    drawing=one["drawing"],
                    notes=(one["translation"],) if one["translation"] else (),
                ),
                *items_beside(one["translated"]),
                *corrections_beside(one["corrected"]),
            ),
        )
    if values["asks"]:
        yield Section(
            heading=_("Asks that need someone now"),
            lead=tuple(map(_ask, values["asks"])),
        )
    if values["not_heard"]:
        yield Section(heading=_("Not heard from"), lead=tuple(map(_not_heard, values["not_heard"])))
    if values["looks_back"]:
        yield from sections_looking_back(values)
    for respondent in values["respondents"]:
        yield from _person(respondent)
    if values["evidence"]:
        heading = _("Evidence for the participation code")
        yield Section(heading=heading, look=Look.PERSON, lead=(values["evidence"],))


def _ask(ask: Mapping[str, Any]) -> str:
    taken = (
        _("Taken on by %(name)s.", name=ask["taken_by"]) if ask["taken_by"] else _("Nobody yet.")
    )
    return f"☐ {ask['what']} · {ask['when']}. {taken}"


def _safety(items: Sequence[Mapping[str, Any]]) -> Section:
    if not items:
        calm = _("Nothing was flagged. That is not the same as safe: read the words.")
        return Section(heading=_("Safety"), lead=(calm,))
    levels = {"red": _("Red."), "amber": _("Amber.")}
    return Section(
        heading=_("Look at this first"),
        look=Look.BOX,
        lead=tuple(
            _together(
                f"{levels.get(item['level'], _('Not screened.'))} {item['what']}, {item['when']}. "
                f"{item['done'] or _('Nobody has acknowledged it yet.')}"
                for item in items
            )
        ),
    )


def _together(lines: Iterable[str]) -> Iterator[str]:
    """Lines that say the same to the letter are one, with how many they are."""
    for line, many in Counter(lines).items():
        yield f"{many} × {line}" if many > 1 else line


def _not_heard(one: Mapping[str, Any]) -> str:
    parts = [f"{one['who']}: {one['why']}"]
    if one["tried"]:
        parts.append(f"{_('Tried:')} {'; '.join(one['tried'])}.")
    if one["left"]:
        parts.append(f"{_('Left to try:')} {'; '.join(one['left'])}.")
    return " ".join(parts)


def _person(one: Mapping[str, Any]) -> Iterator[Section]:
    lead = [wording.worded(STATES, one["state"]).capitalize()]
    lead += [part for part in (one["when"], one["channel"]) if part]
    how = [", ".join(lead) + "."]
    if one["sent_for_them"]:
        how.append(_("Sent because they asked us to: “If I forget, send what I have said”."))
    if one["helped_by"]:
        how.append(_("Helped by: %(who)s.", who=one["helped_by"]))
    if one["language"]:
        how.append(_("In %(language)s.", language=one["language"]))
    yield Section(
        heading=apart(one["who"]),
        look=Look.PERSON,
        lead=(
            " ".join(how),
            *(f"“{each['words']}” {each['by']}" for each in one["corrected"]),
            *((_("No words yet."),) if one["no_words"] else ()),
        ),
        items=tuple(_with_english(_answer, one["said"])),
    )
    if one["wishes"]:
        items = tuple(_with_english(_answer, one["wishes"]))
        yield Section(heading=_("Wishes for the review"), level=3, items=items)
    if one["remarks"]:
        items = tuple(_with_english(_remark, one["remarks"]))
        yield Section(heading=_("Other words"), level=3, items=items)
    if one["kept"] or one["kept_remarks"]:
        items = (
            *_with_english(_answer, one["kept"]),
            *_with_english(_remark, one["kept_remarks"]),
        )
        yield Section(heading=_("Only for you"), look=Look.KEPT, level=3, items=items)
    if one["silent"]:
        lines = (f"{each['question']} · {_no_answer(each['state'])}" for each in one["silent"])
        yield Section(heading=_("Not answered"), level=3, lead=tuple(lines))
    if one["from_helper"]:
        items = tuple(_with_english(_answer, one["from_helper"]))
        yield Section(heading=_("Words of the person who helped"), level=3, items=items)
    if one["seen"]:
        seen = tuple(Item(heading=each["by"], words=each["words"]) for each in one["seen"])
        yield Section(
            heading=_("What staff saw"),
            look=Look.KEPT,
            level=3,
            lead=(_("Only for you. A member of staff noted this; the person did not say it."),),
            items=seen,
        )


def _with_english(
    drawn: Callable[[Mapping[str, Any]], Item], said: Iterable[Mapping[str, Any]]
) -> Iterator[Item]:
    """Each piece of words, and below it what people made of it."""
    for one in said:
        yield drawn(one)
        yield from items_beside(one["translated"])
        yield from corrections_beside(one["corrected"])


def _no_answer(state: str) -> str:
    return wording.worded(NO_ANSWER, state)


def _answer(answer: Mapping[str, Any]) -> Item:
    notes = []
    if answer["state"] in NO_ANSWER:
        notes.append(_no_answer(answer["state"]))
    if answer["translation"]:
        notes.append(answer["translation"])
    if answer["raw"]:
        notes.append(_("Kept as typed; it did not match a choice."))
    if answer["state"] not in _NO_WORDS:
        sharing = wording.worded(SHARING, answer["sharing"])
        notes.append(" · ".join(part for part in (sharing, answer["channel"], answer["when"])
                                if part))  # fmt: skip
    return Item(
        heading=answer["question"],
        chosen=answer["value"] if answer["state"] not in NO_ANSWER else None,
        words=answer["words"] or None,
        language=_code(answer["language"]),
        drawing=answer["drawing"],
        notes=tuple(notes),
    )


def _remark(remark: Mapping[str, Any]) -> Item:
    sharing = wording.worded(SHARING, remark["sharing"])
    about = (sharing, remark["kind"], remark["question"], remark["when"])
    return Item(
        chosen=_("A drawing") if remark["drawing"] else None,
        words=remark["words"] or None,
        language=_code(remark["language"]),
        drawing=remark["drawing"],
        notes=(
            *((remark["translation"],) if remark["translation"] else ()),
            " · ".join(part for part in about if part),
        ),
    )


def _code(tag: str | None) -> str | None:
    return tag.replace("-", "_") if tag else None


def _watermark(reader: str, now: datetime) -> str:
    return _("For %(name)s, opened %(when)s. Not for anybody else.", name=apart(reader),
             when=_moment(now))  # fmt: skip


def _moment(now: datetime) -> str:
    here = now.astimezone(LONDON)
    return f"{long_day(here.date())}, {hour_words(here.time())}"
