"""What was said, exactly, and how it reached us: the words behind a hearing or a concern.

Whoever calls has looked first whether this reader may see it, and has written the audit row.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from participation.care.consultations import observing
from participation.care.consultations import queries as consultations
from participation.care.consultations.models import Invitation
from participation.care.corrections import queries as corrections
from participation.care.corrections.rules import Corrected
from participation.care.requests import queries as requests
from participation.care.safeguarding.models import SourceKind
from participation.care.summaries import queries as summaries
from participation.care.summaries.facts import Translated
from participation.care.summaries.in_words import chosen, for_staff, words_and_drawing
from participation.kernel.languages import ENGLISH
from participation.questionnaire.definition import How


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class Quoted:
    """`words` is None where the person has replaced them since, and they are never shown (R3)."""

    kind: SourceKind
    words: str | None
    language: str | None = None
    question: str | None = None
    chosen: str | None = None  # what the choice they made is called
    drawing: str | None = None  # its strokes, where the words are those beside a drawing
    channel: str | None = None
    how: How | None = None  # how we came to an answer
    invitation: Invitation | None = None
    translated: tuple[Translated, ...] = ()  # what people made of them in English
    corrected: tuple[Corrected, ...] = ()  # what somebody says is wrong in them


@dataclass(frozen=True, slots=True, repr=False, kw_only=True)
class _Source:
    words: str | None
    language: str | None = None
    question_key: str | None = None
    invitation_id: int | None = None
    values: tuple[str, ...] = ()
    channel: str | None = None
    how: How | None = None


def quote(session: Session, kind: SourceKind, source: UUID, *, draft: bool) -> Quoted:
    """The words of one source, with the question they answer and how they came.

    Args:
        draft: they were not sent: what the person has replaced since is left out.
    """
    found = _source(session, kind, source, draft=draft)
    invitation = (
        consultations.invitation_with_people(session, found.invitation_id)
        if found.invitation_id
        else None
    )
    form = consultations.stored_form(session, invitation.form_hash) if invitation else None
    question = form.question(found.question_key) if form and found.question_key else None
    words, drawing = words_and_drawing(question, found.words or "")
    return Quoted(
        kind=kind,
        words=words if found.words is not None else None,
        language=found.language,
        question=for_staff(question.text, form) if question else None,
        chosen=for_staff(chosen(question, found.values), form) or None,
        drawing=drawing,
        channel=found.channel,
        how=found.how,
        invitation=invitation,
        translated=_translated(session, source, found),
        corrected=corrections.corrections_of(session, [source]).get(source.hex, ())
        if found.words is not None
        else (),
    )


def _translated(session: Session, source: UUID, found: _Source) -> tuple[Translated, ...]:
    if not found.words or found.language in (None, ENGLISH.code):
        return ()
    return tuple(summaries.translations_of(session, [source]).values())


def _source(session: Session, kind: SourceKind, source: UUID, *, draft: bool) -> _Source:
    match kind:
        case SourceKind.ANSWER:
            answer = consultations.answer_by_id(session, source)
            if answer is None:
                return _Source(words=None)
            replaced = draft and consultations.was_replaced(session, answer)
            return _Source(
                words=None if replaced else answer.words or "",
                language=answer.language,
                question_key=answer.question_key,
                invitation_id=answer.invitation_id,
                values=() if replaced else tuple(answer.value or ()),
                channel=answer.channel,
                how=answer.how_read,
            )
        case SourceKind.REMARK:
            remark = consultations.remark_by_id(session, source)
            if remark is None:
                return _Source(words=None)
            return _Source(
                words=remark.words,
                language=remark.language,
                question_key=remark.question_key,
                invitation_id=remark.invitation_id,
                channel=remark.channel,
            )
        case SourceKind.MESSAGE:
            message = consultations.message_by_id(session, source)
            if message is None:
                return _Source(words=None)
            return _Source(
                words=message.body,
                language=message.language,
                invitation_id=message.invitation_id,
                channel="sms",
            )
        case SourceKind.ASK:
            ask = requests.ask_by_id(session, source)
            if ask is None:
                return _Source(words=None)
            return _Source(words=ask.words or "", language=ask.language)
        case SourceKind.SEEN:
            seen = observing.observation_by_id(session, source)
            if seen is None:
                return _Source(words=None)
            return _Source(
                words=seen.words, language=ENGLISH.code, invitation_id=seen.invitation_id
            )
