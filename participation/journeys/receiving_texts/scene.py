"""One text that has come in, and the few things that every part of its story does with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.authority.rules import Council
from participation.care.consultations import tasks
from participation.care.consultations.models import (
    Channel,
    Conversation,
    Invitation,
    Message,
    RemarkKind,
    Task,
    TaskKind,
)
from participation.care.consultations.rules import NotHeard
from participation.care.consultations.service import Circumstances
from participation.care.safeguarding import service as safeguarding
from participation.care.safeguarding.models import SourceKind
from participation.care.safeguarding.service import Heard
from participation.channels.sms import wording
from participation.channels.sms.keywords import Keyword
from participation.channels.sms.numbers import Sender
from participation.channels.sms.wording import Level, TextKey
from participation.guard.crypto import ChildKey
from participation.journeys import answering
from participation.journeys.answering import AnswerGiven
from participation.journeys.services import Services
from participation.journeys.texting import Outgoing, put_out
from participation.kernel.clock import london_day
from participation.kernel.texts import IN_ENGLISH, Texts
from participation.kernel.working_days import add_working_days
from participation.questionnaire.replies import Typed

NO_WAIT = timedelta(0)
PICTURE = "picture"


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
    at: datetime | None = None  # when the provider had it, where the provider says so (I2)


@dataclass(frozen=True, slots=True, repr=False)
class Scene:
    """Everything the rest of the story needs to know about one text."""

    message: Message
    words: str
    sender: Sender
    number_hash: str
    council: Council
    house: Services
    now: datetime
    old: bool = False  # it waited at the provider for long: nobody is sitting over a reply (I6)


def said(
    scene: Scene, invitation: Invitation, question_key: str, *, only_officer: bool | None = None
) -> AnswerGiven:
    return AnswerGiven(
        question_key=question_key,
        reply=Typed(scene.words),
        how=Circumstances(channel=Channel.SMS, language=invitation.language),
        sent=True,
        only_officer=only_officer,
    )


def keep_as_remark(
    session: Session,
    scene: Scene,
    invitations: Sequence[Invitation],
    kind: RemarkKind,
    *,
    question_key: str = "",
    after: str = "",
) -> None:
    """Words that answer nothing. `after`: what is heard in front of them."""
    if scene.message.pictures and not scene.words.strip():
        return  # nothing was said; a person looks at it all the same (`pictures`)
    # Said of one of several children and kept with each, as we do not know of whom: the officer
    # decides what the other children's people may see. What comes after that may be its other half.
    several = len(invitations) > 1 and kind in (RemarkKind.ADDED, RemarkKind.LATE)
    only_officer = True if kind is RemarkKind.ONE_CHILD or several else None
    for invitation in invitations:
        answering.keep_words(
            session,
            invitation,
            scene.words,
            kind,
            said(scene, invitation, question_key, only_officer=only_officer),
            house=scene.house,
            now=scene.now,
            after=after,
        )


def hear_message(
    session: Session,
    scene: Scene,
    invitations: Sequence[Invitation],
    *,
    raised_by: str | None,
) -> None:
    """Hear the message itself, where it became no answer and no remark."""
    first = invitations[0] if invitations else None
    hear(
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


def hear(
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
            read_due=answering.read_due(session, house, now, from_child=from_child),
            raised_by=raised_by,
        ),
        key=key,
        lists=house.screening,
        now=now,
    )


def cause_beside_words(scene: Scene, order: Keyword | None) -> str | None:
    """What raises a concern apart from the words themselves, and from a child being missing."""
    return cause_beside_words_of(scene.message, order)


def cause_beside_words_of(message: Message, order: Keyword | None) -> str | None:
    if order is Keyword.HELP:
        return "help_text"
    return PICTURE if message.pictures else None


def make_task(
    session: Session,
    scene: Scene,
    invitation: Invitation,
    kind: TaskKind,
    reason: NotHeard | None,
) -> Task:
    for_officer = kind is TaskKind.STOPPED and invitation.respondent == "child"
    return tasks.make_task(
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


def reply(
    session: Session,
    scene: Scene,
    conversation: Conversation | None,
    key: TextKey,
    **fill: str,
) -> None:
    from_child = conversation is not None and conversation.child_id is not None
    spoken = texts_of(scene, conversation)
    body = wording.text(
        key,
        Level.N,
        spoken,
        council=scene.council.name,
        check=scene.council.check_phone,
        page=words_page(scene.house),
        read_by=scene.council.read_by(scene.now, from_child=from_child, language=spoken.language),
        **fill,
    )
    reply_words(session, scene, conversation, key, body)


def texts_of(scene: Scene, conversation: Conversation | None) -> Texts:
    """What we say in: the language they chose, else English."""
    if conversation is None or conversation.language == IN_ENGLISH.language:
        return IN_ENGLISH
    return scene.house.texts(conversation.language)


def reply_words(
    session: Session,
    scene: Scene,
    conversation: Conversation | None,
    template: str,
    body: str,
    *,
    wait: timedelta = NO_WAIT,
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
            language=texts_of(scene, conversation).language,
            begun_by_us=False,
            to_child=conversation is not None and conversation.child_id is not None,
            conversation_id=conversation.id if conversation else None,
            within_hours=scene.old,
            wait=wait,
        ),
        key=scene.message.key,
        house=scene.house,
        now=scene.now,
    )


def words_page(house: Services) -> str:
    """Where a text sends people who ask who reads their words; short, so without the scheme."""
    return f"{house.settings.public_url.partition('://')[2]}/help"
