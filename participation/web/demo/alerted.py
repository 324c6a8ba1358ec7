"""What staff were told at once in the demonstration: mails, texts and calls that went nowhere."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.people.models import StaffMember
from participation.care.safeguarding.models import AlertState, Concern, ConcernAlert
from participation.care.safeguarding.route import Via
from participation.care.safeguarding.rules import Level
from participation.journeys.reaching_staff import said
from participation.journeys.services import Services
from participation.kernel.clock import LONDON
from participation.web.demo.devices import Mail, Mailbox, in_pieces

MOST_SHOWN = 200
_HOW = {Via.TEXT: "A text", Via.VOICE: "The telephone rings"}


def add_to(boxes: list[Mailbox], session: Session, house: Services) -> list[Mailbox]:
    """The mailboxes with what each of them was told at once, before their other mail."""
    found = {box.address: box for box in boxes}
    rows = session.execute(
        select(ConcernAlert, StaffMember, Concern.level)
        .join(StaffMember, ConcernAlert.staff_id == StaffMember.id)
        .join(Concern, ConcernAlert.concern_id == Concern.id)
        .where(ConcernAlert.state == AlertState.SENT)
        .order_by(ConcernAlert.id.desc())
        .limit(MOST_SHOWN)
    ).all()
    for alert, staff, level in reversed(rows):
        address = staff.email or ""
        box = found.setdefault(address, Mailbox(address, staff.full_name or ""))
        subject, words = said(alert.via, house, urgent=level is Level.RED)
        when = f"{(alert.settled_at or alert.made_at).astimezone(LONDON):%a %H:%M}"
        pieces = in_pieces(words, house.settings.public_url)
        box.mails.insert(0, Mail(_HOW.get(alert.via, subject), pieces, when))
    return list(found.values())
