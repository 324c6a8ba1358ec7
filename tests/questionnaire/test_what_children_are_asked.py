"""What must hold for every form a child is given, whoever words it (practice R5, R24, R34)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from participation.questionnaire import engine
from participation.questionnaire.checking import WISHES
from participation.questionnaire.definition import (
    IN_WORDS,
    Answers,
    AnswerState,
    Audience,
    Band,
    Company,
    Concern,
    Form,
    Given,
    Module,
    Occasion,
    Question,
    Sharing,
    Topic,
    Voice,
)
from participation.questionnaire.matching import read
from tests.questionnaire.walks import LIBRARY, WORDS

MENU = LIBRARY.modules["menu_of_choice"]
BEFORE = [
    form
    for form in LIBRARY.forms.values()
    if form.audience is Audience.CHILD and form.occasion is Occasion.BEFORE
]
AFTER = [
    form
    for form in LIBRARY.forms.values()
    if form.audience is Audience.CHILD and form.occasion is Occasion.AFTER
]
WITH_MENU = [form for form in BEFORE if form.question(WISHES) is not None]
IN_BRIEF = [pytest.param(form, id=form.key) for form in BEFORE]
NOT_OUR_WORDS = re.compile(
    r"\b(secret|placement|contact|LAC|looked[- ]after|respite|happened to you|must answer)\b", re.I
)


def every_text(questions: tuple[Question, ...]) -> Iterator[str]:
    for question in questions:
        yield from (question.text, question.help, question.more_text)
        yield from (choice.label for choice in question.choices)


def with_wishes(form: Form, *values: str) -> Answers:
    """Everything passed over but the wishes for the review."""
    answers = {q.key: Given(AnswerState.SKIPPED) for q in form.questions if not q.module}
    return {**answers, WISHES: Given(AnswerState.ANSWERED, values)}


def menu_asked(form: Form, company: Company, *values: str) -> set[str]:
    asked = engine.route(form, with_wishes(form, *values), {"company": company.value})
    return {question.key for question in asked if question.module == MENU.key}


@pytest.mark.parametrize("form", [*BEFORE, *AFTER], ids=lambda form: form.key)
def test_r3_a_child_is_told_who_reads_it_when_and_what_it_means_for_safety(form: Form) -> None:
    told = " ".join(form.intro).replace("press send", "send it")
    for said in ("{officer}", "you send it", "safe", "your file", "A judge", "you first"):
        assert said in told.replace("if a judge", "A judge")
    # A helper sees what they write down: never that nobody does.
    assert "Nobody reads" not in told
    assert "Nobody else reads" in told or "Only your helper sees it at first" in told
    assert "someone looks sooner" in told or "unless" in told
    assert "must tell someone" in told or "cannot keep" in told
    assert form.thanks, "and what happens next"


@pytest.mark.parametrize("form", IN_BRIEF)
def test_r24_the_worry_question_is_there_once_and_never_last_or_near_the_household(
    form: Form,
) -> None:
    (place,) = [n for n, question in enumerate(form.questions) if question.worry]
    assert form.questions[place].company == {Company.ALONE, Company.OUTSIDE}
    rest = [q for q in form.questions[place + 1 :] if not q.module]
    assert rest, "something else comes after it"


@pytest.mark.parametrize("form", IN_BRIEF)
def test_with_a_carer_there_nothing_is_asked_about_the_people_at_home(form: Form) -> None:
    fitting = [m.key for m in LIBRARY.modules.values() if form.band in m.bands and not m.always]
    for key in (None, *fitting):
        whole = LIBRARY.composed(form.key, [key] if key else [])
        asked = engine.route(whole, {}, {"company": Company.CARER.value})
        assert {Topic.SAFETY, Topic.PEOPLE_AT_HOME}.isdisjoint(q.topic for q in asked)


@pytest.mark.parametrize("company", Company)
@pytest.mark.parametrize("form", [f for f in BEFORE if f.band in (Band.FOUR_TO_SEVEN, Band.EASY)])
def test_the_helper_is_asked_last_and_only_where_there_is_one(form: Form, company: Company) -> None:
    asked = engine.route(form, {}, {"company": company.value})
    voices = [question.voice for question in asked]
    assert voices == sorted(voices, key=list(Voice).index)
    assert (Voice.HELPER in voices) == (company is not Company.ALONE)


@pytest.mark.parametrize("form", WITH_MENU, ids=lambda form: form.key)
def test_each_wish_opens_its_part_of_the_menu_and_no_other(form: Form) -> None:
    wishes = form.question(WISHES)
    assert wishes is not None
    opened: list[str] = []
    for choice in wishes.choices:
        asked = menu_asked(form, Company.ALONE, choice.value)
        assert bool(asked) != choice.exclusive, choice.value
        opened += asked
    assert sorted(opened) == sorted(question.key for question in MENU.questions)
    assert menu_asked(form, Company.ALONE) == set()


@pytest.mark.parametrize("form", WITH_MENU, ids=lambda form: form.key)
def test_a_bare_how_is_a_question_to_us_and_no_wish(form: Form) -> None:
    wishes = form.question(WISHES)
    assert wishes is not None
    assert wishes.choice("how") is not None
    assert read(wishes, "how", WORDS) is None
    assert read(wishes, "take part", WORDS) == ("how",)


def test_whom_a_child_does_not_want_there_is_for_the_officer_and_not_asked_near_a_carer() -> None:
    form = LIBRARY.form("child_8_11")
    who_not = form.question("menu_who_not")
    assert who_not is not None
    assert who_not.sharing is Sharing.ONLY_OFFICER
    assert "menu_who_not" in menu_asked(form, Company.OUTSIDE, "people")
    assert menu_asked(form, Company.CARER, "people") == {"menu_who"}


def test_what_the_officer_is_left_to_ask_alone_is_what_the_child_would_have_been_asked() -> None:
    form, carer = LIBRARY.form("child_8_11"), {"company": Company.CARER.value}
    closed = engine.withheld(form, with_wishes(form, "how"), carer)
    assert closed == ()  # all but the menu was passed over, so nothing of it was held back
    opened = engine.withheld(form, with_wishes(form, "people"), carer)
    assert [question.key for question in opened] == ["menu_who_not"]
    begun = engine.withheld(form, {}, carer)
    assert [question.key for question in begun] == ["listened_to", "worries"]


@pytest.mark.parametrize(
    ("key", "not_near_a_carer"),
    [("child_4_7", ["worries"]), ("child_easy_read", ["home", "worries"])],
)
def test_a_helper_s_question_is_never_left_for_the_officer_to_ask_alone(
    key: str, not_near_a_carer: list[str]
) -> None:
    form = LIBRARY.form(key)
    held_back = {
        company: [q.key for q in engine.withheld(form, {}, {"company": company.value})]
        for company in Company
    }
    assert held_back == {
        Company.ALONE: [],
        Company.CARER: not_near_a_carer,
        Company.OUTSIDE: [],
    }


def test_how_soon_a_person_looks_when_a_child_chooses_something() -> None:
    """Red is a place or a person that is not safe now; a bad day is looked at within hours."""
    asked: list[Form | Module] = [*BEFORE, *AFTER, *LIBRARY.modules.values()]
    found = {
        (written.key, question.key, choice.value): choice.concern
        for written in asked
        for question in written.questions
        for choice in question.choices
        if choice.concern is not None
    }
    assert found == {
        ("child_8_11", "home", "very_bad"): Concern.AMBER,
        ("child_8_11", "feelings", "very_sad"): Concern.AMBER,
        ("child_12_15", "home", "very_bad"): Concern.AMBER,
        ("child_12_15", "feelings", "very_low"): Concern.AMBER,
        ("child_12_15", "safe", "home"): Concern.RED,
        ("child_12_15", "safe", "visiting"): Concern.AMBER,
        ("child_16_17", "home", "very_bad"): Concern.AMBER,
        ("child_16_17", "feelings", "very_low"): Concern.AMBER,
        ("module_short_breaks", "breaks", "very_bad"): Concern.AMBER,
        ("module_unaccompanied", "pressure", "somebody"): Concern.RED,
        ("module_unaccompanied", "pressure", "sometimes"): Concern.AMBER,
    }


def test_free_words_about_the_review_or_the_plan_are_read_out_only_if_the_child_says_so() -> None:
    asked: list[Form | Module] = [*BEFORE, *AFTER, *LIBRARY.modules.values()]
    for written in asked:
        for question in written.questions:
            if question.topic in (Topic.MEETING, Topic.SAY, Topic.PLAN) and (
                question.wants_more or question.kind in IN_WORDS
            ):
                assert question.sharing is not Sharing.EVERYONE, (written.key, question.key)


def test_what_was_wished_last_time_is_named_to_the_child_alone_and_for_the_officer() -> None:
    (question,) = LIBRARY.modules["module_last_time"].questions
    assert question.company == {Company.ALONE, Company.OUTSIDE}
    assert question.sharing is Sharing.ONLY_OFFICER


@pytest.mark.parametrize(
    "form", [f for f in BEFORE if f.question("family_time")], ids=lambda f: f.key
)
def test_more_of_one_person_and_less_of_another_can_both_be_said(form: Form) -> None:
    question = form.question("family_time")
    assert question is not None
    right, *_ = question.choices
    assert right.exclusive
    assert read(question, "2 and 3", WORDS) == ("more", "less")
    # "No" answers whether anyone should be seen more or less.
    assert read(question, "no", WORDS) == (right.value,)


def test_in_a_carer_s_hearing_no_child_is_asked_what_frightens_them() -> None:
    for form in BEFORE:
        for question in engine.route(form, {}, {"company": Company.CARER.value}):
            if question.topic is Topic.FEELINGS and form.band in (Band.FOUR_TO_SEVEN, Band.EASY):
                assert not re.search(r"scar|fright|afraid", " ".join(every_text((question,))))
                for choice in question.choices:
                    assert not re.search(r"scar|fright|afraid", " ".join(choice.words))


def test_the_words_are_those_children_use_and_no_secret_is_promised() -> None:
    asked: list[Form | Module] = [*LIBRARY.forms.values(), *LIBRARY.modules.values()]
    for written in (one for one in asked if one.audience is Audience.CHILD):
        head = (written.title, *getattr(written, "intro", ()), *getattr(written, "thanks", ()))
        for text in (*head, *every_text(written.questions)):
            assert not NOT_OUR_WORDS.search(text), text
