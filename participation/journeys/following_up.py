"""The officer's page after a review: what the child said, what became of it, and what is due.

The order is that of every page of words: may they, then the audit row, then the words (T3). The
child's officer and whoever covers write here. The officers' manager reads, without what the child
kept for the officer (R4). Business support sees that there is such a page and no more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.authority import queries as authority
from participation.care.consultations.rules import (
    EASY_READ,
    ChildFacts,
    form_for_child,
)
from participation.care.corrections import queries as corrections
from participation.care.corrections.rules import Corrected
from participation.care.outcomes import queries as outcomes
from participation.care.outcomes.codes import Facts, Suggestion, suggest
from participation.care.outcomes.how_it_was import Person, how_it_was
from participation.care.outcomes.models import (
    Decision,
    Outcome,
    PaperGiven,
    Participation,
    Point,
    Reply,
)
from participation.care.outcomes.rules import (
    Clock,
    Paper,
    ToBeRead,
    Withheld,
    clocks,
    objections_until,
    withheld,
)
from participation.care.people import queries as people
from participation.care.people.models import StaffMember
from participation.care.requests.models import Ask
from participation.care.reviews.models import Review
from participation.care.summaries import queries as summaries
from participation.care.summaries import service as versions
from participation.care.summaries.content import Content, Readers, Voice
from participation.care.summaries.facts import Translated
from participation.guard import keys_of_persons as keys
from participation.guard.access import Action, may
from participation.guard.audit import Deed, record
from participation.journeys.closing import standing_summary
from participation.journeys.reading import actor, note_refusal
from participation.journeys.services import Services
from participation.journeys.taking_part import facts_of, with_noted
from participation.journeys.telling_back import (
    Source,
    key_opens,
    may_be_told,
    own_invitation,
    sources_of,
)
from participation.kernel.clock import london_day
from participation.questionnaire.definition import AnswerState, Band, Topic

CHILD = "child"
_ONLY_OFFICER = "only_officer"
_NOT_SAID = (AnswerState.SKIPPED.value, AnswerState.DECLINED.value, "not_reached", "not_asked")


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Said:
    """One piece of the child's own words, verbatim, that may become a point."""

    source: UUID
    question: str | None
    own_words: str
    label: str | None
    face: str | None
    drawing: str | None
    language: str | None
    only_officer: bool
    one_thing: bool
    translated: Sequence[Translated] = ()
    corrected: Sequence[Corrected] = ()


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Followed:
    """One point with all that became of it. `said` is None where the words no longer stand, or
    are not this reader's. `why_not`: why the child cannot read it themselves."""

    point: Point
    said: Said | None
    kept_from_reader: bool
    outcome: Outcome | None
    reply: Reply | None
    ask: Ask | None
    why_not: Withheld | None
    corrected: Sequence[Corrected] = ()  # what somebody says is wrong in the outcome


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class AfterPage:
    """Everything the page shows. `writes`: this reader may change it."""

    review: Review
    writes: bool
    has_key: bool
    followed: Sequence[Followed]
    to_choose: Sequence[Said]
    decisions: Sequence[Decision]
    clocks: Sequence[Clock]
    given: Sequence[PaperGiven]
    objections_until: date | None
    facts: Facts
    suggestion: Suggestion
    code: Participation | None
    how_it_was: Sequence[Person]
    corrected: Mapping[str, Sequence[Corrected]]  # by the public id of what it is about


def open_page(
    session: Session, staff: StaffMember, review_id: str, now: datetime
) -> AfterPage | None:
    """The page as it stands; None for what must not be known to exist."""
    review = allowed(session, staff, review_id, "outcomes.read", now, writes=False)
    if review is None:
        return None
    writes = may_write(session, staff, review, now)
    readers = Readers.OFFICER if writes else Readers.SHARED
    said = said_by_child(session, review, readers, now)
    points = outcomes.points_of(session, review.id)
    sources = sources_of(session, review)
    followed = _followed(session, review, points, said, sources, writes=writes, now=now)
    corrected = corrections.corrections_about(session, review.child_id)
    followed = [
        replace(one, corrected=corrected.get(one.outcome.public_id.hex, ()))
        if one.outcome is not None
        else one
        for one in followed
    ]
    chosen = {point.source_id for point in points}
    holidays = authority.bank_holidays(session)
    done = outcomes.papers_done(session, review.id)
    facts = facts_of(session, review, own_invitation(session, review), sources)
    code = outcomes.code_of(session, review.id)
    if code is not None:
        facts = with_noted(facts, code.facts)
    return AfterPage(
        review=review,
        writes=writes,
        has_key=keys.key_of(session, review.child.public_id) is not None,
        followed=followed,
        to_choose=[one for one in said.values() if one.source not in chosen],
        decisions=outcomes.decisions_of(session, review.id),
        clocks=clocks(review.held_on, done, london_day(now), holidays) if review.held_on else (),
        given=outcomes.papers_given(session, review.id),
        objections_until=(
            objections_until(done[Paper.DECISIONS], holidays) if Paper.DECISIONS in done else None
        ),
        facts=facts,
        suggestion=suggest(facts),
        code=code,
        how_it_was=how_it_was(session, review.id) if writes else (),
        corrected=corrected,
    )


def allowed(
    session: Session,
    staff: StaffMember,
    review_id: str,
    action: str,
    now: datetime,
    *,
    writes: bool = True,
) -> Review | None:
    """The review, if this member of staff may do this to it; the row is written either way."""
    review = summaries.review_named(session, review_id)
    may_do = review is not None and (
        may_write(session, staff, review, now) or (not writes and _may_read(session, staff, review))
    )
    subject = f"review:{review.public_id.hex}" if review is not None else "review:unknown"
    child = review.child.public_id.hex if review is not None else None
    if review is None or not may_do:
        note_refusal(session, staff, action, subject, now, child=child)
        return None
    record(session, Deed(actor=actor(staff), action=action, subject=subject, child=child), now)
    return review


