"""The second half of a thought: a text that came before our next question could be read.

It goes on the answer before: kept as it came, heard together with what it continues, and read
with it. Which answer that is, a person may correct, as with every text.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.consultations import service as consultations
from participation.care.consultations.models import (
    Answer,
    Channel,
    Conversation,
    Invitation,
    RemarkKind,
)
from participation.care.safeguarding.models import Hearing
from participation.care.safeguarding.rules import Level
from participation.journeys import answering, gathering
from participation.journeys.receiving_texts.scene import (
    Scene,
    cause_beside_words,
    hear_message,
    said,
)
from participation.questionnaire.definition import AnswerState, How, Sharing


def goes_on(
    session: Session,
    scene: Scene,
    conversation: Conversation,
    invitations: Sequence[Invitation],
) -> bool:
    """Keep this text with the answer before, if it can only belong there."""
    if not gathering.is_gathering(conversation, scene.now):
        return False
    question = gathering.unread_question(session, conversation, scene.now)
    before = _last_answer(session, invitations[0]) if question is not None else None
    if question is None or before is None:
        return False
    if scene.words.strip():
        _keep(session, scene, invitations, before)
    if cause := cause_beside_words(scene, None):
        hear_message(session, scene, invitations[:1], raised_by=cause)
    conversation.last_word_at = scene.now
    wait = timedelta(seconds=scene.house.settings.gathering_seconds)
    gathering.put_off(session, question, until=scene.now + wait)
    return True


def _keep(
    session: Session, scene: Scene, invitations: Sequence[Invitation], before: Answer
) -> None:
    only_officer = before.sharing is Sharing.ONLY_OFFICER
    for invitation in invitations:
        answering.keep_words(
            session,
            invitation,
            scene.words,
            RemarkKind.MORE,
            said(scene, invitation, before.question_key, only_officer=only_officer),
            house=scene.house,
            now=scene.now,
            after=_to_hear_again(session, before),
        )


def _last_answer(session: Session, invitation: Invitation) -> Answer | None:
    """What they said last, if that was words by text: only those go on."""
    rows = consultations.revisions(session, invitation)
    last = max(rows, key=lambda row: row.id, default=None)
    if last is None or last.channel is not Channel.SMS or last.withdrawn_at is not None:
        return None
    words = last.state is AnswerState.ANSWERED and last.how_read is How.RAW and last.words
    return last if words else None


def _to_hear_again(session: Session, before: Answer) -> str:
    """What is heard in front of the new words, since a sentence may be cut in two; nothing where
    the first half has raised somebody already."""
    screened = session.scalar(
        select(Hearing.screened).where(Hearing.source_id == before.public_id).limit(1)
    )
    return "" if screened in (Level.AMBER, Level.RED) else before.words or ""
