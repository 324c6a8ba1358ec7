"""What stands beside the summaries and goes with a child, and when the last of it was written (P8).

A receipt "for the rest" covers what had been written when it was given. Every sealed column that
goes is in one of the three lists here, and a test holds them against the table of what goes: what
a summary shows has its receipt there, and what nobody said here needs none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from participation.care.consultations.models import (
    Answer,
    Invitation,
    Message,
    Placement,
    PrivateTalk,
    Remark,
    Round,
    Task,
)
from participation.care.consultations.queries import is_before
from participation.care.corrections.models import Correction
from participation.care.outcomes.models import (
    Decision,
    Letter,
    Outcome,
    PaperGiven,
    Participation,
    Point,
    Reply,
)
from participation.care.people.models import Child, LegalHold
from participation.care.requests.models import Ask
from participation.care.reviews.models import Review
from participation.care.safeguarding.models import Concern, ConcernStep
from participation.care.subject_access.models import ExportDecision, SubjectExport
from participation.guard.glass import BrokenGlass, GlassVerdict
from participation.kernel.clock import LONDON
from participation.questionnaire.definition import Occasion

IN_A_SUMMARY: Final = frozenset(
    {
        "answers.value_sealed",
        "answers.words_sealed",
        "remarks.words_sealed",
        "observations.words_sealed",
        "summaries.content_sealed",
    }
)
NEEDS_NO_RECEIPT: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        (
            *("children.first_name_sealed", "children.known_as_sealed"),
            *("children.dialect_sealed", "children.communication_sealed"),
            *("adults.full_name_sealed", "contact_points.value_sealed"),
            *("adults.dialect_sealed", "adults.communication_sealed"),
            "relationships.not_asked_reason_sealed",
        ),
        "the case system told us",
    ),
    "never_list.why_sealed": "a code, and the concern beside it has the words",
    **dict.fromkeys(
        (
            *("meetings.place_sealed", "meetings.link_sealed", "meetings.access_sealed"),
            *("meetings.agenda_sealed", "meetings.guests_sealed"),
        ),
        "where a meeting was and who came; the record of the review says it",
    ),
    "asking_decisions.why_sealed": "the summary of that review says why they were not asked",
    "asking_decisions.decided_by_sealed": "a name; who wrote it down is in the audit log",
    "messages.number_sealed": "the case system told us, or the text is on the desk until placed",
    "messages.body_sealed": "what came in is an answer or a remark; what went out is ours",
    "machine_wordings.words_sealed": "nobody said it; a machine made it of what is shown",
    "translations.words_sealed": "a summary shows them beside what they were made of",
    "translations.note_sealed": "to whoever reads the translation, as the summary shows it",
    **dict.fromkeys(
        (
            *("translation_texts.question_sealed", "translation_texts.draft_sealed"),
            "translation_texts.note_sealed",
        ),
        "the copy that a translator works on; what they say of it is a translation",
    ),
    **dict.fromkeys(
        (
            *("children.not_wanted_sealed", "adults.not_wanted_sealed"),
            *("interpreter_bookings.dialect_sealed", "interpreter_bookings.agency_sealed"),
            *("interpreter_bookings.agency_email_sealed", "interpreter_bookings.told_sealed"),
            "interpreter_bookings.agency_reference_sealed",
        ),
        "how an interpreter was booked: arrangements, and nothing that anybody said at a review",
    ),
    "restricted_links.token_sealed": "a way in that ends, and no words",
    "subject_exports.file_sealed": "copies of what stands elsewhere, made for the person",
    "summary_filings.reference_sealed": "the receipt itself: it stays",
    "rest_filings.reference_sealed": "the receipt itself: it stays",
}


@dataclass(frozen=True, slots=True)
class Beside:
    """Rows of one kind.

    Args:
        columns: what of them is sealed and goes; none where a row goes that says something itself.
        written: the moments at which a person wrote.
    """

    columns: tuple[str, ...]
    written: tuple[InstrumentedAttribute[Any], ...]
    whose: Callable[[Child], ColumnElement[bool]]


def _reviews(child: Child) -> Any:
    return select(Review.id).where(Review.child_id == child.id)


def _asked(child: Child) -> Any:
    return select(Invitation.id).where(Invitation.child_id == child.id)


def _concerns(child: Child) -> Any:
    return select(Concern.id).where(
        or_(Concern.child_id == child.id, Concern.key_id == child.key_id)
    )


def _points(child: Child) -> Any:
    return select(Point.id).where(Point.review_id.in_(_reviews(child)))


def _asked_afterwards(child: Child) -> Any:
    """How a review was for somebody is in no summary."""
    return (
        select(Invitation.id)
        .join(Round, Invitation.round_id == Round.id)
        .where(Invitation.child_id == child.id, Round.occasion == Occasion.AFTER)
    )


BESIDE: Final = (
    Beside(
        (), (Answer.given_at,), lambda child: Answer.invitation_id.in_(_asked_afterwards(child))
    ),
    Beside(
        (), (Remark.received_at,), lambda child: Remark.invitation_id.in_(_asked_afterwards(child))
    ),
    Beside(
        ("asks.words_sealed", "asks.answer_sealed"),
        (Ask.asked_at, Ask.taken_at, Ask.done_at),
        lambda child: Ask.child_id == child.id,
    ),
    Beside(
        (
            "concerns.where_now_sealed",
            "concerns.authority_there_sealed",
            "concerns.to_reach_sealed",
        ),
        (Concern.raised_at,),  # what is put in later leaves a step, and closing it does
        lambda child: Concern.id.in_(_concerns(child)),
    ),
    Beside(
        ("concern_steps.note_sealed",),
        (ConcernStep.at,),
        lambda child: ConcernStep.concern_id.in_(_concerns(child)),
    ),
    Beside(
        (
            *("decisions.outcome_sealed", "decisions.how_sealed"),
            *("decisions.who_sealed", "decisions.sign_sealed"),
        ),
        (Decision.written_at,),
        lambda child: Decision.review_id.in_(_reviews(child)),
    ),
    Beside(
        ("letters.words_sealed",),
        (Letter.written_at,),
        lambda child: Letter.review_id.in_(_reviews(child)),
    ),
    Beside((), (Point.made_at,), lambda child: Point.id.in_(_points(child))),
    Beside(
        (
            *("outcomes.who_sealed", "outcomes.because_sealed"),
            *("outcomes.told_sealed", "outcomes.told_by_sealed"),
        ),
        (Outcome.written_at, Outcome.told_noted_at),
        lambda child: Outcome.point_id.in_(_points(child)),
    ),
    Beside(
        (),
        (Reply.at,),
        lambda child: Reply.outcome_id.in_(
            select(Outcome.id).where(Outcome.point_id.in_(_points(child)))
        ),
    ),
    Beside(
        ("papers_given.given_to_sealed",),
        (PaperGiven.at,),
        lambda child: PaperGiven.review_id.in_(_reviews(child)),
    ),
    Beside(
        ("participations.reason_sealed",),
        (Participation.confirmed_at,),
        lambda child: Participation.review_id.in_(_reviews(child)),
    ),
    Beside(
        ("corrections.words_sealed",),
        (Correction.at,),
        lambda child: Correction.child_id == child.id,
    ),
    Beside(
        ("subject_exports.why_sealed", "subject_exports.told_sealed"),
        (SubjectExport.started_at, SubjectExport.let_go_at),
        lambda child: SubjectExport.child_id == child.id,
    ),
    Beside(
        ("export_decisions.why_sealed",),
        (ExportDecision.at,),
        lambda child: ExportDecision.export_id.in_(
            select(SubjectExport.id).where(SubjectExport.child_id == child.id)
        ),
    ),
    Beside(
        ("tasks.note_sealed",),
        (Task.made_at,),
        lambda child: (
            Task.note_sealed.is_not(None)
            & or_(Task.child_id == child.id, Task.invitation_id.in_(_asked(child)))
        ),
    ),
    Beside(
        ("placements.note_sealed",),
        (Placement.at,),
        lambda child: (
            Placement.note_sealed.is_not(None)
            & or_(
                Placement.invitation_id.in_(_asked(child)),
                Placement.message_id.in_(
                    select(Message.id).where(Message.invitation_id.in_(_asked(child)))
                ),
            )
        ),
    ),
    Beside(
        ("legal_holds.why_sealed",),
        (LegalHold.since,),
        lambda child: LegalHold.child_id == child.id,
    ),
    Beside(
        ("broken_glass.words_sealed",),
        (BrokenGlass.at,),
        lambda child: BrokenGlass.child == child.public_id,
    ),
    Beside(
        ("glass_verdicts.words_sealed",),
        (GlassVerdict.at,),
        lambda child: GlassVerdict.glass_id.in_(
            select(BrokenGlass.id).where(BrokenGlass.child == child.public_id)
        ),
    ),
)
TALKS: Final = ("private_talks.note_sealed",)  # they have a day and no moment


def last_of_the_rest(session: Session, child: Child) -> datetime | None:
    """When the last was written of what no summary holds; None where there is none of it."""
    found = [moment for one in BESIDE for moment in moments(session, one, child)]
    talked = last_talk(session, child)
    return max([*found, *([talked] if talked else [])], default=None)


def moments(session: Session, one: Beside, child: Child) -> list[datetime]:
    """When the last of each kind of moment was."""
    row = session.execute(
        select(*(func.max(column) for column in one.written)).where(one.whose(child))
    ).one()
    return [moment for moment in row if moment is not None]


def last_talk(session: Session, child: Child) -> datetime | None:
    """The end of the day of the last talk alone; where nobody noted the day, of the review's, and
    not before its round was opened."""
    rows = session.execute(
        select(PrivateTalk.on, Review.held_on, Round.opened_at)
        .join(Review, Review.id == PrivateTalk.review_id)
        .outerjoin(Round, and_(Round.review_id == Review.id, is_before()))
        .where(Review.child_id == child.id)
    )
    ends = []
    for on, held_on, opened_at in rows:
        day = on or held_on
        if day is not None:
            ends.append(datetime.combine(day + timedelta(days=1), time(), LONDON))
        if opened_at is not None:
            ends.append(opened_at)
    return max(ends, default=None)
