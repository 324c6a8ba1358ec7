"""What may switch a module on: what is so for a child, the kind of review, what is known."""

from __future__ import annotations

from participation.questionnaire.definition import Known

CIRCUMSTANCES = frozenset(
    (
        "unaccompanied",
        "age_disputed",
        "connected",
        "residential",
        "supported",
        "long_term_foster",
        "short_breaks",
        "out_of_area",
        "secure_or_custody",
        "in_proceedings",
        "cp_plan",
        "missing",
        "extra_care",
    )
)
REVIEW_TYPES = frozenset(
    (
        "first",
        "second",
        "subsequent",
        "early",
        "two_part",
        "short_breaks",
        "adoption_unplaced",
        "adoption_placed",
        "supervision_order",
    )
)


def of_review(review_type: str) -> str:
    """The trigger that stands for a kind of review."""
    return f"review:{review_type}"


def of_known(known: Known) -> str:
    """The trigger that stands for something known from before."""
    return f"known:{known}"


TRIGGERS = CIRCUMSTANCES | set(map(of_review, REVIEW_TYPES)) | set(map(of_known, Known))
"""Every trigger there is. The circumstances and kinds of review are those of the import."""
