"""Which form suits whom: one table, a row for every rule."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.care.consultations.rules import (
    FEEDBACK_BY_FORM,
    FEEDBACK_BY_ROLE,
    FORMS_BY_AGE,
    FORMS_BY_ROLE,
    INVITED,
    NEEDS_FOR_EASY_READ,
    PARENTS,
    ChildFacts,
    age_for_forms,
    feedback_for_adult,
    feedback_for_child,
    form_for_adult,
    form_for_child,
    needs_a_person,
    triggers_for,
)
from participation.care.people.models import RelationshipKind
from participation.care.reviews.rules import ReviewType
from participation.journeys.importing.columns import CIRCUMSTANCES
from participation.questionnaire import triggers
from participation.questionnaire.definition import Audience, Occasion
from participation.questionnaire.library import load_library, shipped_forms

LIBRARY = load_library(shipped_forms())
DAY = date(2026, 11, 20)


def child(
    born: date,
    *needs: str,
    override: str | None = None,
    estimated: bool = False,
) -> ChildFacts:
    return ChildFacts(
        born_on=born,
        born_estimated=estimated,
        form_override=override,
        communication=frozenset(needs),
    )


@pytest.mark.parametrize(
    ("facts", "form"),
    [
        # By age on the day of the review; a birthday counts from its first hour.
        (child(date(2026, 11, 20)), "child_0_3"),
        (child(date(2022, 11, 21)), "child_0_3"),  # turns 4 the day after
        (child(date(2022, 11, 20)), "child_4_7"),
        (child(date(2018, 11, 21)), "child_4_7"),
        (child(date(2018, 11, 20)), "child_8_11"),
        (child(date(2014, 11, 21)), "child_8_11"),
        (child(date(2014, 11, 20)), "child_12_15"),
        (child(date(2010, 11, 21)), "child_12_15"),
        (child(date(2010, 11, 20)), "child_16_17"),
        (child(date(2007, 1, 1)), "child_16_17"),
        (child(date(2027, 2, 1)), "child_0_3"),  # not born yet: somebody tells all the same
        (child(date(2016, 2, 29)), "child_8_11"),
        # An estimated birthday is the 15th of its month, whatever day was written.
        (child(date(2018, 11, 28), estimated=True), "child_8_11"),
        (child(date(2018, 11, 28), estimated=False), "child_4_7"),
        (child(date(2014, 11, 15), estimated=True), "child_12_15"),
        (child(date(2014, 12, 1), estimated=True), "child_8_11"),
        # Symbols, easy read or Makaton: the easy form, from four on.
        (child(date(2013, 1, 1), "symbols"), "child_easy_read"),
        (child(date(2010, 1, 1), "easy_read"), "child_easy_read"),
        (child(date(2020, 1, 1), "makaton"), "child_easy_read"),
        (child(date(2024, 1, 1), "makaton"), "child_0_3"),
        (child(date(2013, 1, 1), "bsl", "makaton"), "child_easy_read"),
        (child(date(2013, 1, 1), "bsl", "large_text"), "child_12_15"),
        # What somebody chose for this child comes before needs and age.
        (child(date(2013, 1, 1), override="child_8_11"), "child_8_11"),
        (child(date(2013, 1, 1), "symbols", override="child_12_15"), "child_12_15"),
        (child(date(2024, 1, 1), override="child_4_7"), "child_4_7"),
    ],
)
def test_the_form_of_a_child(facts: ChildFacts, form: str) -> None:
    assert form_for_child(facts, DAY) == form
    assert form in LIBRARY.forms


@given(
    st.dates(date(2000, 1, 1), date(2030, 1, 1)),
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.booleans(),
    st.sets(st.sampled_from(["symbols", "bsl", "easy_read", "large_text"])),
)
def test_every_child_has_a_form_and_a_day_older_never_has_a_younger_one(
    born: date, day: date, estimated: bool, needs: set[str]
) -> None:
    facts = child(born, *needs, estimated=estimated)
    form = form_for_child(facts, day)
    assert form in LIBRARY.forms
    order = [key for _, key in reversed(FORMS_BY_AGE)]
    later = form_for_child(facts, day.replace(year=day.year + 1, day=min(day.day, 28)))
    if form in order and later in order:
        assert order.index(form) <= order.index(later)
    if form not in order:
        assert needs & NEEDS_FOR_EASY_READ


@pytest.mark.parametrize(
    ("form", "age", "person"),
    [
        ("child_0_3", 1, True),
        ("child_4_7", 7, True),
        ("child_4_7", 10, True),  # chosen for this child: it is still filled in with an adult
        ("child_easy_read", 7, True),
        ("child_easy_read", 8, False),
        ("child_8_11", 7, False),  # eight on the day of the review, or chosen
        ("child_16_17", 17, False),
    ],
)
def test_who_is_asked_with_a_person_and_who_by_a_link(form: str, age: int, person: bool) -> None:
    assert needs_a_person(form, age) is person


@pytest.mark.parametrize(
    ("circumstances", "review", "modules"),
    [
        ((), "subsequent", ()),
        ((), "second", ()),
        ((), "first", ("module_first_review",)),
        (("unaccompanied",), "subsequent", ("module_unaccompanied",)),
        (("unaccompanied", "age_disputed"), "first", ("first_review", "unaccompanied")),
        (("short_breaks",), "subsequent", ("short_breaks", "short_breaks_easy")),
        ((), "short_breaks", ("short_breaks", "short_breaks_easy")),
        (("out_of_area",), "early", ("module_away_from_area",)),
        (("residential",), "two_part", ("module_away_from_area",)),
        (("supported",), "subsequent", ("module_away_from_area",)),
        (("residential", "out_of_area"), "subsequent", ("module_away_from_area",)),
        ((), "adoption_unplaced", ("module_permanence",)),
        ((), "adoption_placed", ("module_permanence",)),
        (("long_term_foster",), "subsequent", ("module_long_term",)),
        (("connected", "cp_plan", "missing", "extra_care", "in_proceedings"), "early", ()),
        (("secure_or_custody",), "supervision_order", ("module_away_from_area",)),
    ],
)
def test_the_modules_of_a_child_at_a_review(
    circumstances: tuple[str, ...], review: str, modules: tuple[str, ...]
) -> None:
    switched = LIBRARY.switched_on(triggers_for(circumstances, review))
    wanted = {key if key.startswith("module_") else f"module_{key}" for key in modules}
    assert set(switched) == wanted


def test_what_was_asked_last_time_is_a_module_only_once_it_is_known() -> None:
    known = triggers.of_known(triggers.Known.LAST_TIME)
    assert LIBRARY.switched_on({known}) == ("module_last_time",)


@pytest.mark.parametrize(
    ("role", "by_link", "by_text"),
    [
        ("mother", "parent_web", "parent_text"),
        ("father", "parent_web", "parent_text"),
        ("parental_responsibility", "pr_holder_web", "pr_holder_text"),
        ("foster_carer", "foster_carer", None),
        ("connected_carer", "connected_carer", None),
        ("residential_carer", "residential_carer", None),
        ("prospective_adopter", "prospective_adopter", None),
        ("school", "school_view", None),
        ("health", "health_view", None),
        ("social_worker", "social_worker_invites", None),
        ("childrens_guardian", "childrens_guardian", None),
        ("personal_adviser", "personal_adviser", None),
        ("advocate", "advocate_view", None),
        ("independent_visitor", "independent_visitor", None),
        ("other", None, None),
        ("somebody_new", None, None),
    ],
)
def test_the_form_of_an_adult(role: str, by_link: str | None, by_text: str | None) -> None:
    assert form_for_adult(role, by_text=False) == by_link
    assert form_for_adult(role, by_text=True) == by_text
    for key, texted in ((by_link, False), (by_text, True)):
        assert key is None or LIBRARY.forms[key].by_text is texted


@pytest.mark.parametrize(
    ("role", "form"),
    [
        ("mother", "after_parent"),
        ("father", "after_parent"),
        ("parental_responsibility", "after_parent"),
        ("foster_carer", "after_carer"),
        ("connected_carer", "after_carer"),
        ("residential_carer", "after_carer"),
        ("prospective_adopter", "after_carer"),
        ("social_worker", "after_social_worker"),
        ("childrens_guardian", "after_guardian"),
        ("school", None),
        ("other", None),
    ],
)
def test_who_is_asked_how_a_review_was(role: str, form: str | None) -> None:
    assert feedback_for_adult(role) == form


@pytest.mark.parametrize(
    ("age", "form"),
    [
        (3, None),
        (7, None),
        (8, "after_child_8_11"),
        (12, "after_child_12_17"),
        (17, "after_child_12_17"),
    ],
)
def test_a_child_is_asked_how_it_was_in_words_of_their_age(age: int, form: str | None) -> None:
    day = date(2026, 11, 24)
    child = ChildFacts(
        born_on=day.replace(year=day.year - age),
        born_estimated=False,
        form_override=None,
        communication=frozenset(),
    )
    assert feedback_for_child(child, day) == form


@pytest.mark.parametrize(
    ("chosen", "needs", "form"),
    [
        ("child_easy_read", "", None),
        ("child_4_7", "", None),
        ("child_0_3", "", None),
        ("child_8_11", "", "after_child_8_11"),
        ("child_16_17", "symbols", "after_child_12_17"),
        (None, "symbols", None),
    ],
)
def test_the_form_that_was_chosen_for_a_child_decides_after_a_review_as_before_it(
    chosen: str | None, needs: str, form: str | None
) -> None:
    day = date(2026, 11, 24)
    child = ChildFacts(
        born_on=day.replace(year=day.year - 14),
        born_estimated=False,
        form_override=chosen,
        communication=frozenset({needs} - {""}),
    )
    assert feedback_for_child(child, day) == form


def test_every_form_for_after_a_review_is_somebodys() -> None:
    after = {key for key, form in LIBRARY.forms.items() if form.occasion is Occasion.AFTER}
    assert after == set(FEEDBACK_BY_ROLE.values()) | set(FEEDBACK_BY_FORM.values())


def test_r7_everybody_around_a_child_for_whom_there_is_a_form_is_invited() -> None:
    assert {kind.value for kind in RelationshipKind} - {"other"} == INVITED
    assert all(form_for_adult(role, by_text=True) for role in PARENTS)
    assert all(form_for_adult(role, by_text=False) for role in INVITED)


def test_the_rule_knows_every_form_every_role_and_every_trigger() -> None:
    named = {key for key in LIBRARY.forms if LIBRARY.forms[key].occasion is Occasion.BEFORE}
    by_rule = {key for _, key in FORMS_BY_AGE} | {"child_easy_read"}
    by_rule |= {key for both in FORMS_BY_ROLE.values() for key in both if key}
    assert by_rule == named
    roles = {kind.value for kind in RelationshipKind} - {"other"}
    assert set(FORMS_BY_ROLE) == roles | {"social_worker"}
    assert set(CIRCUMSTANCES) == triggers.CIRCUMSTANCES
    assert {kind.value for kind in ReviewType} == triggers.REVIEW_TYPES


def test_only_forms_asked_before_a_review_may_be_chosen_for_a_child() -> None:
    chosen = LIBRARY.for_children()
    assert chosen == {key for _, key in FORMS_BY_AGE} | {"child_easy_read"}
    for key in chosen:
        assert LIBRARY.forms[key].audience in (Audience.CHILD, Audience.OBSERVER)


def test_a_birthday_on_the_29th_of_february_is_reckoned_on_the_first_of_march() -> None:
    born = date(2016, 2, 29)
    assert age_for_forms(born, date(2024, 2, 29), estimated=False) == 8
    assert age_for_forms(born, date(2026, 2, 28), estimated=False) == 9
    assert age_for_forms(born, date(2026, 3, 1), estimated=False) == 10
