"""Children as one list names them: told apart where two are called alike, and each with the page
about them for whoever may open it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from participation.care.people.models import Child
from participation.guard.access import Action, may
from participation.journeys import finding_children as finding
from participation.kernel.dates import age_on
from participation.web.staff.door import Visitor


@dataclass(frozen=True, slots=True, repr=False)
class Named:
    """The children of one list, by key: what stands there, and where it leads."""

    names: Mapping[int, str]
    urls: Mapping[int, str]

    def shown(self, child: Child | None) -> dict[str, Any]:
        """What a row holds of its child; a row about nobody names nobody."""
        if child is None:
            return {"child": None, "child_url": None}
        return {"child": self.names[child.id], "child_url": self.urls.get(child.id)}


def named(visitor: Visitor, children: Iterable[Child | None]) -> Named:
    """For the rows of one list, however many are about one child.

    Args:
        children: those whom this member of staff may see; None for a row about nobody.
    """
    each = {child.id: child for child in children if child is not None}
    opened: Iterable[int] = ()
    if may(visitor.staff.roles, Action.FIND_CHILDREN):
        opened = finding.may_be_opened(visitor.session, visitor.staff, each, visitor.now)
    return Named(
        told_apart(each.values(), visitor.today),
        {key: f"/staff/find/{each[key].public_id}" for key in opened},
    )


def told_apart(children: Iterable[Child], today: date) -> Mapping[int, str]:
    """What each is called, by key: with the age where another here is called the same, and with the
    number where the age does not tell them apart either."""
    each = {child.id: child for child in children}
    called = {key: child.called for key, child in each.items()}
    aged = {
        key: f"{called[key]}, {age_on(child.born_on, max(child.born_on, today))}"
        for key, child in each.items()
    }
    alike = Counter(name.casefold() for name in called.values())
    still_alike = Counter(name.casefold() for name in aged.values())
    return {
        key: called[key]
        if alike[called[key].casefold()] == 1
        else aged[key]
        if still_alike[aged[key].casefold()] == 1
        else f"{called[key]}, {child.external_id}"
        for key, child in each.items()
    }
