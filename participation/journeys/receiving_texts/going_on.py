"""The second half of a thought: a text that came before our next question could be read.

It goes on the answer before: kept as it came, heard together with what it continues, and read
with it. Which answer that is, a person may correct, as with every text.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from itertools import takewhile

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.consultations import said_so_far
from participation.care.consultations.models import (
    Answer,
    Channel,
    Conversation,
    Invitation,
    Message,
    MessageState,
    Remark,
    RemarkKind,
)
from participation.care.safeguarding.models import Hearing
from participation.care.safeguarding.rules import Level
from participation.channels.sms.reading import fits
from participation.journeys import answering, gathering
from participation.journeys.pinning import pinned_form
from participation.journeys.receiving_texts.scene import (
    Scene,
    keep_as_remark,
    reply_words,
    said,
)
from participation.journeys.receiving_texts.texted_before import (
    HEARD_AGAIN,
    texted_before,
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
    if question is not None and gathering.was_not_seen(question):
        if _was_answered(session, question, invitations[0]):
            return False  # it did arrive, whatever the network said
        _put_again(session, scene, conversation, invitations, question, before)
        return True
    if question is None or before is None:
        return False
    out = question.state is not MessageState.QUEUED
    if out and _answers_it(session, scene, conversation, invitations[0]):
        return False  # whoever is quick is not left waiting for a reply
    if scene.words.strip():
        _keep(session, scene, invitations, before)
    conversation.last_word_at = scene.now
    wait = timedelta(seconds=scene.house.settings.gathering_seconds)
    gathering.put_off(session, question, until=scene.now + wait)
    return True


def _was_answered(session: Session, question: Message, invitation: Invitation) -> bool:
    rows = said_so_far.revisions(session, invitation)
    return any(row.given_at > question.at for row in rows)


def _put_again(
    session: Session,
    scene: Scene,
    conversation: Conversation,
    invitations: Sequence[Invitation],
    question: Message,
    before: Answer | None,
) -> None:
    """They never saw our question, so this is no answer to it: the words are kept, and it is put
    once more."""
    if before is not None and scene.words.strip():
        _keep(session, scene, invitations, before)
    else:
        after = texted_before(session, scene, invitations[0].language)
        keep_as_remark(session, scene, invitations, RemarkKind.REFUSED, after=after)
    conversation.last_word_at = scene.now
    conversation.gathering_until = scene.now + gathering.UNSENT_AT_MOST
    wait = timedelta(seconds=scene.house.settings.gathering_seconds if before is not None else 0)
    template, body = question.template or "", question.body or ""
    reply_words(session, scene, conversation, template, body, wait=wait)


def _answers_it(
    session: Session, scene: Scene, conversation: Conversation, invitation: Invitation
) -> bool:
    """Whether these words can be nothing else than the reply to what we asked a moment ago."""
    form = pinned_form(session, invitation, scene.house.library)
    question = form.question(conversation.question_key or "") if form is not None else None
    words = scene.house.library.words(invitation.language)
    return question is not None and fits(question, scene.words, words)


def _keep(
    session: Session, scene: Scene, invitations: Sequence[Invitation], before: Answer
) -> None:
    only_officer = before.sharing is Sharing.ONLY_OFFICER
    after = _to_hear_again(session, before)
    for invitation in invitations:
        answering.keep_words(
            session,
            invitation,
            scene.words,
            RemarkKind.MORE,
            said(scene, invitation, before.question_key, only_officer=only_officer),
            house=scene.house,
            now=scene.now,
            after=after,
        )


def _last_answer(session: Session, invitation: Invitation) -> Answer | None:
    """What they said last, if that was words by text: only those go on."""
    rows = said_so_far.revisions(session, invitation)
    last = max(rows, key=lambda row: row.id, default=None)
    if last is None or last.channel is not Channel.SMS or last.withdrawn_at is not None:
        return None
    words = last.state is AnswerState.ANSWERED and last.how_read is How.RAW and last.words
    return last if words else None


def _to_hear_again(session: Session, before: Answer) -> str:
    """What is heard in front of the new words, since a sentence may be cut in two: the texts just
    before them, but none up to one that has raised somebody already."""
    more = session.scalars(
        select(Remark)
        .where(
            Remark.invitation_id == before.invitation_id,
            Remark.kind == RemarkKind.MORE,
            Remark.question_key == before.question_key,
            Remark.received_at >= before.given_at,
            Remark.withdrawn_at.is_(None),
        )
        .order_by(Remark.id.desc())
        .limit(HEARD_AGAIN)
    ).all()
    newest_first: list[Answer | Remark] = list(more)
    if len(more) < HEARD_AGAIN:
        newest_first.append(before)
    raised = session.scalars(
        select(Hearing.source_id).where(
            Hearing.source_id.in_([piece.public_id for piece in newest_first]),
            Hearing.screened.in_((Level.AMBER, Level.RED)),
        )
    ).all()
    quiet = takewhile(lambda piece: piece.public_id not in raised, newest_first)
    return "\n".join(reversed([piece.words or "" for piece in quiet]))
