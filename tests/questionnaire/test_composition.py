"""A form and its modules are one form: as many questions as a child can bear, in their places."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.channels.form.wording import page_question
from participation.questionnaire import engine
from participation.questionnaire.composition import MOST_MODULE_QUESTIONS, composed
from participation.questionnaire.definition import (
    AnswerState,
    AsWritten,
    Audience,
    Band,
    Form,
    Given,
    Kind,
    Module,
    Occasion,
    Question,
    Topic,
    context_of,
)
from participation.questionnaire.files import draft, form_from_source, parse_form
from participation.questionnaire.library import examine, goes_with, shipped_forms
from participation.questionnaire.progress import Place, place_of
from participation.questionnaire.replies import Decline, DontKnow, Skip
from participation.questionnaire.routes import faults_of_routes
from tests.questionnaire.walks import LIBRARY, WORDS

WITH_A_MENU = ("child_8_11", "child_12_15", "child_16_17")
WITH_MODULES = (*WITH_A_MENU, "child_easy_read")
SWITCHED = sorted(key for key, module in LIBRARY.modules.items() if not module.always)
MENU = [module for module in LIBRARY.modules.values() if module.always]

BASE = """\
key = "child_test"
version = "1"
audience = "child"
band = "8-11"
title = "Try"
intro = ["Sam reads this."]

[[question]]
key = "one_thing"
kind = "text"
topic = "one_thing"
text = "What matters most?"

[[question]]
key = "where"
kind = "text"
topic = "meeting"
text = "Where shall we meet?"
"""


def base() -> Form:
    form, faults = parse_form(BASE.encode(), "try.toml")
    assert form is not None, faults
    return form


def module(key: str, place: int, *questions: str, always: bool = False) -> Module:
    asked = 'ask_if = { question = "review_wishes", any_of = ["people"] }' if always else ""
    when = "always = true" if always else 'when = ["unaccompanied"]'
    text = f"""\
