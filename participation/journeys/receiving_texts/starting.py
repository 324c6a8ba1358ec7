"""The answer to our first text: yes, another language, a call, or no."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.consultations import after_a_no, said_so_far, tasks
from participation.care.consultations.models import (
    Conversation,
    ConversationState,
    Invitation,
    InvitationState,
    Message,
    RemarkKind,
    TaskKind,
)
from participation.care.consultations.rules import NotHeard
from participation.care.people import numbers
from participation.channels.sms.segments import plain
from participation.channels.sms.wording import TextKey
from participation.journeys import answering
from participation.journeys.pinning import pinned_form, tell_of_lost_form
from participation.journeys.receiving_texts import choosing
from participation.journeys.receiving_texts.orders import ring
from participation.journeys.receiving_texts.scene import (
    Scene,
    keep_as_remark,
    make_task,
    reply,
    texts_of,
)
from participation.journeys.receiving_texts.talking import (
    FIRST_TURN,
    RING_DIGIT,
    finish,
    follow,
)
from participation.journeys.receiving_texts.texted_before import texted_before
from participation.kernel.clock import london_day
from participation.kernel.languages import ENGLISH
from participation.questionnaire import conversation as talk
from participation.questionnaire.definition import context_of
from participation.questionnaire.lexicon import Words

OPENING_MISSES = 2
_NOT_THIS_PHONE = "4"  # offered only where the number is not confirmed
_FIRST_TEXTS = (TextKey.FIRST_ADULT, TextKey.FIRST_ADULT_UNCONFIRMED)
_YES = frozenset({"1", "yes", "y", "ok", "okay", "yeah", "yep", "begin", "1 yes", "sure"})
_LANGUAGES = frozenset({"2", "language", "other language"})
_RING = frozenset({"3", "ring", "ring me", "call me", "phone", "phone me"})
_NO = frozenset(
    {_NOT_THIS_PHONE, "no", "n", "nope", "no thanks", "please do not", "do not", "dont"}
)


def opening(
    session: Session,
    scene: Scene,
    conversation: Conversation,
    invitations: Sequence[Invitation],
) -> None:
    """The answer to "may we ask you?"."""
    typed = " ".join(scene.words.casefold().replace("'", "").strip(" .!,").split())
    typed = choosing.in_our_digits(typed)
    theirs = _words_of(scene, invitations[0].language)
    conversation.last_word_at = scene.now
    if choosing.is_choosing(conversation):
        if choosing.chosen(session, scene, conversation, invitations, typed):
            _begin_asking(session, scene, conversation, invitations)
    elif typed in _YES or (theirs is not None and typed in theirs.yes):
        _begin_asking(session, scene, conversation, invitations)
    elif typed in _LANGUAGES:
        choosing.offer(session, scene, conversation, invitations)
    elif typed in _RING:
        ring(session, scene, conversation, invitations)
    elif typed in _NO or (theirs is not None and typed in theirs.no):
        _no(session, scene, conversation, invitations, typed)
    else:
        _words_before_the_start(session, scene, conversation, invitations)


def _words_of(scene: Scene, language: str) -> Words | None:
    """How people say yes and no in their language; in English only what stands above."""
    return scene.house.library.words_by_language.get(language) if language != ENGLISH.code else None


def _no(
    session: Session,
    scene: Scene,
    conversation: Conversation,
    invitations: Sequence[Invitation],
    typed: str,
) -> None:
    """No to being asked, or no to this phone. Either way it is not texted again: we say so.

    The number is suspended, so that no later extract makes it safe again before a person has
    looked. Somebody who declined goes on having a conversation; whoever has a phone that is not
    good to text may be a stranger.
    """
    numbers.suspend(session, scene.number_hash)
    declined = (
        typed != _NOT_THIS_PHONE and _first_text(session, conversation) is TextKey.FIRST_ADULT
    )
    conversation.state = ConversationState.DONE if declined else ConversationState.CLOSED
    for invitation in invitations:
        if declined:
            invitation.state = InvitationState.DECLINED
            invitation.not_heard_reason = NotHeard.SAID_NO
        else:
            reason = NotHeard.NOT_SAFE_TO_TEXT
            invitation.state = InvitationState.NOT_POSSIBLE
            invitation.not_heard_reason = reason
            make_task(session, scene, invitation, TaskKind.NO_SAFE_WAY, reason)
    if declined:
        tasks.asking_is_over(session, invitations)
    reply(session, scene, conversation, TextKey.NOT_HERE)


def _first_text(session: Session, conversation: Conversation) -> TextKey:
    """What was asked first: may we ask you, or is this a good number."""
    found = session.scalar(
        select(Message.template)
        .where(Message.conversation_id == conversation.id, Message.template.in_(_FIRST_TEXTS))
        .order_by(Message.id.desc())
        .limit(1)
    )
    return TextKey(found) if found else TextKey.FIRST_ADULT


def _words_before_the_start(
    session: Session,
    scene: Scene,
    conversation: Conversation,
    invitations: Sequence[Invitation],
) -> None:
    before = texted_before(session, scene, invitations[0].language)
    keep_as_remark(session, scene, invitations, RemarkKind.REFUSED, after=before)
    conversation.misses += 1
    if conversation.misses <= OPENING_MISSES:
        unconfirmed = _first_text(session, conversation) is TextKey.FIRST_ADULT_UNCONFIRMED
        last = _NOT_THIS_PHONE if unconfirmed else RING_DIGIT
        reply(session, scene, conversation, TextKey.NOT_UNDERSTOOD, last=last)
        return
    ring(session, scene, conversation, invitations)


def _begin_asking(
    session: Session,
    scene: Scene,
    conversation: Conversation,
    invitations: Sequence[Invitation],
) -> None:
    """Where words go (R6), then the first question that has no answer yet."""
    form = pinned_form(session, invitations[0], scene.house.library)
    if form is None:
        for invitation in invitations:
            tell_of_lost_form(session, invitation, scene.now)
        ring(session, scene, conversation, invitations)
        return
    for invitation in invitations:
        after_a_no.open_again(invitation, london_day(scene.now))
    held = said_so_far.newest_answers(session, invitations[0])
    state, _ = talk.resume(form, said_so_far.given(held), turn=FIRST_TURN - 1)
    question = form.question(state.at) if state.at else None
    conversation.state = ConversationState.ASKING
    numbers.renew(session, scene.number_hash, london_day(scene.now))  # R9
    follow(session, conversation, state, scene.now)
    if question is None:
        finish(session, scene, conversation, invitations, form)
        return
    for invitation in invitations:
        # The officer hears of somebody who stops half-way; who goes on is told of at the end.
        answering.promise_summary(
            session,
            invitation,
            f"started:{invitation.public_id.hex}",
            scene.now,
            wait=answering.STOPPED,
        )
    in_court = any("in_proceedings" in i.child.circumstances for i in invitations)
    key = TextKey.WHERE_WORDS_GO_IN_PROCEEDINGS if in_court else TextKey.WHERE_WORDS_GO
    texts = texts_of(scene, conversation)
    first = plain(texts.pgettext(context_of(form, question), question.short or question.text))
    reply(session, scene, conversation, key, question=first)
