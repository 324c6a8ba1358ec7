"""Another language: the list, the choice, and a person where we do not write it yet.

The declared language is the truth. From the choice on we write in it, replies are read and
screened in it, and staff are told: words in it need somebody to bring them into English.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from sqlalchemy.orm import Session

from participation.care.consultations import tasks
from participation.care.consultations.models import (
    Conversation,
    ConversationState,
    Invitation,
    RemarkKind,
    TaskKind,
)
from participation.channels.sms import speaking
from participation.channels.sms.wording import TextKey
from participation.guard.audit import Deed, record
from participation.journeys.pinning import pinned_form
from participation.journeys.receiving_texts.scene import (
    Scene,
    keep_as_remark,
    make_task,
    reply,
    reply_words,
    texts_of,
)
from participation.journeys.saying_needs import said_by_themselves
from participation.journeys.services import Services
from participation.kernel.languages import ENGLISH, LANGUAGES, Language
from participation.questionnaire.definition import Form

# What a conversation is about while it is no question of a form.
_MENU = "language"
_NAME = "language_name"


def is_choosing(conversation: Conversation) -> bool:
    return conversation.question_key in (_MENU, _NAME)


def in_our_digits(typed: str) -> str:
    """ "١" is 1: digits of every script as ours."""
    return "".join(
        str(unicodedata.digit(sign)) if sign.isdecimal() and not sign.isascii() else sign
        for sign in typed
    )


def offer(
    session: Session,
    scene: Scene,
    conversation: Conversation,
    invitations: Sequence[Invitation],
) -> None:
    """The languages we write, or, where there is only English, the question which one it is.

    Staff are told at once: whoever cannot read the list does not choose from it either.
    """
    for invitation in invitations:
        make_task(session, scene, invitation, TaskKind.LANGUAGE, None)
    offered = _offered(session, scene, invitations)
    if len(offered) == 1:
        _ask_which(session, scene, conversation)
        return
    conversation.question_key = _MENU
    body = speaking.menu(offered, texts_of(scene, conversation))
    reply_words(session, scene, conversation, TextKey.LANGUAGE_MENU, body)


def chosen(
    session: Session,
    scene: Scene,
    conversation: Conversation,
    invitations: Sequence[Invitation],
    typed: str,
) -> bool:
    """Take the reply to the list; True where the conversation can go on in what they chose.

    A name that stands in no list is kept, and a person who speaks it rings.
    """
    offered = _offered(session, scene, invitations)
    language = _meant(offered, typed, listed=conversation.question_key == _MENU)
    if language is not None:
        _speak(session, scene, conversation, invitations, language)
        return True
    if conversation.question_key == _MENU and typed == str(len(offered) + 1):
        _ask_which(session, scene, conversation)
        return False
    keep_as_remark(session, scene, invitations, RemarkKind.ADDED)
    spoken = _named(LANGUAGES.values(), typed)
    if spoken is not None:
        said = {"spoken_language": spoken.code, "interpreter_needed": True}
        for invitation in invitations:
            said_by_themselves(session, invitation, said, scene.now)
        _tell(session, scene, invitations, f"speaks_{spoken.code}")
    conversation.state = ConversationState.DONE
    reply(session, scene, conversation, TextKey.CALL_ME)
    return False


def _ask_which(session: Session, scene: Scene, conversation: Conversation) -> None:
    conversation.question_key = _NAME
    reply(session, scene, conversation, TextKey.OTHER_LANGUAGE)


def by_text(house: Services, form: Form | None) -> Sequence[Language]:
    """The languages in which a conversation about this form can be held, English first."""
    found = [ENGLISH]
    for code in house.languages if form is not None else ():
        spoken = house.texts(code)
        if code != ENGLISH.code and form is not None and speaking.speaks(spoken, form):
            found.append(LANGUAGES[code])
    return found


def _offered(
    session: Session, scene: Scene, invitations: Sequence[Invitation]
) -> Sequence[Language]:
    return by_text(scene.house, pinned_form(session, invitations[0], scene.house.library))


def _meant(offered: Sequence[Language], typed: str, *, listed: bool) -> Language | None:
    """By its number in the list, or by its name in its own letters or in English."""
    if listed and typed.isdecimal() and 1 <= int(typed[:3]) <= len(offered):
        return offered[int(typed[:3]) - 1]
    return _named(offered, typed)


def _named(languages: Iterable[Language], typed: str) -> Language | None:
    return next(
        (one for one in languages if typed in (one.own.casefold(), one.english.casefold())), None
    )


def _speak(
    session: Session,
    scene: Scene,
    conversation: Conversation,
    invitations: Sequence[Invitation],
    language: Language,
) -> None:
    conversation.language = language.code
    for invitation in invitations:
        before, invitation.language = invitation.language, language.code
        said_by_themselves(session, invitation, {"reading_language": language.code}, scene.now)
        if before != language.code:
            who = f"invitation:{invitation.public_id.hex}"
            deed = Deed(
                actor=who,
                action="language.changed",
                subject=who,
                child=invitation.child.public_id.hex,
                reason=f"{before}>{language.code}",
            )
            record(session, deed, scene.now)
    if language is ENGLISH:
        for invitation in invitations:
            tasks.end_task(session, TaskKind.LANGUAGE, invitation.public_id.hex)
    else:
        _tell(session, scene, invitations, f"chose_{language.code}")


def _tell(session: Session, scene: Scene, invitations: Sequence[Invitation], reason: str) -> None:
    for invitation in invitations:
        make_task(session, scene, invitation, TaskKind.LANGUAGE, None).reason = reason
