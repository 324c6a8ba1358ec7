"""Who is left out before a review: whoever is not around the child any more, or by a decision of
the case system, or by one made here."""

from __future__ import annotations

from datetime import date

from participation.care.people.models import Relationship
from participation.care.people.rules import AskingFacts, NotAsked, may_be_asked


def is_left_out(related: Relationship, today: date) -> bool:
    """Whether they have gone, or a decision stands that they are not asked, wherever it was made.

    One made here before an earlier review has run out for asking, as has one of the case system
    that spoke of a death, and a person decides again; until they have, nobody is brought near a
    child by a page that took no decision for a yes.
    """
    if related.ended_on is not None or related.asked_here is False:
        return True
    facts = AskingFacts(
        may_be_asked=related.may_be_asked,
        reason=related.not_asked_reason,
        until=related.not_asked_until,
    )
    allowed = may_be_asked(facts, today)
    return isinstance(allowed, NotAsked) or allowed.decided_again_first