key = "{key}"
version = "1"
audience = "child"
bands = ["8-11"]
title = "Try"
place = {place}
{when}
"""
    for question in questions:
        text += f'\n[[question]]\nkey = "{question}"\nkind = "text"\ntext = "And?"\n{asked}\n'
    drafted, faults = draft(text.encode(), f"{key}.toml")
    assert isinstance(drafted, Module)
    assert faults == []
    return drafted


def keys_of(form: Form) -> list[str]:
    return [question.key for question in form.questions]


def test_without_modules_a_form_is_itself() -> None:
    form = base()
    assert composed(form, []) is form
    assert LIBRARY.composed("child_4_7", SWITCHED) is LIBRARY.form("child_4_7")


def test_the_first_of_each_module_comes_before_the_second_of_any_and_three_is_the_most() -> None:
    first, second = module("m_one", 1, "a1", "a2", "a3"), module("m_two", 2, "b1", "b2")
    together = composed(base(), [second, first])
    assert keys_of(together) == ["one_thing", "a1", "a2", "b1", "where"]
    third, fourth = module("m_three", 3, "c1"), module("m_four", 4, "d1")
    crowded = composed(base(), [fourth, third, second, first])
    assert keys_of(crowded) == ["one_thing", "a1", "b1", "c1", "where"]


def test_modules_stand_before_the_meeting_and_the_menu_of_choice_after_everything() -> None:
    menu, one = module("m_menu", 99, "choice", always=True), module("m_one", 1, "a1")
    assert keys_of(composed(base(), [menu, one])) == ["one_thing", "a1", "where", "choice"]
    # The menu may be in already: the same form comes out, down to its hash.
    assert composed(composed(base(), [menu]), [one]) == composed(base(), [menu, one])


def test_a_module_s_question_says_where_it_is_from_and_is_translated_there_once() -> None:
    together = composed(base(), [module("m_one", 1, "a1")])
    asked = together.question("a1")
    assert asked is not None
    assert asked.module == "m_one"
    assert context_of(together, asked) == "m_one.a1"
    own = together.question("where")
    assert own is not None
    assert context_of(together, own) == "child_test.where"


def test_no_file_may_say_itself_that_a_question_is_from_a_module() -> None:
    text = BASE.replace('key = "where"', 'key = "where"\nmodule = "m_one"')
    _, faults = parse_form(text.encode(), "try.toml")
    assert ["'module' is not a field" in str(fault) for fault in faults] == [True]


@given(st.sampled_from(WITH_MODULES), st.sets(st.sampled_from(SWITCHED)))
def test_whatever_is_switched_on_the_form_is_sound_and_reads_back_as_itself(
    key: str, named: set[str]
) -> None:
    form = LIBRARY.form(key)
    together = LIBRARY.composed(key, named)
    assert (together.key, together.version) == (form.key, form.version)
    assert form_from_source(together.source) == together
    fitting = {name for name in named if goes_with(LIBRARY.modules[name], form)}
    assert (together.source_hash != form.source_hash) == bool(fitting)
    assert faults_of_routes(together, key) == []
    own = [question for question in together.questions if not question.module]
    assert own == [question for question in form.questions if not question.module]
    added = [q for q in together.questions if q.module in named]
    assert {q.module for q in added} <= fitting
    assert len(added) <= MOST_MODULE_QUESTIONS
    if len(fitting) <= MOST_MODULE_QUESTIONS:
        assert {question.module for question in added} == fitting
    assert LIBRARY.composed(key, sorted(named)) is together  # made once


def test_a_child_meets_only_what_they_asked_to_choose() -> None:
    for key in WITH_A_MENU:
        form = LIBRARY.form(key)
        last = [question for question in form.questions if not question.module][-1]
        assert last.key == "review_wishes"
        menu = [question for question in form.questions if question.module]
        assert menu
        alone = {"company": "alone"}
        for choice in last.choices:
            wished = {last.key: Given(AnswerState.ANSWERED, (choice.value,))}
            asked = [q for q in engine.route(form, wished, alone) if q.module]
            assert bool(asked) != choice.exclusive, choice.value
        for state in (AnswerState.SKIPPED, AnswerState.DECLINED, AnswerState.UNKNOWN):
            passed = {last.key: Given(state)}
            assert not [q for q in engine.route(form, passed, alone) if q.module]


def test_the_menu_has_numbers_of_its_own_so_that_the_others_stay_certain() -> None:
    form, alone = LIBRARY.form("child_8_11"), {"company": "alone"}
    assert place_of(form, form.questions[1], {}, alone) == Place(2, 8)
    wished = {"review_wishes": Given(AnswerState.ANSWERED, ("where_when", "people"))}
    menu = [q for q in engine.route(form, wished, alone) if q.module]
    assert place_of(form, menu[0], wished, alone) == Place(1, len(menu))
    page = page_question(form, menu[1], wished, AsWritten(), names={}, context=alone)
    assert page.caption == f"Your choice 2 of {len(menu)}"


def test_modules_go_with_forms_of_their_bands_before_a_review_and_never_with_texts() -> None:
    for form in LIBRARY.forms.values():
        fitting = [m.key for m in LIBRARY.modules.values() if goes_with(m, form)]
        assert bool(fitting) == (form.key in WITH_MODULES), form.key
        if form.occasion is Occasion.AFTER or form.by_text or form.audience is not Audience.CHILD:
            assert fitting == []
            assert LIBRARY.composed(form.key, SWITCHED) is form
    assert all(set(module.bands) <= set(Band) for module in MENU)


def test_a_key_in_a_module_that_a_form_has_too_is_a_fault_named_with_both(tmp_path: Path) -> None:
    own = tmp_path / "forms"
    shutil.copytree(shipped_forms(), own)
    file = own / "modules" / "module_unaccompanied.toml"
    first = LIBRARY.modules["module_unaccompanied"].questions[0].key
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(f'key = "{first}"', 'key = "one_thing"'), encoding="utf-8")
    _, faults = examine(own)
    told = "\n".join(map(str, faults))
    assert "module_unaccompanied" in told
    assert "The key 'one_thing' is used twice" in told


def test_two_modules_that_can_meet_may_not_share_a_key_and_other_faults_hide_nothing(
    tmp_path: Path,
) -> None:
    own = tmp_path / "forms"
    shutil.copytree(shipped_forms(), own)
    taken = LIBRARY.modules["module_first_review"].questions[-1].key
    file = own / "modules" / "module_unaccompanied.toml"
    last = LIBRARY.modules["module_unaccompanied"].questions[-1].key
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(f'key = "{last}"', f'key = "{taken}"'), encoding="utf-8")
    (own / "broken.toml").write_text("x = ", encoding="utf-8")
    told = "\n".join(str(fault) for fault in examine(own)[1])
    assert "broken.toml" in told
    for key in WITH_A_MENU:
        assert f"all modules in {key}, question '{taken}': The key" in told


def test_a_menu_that_asks_after_a_wish_nobody_can_have_is_a_fault(tmp_path: Path) -> None:
    own = tmp_path / "forms"
    shutil.copytree(shipped_forms(), own)
    file = own / "child_12_15.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('value = "where_when"', 'value = "wherever"'), encoding="utf-8")
    _, faults = examine(own)
    told = "\n".join(map(str, faults))
    assert "menu_of_choice" in told
    assert "'where_when' is not an answer to 'review_wishes'" in told


def test_a_council_s_own_module_wins_and_may_leave_a_form_without_a_menu(tmp_path: Path) -> None:
    (tmp_path / "modules").mkdir()
    shipped = shipped_forms() / "modules" / "module_first_review.toml"
    text = shipped.read_text(encoding="utf-8").replace('version = "1"', 'version = "1+local.1"')
    (tmp_path / "modules" / "ours.toml").write_text(text, encoding="utf-8")
    (tmp_path / "ours.toml").write_text(
        BASE.replace("child_test", "child_8_11").replace('"1"', '"1+local.1"'), encoding="utf-8"
    )
    library, faults = examine(shipped_forms(), tmp_path)
    assert faults == []
    assert library.modules["module_first_review"].version == "1+local.1"
    assert keys_of(library.form("child_8_11")) == ["one_thing", "where"]
    assert "menu_of_choice" in {q.module for q in library.form("child_12_15").questions}


@pytest.mark.parametrize(
    ("folder", "says"),
    [(".", "A module does not belong here."), ("modules", "A form does not belong here.")],
)
def test_forms_and_modules_each_have_their_folder(tmp_path: Path, folder: str, says: str) -> None:
    (tmp_path / "modules").mkdir()
    name = "modules/module_first_review.toml" if folder == "." else "child_8_11.toml"
    text = (shipped_forms() / name).read_text(encoding="utf-8")
    moved = tmp_path / folder / "moved.toml"
    moved.write_text(text.replace('version = "1"', 'version = "1+local.1"'), encoding="utf-8")
    _, faults = examine(shipped_forms(), tmp_path)
    assert says in "\n".join(map(str, faults))


def test_every_module_is_read_like_any_question_and_none_is_a_statement() -> None:
    for held in LIBRARY.modules.values():
        for question in held.questions:
            assert isinstance(question, Question)
            assert question.kind is not Kind.STATEMENT
            for reply in (Skip(), Decline(), DontKnow()):
                taken = engine.take(question, reply, WORDS)
                assert isinstance(taken, Given)


def test_the_menu_is_about_the_meeting_so_that_its_answers_are_asks() -> None:
    for held in MENU:
        assert {question.topic for question in held.questions} <= {Topic.MEETING, Topic.TAKING_PART}
