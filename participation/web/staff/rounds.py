"""For managers: how far everybody is in the rounds that are open, and how reviews were for people.

Numbers alone: no name, no words, nothing of one child.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import Blueprint
from werkzeug.wrappers import Response

from participation.care.consultations import silence
from participation.care.outcomes import feedback
from participation.care.outcomes.feedback import FEWEST, SMALL, Group, Groups, Quarter
from participation.care.people import queries as people
from participation.care.summaries.caseload import round_counts
from participation.care.summaries.in_words import for_staff
from participation.guard.access import Action, may
from participation.questionnaire.definition import Form, Kind, Question
from participation.web.locale import gettext as _
from participation.web.staff import wording
from participation.web.staff.charts import bars
from participation.web.staff.door import Visitor, staff_page
from participation.web.staff.frame import page
from participation.web.staff.wording import N_

bp = Blueprint("staff_rounds", __name__, url_prefix="/staff/rounds")
QUARTERS = 4  # with the one that runs, of which nothing is told; in a year nobody is forgotten
WHO: Mapping[str, str] = {
    "after_child_8_11": N_("Children of 8 to 11"),
    "after_child_12_17": N_("Young people of 12 to 17"),
    "after_parent": N_("Parents"),
    "after_carer": N_("Carers"),
}
_COUNTED: Mapping[str, str] = {
    "asked": N_("Invited"),
    "reached": N_("Reached by us, or came by themselves"),
    "started": N_("Have begun"),
    "sent": N_("Have sent it"),
    "said_no": N_("Said no"),
    "not_reached_by_us": N_("Asked by a person, not by us"),
}
_QUARTERS = (
    N_("January to March"),
    N_("April to June"),
    N_("July to September"),
    N_("October to December"),
)


@bp.get("")
@staff_page(Action.SEE_ROUNDS)
def show(visitor: Visitor) -> Response:
    """How far everybody is."""
    never = people.children_barred_to(visitor.staff.id)
    counts = round_counts(visitor.session, never)
    rows = [(_(words), counts[name]) for name, words in _COUNTED.items()]
    since = _april(visitor.today)
    return page(
        "rounds",
        visitor,
        rounds=counts["rounds"],
        read=counts["reviews_read"],
        rows=rows,
        chart=bars(rows, "") if counts["asked"] else None,
        since=wording.full_day(since),
        reasons=_reasons(visitor, since),
        feedback_url="/staff/rounds/afterwards"
        if may(visitor.staff.roles, Action.SEE_FEEDBACK)
        else None,
    )


def _reasons(visitor: Visitor, since: date) -> list[tuple[str, list[int]]]:
    """Of rounds that have closed since then: heard first, then why not, the most frequent first."""
    never = people.children_barred_to(visitor.staff.id)
    found = silence.reasons_since(visitor.session, since, never)
    order = sorted(found, key=lambda one: (one != silence.HEARD, -found[one].total(), one))
    who = (*silence.PARENTS_APART, silence.OTHERS)
    return [
        (
            _("Heard") if one == silence.HEARD
            else wording.worded(wording.REASONS, one).capitalize(),
            [found[one][each] for each in who],
        )
        for one in order
    ]  # fmt: skip


def _april(today: date) -> date:
    """The first day of the year of the national return."""
    begins = date(today.year, 4, 1)
    return begins if begins <= today else date(today.year - 1, 4, 1)


@bp.get("/afterwards")
@staff_page(Action.SEE_FEEDBACK)
def afterwards(visitor: Visitor) -> Response:
    """How reviews were for people, by who was asked, quarter and answer."""
    quarters = feedback.quarters_until(visitor.today, QUARTERS)
    never = people.children_barred_to(visitor.staff.id)
    since = quarters[-1].first_day
    found = feedback.grouped(visitor.session, since, never, today=visitor.today)
    forms = visitor.house.library.forms
    asked = [_who(key, forms[key], found, quarters) for key in WHO if key in forms]
    return page(
        "afterwards",
        visitor,
        people=[one for one in asked if one["asked"]],
        fewest=FEWEST,
        small=SMALL,
    )


def _who(key: str, form: Form, found: Groups, quarters: Sequence[Quarter]) -> dict[str, Any]:
    """Everybody who was asked with one questionnaire."""
    groups = [(one, found[key, one]) for one in quarters if (key, one) in found]
    asked = [question for question in form.questions if question.kind is Kind.ONE_OF]
    return {
        "id": key.replace("_", "-"),
        "who": _(WHO[key]),
        "asked": [_asked(quarter_name(one), group) for one, group in groups],
        "questions": [_question(question, form, groups) for question in asked],
    }


def _asked(quarter: str, group: Group) -> str:
    """How many; where they are few, only that they are: everybody asked may have known of it."""
    if group.asked < FEWEST:
        return _("%(quarter)s: fewer than %(fewest)s asked.", quarter=quarter, fewest=FEWEST)
    if group.answered < FEWEST:
        return _(
            "%(quarter)s: %(asked)s asked, fewer than %(fewest)s answered.",
            quarter=quarter,
            asked=group.asked,
            fewest=FEWEST,
        )
    return _(
        "%(quarter)s: %(asked)s asked, %(answered)s answered.",
        quarter=quarter,
        asked=group.asked,
        answered=group.answered,
    )


def _question(
    question: Question, form: Form, groups: Sequence[tuple[Quarter, Group]]
) -> dict[str, Any]:
    """A table of the quarters, and a chart of the newest of which anything is told."""
    told = [
        (one, feedback.told({choice.value: group.counts[question.key][choice.value]
                             for choice in question.choices}))
        for one, group in groups
    ]  # fmt: skip
    text = for_staff(question.text, form)
    labels = [for_staff(choice.label, form) for choice in question.choices]
    newest = next(((one, numbers) for one, numbers in told if numbers is not None), None)
    few = not_shown()
    rows = [] if newest is None else list(zip(labels, newest[1].values(), strict=True))
    return {
        "id": f"{form.key}-{question.key}".replace("_", "-"),
        "text": text,
        "quarters": [quarter_name(one) for one, _numbers in told],
        "rows": [
            (label, [_cell(numbers, choice.value, few) for _one, numbers in told])
            for label, choice in zip(labels, question.choices, strict=True)
        ],
        "chart": bars(rows, few, quarter_name(newest[0])) if newest else None,
        "title": f"{text} {quarter_name(newest[0])}" if newest else "",
    }


def _cell(numbers: Mapping[str, int | None] | None, value: str, few: str) -> str:
    if numbers is None:
        return "–"
    number = numbers[value]
    return few if number is None else str(number)


def not_shown() -> str:
    """Of a number that is not told: it is small, or would tell a small one."""
    return _("not shown")


def quarter_name(one: Quarter) -> str:
    return f"{_(_QUARTERS[one.number - 1])} {one.year}"
