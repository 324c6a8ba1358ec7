"""A person sends what they said: drafts wait to be read, the consultation is over, a summary is
promised. Who sees which answer they can still choose afterwards. The same for form, chat and text.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy.orm import Session

from participation.care.consultations import after_a_no, said_so_far, tasks
from participation.care.consultations import service as consultations
from participation.care.consultations.models import Answer, Invitation, InvitationState, TaskKind
from participation.care.safeguarding import service as safeguarding
from participation.journeys.answering import context_of, promise_summary, read_due
from participation.journeys.services import Services
from participation.kernel.clock import london_day
from participation.kernel.working_days import BankHolidays, add_working_days
from participation.questionnaire import engine
from participation.questionnaire.definition import Form, Sharing

_ASK_ALONE_WITHIN = 5  # working days


def send(
    session: Session, form: Form, invitation: Invitation, *, house: Services, now: datetime
) -> None:
    """Sent already: nothing happens. Drafts are to be read from now on, by the council's hours."""
    if invitation.state is InvitationState.FINISHED:
        return
    after_a_no.open_again(invitation, london_day(now))
    newest = said_so_far.newest_answers(session, invitation)
    consultations.finish(invitation, now)
    tasks.asking_is_over(session, [invitation])
    due = read_due(session, house, now, from_child=invitation.respondent == "child")
    said = [
        *said_so_far.newest_ids(newest.values()),
        *said_so_far.remark_ids(session, invitation),
    ]
    safeguarding.send_drafts(session, said, due)
    ask_alone(session, form, invitation, newest, house=house, now=now)
    # With the moment: one that was sent without a word may be begun anew and sent again.
    why = f"finished:{invitation.public_id.hex}:{now:%Y%m%dT%H%M%S.%f}"
    promise_summary(session, invitation, why, now)


def ask_alone(
    session: Session,
    form: Form,
    invitation: Invitation,
    newest: Mapping[str, Answer],
    *,
    house: Services,
    now: datetime,
) -> None:
    """R24: where the question about worries was not put because of who was there, the officer asks
    it alone."""
    withheld = engine.withheld(form, said_so_far.given(newest), context_of(invitation))
    if any(question.worry for question in withheld):
        _ask_alone(session, invitation, house.council(session).closed_days.bank_holidays, now)


def choose_sharing(
    session: Session, invitation: Invitation, choices: Mapping[str, Sharing], *, now: datetime
) -> None:
    """The person says who sees which answer; what was heard of the words stays with them, and
    a summary that holds what they sent is put together anew."""
    moved = consultations.share_as(session, invitation, choices, now=now)
    safeguarding.follow(session, moved)
    if moved and invitation.state is InvitationState.FINISHED:
        why = f"sharing:{invitation.public_id.hex}:{now:%Y%m%dT%H%M%S.%f}"
        promise_summary(session, invitation, why, now)


def _ask_alone(
    session: Session, invitation: Invitation, holidays: BankHolidays, now: datetime
) -> None:
    day: date = add_working_days(london_day(now), _ASK_ALONE_WITHIN, holidays)
    tasks.make_task(
        session,
        TaskKind.ASK_ABOUT_WORRIES_ALONE,
        about=invitation.public_id.hex,
        key=invitation.child.key,
        owner_role="iro",
        due_on=min(day, invitation.round.closes_on),
        child_id=invitation.child_id,
        invitation_id=invitation.id,
        now=now,
    )
