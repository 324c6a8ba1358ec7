"""The timetable of a round before a review: who is invited, reminded and nudged when, by which day
the officer has a summary, when the round ends. Pure; decided here, and asked by everybody else.

Days are working days before the review. The usual ones are practice.md's where it has one (R10:
the child 30 working days before, with the menu of choice, and others when it is answered or after
five), else those of ux.md 3.7. A round ends with the day of its review, so that a child who
speaks that morning is heard like everybody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Timetable:
    """Working days before the review, but for the two nudges: hours after somebody stopped."""

    invite_child_before: int = 30
    invite_adults_before: int = 20
    remind_child_before: int = 5
    remind_adults_before: int = 5
    half_way_child_hours: int = 24
    half_way_adults_hours: int = 24
    summary_before: int = 3
    close_before: int = 0

    @property
    def opens_before(self) -> int:
        """With its first invitation, which is the child's (R10)."""
        return self.invite_child_before


# Least and most of each. A child is never invited later than R10 has it. With fewer than twenty
# working days to go everybody is asked at once (R10), so no day of adults is later than that.
RANGES: Mapping[str, tuple[int, int]] = {
    "invite_child_before": (30, 60),
    "invite_adults_before": (20, 60),
    "remind_child_before": (1, 20),
    "remind_adults_before": (1, 20),
    "half_way_child_hours": (24, 168),
    "half_way_adults_hours": (24, 168),
    "summary_before": (3, 10),  # two before, whoever has not read it is reminded
    "close_before": (0, 2),
}
SOONEST_REMINDER = max(RANGES[f"remind_{who}_before"][1] for who in ("child", "adults"))
OF_ONE_ROUND = tuple(key for key in RANGES if key != "invite_child_before")
"""What may be otherwise for a round that is open: the child was invited as it opened."""


def remedy(key: str) -> str:
    """What to write, where a value is none that this one can have."""
    least, most = RANGES[key]
    if key.endswith("_hours"):
        return f"Give hours, a whole number from {least} to {most}."
    return f"Give working days before the review, a whole number from {least} to {most}."


def with_choices(usual: Timetable, chosen: Mapping[str, object]) -> Timetable:
    """The usual one but for what was chosen; what cannot be read counts as no choice."""
    taken = {key: chosen[key] for key in RANGES if fits(key, chosen.get(key))}
    return Timetable(**{**asdict(usual), **taken})


def faults(usual: Timetable, chosen: Mapping[str, object]) -> Mapping[str, str]:
    """What makes no sense in these choices, by key, with what to do about it.

    First each by itself; then their order: invited, reminded, over.
    """
    wrong = {key: remedy(key) for key in chosen if not fits(key, chosen[key])}
    if wrong:
        return wrong
    made = with_choices(usual, chosen)
    for who in ("child", "adults"):
        invite, remind = f"invite_{who}_before", f"remind_{who}_before"
        days = asdict(made)
        if days[remind] >= days[invite]:
            key = remind if remind in chosen else invite
            wrong[key] = (
                f"A reminder comes after the invitation, which is {days[invite]} working days"
                " before the review: give fewer days for the reminder."
            )
        elif days[remind] <= made.close_before:
            key = remind if remind in chosen else "close_before"
            wrong[key] = (
                f"A reminder comes before the round ends, {made.close_before} working days before"
                " the review: give more days for the reminder."
            )
    if made.invite_adults_before > made.invite_child_before:
        key = "invite_adults_before"
        wrong[key if key in chosen else "invite_child_before"] = (
            f"Nobody is invited before the child, {made.invite_child_before} working days before"
            " the review (R10): give the same or fewer days for adults."
        )
    return wrong


def fits(key: str, value: object) -> bool:
    """Whether this can be the value of that key, taken by itself."""
    least, most = RANGES[key]
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
