"""How far one person is, and why no further, as every page of staff says it.

Whoever was heard has no reason beside, whatever stood in the way before; and whom a decision leaves
out is not asked, where anybody else whom no text reaches is "not reached".
"""

from __future__ import annotations

from participation.care.consultations.models import Invitation, InvitationState
from participation.care.consultations.rules import NotHeard
from participation.web.staff import wording

NOT_ASKED = "not_asked"


def how_far(one: Invitation) -> str:
    """The state that is shown for them: an InvitationState, or "not_asked"."""
    return NOT_ASKED if is_left_out(one.state, one.not_heard_reason) else str(one.state)


def is_left_out(state: str, reason: str | None) -> bool:
    """By a decision. Whoever said something all the same was heard, and a no stays one."""
    return state == InvitationState.NOT_POSSIBLE and reason == NotHeard.RECORDED_DECISION


def why_not(one: Invitation) -> str | None:
    """The reason, in words; none of somebody who was heard."""
    reason = None if one.state is InvitationState.FINISHED else one.not_heard_reason
    return wording.worded(wording.REASONS, reason) if reason else None
