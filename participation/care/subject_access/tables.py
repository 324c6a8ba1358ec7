"""Which tables a copy reads, and why it leaves the others out. Pure.

One line for each table of the database. A test looks which of them a copy really asks, so that a
new table cannot be forgotten: whoever makes one says here what becomes of it in a copy.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Left(StrEnum):
    """Why nothing of a table is in a copy."""

    MADE_OF_THEM = "made of words that are in the copy"
    BY_HAND = "answered by hand: see decision 50"
    HOW_WE_WORK = "days and marks of our own work, and nothing that anybody said of them"
    A_WAY_IN = "a way in, kept as a hash that nobody can read"
    THE_COPY = "this very copy"
    NOT_ABOUT_THEM = "about no child and no adult around one"


IN_A_COPY: Final = frozenset(
    {
        *("children", "relationships", "adults", "contact_points", "assignments"),
        *("officers_told", "asking_decisions", "interpreters_not_wanted", "interpreters"),
        *("reviews", "rounds", "invitations", "tasks", "interpreter_bookings", "meetings"),
        *(
            "answers",
            "remarks",
            "observations",
            "messages",
            "conversation_invitations",
            "conversations",
        ),
        *("asks", "points", "outcomes", "replies", "decisions", "letters"),
        *("private_talks", "papers_given", "participations", "translations", "corrections"),
        *("concerns", "concern_steps", "concern_exclusions", "hearings"),
        *("audit_events", "broken_glass", "subject_exports", "staff_members"),
    }
)
"""What a copy reads; what of it stands there, and what is held back, is weighed line by line."""

LEFT_OUT: Final[Mapping[str, Left]] = {
    **dict.fromkeys(("summaries", "machine_wordings"), Left.MADE_OF_THEM),
    **dict.fromkeys(
        ("never_list", "legal_holds", "placements", "glass_verdicts", "concern_alerts"),
        Left.BY_HAND,
    ),
    **dict.fromkeys(
        (
            *("asking_checks", "sharing_choices", "summary_readings", "summary_filings"),
            *("rest_filings", "papers_done", "translation_tasks", "translation_texts"),
            *("translators_kept_off", "outbox_items", "batches"),
        ),
        Left.HOW_WE_WORK,
    ),
    **dict.fromkeys(
        (
            *("child_keys", "person_keys", "keyed_sittings", "readings", "personal_cards"),
            *("card_sittings", "respondent_sittings", "restricted_links", "attempts"),
            "suppressed_numbers",
        ),
        Left.A_WAY_IN,
    ),
    "export_decisions": Left.THE_COPY,
    **dict.fromkeys(
        (
            *("local_accounts", "staff_standings", "newcomers", "sign_ins", "spent_trips"),
            *("api_tokens", "calendar_feeds", "route_drills", "holds", "settings", "helplines"),
            *("bank_holiday_overrides", "school_terms", "imports", "imported_files"),
            *("column_names", "settled_questions", "translators", "glossary_terms"),
            *("checked_texts", "checking_tasks", "checking_files", "provider_looks"),
            *("key_rotations", "stored_forms"),
        ),
        Left.NOT_ABOUT_THEM,
    ),
}
