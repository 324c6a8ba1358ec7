"""An open conversation: the questions one by one, and words after the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from participation.care.consultations import after_a_no, said_so_far
from participation.care.consultations.models import (
    Answer,
    Conversation,
    ConversationState,
    Invitation,
    RemarkKind,
)
from participation.care.people import numbers
from participation.care.people.queries import Holders
from participation.channels.sms import questions
from participation.channels.sms.keywords import Keyword, keyword
from participation.channels.sms.reading import gathers
from participation.channels.sms.wording import TextKey
from participation.journeys import answering, finishing, gathering
from participation.journeys.pinning import pinned_form, tell_of_lost_form
from participation.journeys.receiving_texts.orders import obey, ring
from participation.journeys.receiving_texts.scene import (
    Scene,
    hear_message,
    keep_as_remark,
    reply,
    reply_words,
    said,
    texts_of,
)
from participation.journeys.receiving_texts.texted_before import texted_before
from participation.kernel.clock import london_day
from participation.kernel.rows import write_over, writing_together
from participation.questionnaire import conversation as talk
from participation.questionnaire.conversation import State
from participation.questionnaire.definition import AnswerState, Form, Given, How
from participation.questionnaire.replies import Typed

_ONE_CHILD = "one_child"
FIRST_TURN = 1
RING_DIGIT = "3"


def from_child(
    session: Session,
    scene: Scene,
    conversation: Conversation,
    invitations: Sequence[Invitation],
) -> None:
    """A child was sent a link and writes back: the words reach the officer all the same."""
    _keep_more(session, scene, invitations)
    if scene.words.strip():  # a picture alone says less of whose phone it is (R9)
        today = london_day(scene.now)
        numbers.renew(session, scene.number_hash, today, of_child=conversation.child_id)
    conversation.last_word_at = scene.now
    reply(session, scene, conversation, TextKey.RECEIPT_CHILD)


def asking(
    session: Session,
    scene: Scene,
    conversation: Conversation,
    invitations: Sequence[Invitation],
) -> None:
    """One reply to one question. An adult of siblings answers for all of them at once (R8)."""
    form = pinned_form(session, invitations[0], scene.house.library)
    if form is None:
        _cannot_ask(session, scene, conversation, invitations)
        return
    if conversation.turn == FIRST_TURN and scene.words.strip() == RING_DIGIT:
        ring(session, scene, conversation, invitations)  # "Reply 3 and we ring" stood there
        return
    if conversation.question_key == _ONE_CHILD:
        if not _says_no_more(scene.words):
            keep_as_remark(session, scene, invitations, RemarkKind.ONE_CHILD)
        finish(session, scene, conversation, invitations, form)
        return
    begun = invitations[0].started_at is not None  # before the first answer there is none to read
    held = said_so_far.newest_answers(session, invitations[0]) if begun else {}
    before = _state(session, form, conversation, invitations[0], said_so_far.given(held))
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
    asked = next((output for output in outputs if isinstance(output, talk.Ask)), None)
    question = form.question(asked.key) if asked is not None else None
    thinking = question is not None and any(_is_thought(form, output) for output in saved)
    with writing_together(session):
        for output in saved:
            _save(session, scene, form, invitations, output.key, output.given, held)
        follow(session, conversation, after, scene.now, thinking=thinking)
        if asked is not None and question is not None:
            body = questions.question_text(
                form,
                question,
                after.answers,
                texts_of(scene, conversation),
                attempt=asked.attempt,
            )
            template = f"{gathering.QUESTION}{asked.attempt}"
            seconds = scene.house.settings.gathering_seconds if thinking else 0
            wait = timedelta(seconds=seconds)
            reply_words(session, scene, conversation, template, body, wait=wait)
            return
    if not any(isinstance(output, talk.Finished) for output in outputs):
        reply(session, scene, conversation, TextKey.RECEIPT_ADULT)  # no question was open
    elif len(invitations) > 1:
        conversation.question_key = _ONE_CHILD
        reply(session, scene, conversation, TextKey.ONE_CHILD)
    else:
        finish(session, scene, conversation, invitations, form)


def _cannot_ask(
    session: Session,
    scene: Scene,
    conversation: Conversation,
    invitations: Sequence[Invitation],
) -> None:
    """The questions cannot be read any more: the words are kept, and a person asks the rest."""
    for invitation in invitations:
        tell_of_lost_form(session, invitation, scene.now)
    at = conversation.question_key or ""
    keep_as_remark(session, scene, invitations, RemarkKind.REFUSED, question_key=at)
    conversation.last_word_at = scene.now
    reply(session, scene, conversation, TextKey.RECEIPT_ADULT)


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
        tried = said_so_far.refused_words(session, invitation, at)[-conversation.misses :]
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


def _is_thought(form: Form, saved: talk.Saved) -> bool:
    """Words to an open question: the rest of the thought may come in a text of its own."""
    question = form.question(saved.key)
    in_words = saved.given.state is AnswerState.ANSWERED and saved.given.how is How.RAW
    return in_words and question is not None and gathers(question)


def follow(
    session: Session,
    conversation: Conversation,
    state: State,
    now: datetime,
    *,
    thinking: bool = False,
) -> None:
    """Where the conversation stands. `thinking`: the next question waits for more words."""
    write_over(
        session,
        conversation,
        question_key=state.at,
        turn=state.turn,
        misses=state.misses,
        last_word_at=now,
        gathering_until=now + gathering.UNSENT_AT_MOST if thinking else None,
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
        newest = held if place == 0 else said_so_far.newest_answers(session, invitation)
        after_a_no.open_again(invitation, london_day(scene.now))
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
        finishing.send(session, form, invitation, house=scene.house, now=scene.now)
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
    _keep_more(session, scene, invitations)
    conversation.last_word_at = scene.now
    reply(session, scene, conversation, TextKey.RECEIPT_ADULT)


def obey_words(
    session: Session,
    scene: Scene,
    conversation: Conversation,
    invitations: Sequence[Invitation],
    order: Keyword,
    holders: Holders,
) -> None:
    """An order said in plain words: carried out, and heard like all words.

    Whoever says that it is not their phone is a stranger: their words are nobody's of ours.
    """
    if order is Keyword.WRONG:
        hear_message(session, scene, (), raised_by=None)
    else:
        _keep_more(session, scene, invitations)
        conversation.last_word_at = scene.now
    obey(session, scene, conversation, invitations, order, holders)


def _keep_more(session: Session, scene: Scene, invitations: Sequence[Invitation]) -> None:
    before = texted_before(session, scene, invitations[0].language)
    keep_as_remark(session, scene, invitations, _added_or_late(scene, invitations), after=before)


def _added_or_late(scene: Scene, invitations: Sequence[Invitation]) -> RemarkKind:
    today = london_day(scene.now)
    rounds = [invitation.round for invitation in invitations]
    late = all(held.closed_at is not None or today > held.closes_on for held in rounds)
    return RemarkKind.LATE if late else RemarkKind.ADDED
