"""Which answer counts, and the further texts that are read with it. Pure.

A thought may come by text in several pieces. Each is kept as it came; whoever reads the answer
reads them together, and whoever may not see it sees none of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from participation.care.summaries.content import Said
from participation.care.summaries.facts import Asked, OtherWords, Revision
from participation.questionnaire.definition import AnswerState

MORE = "more"  # the kind of a remark that goes on an answer


def newest_revisions(one: Asked) -> dict[str, Revision]:
    """The newest revision of each answer that counts, by question key."""
    newest: dict[str, Revision] = {}
    for answer in sorted(one.answers, key=lambda answer: answer.revision):
        if one.finished_at is not None or not answer.draft_channel:
            newest[answer.question_key] = answer
    return newest


def further_texts(one: Asked) -> Mapping[str, Sequence[OtherWords]]:
    """Further texts that belong to an answer, by its question: a thought in several texts.

    They are read with it while it is still the newest answer there is. Who sees it sees them.
    """
    newest = newest_revisions(one)
    found: dict[str, list[OtherWords]] = {}
    for words in sorted(one.remarks, key=lambda words: words.received_at):
        answer = newest.get(words.question_key or "")
        if words.kind != MORE or answer is None or answer.state is not AnswerState.ANSWERED:
            continue
        if words.received_at >= _first_said(one, answer):
            found.setdefault(answer.question_key, []).append(words)
    return found


def _first_said(one: Asked, answer: Revision) -> datetime:
    """When these words came; a later choice of who sees them made a revision of its own."""
    same = (
        other.given_at
        for other in one.answers
        if other.question_key == answer.question_key and other.words == answer.words
    )
    return min(same, default=answer.given_at)


def with_further(said: Said, further: Sequence[OtherWords]) -> Said:
    """One answer with the texts that go on it, each on a line of its own."""
    if not further or said.source is None:
        return said
    lines = (said.own_words or "", *(words.words for words in further))
    made = (words.translated for words in further)
    return replace(
        said,
        own_words="\n".join(lines).strip(),
        more=tuple(words.source for words in further),
        translated=(*said.translated, *(one for one in made if one is not None)),
        corrected=(*said.corrected, *(one for words in further for one in words.corrected)),
    )
