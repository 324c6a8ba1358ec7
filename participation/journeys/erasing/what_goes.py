"""What goes and what stays when everything of one child goes. Pure.

One line for each table of the database; docs/retention.md has the same lines in words, and a test
holds the three together, so that a new table cannot be forgotten here. What stays says that there
was a review, that somebody was asked and whether they were heard, in codes and dates; it holds no
word, no name and no number, and nothing that finds the child in the case system.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final


class Fate(StrEnum):
    GOES = "goes"  # the row is deleted
    EMPTIED = "emptied"  # the row stays for what is counted; words, names and numbers go
    STAYS = "stays"  # it holds none
    ELSEWHERE = "elsewhere"  # about no child: it goes by a clock of its own, or with its person


class Reach(StrEnum):
    """Which rows are meant: a kind of key that leads from the child to them."""

    CHILD = "child"
    CHILD_ID = "child_public_id"
    REVIEW = "review"
    INVITATION = "invitation"
    INVITATION_ID = "invitation_public_id"
    CONCERN = "concern"
    POINT = "point"
    OUTCOME = "outcome"
    SUMMARY = "summary"
    GLASS = "glass"
    CONVERSATION = "conversation"  # one that is about no other child who is still here
    MESSAGE = "message"
    ADULT = "adult"  # one who is nobody's to any other child here
    PERSON_ID = "person_public_id"  # the child, and such an adult
    PERSON_KEY = "person_key"
    CARD_ID = "card_public_id"
    OWNER = "owner"  # of the data key


@dataclass(frozen=True, slots=True)
class Line:
    """By any of these columns a row is one of theirs.

    Args:
        empties: attributes and what they hold afterwards.
        kept: sealed attributes that stay readable, under the council's key.
    """

    fate: Fate
    by: Mapping[str, Reach] = field(default_factory=dict)
    empties: Mapping[str, Any] = field(default_factory=dict)
    kept: tuple[str, ...] = ()


def _goes(**by: Reach) -> Line:
    return Line(Fate.GOES, by)


_STAYS: Final = Line(Fate.STAYS)
_ELSEWHERE: Final = Line(Fate.ELSEWHERE)
MADE_FROM_ID: Final = object()  # a name of the case system's becomes one that only we know
FIRST_OF_MONTH: Final = object()  # a birthday becomes the first of its month

WHAT_GOES: Final[Mapping[str, Line]] = {
    "children": Line(
        Fate.EMPTIED,
        {"id": Reach.CHILD},
        {
            "external_id": MADE_FROM_ID,
            "born_on": FIRST_OF_MONTH,
            "first_name": "",
            "known_as": None,
            "dialect": None,
            "communication": None,
            "not_wanted": None,
            "said_here": None,
            "circumstances": [],
            "interpreter_gender": None,
            "form_override": None,
            "authority_to_place_on": None,
            "placed_for_adoption_on": None,
            "contact_stopped_why": None,
            "over_on": None,
            "over_seen_on": None,
        },
    ),
    "child_keys": Line(Fate.EMPTIED, {"owner": Reach.OWNER}),  # by guard.crypto.forget
    "relationships": _goes(child_id=Reach.CHILD),
    "adults": _goes(id=Reach.ADULT),
    "contact_points": _goes(child_id=Reach.CHILD, adult_id=Reach.ADULT),
    "assignments": _goes(child_id=Reach.CHILD),
    "never_list": _goes(child_id=Reach.CHILD),
    "asking_decisions": _goes(review_id=Reach.REVIEW),
    "asking_checks": _STAYS,
    "officers_told": _goes(child_id=Reach.CHILD),
    "legal_holds": Line(Fate.EMPTIED, {"child_id": Reach.CHILD}, {"why": ""}),
    "reviews": Line(Fate.EMPTIED, {"child_id": Reach.CHILD}, {"external_id": MADE_FROM_ID}),
    "rounds": _STAYS,
    "invitations": Line(
        Fate.EMPTIED,
        {"id": Reach.INVITATION},
        {
            "relationship_id": None,
            "link_hash": None,
            "code_hash": None,
            "handed_code_hash": None,
            "helped_by": None,
        },
    ),
    "answers": _goes(invitation_id=Reach.INVITATION),
    "remarks": _goes(invitation_id=Reach.INVITATION),
    "observations": _goes(invitation_id=Reach.INVITATION),
    "messages": _goes(id=Reach.MESSAGE),
    "placements": _goes(message_id=Reach.MESSAGE, invitation_id=Reach.INVITATION),
    "conversations": _goes(id=Reach.CONVERSATION),
    "conversation_invitations": _goes(
        invitation_id=Reach.INVITATION, conversation_id=Reach.CONVERSATION
    ),
    "tasks": _goes(child_id=Reach.CHILD, invitation_id=Reach.INVITATION),
    "meetings": _goes(review_id=Reach.REVIEW),
    "private_talks": Line(Fate.EMPTIED, {"review_id": Reach.REVIEW}, {"note": None}),
    "summaries": _goes(id=Reach.SUMMARY),
    "summary_readings": _goes(summary_id=Reach.SUMMARY),
    "sharing_choices": _goes(review_id=Reach.REVIEW),
    "summary_filings": Line(Fate.EMPTIED, {"review_id": Reach.REVIEW}, kept=("reference",)),
    "rest_filings": Line(Fate.EMPTIED, {"child_id": Reach.CHILD}, kept=("reference",)),
    "points": _goes(id=Reach.POINT),
    "outcomes": _goes(id=Reach.OUTCOME),
    "replies": _goes(outcome_id=Reach.OUTCOME),
    "decisions": _goes(review_id=Reach.REVIEW),
    "papers_given": _goes(review_id=Reach.REVIEW),
    "letters": _goes(review_id=Reach.REVIEW),
    "translation_tasks": _goes(child_id=Reach.CHILD),
    "translation_texts": _goes(),  # by their key
    "translations": _goes(child_id=Reach.CHILD),
    "corrections": _goes(child_id=Reach.CHILD),
    "subject_exports": _goes(child_id=Reach.CHILD),
    "export_decisions": _goes(),  # by their key
    "translators_kept_off": _goes(child_id=Reach.CHILD),
    "machine_wordings": _goes(child_id=Reach.CHILD),
    "interpreter_bookings": _goes(child_id=Reach.CHILD),
    "interpreters_not_wanted": _goes(child_id=Reach.CHILD, adult_id=Reach.ADULT),
    "restricted_links": _goes(child=Reach.CHILD_ID),
    "papers_done": _STAYS,
    "participations": Line(Fate.EMPTIED, {"review_id": Reach.REVIEW}, {"reason": None}),
    "asks": Line(Fate.EMPTIED, {"child_id": Reach.CHILD}, {"words": None, "answer": None}),
    "hearings": _STAYS,
    "concerns": Line(
        Fate.EMPTIED,
        {"id": Reach.CONCERN},
        {"where_now": None, "authority_there": None, "to_reach": None},
    ),
    "concern_steps": Line(Fate.EMPTIED, {"concern_id": Reach.CONCERN}, {"note": None}),
    "concern_alerts": _STAYS,
    "concern_exclusions": _STAYS,
    "broken_glass": Line(Fate.EMPTIED, {"id": Reach.GLASS}, {"words": ""}),
    "glass_verdicts": Line(Fate.EMPTIED, {"glass_id": Reach.GLASS}, {"words": ""}),
    "person_keys": _goes(id=Reach.PERSON_KEY),
    "keyed_sittings": _goes(key_id=Reach.PERSON_KEY),
    "readings": _goes(person=Reach.PERSON_ID),
    "personal_cards": _goes(child=Reach.CHILD_ID),
    "card_sittings": _goes(card=Reach.CARD_ID),
    "respondent_sittings": _goes(invitation=Reach.INVITATION_ID),
    "audit_events": _STAYS,
    "outbox_items": _STAYS,
    **dict.fromkeys(
        (
            *("staff_members", "local_accounts", "staff_standings", "newcomers", "sign_ins"),
            *("spent_trips", "api_tokens", "attempts", "batches", "route_drills", "holds"),
            *("settings", "helplines", "bank_holiday_overrides", "school_terms", "stored_forms"),
            *("imports", "imported_files", "column_names", "settled_questions"),
            *("translators", "glossary_terms", "interpreters", "calendar_feeds"),
            *("checked_texts", "checking_tasks", "checking_files"),
            *("provider_looks", "suppressed_numbers", "key_rotations"),
        ),
        _ELSEWHERE,
    ),
}
