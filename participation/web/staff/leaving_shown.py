"""What stands in the way of an officer's leaving, in words."""

from __future__ import annotations

from participation.care.people.models import StaffMember
from participation.journeys import leaving
from participation.web.locale import gettext as _
from participation.web.locale import ngettext
from participation.web.staff import wording
from participation.web.staff.door import Visitor
from participation.web.staff.wording import N_

NOT_LEFT = {
    leaving.NotNoted.NO_DAY: N_("Write their last day: today, or a day to come."),
    leaving.NotNoted.BLOCKED: N_("They cannot leave yet. What stands in the way is written here."),
}


def blocks(visitor: Visitor, officer: StaffMember) -> list[str]:
    """A line each."""
    found = leaving.blocks(visitor.session, visitor.staff, officer, visitor.house, visitor.now)
    lines = []
    if found.children:
        lines.append(
            ngettext(
                "%(num)s child is theirs: give it to another officer first",
                "%(num)s children are theirs: give them to another officer first",
                found.children,
            )
        )
    if found.open_rounds:
        lines.append(
            ngettext(
                "in %(num)s open round people are being asked for them",
                "in %(num)s open rounds people are being asked for them",
                found.open_rounds,
            )
        )
    if found.unseen:
        lines.append(_("children whom you do not see are theirs: ask another manager"))
    lines += [
        _("they cover for somebody until %(day)s: choose somebody else", day=wording.full_day(last))
        for last in found.covers_until
    ]
    if found.on_the_route:
        lines.append(_("they are told of concerns: the route has to name somebody else"))
    return lines
