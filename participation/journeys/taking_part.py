"""What the service itself knows of a child's taking part in one review, as facts for the code.

The rest only the officer knows, who was there: whether the child was, spoke, or was spoken for.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from participation.care.consultations.models import (
    Channel,
    Invitation,
    InvitationState,
    RemarkKind,
)
from participation.care.outcomes.codes import Facts, Sent
from participation.care.people.models import Child
from participation.care.requests import queries as requests
from participation.care.reviews.models import Review
from participation.care.reviews.rules import ReviewType
from participation.journeys.telling_back import Source
from participation.kernel.clock import london_day
from participation.questionnaire.definition import AnswerState

NOTED = ("attended", "spoke", "spoken_for", "showed", "briefed", "another_way")
"""What the officer says about the review itself."""
_SENT_BY = {
    Channel.FORM: Sent.WEB,
    Channel.SMS: Sent.TEXT,
    Channel.CHAT: Sent.CHAT,
    Channel.PAPER: Sent.ANOTHER_WAY,
    Channel.TOLD: Sent.ANOTHER_WAY,
}


def facts_of(
    session: Session,
    review: Review,
    invitation: Invitation | None,
    sources: Mapping[UUID, Source],
) -> Facts:
    """What the service itself knows of the child's taking part; the rest the officer says."""
    child: Child = review.child
    sent = _sent(invitation, sources)
    late = any(_came_after(source, review.held_on) for source in sources.values())
    return Facts(
        born_on=child.born_on,
        held_on=review.held_on,
        kind=review.kind,
        legal_statuses=_only_ever(review),
        sent=sent,
        came_late=late,
        written_between=not sent and requests.child_wrote(session, child.id),
        left_to_try=invitation is None or invitation.state is InvitationState.NOT_POSSIBLE,
    )


def with_noted(facts: Facts, noted: Mapping[str, bool | None]) -> Facts:
    """The facts with what the officer ticked about the review itself."""
    more = frozenset({Sent.ANOTHER_WAY}) if noted.get("another_way") else frozenset()
    return replace(
        facts,
        attended=noted.get("attended"),
        spoke=bool(noted.get("spoke")),
        spoken_for=bool(noted.get("spoken_for")),
        showed=bool(noted.get("showed")),
        briefed=bool(noted.get("briefed")),
        sent=facts.sent | more,
    )


def _only_ever(review: Review) -> frozenset[str]:
    """Every legal status the child ever had, where that is known: the extract says the one of now,
    so it is for a review of short breaks alone."""
    status = review.child.legal_status
    known = review.kind is ReviewType.SHORT_BREAKS and status is not None
    return frozenset({status}) if known and status is not None else frozenset()


def _sent(invitation: Invitation | None, sources: Mapping[UUID, Source]) -> frozenset[Sent]:
    """Ways by which views of the child's own came for this review, before its end."""
    if invitation is None:
        return frozenset()
    held_on = invitation.round.review.held_on
    return frozenset(
        _SENT_BY[channel]
        for source in sources.values()
        if _has_views(source) and _was_sent(source) and not _came_after(source, held_on)
        if (channel := _channel(source)) is not None
    )


def _has_views(source: Source) -> bool:
    """Whether anything is said; leaving out and not wanting to answer are no views."""
    if source.remark is not None:
        return bool((source.remark.words or "").strip())
    answer = source.answer
    return answer is not None and answer.state is AnswerState.ANSWERED


def _channel(source: Source) -> Channel | None:
    row = source.answer or source.remark
    return row.channel if row is not None else None


def _was_sent(source: Source) -> bool:
    """By text every answer counts as sent at once, and so does what staff were told or typed in
    beside a draft; on a page only what was sent."""
    beside = source.remark is not None and source.remark.kind is RemarkKind.BESIDE
    by_text = _channel(source) is Channel.SMS
    return beside or by_text or source.invitation.finished_at is not None


def _came_after(source: Source, held_on: date | None) -> bool:
    came = _came_at(source)
    return held_on is not None and came is not None and london_day(came) > held_on


def _came_at(source: Source) -> datetime | None:
    """An answer on a page came when all of it was sent: nobody could read it before (R3)."""
    if source.remark is not None:
        return source.remark.received_at
    if source.answer is None:
        return None
    sent = source.invitation.finished_at
    by_text = _channel(source) is Channel.SMS
    return source.answer.given_at if by_text or sent is None else max(source.answer.given_at, sent)
