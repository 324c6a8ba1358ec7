"""A person answers one question. The same story for form, chat and text.

1. Whatever was said is searched for words that worry us, before anything can refuse it.
2. The questionnaire engine takes it as an answer, or refuses it.
3. Taken: kept as a new revision. Refused, or too late: the words are kept as a remark.

Sending what was said is `finishing`.

What must survive is a return value, never an exception: an exception would roll the concern back
(principle 7). The caller commits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from participation.care.consultations import after_a_no, said_so_far
from participation.care.consultations import service as consultations
from participation.care.consultations.being_asked import is_asked_on
from participation.care.consultations.models import (
    Answer,
    Invitation,
    Remark,
    RemarkKind,
)
from participation.care.consultations.service import Circumstances
from participation.care.safeguarding import service as safeguarding
from participation.care.safeguarding.models import SourceKind
from participation.care.safeguarding.rules import Level
from participation.care.safeguarding.service import Heard
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.outbox import service as outbox
from participation.questionnaire import engine
from participation.questionnaire.definition import Concern, Form, Given, Question, Sharing
from participation.questionnaire.engine import Accepted, Problem, Refused
from participation.questionnaire.matching import says_yes
from participation.questionnaire.replies import (
    Decline,
    DontKnow,
    Filled,
    More,
    Reply,
    Skip,
    Typed,
)

STOPPED = timedelta(hours=2)  # by then somebody who has not finished has stopped half-way


@dataclass(frozen=True, slots=True)
class TooLate:
    """Sent already, or the round is closed. The words, if any, were kept as a remark."""

    kept: bool


@dataclass(frozen=True, slots=True)
class SamePage:
    """This page was already taken: a double tap, or a browser that sent again."""


Outcome = Accepted | Refused | TooLate | SamePage


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AnswerGiven:
    """What a door hands over. The reply is untrusted.

    `sent` says whether these words count as sent at once (a text) or only when the person presses
    Send (a page). `only_officer` narrows who sees this one answer; None leaves it as it was.
    """

    question_key: str
    reply: Reply
    how: Circumstances
    sent: bool
    only_officer: bool | None = None


def context_of(invitation: Invitation) -> Mapping[str, str]:
    """What the engine is told about the sitting (R24)."""
    return {"company": invitation.company} if invitation.company else {}


def take_answer(
    session: Session,
    form: Form,
    invitation: Invitation,
    said: AnswerGiven,
    *,
    house: Services,
    now: datetime,
) -> Outcome:
    """Hear, then take or refuse, one reply to one question.

    Args:
        form: the version this invitation began with.
        now: aware, UTC.
    """
    words = words_of(said.reply)
    # Whatever they said to somebody before; a no by text ended the texts.
    if after_a_no.said_no(invitation, london_day(now)) and not (
        said.sent and after_a_no.was_by_text(session, invitation)
    ):
        after_a_no.open_again(invitation, london_day(now))
    if not consultations.is_open(invitation, london_day(now)):
        if _seen_before(session, invitation, said):
            return SamePage()
        kept = keep_words(session, invitation, words, RemarkKind.LATE, said, house=house, now=now)
        return TooLate(kept is not None)
    rows = said_so_far.revisions(session, invitation)
    page_key = said.how.page_key
    if page_key and any(row.page_key == page_key for row in rows):
        return SamePage()
    newest = said_so_far.newest_of(rows)
    outcome = engine.submit(
        form,
        said_so_far.given(newest),
        said.question_key,
        said.reply,
        words=house.library.words(invitation.language),
        context=context_of(invitation),
    )
    match outcome:
        case Accepted(key, taken, _, _):
            keep_given(
                session, form, invitation, taken, said, newest.get(key), house=house, now=now
            )
        case Refused() if _seen_before(session, invitation, said):
            return SamePage()
        case Refused(_, problem) if problem is not Problem.FOR_THE_HOST:
            keep_words(session, invitation, words, RemarkKind.REFUSED, said, house=house, now=now)
        case Refused():
            pass  # STOP, HELP: the text door has heard and handles them
    return outcome


def _seen_before(session: Session, invitation: Invitation, said: AnswerGiven) -> bool:
    """Whether the words of this very page were kept already: asked only where no answer is."""
    page_key = said.how.page_key
    return page_key is not None and said_so_far.page_seen(session, invitation, page_key)


def keep_given(
    session: Session,
    form: Form,
    invitation: Invitation,
    taken: Given,
    said: AnswerGiven,
    before: Answer | None,
    *,
    house: Services,
    now: datetime,
) -> Answer:
    """Store what the engine took, and hear it."""
    row = consultations.keep_answer(
        session,
        invitation,
        said.question_key,
        taken,
        before=before,
        sharing=_sharing(form, said, before),
        how=said.how,
        now=now,
    )
    question = form.question(said.question_key)
    _hear(
        session,
        invitation,
        SourceKind.ANSWER,
        row.public_id,
        taken.words,
        said,
        house=house,
        now=now,
        chosen=_chosen(question, taken.values),
        worried=_worried(question, taken.words, said, house),
    )
    return row


def _worried(question: Question | None, words: str, said: AnswerGiven, house: Services) -> bool:
    """Whether they say yes to the question if anything makes them worried."""
    matching = house.library.words(said.how.language)
    return question is not None and question.worry and says_yes(words, matching)


def _chosen(question: Question | None, values: Sequence[str]) -> Level:
    """How the form marks what was picked: the most urgent of it."""
    picked = [question.choice(value) for value in values] if question else []
    marks = {choice.concern for choice in picked if choice is not None}
    if Concern.RED in marks:
        return Level.RED
    return Level.AMBER if Concern.AMBER in marks else Level.GREEN


def keep_words(
    session: Session,
    invitation: Invitation,
    words: str,
    kind: RemarkKind,
    said: AnswerGiven,
    *,
    house: Services,
    now: datetime,
    after: str = "",
    question: Question | None = None,
) -> Remark | None:
    """Store words that are no answer, and hear them; None when there are none.

    While a page has not been sent, whatever was typed on it is a draft: refused, added beside an
    answer or rescued (R3). After that, and once they are left out, nobody will press Send, and
    words count as sent at once.

    Args:
        after: what these words continue; heard with them, as a sentence may be cut in two.
        question: what they say to it counts as in an answer: a tick that asks for help, a yes to
            being worried, and that it is for the officer alone.
    """
    if not words.strip():
        return None
    today = london_day(now)
    still_asked = is_asked_on(invitation, today)
    if not said.sent and still_asked:
        after_a_no.open_again(invitation, today)
    asking = still_asked and consultations.is_open(invitation, today)
    if not asking and not said.sent and invitation.finished_at is None:
        kind = RemarkKind.LATE  # however it failed: it came after the end
    remark = consultations.keep_remark(
        session,
        invitation,
        words,
        kind=kind,
        question_key=said.question_key or None,
        sharing=Sharing.ONLY_OFFICER
        if said.only_officer or (question is not None and question.sharing is Sharing.ONLY_OFFICER)
        else Sharing.OFFICER_AND_WORKER,
        how=said.how,
        now=now,
    )
    ticked = said.reply.values if isinstance(said.reply, Filled) else ()
    _hear(
        session,
        invitation,
        SourceKind.REMARK,
        remark.public_id,
        f"{after}\n{words}" if after else words,
        said,
        house=house,
        now=now,
        counts_as_sent=said.sent or not asking,
        chosen=_chosen(question, ticked),
        worried=_worried(question, words_of(said.reply), said, house),
    )
    if said.sent or not asking:
        # Whoever is not understood, or goes on, is in the middle of writing: more will come.
        writing = asking and kind in (RemarkKind.REFUSED, RemarkKind.MORE)
        wait = STOPPED if writing else timedelta(0)
        promise_summary(session, invitation, f"remark:{remark.public_id.hex}", now, wait=wait)
    return remark


def promise_summary(
    session: Session,
    invitation: Invitation,
    why: str,
    now: datetime,
    *,
    wait: timedelta = timedelta(0),
) -> None:
    """Promise a new look at the review's summary; the worker composes it."""
    outbox.promise(
        session,
        "summary.compose",
        invitation.round.review.public_id,
        unique_key=f"summary.compose:{why}",
        due_at=now + wait,
        now=now,
    )


