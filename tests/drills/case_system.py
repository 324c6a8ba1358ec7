"""What a case system says in the drill of moves, and what is so by it, in plain values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass
class Planned:
    """One child's review to come, as the case system has it."""

    review: str
    child: str
    day: date
    cancelled: bool = False


@dataclass
class Truth:
    """What is so, by the operations that were done."""

    officer: dict[str, str] = field(default_factory=dict)
    cover: dict[str, tuple[str, date]] = field(default_factory=dict)  # who, and until when
    away: dict[str, date] = field(default_factory=dict)  # an officer who left, and the last day
    reviews: dict[str, Planned] = field(default_factory=dict)

    def planned(self, review: str) -> Planned | None:
        return next((one for one in self.reviews.values() if one.review == review), None)

    def on_duty(self, child: str, today: date) -> str | None:
        cover = self.cover.get(child)
        may = [cover[0]] if cover is not None and cover[1] >= today else []
        here = [who for who in (*may, self.officer[child]) if self.away.get(who, today) >= today]
        return here[0] if here else None


def staff_row(identity: str) -> dict[str, str]:
    return {
        "staff_id": identity,
        "full_name": f"Sam Green {identity}",
        "email": f"{identity.lower()}@council.example",
        "roles": "iro",
    }


def contact_row(number: int, child: str, mobile: str) -> dict[str, str]:
    return {
        "contact_id": f"C{number}",
        "person_ref": f"A{number}",
        "pers_person_id": child,
        "relationship": "mother",
        "full_name": "Dana Carter",
        "parental_responsibility": "yes",
        "mobile": mobile,
        "may_be_asked": "yes",
        "safe_to_text": "yes",
        "confirmed_on": "2026-11-01",
    }


def review_row(one: Planned) -> dict[str, str]:
    return {
        "clar_cla_review_id": one.review,
        "pers_person_id": one.child,
        "clar_cla_review_due_date": one.day.isoformat(),
        "clar_cla_review_date": one.day.isoformat(),
        "review_type": "subsequent",
        "clar_cla_review_cancelled": "yes" if one.cancelled else "no",
    }
