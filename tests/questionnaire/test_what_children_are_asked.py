"""What must hold for every form a child is given, whoever words it (practice R5, R24, R34)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from participation.questionnaire import engine
from participation.questionnaire.checking import WISHES
from participation.questionnaire.definition import (
    Answers,
    AnswerState,
    Audience,
    Band,
    Company,
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
    told = " ".join(form.intro)
    for said in ("{officer}", "Nobody reads", "send it", "safe", "your file", "you first"):
        assert said in told.replace("press send", "send it")
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


@pytest.mark.parametrize("key", ["child_4_7", "child_easy_read"])
def test_a_helper_s_question_is_never_left_for_the_officer_to_ask_alone(key: str) -> None:
    form = LIBRARY.form(key)
    held_back = {
        company: [q.key for q in engine.withheld(form, {}, {"company": company.value})]
        for company in Company
    }
    assert held_back == {
        Company.ALONE: [],
        Company.CARER: ["worries"],
        Company.OUTSIDE: [],
    }


def test_the_words_are_those_children_use_and_no_secret_is_promised() -> None:
    asked: list[Form | Module] = [*LIBRARY.forms.values(), *LIBRARY.modules.values()]
    for written in (one for one in asked if one.audience is Audience.CHILD):
        head = (written.title, *getattr(written, "intro", ()), *getattr(written, "thanks", ()))
        for text in (*head, *every_text(written.questions)):
            assert not NOT_OUR_WORDS.search(text), text
