"""What must hold for every form a parent, carer or worker is given (practice R3, R6, R12, R25)."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from participation.care.summaries.rules import NEEDS_SOMEONE_NOW
from participation.channels.sms.questions import opening_question, question_text
from participation.channels.sms.segments import count
from participation.channels.sms.wording import LONGEST, Level, TextKey, wording
from participation.questionnaire import engine
from participation.questionnaire.definition import (
    Answers,
    AnswerState,
    AsWritten,
    Audience,
    Concern,
    Form,
    Given,
    Kind,
    Occasion,
    Sharing,
    Topic,
)
from participation.questionnaire.placeholders import WORST_CASE
from tests.questionnaire.walks import LIBRARY

NOT_ADULTS = (Audience.CHILD, Audience.OBSERVER)
ADULTS = [form for form in LIBRARY.forms.values() if form.audience not in NOT_ADULTS]
BEFORE = [form for form in ADULTS if form.occasion is Occasion.BEFORE]
BY_TEXT = [form for form in ADULTS if form.by_text]
SEES_THE_CHILD = {
    Audience.CARER,
    Audience.SCHOOL,
    Audience.HEALTH,
    Audience.GUARDIAN,
    Audience.ADVISER,
    Audience.ADVOCATE,
    Audience.VISITOR,
    Audience.OBSERVER,
}
"""Adults who may notice that a child is not safe, and are asked about it."""

OFTEN = ["Always", "Usually", "Sometimes", "Occasionally", "Never"]
HOW_GOOD = ["Excellent", "Good", "Fair", "Poor"]
HOW_WELL = ["Very well", "Quite well", "Poorly"]

NOT_OUR_WORDS = re.compile(
    r"\b(secret|placements?|contact|LAC|looked[- ]after|respite|happened to)\b", re.I
)


def in_brief(forms: list[Form]) -> list[object]:
    return [pytest.param(form, id=form.key) for form in forms]


def every_text(form: Form) -> Iterator[str]:
    yield from (form.title, *form.intro, *form.thanks)
    for question in form.questions:
        yield from (question.text, question.help, question.more_text, question.short)
        yield from (text for choice in question.choices for text in (choice.label, choice.short))


def labels(form: Form, key: str) -> list[str]:
    question = form.question(key)
    assert question is not None
    return [choice.label for choice in question.choices]


def scales(form: Form) -> list[list[str]]:
    return [labels(form, question.key) for question in form.questions if question.choices]


def test_the_whole_library_for_adults_is_here() -> None:
    assert {form.key for form in ADULTS} == {
        *("parent_web", "parent_text", "pr_holder_web", "pr_holder_text"),
        *("foster_carer", "connected_carer", "residential_carer", "prospective_adopter"),
        *("school_view", "health_view", "social_worker_invites", "childrens_guardian"),
        *("personal_adviser", "advocate_view", "independent_visitor"),
        *("after_parent", "after_carer", "after_social_worker", "after_guardian"),
    }


@pytest.mark.parametrize("form", in_brief(ADULTS))
def test_r6_every_adult_is_told_where_the_words_go_before_the_first_answer(form: Form) -> None:
    told = " ".join(form.intro)
    assert re.search(r"goes on (your child's|the child's|the young person's) file", told)
    assert "People in the case may read it" in told
    assert "so may a court" in told


@pytest.mark.parametrize("form", in_brief(ADULTS))
def test_r3_pages_say_that_nobody_reads_before_it_is_sent_unless_someone_is_not_safe(
    form: Form,
) -> None:
    if form.by_text:
        return  # a text is read when it comes
    assert "Nobody reads it before you send it, unless it looks as if someone is not safe" in (
        " ".join(form.intro)
    )


def test_r6_those_who_may_be_in_court_are_told_to_ask_their_solicitor_first() -> None:
    for form in ADULTS:
        if form.audience is Audience.PARENT or form.key == "connected_carer":
            assert "ask your solicitor" in " ".join(form.intro), form.key


@pytest.mark.parametrize("form", in_brief(ADULTS))
def test_the_words_are_ours_and_no_secret_is_promised(form: Form) -> None:
    for text in every_text(form):
        assert not NOT_OUR_WORDS.search(text), text


@pytest.mark.parametrize("form", in_brief([*BEFORE, LIBRARY.form("child_0_3")]))
def test_whoever_sees_the_child_is_asked_how_safe_and_may_bring_a_person(form: Form) -> None:
    asked = [question for question in form.questions if question.topic is Topic.SAFETY]
    assert len(asked) == (form.audience in SEES_THE_CHILD)
    for question in asked:
        assert question.sharing is Sharing.ONLY_OFFICER
        levels = [choice.concern for choice in question.choices]
        assert levels == [None, None, Concern.AMBER, Concern.RED]
        assert question.wants_more
        assert "999" in question.help


def test_new_parents_who_cannot_wait_bring_a_person_at_once_and_nothing_else_does() -> None:
    raised = {
        (form.key, question.key, choice.value): choice.concern
        for form in ADULTS
        for question in form.questions
        for choice in question.choices
        if choice.concern is not None and question.topic is not Topic.SAFETY
    }
    assert raised == {("prospective_adopter", "support", "cannot_wait"): Concern.RED}


def test_r6_nobody_is_told_that_others_in_the_case_will_never_see_their_words() -> None:
    told = {form.key: " ".join(form.intro) for form in ADULTS}
    kept_back = {key for key, intro in told.items() if "I do not pass it" in intro}
    assert kept_back == {"parent_web", "pr_holder_web", "connected_carer"}
    for key in kept_back:
        assert "In a court case they may still see it" in told[key]
    for form in ADULTS:
        assert not re.search(r"\b(tell|for) me alone\b", " ".join(every_text(form))), form.key


def test_whoever_has_parental_responsibility_may_be_heard_through_somebody_else() -> None:
    for key in ("parent_web", "pr_holder_web"):
        assert "Through my solicitor or advocate" in labels(LIBRARY.form(key), "taking_part")


def test_giving_notice_and_thinking_of_it_are_two_answers() -> None:
    for key in ("foster_carer", "connected_carer"):
        question = LIBRARY.form(key).question("going_on")
        assert question is not None
        assert [choice.value for choice in question.choices][-2:] == ["may_end", "ending"]


@pytest.mark.parametrize("form", in_brief(BEFORE))
def test_what_a_child_said_to_an_adult_is_kept_as_a_report(form: Form) -> None:
    key = "one_thing" if form.audience is Audience.ADVOCATE else "child_said"
    reported = form.question(key)
    if form.audience in SEES_THE_CHILD:
        assert reported is not None
        assert "in their words" in reported.text
        assert "apart from what" in reported.help
        assert reported.kind is Kind.TEXT
    else:
        assert form.question("child_said") is None


def test_who_must_not_be_asked_needs_a_reason_and_only_then_is_it_asked_for() -> None:
    form = LIBRARY.form("social_worker_invites")
    assert "not_asked_why" not in {question.key for question in engine.route(form, {}, {})}
    for value in ("nobody", "decided", "undecided"):
        answers: Answers = {"not_asked": Given(AnswerState.ANSWERED, (value,))}
        asked = {question.key for question in engine.route(form, answers, {})}
        assert ("not_asked_why" in asked) == (value != "nobody")


def test_only_what_needs_the_officer_stands_among_the_asks_of_a_summary() -> None:
    invites = LIBRARY.form("social_worker_invites")
    asks = [question.key for question in invites.questions if question.topic in NEEDS_SOMEONE_NOW]
    assert asks == ["not_asked_why"]
    for form in ADULTS:
        if form.occasion is Occasion.AFTER:
            assert NEEDS_SOMEONE_NOW.isdisjoint(question.topic for question in form.questions)


def test_carers_workers_and_guardians_are_asked_on_the_scales_that_are_counted() -> None:
    for key, often, how_good in (
        ("after_carer", 3, 1),
        ("after_social_worker", 8, 1),
        ("after_guardian", 6, 1),
    ):
        found = scales(LIBRARY.form(key))
        assert found.count(OFTEN) == often
        assert found.count(HOW_GOOD) == how_good
        assert len(found) == often + how_good
    assert scales(LIBRARY.form("after_parent")).count(HOW_WELL) == 2


def test_r26_after_the_review_somebody_else_than_the_officer_can_be_told() -> None:
    for form in ADULTS:
        if form.occasion is Occasion.AFTER:
            assert "someone other than {officer}" in " ".join(form.thanks), form.key
            assert "Tell their manager instead, or make a complaint." in " ".join(form.intro)


def test_what_is_said_about_an_officer_opens_to_that_officer_alone() -> None:
    """Nobody answers freely about {officer} where the whole case reads it; no manager reads it."""
    for form in ADULTS:
        if form.occasion is Occasion.AFTER:
            assert {question.sharing for question in form.questions} == {Sharing.ONLY_OFFICER}
            assert "{officer} reads" in " ".join(form.intro), form.key


@pytest.mark.parametrize("form", in_brief(BY_TEXT))
def test_each_question_by_text_is_one_part_its_number_and_the_longest_names_included(
    form: Form,
) -> None:
    texts = AsWritten()
    opening = opening_question(form, texts, names=WORST_CASE)
    for key in (TextKey.WHERE_WORDS_GO, TextKey.WHERE_WORDS_GO_IN_PROCEEDINGS):
        whole = wording(key, Level.N).replace("{page}", "x" * LONGEST["page"])
        assert count(whole.replace("{question}", opening)).parts == 1
    for question in form.questions:
        for attempt in range(3 if question.choices else 1):
            body = question_text(form, question, {}, texts, attempt=attempt, names=WORST_CASE)
            assert count(body).parts == 1, body
    assert "2 of 3" in question_text(form, form.questions[1], {}, texts, names=WORST_CASE)
