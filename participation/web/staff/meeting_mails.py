"""Mails to those who come to a meeting, in words: whom one can write to, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from participation.care.reviews.meeting import CHILD, MailSays
from participation.journeys.coming_to_meetings import Person
from participation.journeys.reaching_guests import ByMail, OnPaper, Sending
from participation.outbox.models import OutboxState
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.wording import N_

SAYS: Mapping[str, str] = {
    MailSays.INVITED: N_("Invited"),
    MailSays.CHANGED: N_("Told of a change"),
    MailSays.OFF: N_("Told that they do not have to come"),
}
BECAME: Mapping[str, str] = {
    OutboxState.QUEUED: N_("it waits to be sent"),
    OutboxState.LEASED: N_("it is being sent"),
    OutboxState.DONE: N_("the mail server has it"),
    OutboxState.UNKNOWN: N_("nobody knows whether it arrived: ring them"),
    OutboxState.FAILED: N_("refused, it did not arrive: ring them, or print it"),
    OutboxState.CANCELLED: N_("taken back before it went"),
}
WHY_PAPER: Mapping[str, str] = {
    OnPaper.NOT_FOR_WORK: N_("on paper: mail is for those who come for their work"),
    OnPaper.NO_ADDRESS: N_("on paper: no mail address is known"),
    OnPaper.LEFT_OUT: N_("on paper: a decision leaves them out"),
}


def mails_shown(
    ways: Mapping[str, ByMail], people: Sequence[Person], today: date
) -> list[dict[str, Any]]:
    """Everybody who comes or was written to, but the child: how, and each mail with what became of
    it. Of an address only what stands behind the @, to see that it is one for work."""
    return [
        {
            "id": one.who,
            "who": named(one, ""),
            "at": way.address.rpartition("@")[2] if way.address and not way.on_paper else None,
            "paper": wording.worded(WHY_PAPER, way.on_paper) if way.on_paper else None,
            "told": way.is_told,
            "comes": one.guest is not None,
            "mails": [_mail(each) for each in way.sendings],
            "opened": wording.full_day(way.opened_on) if way.opened_on else None,
        }
        for one in people
        if one.who != CHILD and (way := ways.get(one.who)) is not None
    ]


def named(one: Person, child: str) -> str:
    """Who they are to the child, and their name."""
    if one.staff is not None:
        return f"{_('Social worker')}, {called(one)}"
    if one.guest is not None and one.guest.name:
        return wording.who(one.guest.part or "other", called(one), "")
    return wording.who(one.related.kind, called(one), "") if one.related is not None else child


def called(person: Person) -> str:
    if person.staff is not None:
        return person.staff.full_name or ""
    if person.guest is not None and person.guest.name:
        return person.guest.name
    return (person.related.adult.full_name or "") if person.related is not None else ""


def _mail(one: Sending) -> str:
    became = wording.worded(BECAME, one.state or OutboxState.CANCELLED)
    when = wording.moment(one.at) if one.at is not None else wording.full_day(one.mailed.on)
    return _(
        "%(what)s, %(when)s: %(became)s",
        what=wording.worded(SAYS, one.mailed.says),
        when=when,
        became=became,
    )
