"""Which form suits whom, in which way somebody is asked, and why somebody is not. Pure."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from participation.kernel.dates import age_on
from participation.kernel.working_days import subtract_working_days
from participation.questionnaire.triggers import of_review


class NotHeard(StrEnum):
    """Why somebody was not asked, or was not heard from. Shown in words on the officer's page."""

    NO_FORM_YET = "no_form_yet"  # this service does not ask this person yet; a person does
    RECORDED_DECISION = "recorded_decision"  # R7: basis, decider and end are on the relationship
    DECISION_RAN_OUT = "decision_ran_out"  # R7: decided before the last review, and not again
    NEVER_SPOKEN_WITH = "never_spoken_with"  # R11: a task for a person before it is a text
    NO_NUMBER = "no_number"
    NOT_SAFE_TO_TEXT = "not_safe_to_text"
    NOT_OWN_PHONE = "not_own_phone"  # safe to text, and others may see what a link opens
    NUMBER_TOO_OLD = "number_too_old"  # R9
    NUMBER_SUSPENDED = "number_suspended"
    STOPPED = "stopped"
    NOT_DELIVERED = "not_delivered"  # the provider could not bring the first text
    SHARED_NUMBER = "shared_number"  # held for different people: never guess
    CONTACT_STOPPED = "contact_stopped"  # R16
    MISSING = "missing"  # R16: nobody is written to while the child is missing
    LEFT_CARE = "left_care"  # R16
    OF_AGE = "of_age"  # R16
    ADOPTED = "adopted"  # R16
    DIED = "died"  # R16
    REVIEW_CANCELLED = "review_cancelled"  # there was no review to be heard at
    PLACEMENT_ORDER = "placement_order"  # whether to ask is for people to decide
    PHONE_TAKEN = "phone_taken"  # another person answers on this phone
    NOT_ASKED_IN_TIME = "not_asked_in_time"  # the round ended before the first text could go
    COULD_NOT_SEND = "could_not_send"  # our own fault, five times over
    PLACED_FOR_ADOPTION = "placed_for_adoption"  # R13: asked by a recorded decision only
    FAMILY_ABROAD = "family_abroad"  # R12: the child agrees first, and advice is taken
    ENOUGH_TEXTS = "enough_texts"  # three texts that we began are enough for one review
    NUMBER_CHANGED = "number_changed"  # a new number waits a day before its first use (T24)
    SEVERAL_CHILDREN = "several_children"  # of one carer: a link alone would not say about whom
    NOT_AROUND = "not_around"  # the case system dropped them, and a person said that it is so
    # Chosen by a person, who alone can know it: not_heard.BY_PEOPLE.
    ASKED_IN_PERSON = "asked_in_person"
    WANTS_NO_CONTACT = "wants_no_contact"
    UNWELL = "unwell"
    IN_PRISON = "in_prison"
    WHEREABOUTS_UNKNOWN = "whereabouts_unknown"
    ABROAD = "abroad"
    NO_INTERPRETER = "no_interpreter"
    THROUGH_SOLICITOR = "through_solicitor"
    TOLD_TOO_LATE = "told_too_late"
    NO_SAFE_WAY = "no_safe_way"
    NO_REPLY = "no_reply"
    OPENED_NOT_BEGUN = "opened_not_begun"
    BEGUN_NOT_SENT = "begun_not_sent"
    SAID_NO = "said_no"
    ANOTHER_TIME = "another_time"  # no more, after a no: they asked a person for another time


GIVEN_AT_THE_END = frozenset(
    {
        *(NotHeard.NO_REPLY, NotHeard.OPENED_NOT_BEGUN, NotHeard.BEGUN_NOT_SENT),
        *(NotHeard.NOT_ASKED_IN_TIME, NotHeard.REVIEW_CANCELLED, NotHeard.NO_SAFE_WAY),
    }
)
"""What is noted when a round closes, and is no longer true where it goes on."""

_AT_THE_END: Mapping[str, NotHeard] = {
    "sent": NotHeard.NO_REPLY,
    "opened": NotHeard.OPENED_NOT_BEGUN,
    "started": NotHeard.BEGUN_NOT_SENT,
    "declined": NotHeard.SAID_NO,
    "closed": NotHeard.NOT_ASKED_IN_TIME,
    "not_possible": NotHeard.NO_SAFE_WAY,
}


def why_not_heard_at_the_end(state: str, noted: str | None, *, cancelled: bool) -> str:
    """The reason of somebody whose words are not here when a round closes.

    What was noted before stays: it says more than that nothing came. Of a cancelled review nobody
    was silent.

    Args:
        state: an InvitationState other than to_send and finished.
    """
    if state == "declined":
        return NotHeard.SAID_NO
    return noted or (NotHeard.REVIEW_CANCELLED if cancelled else _AT_THE_END[state])


PARENTS = frozenset({"mother", "father", "parental_responsibility"})
CARERS = frozenset({"foster_carer", "connected_carer", "residential_carer", "prospective_adopter"})

FORMS_BY_AGE = (
    (16, "child_16_17"),
    (12, "child_12_15"),
    (8, "child_8_11"),
    (4, "child_4_7"),
    (0, "child_0_3"),
)
"""From which age, and which form. Under four somebody who knows the child tells what they see."""