def words_of(reply: Reply) -> str:
    """The words in a reply that somebody typed; what was only ticked has none."""
    match reply:
        case Filled(_, words) | More(words) | Typed(words):
            return words
        case Skip(words) | Decline(words) | DontKnow(words):
            return words


def read_due(session: Session, house: Services, now: datetime, *, from_child: bool) -> datetime:
    """By when a person must have read words that came now, by the council's days and hours.

    What pages and texts promise is this same moment; the council's choices are kept for a while,
    so that an answer asks for nothing.
    """
    return house.council(session).reading_deadline(now, from_child=from_child)


def _hear(
    session: Session,
    invitation: Invitation,
    kind: SourceKind,
    source: UUID,
    words: str,
    said: AnswerGiven,
    *,
    house: Services,
    now: datetime,
    chosen: Level = Level.GREEN,
    worried: bool = False,
    counts_as_sent: bool | None = None,
) -> None:
    from_child = invitation.respondent == "child"
    safeguarding.hear(
        session,
        Heard(
            child_id=invitation.child_id,
            source_kind=kind,
            source_id=source,
            words=words,
            language=said.how.language,
            from_child=from_child,
            sent=said.sent if counts_as_sent is None else counts_as_sent,
            read_due=read_due(session, house, now, from_child=from_child),
            chosen=chosen,
            raised_by="worry_yes" if worried else None,
        ),
        key=invitation.child.key,
        lists=house.screening,
        now=now,
    )


def _sharing(form: Form, said: AnswerGiven, before: Answer | None) -> Sharing:
    if said.only_officer:
        return Sharing.ONLY_OFFICER
    question = form.question(said.question_key)
    usual = question.sharing if question else Sharing.ONLY_OFFICER
    if before is None or (said.only_officer is False and before.sharing is Sharing.ONLY_OFFICER):
        return usual
    return before.sharing
