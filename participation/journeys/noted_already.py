"""What the same member of staff notes of the same person again on the same day, word for word, is
there once.

A browser that goes back fetches the page anew and puts what was typed into its boxes again. So what
tells one note from the next is no number of a page: it is who notes it of whom, on which day, and
how it came about. The words are compared where they are kept; none stands in the mark.
"""

from __future__ import annotations

from datetime import datetime

from participation.care.consultations.models import Invitation
from participation.care.people.models import StaffMember
from participation.guard.wrapping import KeyRing
from participation.kernel.clock import london_day


def mark_of(
    staff: StaffMember, invitation: Invitation, *how: str, ring: KeyRing, now: datetime
) -> str:
    """The same for whatever was noted in the same way on the same day; kept unsealed.

    Args:
        how: a visit or a call and its result; a paper and the reference of its scan.
    """
    said = (staff.public_id.hex, invitation.public_id.hex, london_day(now).isoformat(), *how)
    return ring.lookup_hash("note", "\0".join(said))
