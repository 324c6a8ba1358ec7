"""What a summary says of earlier reviews, in words: faces over time, and what became of what the
child raised last time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from participation.care.outcomes.rules import OutcomeKind, Verdict
from participation.care.summaries.content import Content, Readers
from participation.care.summaries.facts import Promised
from participation.care.summaries.looking_back import (
    Change,
    Compared,
    Matter,
    OverTime,
    Piece,
    SinceLast,
    Then,
)
from participation.kernel.dates import long_day
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.charts import Steps, steps
from participation.web.staff.handing_words import NO_ANSWER
from participation.web.staff.translated_words import corrected_shown
from participation.web.staff.wording import N_

_TOPICS: Mapping[str, str] = {
    "home": N_("Where they live"),
    "school": N_("School or work"),
    "feelings": N_("Feelings"),
    "family_time": N_("Family time"),
    "health": N_("Health"),
    "friends": N_("Friends"),
    "plan": N_("The plan"),
    "say": N_("Being listened to"),
}
_NOW: Mapping[str, str] = {**NO_ANSWER, "unknown": N_("Does not know")}


def over_time_shown(content: Content) -> dict[str, Any] | None:
    """The faces, day by day; None where nothing was asked with faces."""
    if not content.over_time:
        return None
    days = sorted({entry.day for row in content.over_time for entry in row.entries})
    rows = [_row(row, days) for row in content.over_time]
    return {
        "days": [long_day(day) for day in days],
        "rows": rows,
        "chart": _chart(content.over_time, days),
    }


def since_shown(content: Content, today: date) -> dict[str, Any] | None:
    """What was raised last time and what is said now; None where there is nothing to compare."""
    since = content.since_last
    if since is None:
        return None
    officers = content.readers is Readers.OFFICER
    raised = [one for one in since.matters if one.then is not None or one.now is None]
    return {
        "day": long_day(since.day),
        "silent": _silent(officers) if since.silent else None,
        "raised": [
            {
                **_then(one.then),
                "promised": list(_promise(one.promised, content.child.called, today)),
                "now": None if since.silent else _now(one, officers),
                "change": one.change.value,
            }
            for one in raised
        ],
        "new": [_new(one.now) for one in since.matters if one.then is None and one.now is not None],
        "counts": _counts(since) if officers else "",
    }


def _then(then: Piece | None) -> dict[str, Any]:
    if then is None:
        gone = _("Words that have changed since; the older ones are shown to nobody")
        return {"question": gone, "label": None, "words": None, "language": None,
                "in_english": None, "corrected": []}  # fmt: skip
    return {
        "question": then.question or _("Other words"),
        "label": then.label,
        "words": then.own_words,
        "language": then.language.replace("_", "-") if then.language else None,
        "in_english": then.in_english,
        "corrected": corrected_shown(then.corrected),
    }


def _silent(officers: bool) -> str:
    if officers:
        return _("Nothing is said so far this time. That does not mean that it is settled.")
    return _("Nothing stands here this time. That does not mean that it is settled.")


def _counts(since: SinceLast) -> str:
    """New, not said again, said again: how many, in a line. For who sees everything alone."""
    if since.silent:
        return ""
    changes = [one.change for one in since.matters]
    gone = changes.count(Change.GONE)
    new = changes.count(Change.NEW)
    open_ = changes.count(Change.THEN) + changes.count(Change.OTHER_WORDS)
    again = len(changes) - gone - new - open_
    return _(
        "New: %(new)s. Said then and now: %(again)s. Not said this time: %(gone)s.",
        new=new,
        again=again,
        gone=gone,
    )


def _row(row: OverTime, days: list[date]) -> dict[str, Any]:
    by_day = {entry.day: entry for entry in row.entries}
    return {
        "what": wording.worded(_TOPICS, row.topic).capitalize(),
        "question": row.question,
        "finding": _finding(row),
        "cells": [
            {
                "day": long_day(day),
                "face": by_day[day].face if day in by_day else None,
                "word": _word(by_day[day]) if day in by_day else None,
            }
            for day in days
        ],
    }


def _word(entry: Then) -> str:
    return entry.label or wording.worded(_NOW, entry.state)


def _finding(row: OverTime) -> str:
    """What one row says, in a sentence."""
    newest = row.entries[-1]
    if row.compared is Compared.NOT_THIS_TIME:
        return _("“%(then)s” on %(day)s. Nothing about it here this time.",
                 then=_word(newest), day=long_day(newest.day))  # fmt: skip
    if row.compared is Compared.ALONE:
        return _("“%(now)s”. There is nothing earlier to compare it with.", now=_word(newest))
    before = row.entries[-2]
    values = {"now": _word(newest), "then": _word(before), "day": long_day(before.day)}
    if row.compared is Compared.SAME:
        return _("“%(now)s”, as on %(day)s.", now=values["now"], day=values["day"])
    if row.compared is Compared.CHANGED:
        return _("Was “%(then)s” on %(day)s, now “%(now)s”.", **values)
    return _(
        "“%(then)s” on %(day)s and “%(now)s” now. The choices were others then, so nobody but you"
        " can compare them.",
        **values,
    )


def _chart(rows: tuple[OverTime, ...], days: list[date]) -> Steps | None:
    """Drawn where there is more than one day; a row with one answer has its dot."""
    if len(days) < 2:
        return None
    drawn = []
    for row in rows:
        by_day = {entry.day: entry for entry in row.entries}
        dots = [_dot(by_day.get(day)) for day in days]
        if any(dots):
            drawn.append((wording.worded(_TOPICS, row.topic).capitalize(), dots))
    if not drawn:
        return None
    return steps([f"{day:%d/%m/%y}" for day in days], drawn)


def _dot(entry: Then | None) -> tuple[float, str | None, str] | None:
    if entry is None or entry.level is None:
        return None
    return entry.level, entry.face, "" if entry.face else (entry.label or "").partition(",")[0]


def _new(now: Piece) -> dict[str, Any]:
    return {"question": now.question, "now": _said(now)}


def _now(one: Matter, officers: bool) -> str | None:
    """What is said now beside what was said then."""
    match one.change:
        case Change.THEN:
            return None
        case Change.GONE | Change.OTHER_WORDS:
            if one.now is not None and one.now.state in _NOW:
                return wording.worded(_NOW, one.now.state) + "."
            if officers and one.change is Change.OTHER_WORDS:
                return _("Not answered this time. They said something in other words.")
            return _("Not said this time.") if officers else _("Nothing about it here this time.")
        case Change.SAME:
            return _("The same: %(said)s", said=_said(one.now))
        case Change.ASKED_OTHERWISE:
            return _("%(said)s It was asked in another way then: only a person can compare.",
                     said=_said(one.now))  # fmt: skip
        case _:
            return _said(one.now)


def _said(now: Piece | None) -> str:
    if now is None:
        return ""
    label = now.label or (wording.worded(_NOW, now.state) if now.state in _NOW else "")
    if not now.in_words:
        return f"{label}."
    return _("%(label)s, and words of their own, below.", label=label) if label else _(
        "in words of their own, below."
    )  # fmt: skip


def _promise(promised: Promised | None, child: str, today: date) -> Iterator[str]:
    """What was answered then, by whom and when, and what the child said to it."""
    if promised is None:
        return
    by = long_day(promised.by_on) if promised.by_on else None
    match promised.kind:
        case OutcomeKind.YES:
            yield _("Promised: yes. %(who)s, by %(day)s.", who=promised.who or "–", day=by or "–")
        case OutcomeKind.NOT_YET:
            yield _("Answered: not yet. %(who)s goes on with it.", who=promised.who or "–")
        case OutcomeKind.NO:
            yield _("Answered: no, because: %(because)s", because=promised.because or "–")
        case OutcomeKind.RAISED:
            yield _("Raised at the review; nothing was decided.")
        case _:
            yield _("It was made a point, and no answer was written down.")
            return
    if promised.by_on is not None and promised.by_on < today:
        yield _("That day has gone by: find out whether it happened.")
    said = {
        Verdict.YES.value: _("%(name)s said: that is right.", name=child),
        Verdict.NO.value: _("%(name)s said: that is not right.", name=child),
        Verdict.TALK.value: _("%(name)s wanted to talk about it.", name=child),
    }
    if promised.said_back in said:
        yield said[promised.said_back]
    elif not promised.told:
        yield _("%(name)s has not been told.", name=child)
