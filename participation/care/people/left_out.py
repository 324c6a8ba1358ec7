"""Who is left out before a review: whoever is not around the child any more, or by a decision of
the case system, or by one made here."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from participation.care.people.models import Relationship
from participation.care.people.rules import AskingFacts, NotAsked, may_be_asked


def is_left_out(related: Relationship, today: date, before: Collection[str] = ()) -> bool:
    """Whether they have gone, or a decision stands that they are not asked, wherever it was made.

    One made here before an earlier review has run out for asking, as has one of the case system
    that spoke of a death, and a person decides again; until they have, nobody is brought near a
    child by a page that took no decision for a yes.

    Args:
        before: the review it is about, or all that are to come, by public id in hex. Where people
            decided here to ask them before one of these, words of a death that ran out are settled.
    """
    if related.ended_on is not None or related.asked_here is False:
        return True
    facts = AskingFacts(
        may_be_asked=related.may_be_asked,
        reason=related.not_asked_reason,
        until=related.not_asked_until,
    )
    allowed = may_be_asked(facts, today)
    if isinstance(allowed, NotAsked):
        return True
    settled = related.asked_here is True and related.asked_here_for in before
    return allowed.decided_again_first and not settled
