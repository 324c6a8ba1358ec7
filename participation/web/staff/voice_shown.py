"""What one person said, wrote, drew or left out, in words: their part of a summary."""

from __future__ import annotations

from typing import Any

from participation.care.summaries.content import AlsoSaid, Said, Voice
from participation.care.summaries.facts import Seen
from participation.channels.form.drawing import picture_in
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.after_fields import uuid_in
from participation.web.staff.how_far import NOT_ASKED
from participation.web.staff.languages import language_name, tag
from participation.web.staff.summary_parts import parts_of
from participation.web.staff.translated_words import (
    corrected_shown,
    still_waiting,
    translated_shown,
)
from participation.web.staff.tried_wording import SEEN


def respondent_shown(
    one: Voice, child: str, fresh: frozenset[str], *, left_out: bool = False
) -> dict[str, Any]:
    """One person's part; `fresh` are the sources that came since this reader last looked.

    Args:
        left_out: a decision says that they are not asked.
    """
    parts = parts_of(one)
    return {
        "who": wording.who(one.role, one.name, child),
        "state": NOT_ASKED if left_out else one.state,
        "channel": _channels(one),
        "when": wording.moment(one.finished_at) or None,
        "sent_for_them": one.sent_for_them,
        "helped_by": one.helped_by
        or (wording.worded(wording.COMPANY, one.company) if one.company == "carer" else None),
        "language": language_name(one.language),
        "said": [_answer(answer, fresh) for answer in parts.said],
        "wishes": [_answer(answer, fresh) for answer in parts.wishes],
        "remarks": [_remark(remark, fresh) for remark in parts.remarks],
        "kept": [_answer(answer, fresh) for answer in parts.kept],
        "kept_remarks": [_remark(remark, fresh) for remark in parts.kept_remarks],
        "from_helper": [_answer(answer, fresh) for answer in parts.from_helper],
        "silent": [_answer(answer, fresh) for answer in parts.silent],
        "seen": [_seen(each) for each in one.seen],
        "no_words": not (one.answers or one.remarks),
        "corrected": corrected_shown(one.corrected),
    }


def _channels(one: Voice) -> str:
    """How their words came; of somebody who has said nothing yet, how they are asked."""
    came = {answer.channel for answer in one.answers if answer.channel}
    if one.state == "finished":
        came = came or {remark.channel for remark in one.remarks}
    elif not came:
        return wording.worded(wording.WAYS, one.way) if one.state != "not_possible" else ""
    return ", ".join(sorted(wording.worded(wording.CHANNELS, each) for each in came))


def _answer(said: Said, fresh: frozenset[str]) -> dict[str, Any]:
    return {
        "question": said.question,
        "state": said.state,
        "value": said.label,
        "face": said.face,
        "words": said.own_words or "",
        "drawing": picture_in(said.drawing),
        "language": tag(said.language),
        "sharing": said.sharing or "",
        "channel": wording.worded(wording.CHANNELS, said.channel),
        "when": wording.moment(said.given_at),
        "raw": said.typed,
        "new": not fresh.isdisjoint((said.source, *said.more)),
        "translation": still_waiting(
            said.own_words, said.language, said.translated, 1 + len(said.more)
        ),
        "translated": translated_shown(said.translated),
        "corrected": corrected_shown(said.corrected),
        "source": in_address(said.source),
    }


def _seen(one: Seen) -> dict[str, str]:
    """What an adult saw, with who they are; nothing that the person said."""
    return {
        "words": one.words,
        "by": _(
            "Seen by %(name)s %(how)s, %(when)s",
            name=one.by,
            how=wording.worded(SEEN, one.how),
            when=wording.moment(one.at),
        ),
    }


def _remark(also: AlsoSaid, fresh: frozenset[str]) -> dict[str, Any]:
    return {
        "words": also.own_words,
        "drawing": picture_in(also.drawing),
        "kind": wording.worded(wording.REMARKS, also.kind).capitalize(),
        "question": also.question,
        "when": wording.moment(also.received_at),
        "language": tag(also.language),
        "new": also.source in fresh,
        "sharing": also.sharing,
        "translation": still_waiting(also.own_words, also.language, also.translated),
        "translated": translated_shown(also.translated),
        "corrected": corrected_shown(also.corrected),
        "source": in_address(also.source),
    }


def in_address(source: str | None) -> str | None:
    """An id as an address has it; None where there is nothing to lead to."""
    found = uuid_in(source or "")
    return str(found) if found is not None else None
