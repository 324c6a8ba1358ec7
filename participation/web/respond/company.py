"""Who is with the person while they answer, and what that means for what is asked (R24)."""

from __future__ import annotations

from datetime import datetime

from participation.care.consultations.models import Invitation, InvitationState
from participation.questionnaire.definition import Company
from participation.web.locale import gettext as _

ALONE = "alone"
HELPED = "helped"
LATER = "later"
NOT_SAID = "other"

# Whoever is not plainly from outside the household counts as one of it: the question that a
# carer must not see is then left to the officer.
_COMPANY = {
    "carer": Company.CARER,
    "family": Company.CARER,
    "social_worker": Company.OUTSIDE,
    "teacher": Company.OUTSIDE,
    "advocate": Company.OUTSIDE,
    "reviewing_officer": Company.OUTSIDE,
    NOT_SAID: Company.CARER,
}

_BEFORE_OPENING = frozenset(
    {InvitationState.TO_SEND, InvitationState.SENT, InvitationState.NOT_POSSIBLE}
)


_FEW = frozenset({"carer", "family", "teacher", "social_worker", NOT_SAID})


def helpers(*, few: bool = False) -> list[tuple[str, str]]:
    """Who may be helping, as (value, label); `few`: not more than the youngest can choose from."""
    everybody = [
        ("carer", _("Someone I live with")),
        ("family", _("Someone from my family")),
        ("social_worker", _("My social worker")),
        ("teacher", _("Someone from school")),
        ("advocate", _("My advocate")),
        ("reviewing_officer", _("My reviewing officer")),
        (NOT_SAID, _("Someone else")),
    ]
    return [one for one in everybody if not few or one[0] in _FEW]


def alone(invitation: Invitation, now: datetime) -> None:
    """The person says that nobody is with them."""
    invitation.company, invitation.helped_by = Company.ALONE.value, None
    _opened(invitation, now)


def helped(invitation: Invitation, helper: str, now: datetime) -> None:
    """Somebody helps. A helper who was not named, or not one of ours, is somebody unknown."""
    known = helper if helper in _COMPANY else NOT_SAID
    invitation.company, invitation.helped_by = _COMPANY[known].value, known
    _opened(invitation, now)


def _opened(invitation: Invitation, now: datetime) -> None:
    """A person is there. A robot that only follows links never gets this far (T9)."""
    if invitation.opened_at is None:
        invitation.opened_at = now
    if invitation.state in _BEFORE_OPENING:
        invitation.state = InvitationState.OPENED
