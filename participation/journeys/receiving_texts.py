"""A text comes in: keep it once, hear it, and only then decide whose words it is.

1. The message is stored under its provider's id. The same id again changes nothing (I1).
2. What it says is screened before anything can refuse it.
3. Orders that stand alone (STOP, HELP, CALL) are carried out.
4. A number that is in one open conversation leads to the question last asked. A number nobody
   has, or that different people have, leads to a person: a number is where words came from, never
   who wrote them (T6).
5. The reply is promised through the outbox, in the same transaction.

Nothing stored is ever given back by text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session, contains_eager, joinedload

from participation.care.authority import queries as authority
from participation.care.authority.rules import Council
from participation.care.consultations import service as consultations
from participation.care.consultations.models import (
    Channel,
    Conversation,
    ConversationState,
    Direction,
    Invitation,
    InvitationState,
    Message,
    MessageState,
    RemarkKind,
    Round,
    TaskKind,
    conversation_invitations,
)
from participation.care.consultations.rules import NotHeard
from participation.care.consultations.service import Circumstances
from participation.care.people import numbers
from participation.care.people import queries as people
from participation.care.people.queries import Holders
from participation.care.safeguarding import service as safeguarding
from participation.care.safeguarding.models import SourceKind
from participation.care.safeguarding.service import Heard
from participation.channels.sms import questions, wording
from participation.channels.sms.keywords import Keyword, keyword
from participation.channels.sms.numbers import Sender, sender
from participation.channels.sms.segments import plain
from participation.channels.sms.wording import Level, TextKey
from participation.guard.crypto import ChildKey, council_key
from participation.journeys import answering
from participation.journeys.answering import AnswerGiven
from participation.journeys.services import Services
from participation.journeys.texting import Outgoing, hold_number, put_out
from participation.kernel.clock import london_day
from participation.kernel.dates import read_by
from participation.kernel.texts import IN_ENGLISH
from participation.kernel.working_days import add_working_days
from participation.questionnaire import conversation as talk
from participation.questionnaire.conversation import State
from participation.questionnaire.definition import Form, Given
from participation.questionnaire.files import form_from_source
from participation.questionnaire.replies import Typed

NUL_REPLACED = "\ufffd"
UNKNOWN_REPLY_EVERY = timedelta(days=1)  # T13
OPENING_MISSES = 2
_LANGUAGE = "language"  # what a conversation is about while it is no question of a form
_ONE_CHILD = "one_child"
_FIRST_TURN = 1
_RING_DIGIT = "3"
_YES = frozenset({"1", "yes", "y", "ok", "okay", "yeah", "yep", "begin", "1 yes", "sure"})
_LANGUAGES = frozenset({"2", "language", "other language"})
_RING = frozenset({"3", "ring", "ring me", "call me", "phone", "phone me"})
_NOT_HERE = frozenset({"4", "no", "n", "nope", "no thanks", "please do not", "do not", "dont"})
_IN_USE = (ConversationState.OPENING, ConversationState.ASKING)


class Received(StrEnum):
    """What became of one text."""

    NEW = "new"
    AGAIN = "again"
    ALTERED = "altered"  # the same id with other words: the first is kept (B27)


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Incoming:
    """One text as the provider handed it over, already checked to be from the provider."""

    provider: str
    provider_id: str
    from_raw: str
    body: str
    pictures: int = 0


@dataclass(frozen=True, slots=True, repr=False)
class _Scene:
    """Everything the rest of the story needs to know about one text."""

    message: Message
    words: str
    sender: Sender
    number_hash: str
    council: Council
    house: Services
    now: datetime


def receive(session: Session, incoming: Incoming, *, house: Services, now: datetime) -> Received:
    """Take in one text. The caller commits."""
    came_from = sender(incoming.from_raw, ours=house.settings.twilio_numbers)
    number_hash = people.number_hash(house.ring, came_from.key)
    hold_number(session, number_hash)
    known = session.scalar(select(Message).where(Message.provider_id == incoming.provider_id))
    if known is not None:
        return _again(known, incoming)
    holders = people.people_of_number(session, number_hash)
    conversation = None if holders.ambiguous else _conversation(session, number_hash)
    key = _key_for(session, conversation, now)
    message = _keep(session, incoming, came_from, number_hash, key, conversation, now)
    scene = _Scene(
        message=message,
        words=message.body or "",
        sender=came_from,
        number_hash=number_hash,
        council=authority.council(session, called=house.settings.council_name),
        house=house,
        now=now,
    )
    _lead_on(session, scene, conversation, holders)
    return Received.NEW


def keep_for_the_desk(
    session: Session, incoming: Incoming, *, house: Services, now: datetime
) -> None:
    """After an unexpected error: the words and their hearing, and nothing else (D6)."""
    came_from = sender(incoming.from_raw, ours=house.settings.twilio_numbers)
    number_hash = people.number_hash(house.ring, came_from.key)
    if session.scalar(select(Message.id).where(Message.provider_id == incoming.provider_id)):
        return
    key = council_key(session, now)
    message = _keep(session, incoming, came_from, number_hash, key, None, now)
    _hear(session, message, message.body or "", None, key=key, house=house, now=now)


# --- keeping and finding ------------------------------------------------------------------------


def _again(known: Message, incoming: Incoming) -> Received:
    if known.body == _clean(incoming.body):
        return Received.AGAIN
    known.anomaly = "other_words_under_the_same_id"
    return Received.ALTERED


def _clean(body: str) -> str:
    """Nothing of what people wrote is cleaned away; only NUL, which no database keeps (B5)."""
    return body.replace("\0", NUL_REPLACED)


def _conversation(session: Session, number_hash: str) -> Conversation | None:
    """The conversation this phone is in, else the last it was in: with child, key and round."""
    return session.scalar(
        select(Conversation)
        .where(Conversation.number_hash == number_hash)
        .order_by(Conversation.state.in_(_IN_USE).desc(), Conversation.id.desc())
        .limit(1)
        .options(joinedload(Conversation.child))
    )


def _invitations(session: Session, conversation: Conversation) -> Sequence[Invitation]:
    return (
        session.scalars(
            select(Invitation)
            .join(
                conversation_invitations,
                conversation_invitations.c.invitation_id == Invitation.id,
            )
            .join(Invitation.round)
            .where(conversation_invitations.c.conversation_id == conversation.id)
            .order_by(Invitation.id)
            .options(
                contains_eager(Invitation.round).joinedload(Round.review, innerjoin=True),
                joinedload(Invitation.child, innerjoin=True),
            )
        )
        .unique()
        .all()
    )


def _key_for(session: Session, conversation: Conversation | None, now: datetime) -> ChildKey:
    if conversation is not None and conversation.child is not None:
        return conversation.child.key
    return council_key(session, now)


def _keep(
    session: Session,
    incoming: Incoming,
    came_from: Sender,
    number_hash: str,
    key: ChildKey,
    conversation: Conversation | None,
    now: datetime,
) -> Message:
    message = Message(
        key=key,
        direction=Direction.IN,
        provider=incoming.provider,
        provider_id=incoming.provider_id,
        number=came_from.key,
        number_hash=number_hash,
        body=_clean(incoming.body),
        state=MessageState.DESK if conversation is None else MessageState.PLACED,
        pictures=incoming.pictures,
        at=now,
        conversation_id=conversation.id if conversation else None,
    )
    session.add(message)
    session.flush()
    return message


# --- deciding -----------------------------------------------------------------------------------


def _lead_on(
    session: Session, scene: _Scene, conversation: Conversation | None, holders: Holders
) -> None:
    order = keyword(scene.words)
    if order is Keyword.STOP:
        _stop(session, scene, conversation)
    elif order is Keyword.START:
        numbers.unsuppress(session, scene.number_hash)
        _reply(session, scene, conversation, TextKey.START_AGAIN)
    elif conversation is None:
        _to_the_desk(session, scene, holders, order)
    else:
        invitations = _invitations(session, conversation)
        if order is not None and order is not Keyword.SKIP:
            _obey(session, scene, conversation, invitations, order)
        elif conversation.child_id is not None:
            _from_child(session, scene, conversation, invitations)
        elif conversation.state is ConversationState.OPENING:
            _opening(session, scene, conversation, invitations)
        elif conversation.state is ConversationState.ASKING:
            _asking(session, scene, conversation, invitations)
        else:
            _more_words(session, scene, conversation, invitations)


def _to_the_desk(session: Session, scene: _Scene, holders: Holders, order: Keyword | None) -> None:
    """Nobody's number, or different people's: a person reads it and decides (I24)."""
    scene.message.state = MessageState.DESK
    child_id = holders.children[0] if len(holders.children) == 1 and not holders.adults else None
    _hear(
        session,
        scene.message,
        scene.words,
        child_id,
        key=scene.message.key,
        house=scene.house,
        now=scene.now,
        raised_by=_cause(scene, order),
    )
    if scene.sender.may_be_answered and not _answered_lately(session, scene):
        _reply(session, scene, None, TextKey.UNKNOWN_NUMBER)


def _answered_lately(session: Session, scene: _Scene) -> bool:
    found = session.scalar(
        select(func.count())
        .select_from(Message)
        .where(
            Message.number_hash == scene.number_hash,
            Message.template == TextKey.UNKNOWN_NUMBER,
            Message.at > scene.now - UNKNOWN_REPLY_EVERY,
        )
    )
    return bool(found)


def _stop(session: Session, scene: _Scene, conversation: Conversation | None) -> None:
    """All texts to that number stop everywhere (I19). The provider sends its own last word."""
    numbers.suppress(session, scene.number_hash, scene.now)
    scene.message.state = MessageState.PLACED if conversation else MessageState.DESK
    if conversation is None:
        return
    invitations = _invitations(session, conversation)
    if conversation.state in _IN_USE:
        conversation.state = ConversationState.CLOSED
    for invitation in invitations:
        _task(session, scene, invitation, TaskKind.STOPPED, NotHeard.STOPPED)
        if invitation.state in (InvitationState.TO_SEND, InvitationState.SENT):
            invitation.not_heard_reason = NotHeard.STOPPED


def _obey(
    session: Session,
    scene: _Scene,
    conversation: Conversation,
    invitations: Sequence[Invitation],
    order: Keyword,
) -> None:
    match order:
        case Keyword.HELP:
            _hear_all(session, scene, invitations, raised_by=_cause(scene, order))
            _reply(session, scene, conversation, TextKey.HELP)
        case Keyword.CALL:
            _ring(session, scene, conversation, invitations)
        case Keyword.WRONG:
            numbers.suspend(session, scene.number_hash)
            conversation.state = ConversationState.CLOSED
            for invitation in invitations:
                invitation.not_heard_reason = NotHeard.NUMBER_SUSPENDED
                _task(session, scene, invitation, TaskKind.WRONG_NUMBER, NotHeard.NUMBER_SUSPENDED)
            _reply(session, scene, conversation, TextKey.WRONG_NUMBER)
        case Keyword.STOP | Keyword.START | Keyword.SKIP:
            raise AssertionError("handled before")


def _from_child(
    session: Session,
    scene: _Scene,
    conversation: Conversation,
    invitations: Sequence[Invitation],
) -> None:
    """A child was sent a link and writes back: the words reach the officer all the same."""
    _keep_as_remark(session, scene, invitations, RemarkKind.ADDED)
    conversation.last_word_at = scene.now
    _reply(session, scene, conversation, TextKey.RECEIPT_CHILD)


def _opening(
    session: Session,
    scene: _Scene,
    conversation: Conversation,
    invitations: Sequence[Invitation],
) -> None:
    """The answer to "may we ask you?"."""
    said = " ".join(scene.words.casefold().replace("'", "").strip(" .!,").split())
    conversation.last_word_at = scene.now
    if conversation.question_key == _LANGUAGE:
        _keep_as_remark(session, scene, invitations, RemarkKind.ADDED)
        conversation.state = ConversationState.DONE
        _reply(session, scene, conversation, TextKey.CALL_ME)
    elif said in _YES:
        _begin_asking(session, scene, conversation, invitations)
    elif said in _LANGUAGES:
        conversation.question_key = _LANGUAGE
        for invitation in invitations:
            _task(session, scene, invitation, TaskKind.LANGUAGE, None)
        _reply(session, scene, conversation, TextKey.OTHER_LANGUAGE)
    elif said in _RING:
        _ring(session, scene, conversation, invitations)
    elif said in _NOT_HERE:
        conversation.state = ConversationState.CLOSED
        for invitation in invitations:
            invitation.state = InvitationState.NOT_POSSIBLE
            invitation.not_heard_reason = NotHeard.NOT_SAFE_TO_TEXT
            _task(session, scene, invitation, TaskKind.NO_SAFE_WAY, NotHeard.NOT_SAFE_TO_TEXT)
        _reply(session, scene, conversation, TextKey.NOT_HERE)
    else:
        _words_before_the_start(session, scene, conversation, invitations)


def _words_before_the_start(
    session: Session,
    scene: _Scene,
    conversation: Conversation,
    invitations: Sequence[Invitation],
) -> None:
    _keep_as_remark(session, scene, invitations, RemarkKind.REFUSED)
    conversation.misses += 1
    if conversation.misses <= OPENING_MISSES:
        _reply(session, scene, conversation, TextKey.NOT_UNDERSTOOD, last="3")
        return
    _ring(session, scene, conversation, invitations)


def _ring(
    session: Session,
    scene: _Scene,
    conversation: Conversation,
    invitations: Sequence[Invitation],
) -> None:
    """A person rings and asks the questions; what is texted from now on is kept as more words."""
    for invitation in invitations:
        _task(session, scene, invitation, TaskKind.CALL, None)
    if conversation.state in _IN_USE:
        conversation.state = ConversationState.DONE
    _reply(session, scene, conversation, TextKey.CALL_ME)


# --- asking -------------------------------------------------------------------------------------


def _begin_asking(
    session: Session,
    scene: _Scene,
    conversation: Conversation,
    invitations: Sequence[Invitation],
) -> None:
    """Where words go (R6), then the first question that has no answer yet."""
    form = _form_of(session, invitations[0], scene.house)
    held = consultations.newest_answers(session, invitations[0])
    state, _ = talk.resume(form, consultations.given(held), turn=_FIRST_TURN - 1)
    question = form.question(state.at) if state.at else None
    conversation.state = ConversationState.ASKING
    _follow(conversation, state)
    if question is None:
        _finish(session, scene, conversation, invitations, form)
        return
    in_court = any("in_proceedings" in i.child.circumstances for i in invitations)
    key = TextKey.WHERE_WORDS_GO_IN_PROCEEDINGS if in_court else TextKey.WHERE_WORDS_GO
    first = plain(question.short or question.text)
    _reply(session, scene, conversation, key, question=first)


def _asking(
    session: Session,
    scene: _Scene,
    conversation: Conversation,
    invitations: Sequence[Invitation],
) -> None:
    """One reply to one question. An adult of siblings answers for all of them at once (R8)."""
    form = _form_of(session, invitations[0], scene.house)
    conversation.last_word_at = scene.now
    if conversation.turn == _FIRST_TURN and scene.words.strip() == _RING_DIGIT:
        _ring(session, scene, conversation, invitations)  # "Reply 3 and we ring" stood there
        return
    if conversation.question_key == _ONE_CHILD:
        if keyword(scene.words) is not Keyword.SKIP:
            _keep_as_remark(session, scene, invitations, RemarkKind.ONE_CHILD)
        _finish(session, scene, conversation, invitations, form)
        return
    held = consultations.newest_answers(session, invitations[0])
    before = _state(session, form, conversation, invitations[0], consultations.given(held))
    after, outputs = talk.step(
        form, before, Typed(scene.words), words=scene.house.library.words(invitations[0].language)
    )
    saved = [output for output in outputs if isinstance(output, talk.Saved)]
    if not saved:
        _keep_as_remark(
            session, scene, invitations, RemarkKind.REFUSED, question_key=before.at or ""
        )
    for output in saved:
        _save(session, scene, form, invitations, output.key, output.given)
    _follow(conversation, after)
    asked = next((output for output in outputs if isinstance(output, talk.Ask)), None)
    question = form.question(asked.key) if asked is not None else None
    if asked is not None and question is not None:
        body = questions.question_text(
            form, question, after.answers, IN_ENGLISH, attempt=asked.attempt
        )
        _reply_words(session, scene, conversation, f"question:{asked.attempt}", body)
    elif len(invitations) > 1:
        conversation.question_key = _ONE_CHILD
        _reply(session, scene, conversation, TextKey.ONE_CHILD)
    else:
        _finish(session, scene, conversation, invitations, form)


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


def _follow(conversation: Conversation, state: State) -> None:
    conversation.question_key = state.at
    conversation.turn = state.turn
    conversation.misses = state.misses


def _save(
    session: Session,
    scene: _Scene,
    form: Form,
    invitations: Sequence[Invitation],
    question_key: str,
    taken: Given,
) -> None:
    for invitation in invitations:
        before = consultations.newest_answers(session, invitation).get(question_key)
        answering.keep_given(
            session,
            form,
            invitation,
            taken,
            _said(scene, invitation, question_key),
            before,
            house=scene.house,
            now=scene.now,
        )
        answering.promise_summary(
            session, invitation, f"text:{scene.message.public_id.hex}:{invitation.id}", scene.now
        )


def _finish(
    session: Session,
    scene: _Scene,
    conversation: Conversation,
    invitations: Sequence[Invitation],
    form: Form,
) -> None:
    for invitation in invitations:
        answering.send(session, form, invitation, house=scene.house, now=scene.now)
    conversation.state = ConversationState.DONE
    conversation.question_key = None
    _reply(session, scene, conversation, TextKey.RECEIPT_ADULT)


def _more_words(
    session: Session,
    scene: _Scene,
    conversation: Conversation,
    invitations: Sequence[Invitation],
) -> None:
    """Words after the end, or after the round: kept, heard, shown as added or as late (I25)."""
    today = london_day(scene.now)
    late = all(today > invitation.round.closes_on for invitation in invitations)
    kind = RemarkKind.LATE if late else RemarkKind.ADDED
    _keep_as_remark(session, scene, invitations, kind)
    conversation.last_word_at = scene.now
    _reply(session, scene, conversation, TextKey.RECEIPT_ADULT)


# --- small things all of these do ---------------------------------------------------------------


def words_page(house: Services) -> str:
    """Where a text sends people who ask who reads their words; short, so without the scheme."""
    return f"{house.settings.public_url.partition('://')[2]}/help"


def _form_of(session: Session, invitation: Invitation, house: Services) -> Form:
    """The form as it was when this invitation was made (D4)."""
    known = house.library.forms.get(invitation.form_key or "")
    if known is not None and known.source_hash == invitation.form_hash:
        return known
    stored = consultations.stored_form(session, invitation.form_hash or "")
    return form_from_source(stored.definition)


def _said(scene: _Scene, invitation: Invitation, question_key: str) -> AnswerGiven:
    return AnswerGiven(
        question_key=question_key,
        reply=Typed(scene.words),
        how=Circumstances(channel=Channel.SMS, language=invitation.language),
        sent=True,
    )


def _keep_as_remark(
    session: Session,
    scene: _Scene,
    invitations: Sequence[Invitation],
    kind: RemarkKind,
    *,
    question_key: str = "",
) -> None:
    if scene.message.pictures and not scene.words.strip():
        _hear_all(session, scene, invitations, raised_by=_cause(scene, None))
        return
    for invitation in invitations:
        answering.keep_words(
            session,
            invitation,
            scene.words,
            kind,
            _said(scene, invitation, question_key),
            house=scene.house,
            now=scene.now,
        )
    if cause := _cause(scene, None, invitations):
        _hear_all(session, scene, invitations[:1], raised_by=cause)


def _hear_all(
    session: Session,
    scene: _Scene,
    invitations: Sequence[Invitation],
    *,
    raised_by: str | None,
) -> None:
    """Hear the message itself, where it became no answer and no remark."""
    first = invitations[0] if invitations else None
    _hear(
        session,
        scene.message,
        scene.words,
        first.child_id if first else None,
        key=first.child.key if first else scene.message.key,
        house=scene.house,
        now=scene.now,
        raised_by=raised_by,
        language=first.language if first else "en",
        from_child=first is not None and first.respondent == "child",
    )


def _hear(
    session: Session,
    message: Message,
    words: str,
    child_id: int | None,
    *,
    key: ChildKey,
    house: Services,
    now: datetime,
    raised_by: str | None = None,
    language: str = "en",
    from_child: bool = True,  # a stranger's text is read as soon as a child's: it may be one
) -> None:
    safeguarding.hear(
        session,
        Heard(
            child_id=child_id,
            source_kind=SourceKind.MESSAGE,
            source_id=message.public_id,
            words=words,
            language=language,
            from_child=from_child,
            sent=True,
            read_due=answering.read_due(now, from_child=from_child),
            raised_by=raised_by,
        ),
        key=key,
        lists=house.screening,
        now=now,
    )


def _cause(
    scene: _Scene, order: Keyword | None, invitations: Sequence[Invitation] = ()
) -> str | None:
    """What raises a concern apart from the words themselves."""
    if any(i.respondent == "child" and "missing" in i.child.circumstances for i in invitations):
        return safeguarding.SIGN_OF_LIFE
    if order is Keyword.HELP:
        return "help_text"
    if scene.message.pictures:
        return "picture"
    return None


def _task(
    session: Session,
    scene: _Scene,
    invitation: Invitation,
    kind: TaskKind,
    reason: NotHeard | None,
) -> None:
    for_officer = kind is TaskKind.STOPPED and invitation.respondent == "child"
    consultations.make_task(
        session,
        kind,
        about=invitation.public_id.hex,
        key=invitation.child.key,
        owner_role="iro" if for_officer else "business_support",
        due_on=add_working_days(london_day(scene.now), 1, authority.bank_holidays(session)),
        child_id=invitation.child_id,
        invitation_id=invitation.id,
        reason=reason,
        now=scene.now,
    )


def _reply(
    session: Session,
    scene: _Scene,
    conversation: Conversation | None,
    key: TextKey,
    **fill: str,
) -> None:
    from_child = conversation is not None and conversation.child_id is not None
    body = wording.text(
        key,
        Level.N,
        IN_ENGLISH,
        council=scene.council.name,
        check=scene.council.check_phone,
        page=words_page(scene.house),
        read_by=read_by(scene.now, authority.bank_holidays(session), from_child=from_child),
        **fill,
    )
    _reply_words(session, scene, conversation, key, body)


def _reply_words(
    session: Session,
    scene: _Scene,
    conversation: Conversation | None,
    template: str,
    body: str,
) -> None:
    if not scene.sender.may_be_answered:
        return
    put_out(
        session,
        Outgoing(
            number=scene.sender.key,
            number_hash=scene.number_hash,
            body=body,
            template=template,
            language="en",
            begun_by_us=False,
            to_child=conversation is not None and conversation.child_id is not None,
            conversation_id=conversation.id if conversation else None,
        ),
        key=scene.message.key,
        house=scene.house,
        now=scene.now,
    )
