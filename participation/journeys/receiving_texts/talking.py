"""An open conversation: may we ask you, the questions one by one, and words after the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.consultations import service as consultations
from participation.care.consultations.models import (
    Answer,
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
from participation.channels.sms import questions
from participation.channels.sms.keywords import Keyword, keyword
from participation.channels.sms.segments import plain
from participation.channels.sms.wording import TextKey
from participation.journeys import answering
from participation.journeys.receiving_texts.orders import ring
from participation.journeys.receiving_texts.scene import (
    Scene,
    keep_as_remark,
    make_task,
    reply,
    reply_words,
    said,
)
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.kernel.rows import write_over
from participation.kernel.texts import IN_ENGLISH
from participation.questionnaire import conversation as talk
from participation.questionnaire.conversation import State
from participation.questionnaire.definition import Form, Given
from participation.questionnaire.files import form_from_source
from participation.questionnaire.replies import Typed

OPENING_MISSES = 2
STOPPED = timedelta(hours=2)  # by then somebody who has not finished has stopped half-way
_LANGUAGE = "language"  # what a conversation is about while it is no question of a form
_ONE_CHILD = "one_child"
_FIRST_TURN = 1
_RING_DIGIT = "3"
_NOT_THIS_PHONE = "4"  # offered only where the number is not confirmed
_FIRST_TEXTS = (TextKey.FIRST_ADULT, TextKey.FIRST_ADULT_UNCONFIRMED)
_YES = frozenset({"1", "yes", "y", "ok", "okay", "yeah", "yep", "begin", "1 yes", "sure"})
_LANGUAGES = frozenset({"2", "language", "other language"})
_RING = frozenset({"3", "ring", "ring me", "call me", "phone", "phone me"})
_NO = frozenset(
    {_NOT_THIS_PHONE, "no", "n", "nope", "no thanks", "please do not", "do not", "dont"}
)


def from_child(
    session: Session,
    scene: Scene,
    conversation: Conversation,
    invitations: Sequence[Invitation],
) -> None:
    """A child was sent a link and writes back: the words reach the officer all the same."""
    keep_as_remark(session, scene, invitations, _added_or_late(scene, invitations))
    conversation.last_word_at = scene.now
    reply(session, scene, conversation, TextKey.RECEIPT_CHILD)


def opening(
    session: Session,
    scene: Scene,
    conversation: Conversation,
    invitations: Sequence[Invitation],
) -> None:
    """The answer to "may we ask you?"."""
    typed = " ".join(scene.words.casefold().replace("'", "").strip(" .!,").split())
    conversation.last_word_at = scene.now
    if conversation.question_key == _LANGUAGE:
        keep_as_remark(session, scene, invitations, RemarkKind.ADDED)
        conversation.state = ConversationState.DONE
        reply(session, scene, conversation, TextKey.CALL_ME)
    elif typed in _YES:
        _begin_asking(session, scene, conversation, invitations)
    elif typed in _LANGUAGES:
        conversation.question_key = _LANGUAGE
        for invitation in invitations:
            make_task(session, scene, invitation, TaskKind.LANGUAGE, None)
        reply(session, scene, conversation, TextKey.OTHER_LANGUAGE)
    elif typed in _RING:
        ring(session, scene, conversation, invitations)
    elif typed in _NO:
        _no(session, scene, conversation, invitations, typed)
    else:
        _words_before_the_start(session, scene, conversation, invitations)


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
    keep_as_remark(session, scene, invitations, RemarkKind.REFUSED)
    conversation.misses += 1
    if conversation.misses <= OPENING_MISSES:
        unconfirmed = _first_text(session, conversation) is TextKey.FIRST_ADULT_UNCONFIRMED
        last = _NOT_THIS_PHONE if unconfirmed else _RING_DIGIT
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
    form = form_of(session, invitations[0], scene.house)
    held = consultations.newest_answers(session, invitations[0])
    state, _ = talk.resume(form, consultations.given(held), turn=_FIRST_TURN - 1)
    question = form.question(state.at) if state.at else None
    conversation.state = ConversationState.ASKING
    numbers.renew(session, scene.number_hash, london_day(scene.now))  # R9
    _follow(session, conversation, state, scene.now)
    if question is None:
        finish(session, scene, conversation, invitations, form)
        return
    for invitation in invitations:
        # The officer hears of somebody who stops half-way; who goes on is told of at the end.
        answering.promise_summary(
            session, invitation, f"started:{invitation.public_id.hex}", scene.now, wait=STOPPED
        )
    in_court = any("in_proceedings" in i.child.circumstances for i in invitations)
    key = TextKey.WHERE_WORDS_GO_IN_PROCEEDINGS if in_court else TextKey.WHERE_WORDS_GO
    first = plain(question.short or question.text)
    reply(session, scene, conversation, key, question=first)


def asking(
    session: Session,
    scene: Scene,
    conversation: Conversation,
    invitations: Sequence[Invitation],
) -> None:
    """One reply to one question. An adult of siblings answers for all of them at once (R8)."""
    form = form_of(session, invitations[0], scene.house)
    if conversation.turn == _FIRST_TURN and scene.words.strip() == _RING_DIGIT:
        ring(session, scene, conversation, invitations)  # "Reply 3 and we ring" stood there
        return
    if conversation.question_key == _ONE_CHILD:
        if not _says_no_more(scene.words):
            keep_as_remark(session, scene, invitations, RemarkKind.ONE_CHILD)
        finish(session, scene, conversation, invitations, form)
        return
    held = consultations.newest_answers(session, invitations[0])
    before = _state(session, form, conversation, invitations[0], consultations.given(held))
    after, outputs = talk.step(
        form, before, Typed(scene.words), words=scene.house.library.words(invitations[0].language)
    )
    if before.at is not None and any(isinstance(output, talk.Ignored) for output in outputs):
        # A longer text than is taken, or "stop stop": kept below, and the same question once more.
        after = replace(before, turn=before.turn + 1, misses=0, tried=())
        outputs = (talk.Ask(before.at),)
    saved = [output for output in outputs if isinstance(output, talk.Saved)]
    if not saved:
        keep_as_remark(
            session, scene, invitations, RemarkKind.REFUSED, question_key=before.at or ""
        )
    for output in saved:
        _save(session, scene, form, invitations, output.key, output.given, held)
    _follow(session, conversation, after, scene.now)
    asked = next((output for output in outputs if isinstance(output, talk.Ask)), None)
    question = form.question(asked.key) if asked is not None else None
    if asked is not None and question is not None:
        body = questions.question_text(
            form, question, after.answers, IN_ENGLISH, attempt=asked.attempt
        )
        reply_words(session, scene, conversation, f"question:{asked.attempt}", body)
    elif not any(isinstance(output, talk.Finished) for output in outputs):
        reply(session, scene, conversation, TextKey.RECEIPT_ADULT)  # no question was open
    elif len(invitations) > 1:
        conversation.question_key = _ONE_CHILD
        reply(session, scene, conversation, TextKey.ONE_CHILD)
    else:
        finish(session, scene, conversation, invitations, form)


def _says_no_more(words: str) -> bool:
    """SKIP, no, or a lone number: nothing about just one child."""
    said = words.strip(" .!").casefold()
    return keyword(words) is Keyword.SKIP or said in ("no", "nope", "none") or said.isdigit()


def _state(
    session: Session,
    form: Form,
    conversation: Conversation,
    invitation: Invitation,
    answers: dict[str, Given],
) -> State:
    """The engine's state, put together from what is stored: nothing hides in memory."""
    at = conversation.question_key
    tried: tuple[str, ...] = ()
    if at is not None and conversation.misses:
        tried = consultations.refused_words(session, invitation, at)[-conversation.misses :]
    return State(
        form=form.key,
        version=form.version,
        source_hash=form.source_hash,
        at=at,
        turn=conversation.turn,
        misses=conversation.misses,
        tried=tried,
        answers=answers,
    )


