"""One concern in the words of its page. Values only; who may see it was asked before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from participation.care.safeguarding.models import (
    AlertState,
    Concern,
    ConcernAlert,
    ConcernDid,
    ConcernOutcome,
    ConcernState,
    ConcernStep,
    HearingState,
)
from participation.care.safeguarding.route import RouteOf
from participation.care.safeguarding.rules import Level
from participation.channels.form.drawing import picture_in
from participation.journeys.quoting import Quoted
from participation.journeys.reading_concerns import OpenedConcern
from participation.journeys.telling_at_once import said_with
from participation.questionnaire.definition import How
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.concern_words import (
    ABOUT,
    HOW_READ,
    OUTCOMES,
    RUNG_BY,
    SAFE_TO_RING,
    STEPS,
    TOLD_CHILD,
    VIAS,
    ago,
    who_said,
)
from participation.web.staff.languages import language_name
from participation.web.staff.translated_words import (
    corrected_shown,
    still_waiting,
    translated_shown,
)

LIST = "/staff/concerns"
_TOLD = frozenset({ConcernDid.TOLD, ConcernDid.NOT_TOLD})
DEEDS = ("acknowledge", "note", "raise", "about", "where", "sent", "told", "let-back", "close")


def values(opened: OpenedConcern, now: datetime) -> dict[str, Any]:
    """Everything that concern.html names, save the typed and the errors."""
    concern, child = opened.concern, opened.child
    return {
        "concern": {
            "level": concern.level,
            "cause": wording.worded(wording.CAUSES, concern.cause).capitalize(),
            "child": child.called if child else None,
            "when": wording.moment(concern.raised_at),
            "how_long": ago(concern.raised_at, now),
            "route": _("An adult’s words.") if concern.route is RouteOf.ADULT else "",
            "acknowledged": _acknowledged(opened),
            "closed": _closed(opened),
            "not_sent": opened.hearing is not None and opened.hearing.state is HearingState.DRAFT,
        },
        "said": _said(opened),
        "wishes": wishes(opened),
        "told": told(opened),
        "steps": [
            _step(step, opened)
            for step in opened.steps
            if step.what not in _TOLD or _is_nobody(step)
        ],
        "about": [
            (
                name(opened, row.staff_id),
                wording.worded(ABOUT, row.why),
                _back(opened, row.staff_id),
            )
            for row in opened.exclusions
        ],
        "lado": concern.about_professional,
        "people": _people(opened),
        "outcomes": [(each.value, wording.worded(OUTCOMES, each)) for each in ConcernOutcome],
        "ways_rung": [(key, wording.worded(RUNG_BY, key)) for key in RUNG_BY],
        "child_told": [(key, wording.worded(TOLD_CHILD, key)) for key in TOLD_CHILD],
        "handover": {
            "where": concern.where_now or "",
            "authority": concern.authority_there or "",
            "page_url": f"{LIST}/{concern.public_id}/referral" if concern.where_now else None,
        },
        "paths": _paths(concern),
        "back_url": LIST,
    }


def told(opened: OpenedConcern) -> list[dict[str, Any]]:
    """Who was told, by which way and when, the first first; and who was not reached, whatever
    became of that message later."""
    found = [(alert.settled_at or alert.made_at, _alert(alert, opened)) for alert in opened.alerts
             if alert.state not in (AlertState.CANCELLED, AlertState.FAILED)]  # fmt: skip
    found += [
        (step.at, _line(step.at, name(opened, step.about_id), step.via or "page", failed=True))
        for step in opened.steps
        if step.what == ConcernDid.NOT_TOLD and not _is_nobody(step)
    ]
    found += [
        (step.at, _line(step.at, name(opened, step.about_id), step.via or "page"))
        for step in opened.steps
        if step.what == ConcernDid.TOLD and step.via in (None, "page")
    ]
    return [line for _at, line in sorted(found, key=lambda one: one[0])]


def _is_nobody(step: ConcernStep) -> bool:
    """Whether there was nobody on the whole route who could be told."""
    return step.what == ConcernDid.NOT_TOLD and step.about_id is None


def name(opened: OpenedConcern, staff_id: int | None) -> str:
    person = opened.staff.get(staff_id or 0)
    return (person.full_name or "") if person else _("somebody who no longer works here")


def screened(opened: OpenedConcern) -> str:
    """What the machine made of it, and with which list."""
    hearing = opened.hearing
    if hearing is None:
        return ""
    match hearing.screened:
        case Level.NOT_SCREENED:
            return _("Not screened: no checked word list for this language.")
        case Level.GREEN:
            return _("No listed word was found.")
        case level:
            return _(
                "Found on the list for %(language)s, version %(version)s: %(level)s.",
                language=language_name(hearing.screened_language) or "English",
                version=hearing.screened_version or "?",
                level=wording.worded(wording.LEVELS, level),
            )


def channel(said: Quoted) -> str:
    return wording.worded(wording.CHANNELS, said.channel) or wording.worded(
        wording.SOURCES, said.kind
    )


def read_as(said: Quoted) -> str | None:
    """How we came to the answer: pressed, or read out of typed words."""
    parts = []
    if said.chosen:
        parts.append(_("They chose: “%(label)s”.", label=said.chosen))
    if said.how is not None and said.how is not How.BUTTON:
        parts.append(wording.worded(HOW_READ, said.how))
    return " ".join(parts) or None


def _said(opened: OpenedConcern) -> dict[str, Any] | None:
    said, hearing = opened.said, opened.hearing
    if said is None:
        return None
    reader = name(opened, hearing.read_by_id) if hearing and hearing.read_by_id else None
    return {
        "words": said.words,
        "drawing": picture_in(said.drawing),
        "language": said.language.replace("_", "-") if said.language else None,
        "in_language": language_name(said.language),
        "translated": translated_shown(said.translated),
        "corrected": corrected_shown(said.corrected),
        "translation": still_waiting(said.words, said.language, said.translated),
        "question": said.question,
        "who": who_said(said),
        "when": wording.moment(hearing.heard_at if hearing else opened.concern.raised_at),
        "channel": channel(said),
        "read_as": read_as(said),
        "screened": screened(opened),
        "words_url": f"/staff/words/{hearing.public_id}"
        if hearing and hearing.state is HearingState.WAITING
        else None,
        "read_note": _("Read by %(name)s, %(when)s.", name=reader,
                       when=wording.moment(hearing.read_at))
        if hearing and reader
        else "",
    }  # fmt: skip


def wishes(opened: OpenedConcern) -> list[tuple[str, str]]:
    """What came with the button: who pressed it, what stood on their page, how to reach them."""
    left = said_with(opened.concern)
    lines: list[tuple[str, str]] = []
    if left.by:
        lines.append((_("Who pressed"), _pressed(opened)))
    lines += [(_("What stood on their page"), words) for words in left.typed]
    for told_us in left.told:
        safe = wording.worded(SAFE_TO_RING, told_us.safe) if told_us.safe else ""
        lines += [
            (label, words)
            for label, words in (
                (_("Is it safe to ring them?"), safe),
                (_("On which number"), told_us.number),
                (_("When"), told_us.when),
                (_("Who not to talk to"), told_us.not_to),
            )
            if words.strip()
        ]
    if left.mistake:
        lines.append((_("Pressed later"), _("“That was a mistake”. Look all the same.")))
    return lines


def _pressed(opened: OpenedConcern) -> str:
    related = opened.pressed_by
    if related is None:
        return wording.worded(wording.ROLES, "child")
    return wording.who(related.kind, related.adult.full_name or "", "")


def _acknowledged(opened: OpenedConcern) -> str | None:
    concern = opened.concern
    if concern.state is ConcernState.RAISED:
        return None
    last = _last(opened, ConcernDid.ACKNOWLEDGED)
    return _(
        "%(name)s has it, since %(when)s: %(outcome)s.",
        name=name(opened, concern.owner_id),
        when=wording.moment(last.at if last else concern.acknowledged_at),
        outcome=wording.worded(OUTCOMES, concern.outcome) or _("no outcome chosen"),
    )


def _closed(opened: OpenedConcern) -> str | None:
    last = _last(opened, ConcernDid.CLOSED)
    if opened.concern.state is not ConcernState.CLOSED or last is None:
        return None
    return _(
        "Closed by %(name)s, %(when)s.",
        name=name(opened, last.by_id),
        when=wording.moment(last.at),
    )


def _last(opened: OpenedConcern, what: ConcernDid) -> ConcernStep | None:
    return next((step for step in reversed(opened.steps) if step.what == what), None)


def _step(step: ConcernStep, opened: OpenedConcern) -> dict[str, Any]:
    words = wording.worded(STEPS, step.what)
    if step.about_id is not None:
        words = f"{words}: {name(opened, step.about_id)}"
    return {
        "when": wording.moment(step.at),
        "what": words,
        "by": name(opened, step.by_id) if step.by_id else None,
        "note": step.note,
    }


def _alert(alert: ConcernAlert, opened: OpenedConcern) -> dict[str, Any]:
    at = alert.settled_at or alert.made_at
    why = []
    if alert.state is AlertState.WAITING:
        why.append(_("It has not gone out yet."))
    if alert.informed_only:
        why.append(_("To know of it; somebody else is to act."))
    return _line(at, name(opened, alert.staff_id), alert.via, why=" ".join(why))


def _line(
    at: datetime, who: str, via: str, *, failed: bool = False, why: str = ""
) -> dict[str, Any]:
    return {
        "when": wording.moment(at),
        "who": who,
        "way": wording.worded(VIAS, via),
        "failed": failed,
        "why": why or None,
    }


def _people(opened: OpenedConcern) -> list[tuple[str, str]]:
    """Who may be marked from the page: those who work with the child, and those who were told."""
    excluded = {row.staff_id for row in opened.exclusions}
    keys = dict.fromkeys([*opened.in_the_case, *(alert.staff_id for alert in opened.alerts)])
    return [
        (person.public_id.hex, person.full_name or "")
        for key in keys
        if key not in excluded and (person := opened.staff.get(key))
    ]


def _back(opened: OpenedConcern, staff_id: int) -> str:
    person = opened.staff.get(staff_id)
    return person.public_id.hex if person else ""


def _paths(concern: Concern) -> dict[str, str]:
    if concern.state is ConcernState.CLOSED:
        return {}
    paths = {deed: f"{LIST}/{concern.public_id}/{deed}" for deed in DEEDS}
    if concern.level is Level.RED:
        del paths["raise"]
    if concern.state is not ConcernState.ACKNOWLEDGED:
        del paths["close"]
    return paths