EASY_READ = "child_easy_read"
NEEDS_FOR_EASY_READ = frozenset({"symbols", "easy_read", "makaton"})
YOUNGEST_FOR_EASY_READ = 4

WITH_A_CHOSEN_ADULT = frozenset({"child_0_3", "child_4_7"})
YOUNGEST_BY_THEMSELVES = 8

ESTIMATED_DAY = 15
"""The day of the month that the national return gives to a birthday nobody knows."""

# Who, the form by link, and the form by text where there is one.
FORMS_BY_ROLE: Mapping[str, tuple[str, str | None]] = {
    "mother": ("parent_web", "parent_text"),
    "father": ("parent_web", "parent_text"),
    "parental_responsibility": ("pr_holder_web", "pr_holder_text"),
    "foster_carer": ("foster_carer", None),
    "connected_carer": ("connected_carer", None),
    "residential_carer": ("residential_carer", None),
    "prospective_adopter": ("prospective_adopter", None),
    "school": ("school_view", None),
    "health": ("health_view", None),
    "social_worker": ("social_worker_invites", None),
    "childrens_guardian": ("childrens_guardian", None),
    "personal_adviser": ("personal_adviser", None),
    "advocate": ("advocate_view", None),
    "independent_visitor": ("independent_visitor", None),
}

# Who, after the review. Nobody else is asked how it was.
FEEDBACK_BY_ROLE: Mapping[str, str] = {
    "mother": "after_parent",
    "father": "after_parent",
    "parental_responsibility": "after_parent",
    "foster_carer": "after_carer",
    "connected_carer": "after_carer",
    "residential_carer": "after_carer",
    "prospective_adopter": "after_carer",
    "social_worker": "after_social_worker",
    "childrens_guardian": "after_guardian",
}
# A child, by the form that asks them before a review; with the others a person asks how it was.
FEEDBACK_BY_FORM: Mapping[str, str] = {
    "child_16_17": "after_child_12_17",
    "child_12_15": "after_child_12_17",
    "child_8_11": "after_child_8_11",
}

INVITED = frozenset(FORMS_BY_ROLE) - {"social_worker"}
"""Adults who are asked in every round with the form for them: parents by text, carers by a link,
everybody else by a person, who has a task. The social worker says who is asked on a page."""


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class ChildFacts:
    """What decides a child's form. `form_override` is a form that somebody chose, and is there."""

    born_on: date
    born_estimated: bool
    form_override: str | None
    communication: frozenset[str]


def form_for_child(child: ChildFacts, day: date) -> str:
    """The key of the form for this child at a review on that day.

    What the social worker or the child chose comes first, then what the child needs, then age.
    """
    if child.form_override:
        return child.form_override
    age = age_for_forms(child.born_on, day, estimated=child.born_estimated)
    if age >= YOUNGEST_FOR_EASY_READ and child.communication & NEEDS_FOR_EASY_READ:
        return EASY_READ
    return next(form for youngest, form in FORMS_BY_AGE if age >= youngest)


def age_for_forms(born_on: date, day: date, *, estimated: bool) -> int:
    """Whole years on that day; an estimated birthday counts as the 15th of its month.

    A child not born yet counts as newly born.
    """
    born = born_on.replace(day=ESTIMATED_DAY) if estimated else born_on
    return age_on(born, max(born, day))


def needs_a_person(form_key: str, age: int) -> bool:
    """Whether somebody arranges with the child how to answer, instead of a link to a phone.

    So it is for the forms that are filled in with a chosen adult, and for the easy one, which is
    for any age, under eight. A form for older children is for whoever uses a phone alone.
    """
    if form_key in WITH_A_CHOSEN_ADULT:
        return True
    return form_key == EASY_READ and age < YOUNGEST_BY_THEMSELVES


def triggers_for(circumstances: Iterable[str], review_type: str) -> frozenset[str]:
    """What switches modules on for a child at one review."""
    return frozenset((*circumstances, of_review(review_type)))


def feedback_for_child(child: ChildFacts, day: date) -> str | None:
    """The form that asks a child how a review on that day was; None where a person asks: easy
    words, and a form for younger ones, are chosen or needed after it as well."""
    return FEEDBACK_BY_FORM.get(form_for_child(child, day))


def feedback_for_adult(role: str) -> str | None:
    return FEEDBACK_BY_ROLE.get(role)


def form_for_adult(role: str, *, by_text: bool) -> str | None:
    """The key of the form for an adult; None where there is none for this role in this way."""
    by_link, text = FORMS_BY_ROLE.get(role, (None, None))
    return text if by_text else by_link


SENT_FOR_THEM_BEFORE = 2  # working days before the review: time to read it


def sent_for_them_on(closes_on: date, asked_on: date, holidays: Container[date]) -> date:
    """When what somebody saved is sent for them (ux.md 3.1): two working days before the review,
    and never on the day they asked for it, so that there is time to think again."""
    early_enough = subtract_working_days(closes_on, SENT_FOR_THEM_BEFORE, holidays)
    return max(early_enough, asked_on + timedelta(days=1))