def may_write(session: Session, staff: StaffMember, review: Review, now: datetime) -> bool:
    """The child's officer on that day, or whoever covers, and not on the never-list."""
    if not may(staff.roles, Action.WRITE_OUTCOMES):
        return False
    own = people.children_open_to(staff.id, london_day(now), assigned_as=people.OFFICERS)
    column = own.selected_columns[0]
    return session.scalar(select(own.where(column == review.child_id).exists())) is True


def said_by_child(
    session: Session, review: Review, readers: Readers, now: datetime
) -> Mapping[UUID, Said]:
    """What the child said before the review, as the summary for these readers has it, in order."""
    standing = standing_summary(session, review.id, "asked_for", now, tell=False)
    if standing is None:
        return {}
    content: Content = versions.content_of(standing.summary, readers)
    own = next((voice for voice in content.voices if voice.role == CHILD), None)
    return _said(own) if own is not None else {}


def band_of(session: Session, review: Review, house: Services) -> Band:
    """In whose words the child is told: of the form they were asked with, else by age and needs."""
    invitation = own_invitation(session, review)
    key = invitation.form_key if invitation is not None else None
    if key is None:
        child = review.child
        facts = ChildFacts(
            born_on=child.born_on,
            born_estimated=child.born_estimated,
            form_override=child.form_override,
            communication=frozenset(child.communication or ()),
        )
        key = form_for_child(facts, review.day or child.born_on)
    form = house.library.forms.get(key)
    if form is not None and form.band is not Band.ADULT:
        return form.band
    return Band.EASY if key == EASY_READ else Band.FOUR_TO_SEVEN


def language_of(session: Session, review: Review) -> str:
    """The language the child is told in: the one they answered in, else the one they read."""
    invitation = own_invitation(session, review)
    return invitation.language if invitation is not None else review.child.reading_language


def _followed(
    session: Session,
    review: Review,
    points: Sequence[Point],
    said: Mapping[UUID, Said],
    sources: Mapping[UUID, Source],
    *,
    writes: bool,
    now: datetime,
) -> Sequence[Followed]:
    ids = [point.id for point in points]
    newest = outcomes.newest_outcomes(session, ids)
    replies = outcomes.last_replies(session, ids)
    asked = [reply.ask for reply in replies.values() if reply.ask is not None]
    asks = {
        ask.public_id: ask for ask in session.scalars(select(Ask).where(Ask.public_id.in_(asked)))
    }
    person = review.child.public_id
    opened = key_opens(session, person, sources)
    has_key = keys.key_of(session, person) is not None
    shown = []
    for point in points:
        outcome, reply = newest.get(point.id), replies.get(point.id)
        kept = point.only_officer and not writes
        shown.append(
            Followed(
                point=point,
                said=None if kept else said.get(point.source_id),
                kept_from_reader=kept,
                outcome=None if kept else outcome,
                reply=reply,
                ask=asks.get(reply.ask) if reply is not None and reply.ask is not None else None,
                why_not=withheld(
                    to_be_read(
                        review,
                        point,
                        outcome,
                        has_key=has_key,
                        opened=opened,
                        sources=sources,
                        now=now,
                    )
                ),
            )
        )
    return shown


def to_be_read(
    review: Review,
    point: Point,
    outcome: Outcome | None,
    *,
    has_key: bool,
    opened: frozenset[UUID],
    sources: Mapping[UUID, Source],
    now: datetime,
) -> ToBeRead:
    """What decides whether the child may read this point with their key."""
    source = sources.get(point.source_id)
    language = source.invitation.language if source is not None else review.child.reading_language
    return ToBeRead(
        written=outcome is not None,
        has_key=has_key,
        opens=point.source_id in opened,
        words_stand=source is not None,
        only_officer=point.only_officer,
        safe_to_show=outcome is not None and outcome.safe_to_show,
        in_their_language=outcome is None or outcome.language == language,
        contact_stopped=not may_be_told(review.child, now),
    )


def _may_read(session: Session, staff: StaffMember, review: Review) -> bool:
    manages = "iro_manager" in staff.roles and may(staff.roles, Action.SEE_OUTCOMES)
    return manages and not people.is_barred(session, review.child_id, staff.id)


def _said(own: Voice) -> Mapping[UUID, Said]:
    """The one thing first, then in the order of the questions; not what a helper wrote."""
    answers = [
        Said(
            source=UUID(one.source),
            question=one.question,
            own_words=one.own_words or "",
            label=one.label,
            face=one.face,
            drawing=one.drawing,
            language=one.language,
            only_officer=one.sharing == _ONLY_OFFICER,
            one_thing=one.topic == Topic.ONE_THING,
            translated=one.translated,
            corrected=one.corrected,
        )
        for one in own.answers
        if one.source and not one.by_helper and one.state not in _NOT_SAID
        if one.own_words or one.label or one.drawing
    ]
    answers += [
        Said(
            source=UUID(also.source),
            question=also.question,
            own_words=also.own_words,
            label=None,
            face=None,
            drawing=also.drawing,
            language=also.language,
            only_officer=also.sharing == _ONLY_OFFICER,
            one_thing=False,
            translated=also.translated,
            corrected=also.corrected,
        )
        for also in own.remarks
        if also.own_words or also.drawing
    ]
    return {one.source: one for one in sorted(answers, key=lambda one: not one.one_thing)}