def _follow(session: Session, conversation: Conversation, state: State, now: datetime) -> None:
    write_over(
        session,
        conversation,
        question_key=state.at,
        turn=state.turn,
        misses=state.misses,
        last_word_at=now,
    )


def _save(
    session: Session,
    scene: Scene,
    form: Form,
    invitations: Sequence[Invitation],
    question_key: str,
    taken: Given,
    held: Mapping[str, Answer],
) -> None:
    """Keep one answer for each child it is about; `held` are the first child's, read already."""
    for place, invitation in enumerate(invitations):
        newest = held if place == 0 else consultations.newest_answers(session, invitation)
        answering.keep_given(
            session,
            form,
            invitation,
            taken,
            said(scene, invitation, question_key),
            newest.get(question_key),
            house=scene.house,
            now=scene.now,
        )


def finish(
    session: Session,
    scene: Scene,
    conversation: Conversation,
    invitations: Sequence[Invitation],
    form: Form,
) -> None:
    session.flush()  # what was said a moment ago is part of what is sent
    for invitation in invitations:
        answering.send(session, form, invitation, house=scene.house, now=scene.now)
    conversation.state = ConversationState.DONE
    conversation.question_key = None
    reply(session, scene, conversation, TextKey.RECEIPT_ADULT)


def more_words(
    session: Session,
    scene: Scene,
    conversation: Conversation,
    invitations: Sequence[Invitation],
) -> None:
    """Words after the end, or after the round: kept, heard, shown as added or as late (I25)."""
    keep_as_remark(session, scene, invitations, _added_or_late(scene, invitations))
    conversation.last_word_at = scene.now
    reply(session, scene, conversation, TextKey.RECEIPT_ADULT)


def _added_or_late(scene: Scene, invitations: Sequence[Invitation]) -> RemarkKind:
    today = london_day(scene.now)
    rounds = [invitation.round for invitation in invitations]
    late = all(held.closed_at is not None or today > held.closes_on for held in rounds)
    return RemarkKind.LATE if late else RemarkKind.ADDED


def form_of(session: Session, invitation: Invitation, house: Services) -> Form:
    """The form as it was when this invitation was made (D4)."""
    known = house.library.forms.get(invitation.form_key or "")
    if known is not None and known.source_hash == invitation.form_hash:
        return known
    stored = consultations.stored_form(session, invitation.form_hash or "")
    return form_from_source(stored.definition)
