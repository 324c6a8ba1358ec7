"""What a form must keep to for each reader: numbers, pictures, who may be there, whose words."""

from __future__ import annotations

import pytest

from participation.questionnaire.checking import check, check_module, most_questions
from participation.questionnaire.definition import Audience, Band, Form, Module, Occasion
from participation.questionnaire.files import draft
from participation.questionnaire.reading_level import LIMITS, too_hard
from tests.questionnaire.walks import WORDS

HEAD = """\
key = "any_form"
version = "1"
audience = "{audience}"
band = "{band}"
title = "Try"
intro = ["Sam reads this."]
{more}
"""
ONE_THING = '[[question]]\nkey = "one_thing"\nkind = "text"\ntopic = "one_thing"\ntext = "What?"\n'
MODULE = """\
key = "module_try"
version = "1"
audience = "child"
bands = ["8-11", "16-17"]
title = "Try"
{more}
"""


def question(key: str, more: str = 'kind = "text"') -> str:
    return f'\n[[question]]\nkey = "{key}"\ntext = "What about it?"\n{more}\n'


def choices(*values: str, look: str = "list") -> str:
    listed = ", ".join(f'{{ value = "{value}", label = "{value.title()}" }}' for value in values)
    return f'kind = "one_of"\nlook = "{look}"\nchoices = [{listed}]'


def faults(
    *questions: str, audience: str = "child", band: str = "8-11", more: str = ""
) -> list[str]:
    text = HEAD.format(audience=audience, band=band, more=more) + "".join(questions)
    form, found = draft(text.encode(), "try.toml")
    assert isinstance(form, Form), found
    return [str(fault) for fault in found or check(form, WORDS, "try.toml")]


def faults_of_module(*questions: str, more: str) -> list[str]:
    drafted, found = draft((MODULE.format(more=more) + "".join(questions)).encode(), "try.toml")
    assert isinstance(drafted, Module), found
    return [str(fault) for fault in found + check_module(drafted, WORDS, "try.toml")]


@pytest.mark.parametrize(
    ("audience", "band", "more", "most"),
    [
        ("child", "4-7", "", 5),
        ("child", "8-11", "", 8),
        ("child", "12-15", "", 10),
        ("child", "16-17", "", 10),
        ("child", "easy", "", 6),
        ("parent", "adult", "", 8),
        ("parent", "adult", "by_text = true", 3),
        ("school", "adult", "", 8),
        ("child", "8-11", 'occasion = "after"', 5),
        ("child", "12-15", 'occasion = "after"', 5),
        ("parent", "adult", 'occasion = "after"', 8),
        ("carer", "adult", 'occasion = "after"', 8),
        ("social_worker", "adult", 'occasion = "after"', 9),
        ("guardian", "adult", 'occasion = "after"', 9),
    ],
)
def test_so_many_questions_and_not_one_more(audience: str, band: str, more: str, most: int) -> None:
    rest = [question(f"q{n}", 'kind = "text"\nshort = "What?"') for n in range(most)]
    first = ONE_THING.replace("text = ", 'short = "What?"\ntext = ')
    enough = faults(first, *rest[:-1], audience=audience, band=band, more=more)
    assert enough == []
    (said,) = faults(first, *rest, audience=audience, band=band, more=more)
    assert f"There are {most + 1} questions. Keep it to {most}" in said


def test_every_band_has_limits_for_questions_and_for_words() -> None:
    assert set(LIMITS) == set(Band)
    for band in Band:
        for occasion in Occasion:
            form = Form("a_b", "1", Audience.CHILD, band, "Try", (), occasion=occasion)
            assert 3 < most_questions(form) <= 10
        sentence, paragraph = LIMITS[band]
        assert too_hard("word " * sentence, band) == []
        assert "over" in too_hard("word " * (sentence + 1), band)[0]
        short = "Word word. " * (paragraph // 2 + 1)
        assert any("paragraph" in complaint for complaint in too_hard(short, band))


def test_what_the_helper_is_asked_does_not_count_and_is_worded_for_adults() -> None:
    long = "What did you see that the child could not say in words, and how sure are you of it?"
    rest = [question(f"q{n}") for n in range(4)]
    asked = question("helper", 'kind = "text"').replace("What about it?", long)
    told = "\n".join(faults(ONE_THING, *rest, asked, band="4-7"))
    assert "There are 6 questions" in told
    assert "A sentence has 19 words, over 7" in told
    helper = asked.replace('kind = "text"', 'kind = "text"\nvoice = "helper"')
    assert faults(ONE_THING, *rest, helper, band="4-7") == []


@pytest.mark.parametrize("band", ["4-7", "easy"])
def test_r34_big_pictures_at_most_three_and_nothing_about_the_carer_while_one_may_be_there(
    band: str,
) -> None:
    four = faults(ONE_THING, question("q", choices("a", "b", "c", "d")), band=band)
    assert "There are 4 choices. Keep it to 3" in four[0]
    five = faults(ONE_THING, question("q", choices(*"abcde", look="faces5")), band=band)
    assert "Keep it to 3" in five[0]
    assert faults(ONE_THING, question("q", choices(*"abc", look="faces3")), band=band) == []
    for topic in ("people_at_home", "safety"):
        about = f'kind = "text"\ntopic = "{topic}"'
        (said,) = faults(ONE_THING, question("q", about), band=band)
        assert "The carer may hold the phone" in said
        alone = about + '\nask_if_company = ["alone", "outside"]'
        assert faults(ONE_THING, question("q", alone), band=band) == []
        assert faults(ONE_THING, question("q", about), band="8-11") == []


@pytest.mark.parametrize(
    ("kind", "band", "audience", "more", "sound"),
    [
        ("text", "8-11", "child", "", True),
        ("drawing", "4-7", "child", "", True),
        ("text", "4-7", "child", "", True),
        ("drawing", "8-11", "child", "", False),
        ("people", "4-7", "child", "", False),
        ("text", "easy", "child", "", True),
        ("drawing", "adult", "parent", "", False),
        ("people", "adult", "school", "", True),
        ("people", "8-11", "child", 'occasion = "after"', True),
    ],
)
def test_r32_the_first_box_is_for_the_one_thing(
    kind: str, band: str, audience: str, more: str, sound: bool
) -> None:
    first = ONE_THING.replace('"text"', f'"{kind}"', 1)
    found = faults(first, audience=audience, band=band, more=more)
    assert ["The first question is not a box" in said for said in found] == [True] * (not sound)


def test_what_was_asked_last_time_is_named_only_where_it_is_known() -> None:
    asked = question("q", 'kind = "text"\nhelp = "You asked for {last_time}."')
    (said,) = faults(ONE_THING, asked)
    assert "'{last_time}' may be unknown where this is shown." in said
    assert 'ask_if_known = "last_time"' in said
    known = asked.replace('kind = "text"', 'kind = "text"\nask_if_known = "last_time"')
    assert faults(ONE_THING, known) == []
    (said,) = faults(ONE_THING, known.replace('known = "last_time"', 'known = "birthday"'))
    assert "'birthday' is never known. Choose from: last_time." in said


@pytest.mark.parametrize("kind", ["text", "people", "drawing"])
def test_words_have_no_further_page_for_words(kind: str) -> None:
    (said,) = faults(ONE_THING, question("q", f'kind = "{kind}"\nwants_more = true'))
    assert "Take wants_more out." in said


@pytest.mark.parametrize(
    ("questions", "more", "says"),
    [
        ([question("q")], "", "It must be clear when it is asked."),
        ([question("q")], 'when = ["unaccompanied"]\nalways = true', "It must be clear when"),
        ([question("q")], 'when = ["unacompanied"]', "Did you mean 'unaccompanied'?"),
        ([question("q")], 'when = ["review:frist"]', "Did you mean 'review:first'?"),
        ([question("q")], 'when = ["missing"]\nintro = ["Hello."]', "'intro' is not a field"),
        ([question("q")], "always = true", "'q' would be put to everybody."),
        ([question(f"q{n}") for n in range(4)], 'when = ["missing"]', "Keep a module to 3."),
        ([question("q", 'kind = "statement"')], 'when = ["missing"]', "not a question to"),
        (
            [question("q", 'kind = "text"\nvoice = "helper"')],
            'when = ["missing"]',
            "'q' is not a question to the child.",
        ),
        (
            [question("q", 'kind = "text"\nask_if = { question = "home", any_of = ["a"] }')],
            'when = ["missing"]',
            "'q' has a condition.",
        ),
        (
            [question("q").replace("What about it?", "One two three four five six. " * 2)],
            'when = ["missing"]',
            "",
        ),
        (
            [question("q").replace("What about it?", "A b c d e f g h i j k")],
            'when = ["missing"]',
            "A sentence has 11 words, over 10",  # the youngest of its bands, not the oldest
        ),
    ],
)
def test_a_module_that_would_go_wrong_is_refused(
    questions: list[str], more: str, says: str
) -> None:
    found = faults_of_module(*questions, more=more)
    assert says in "\n".join(found)
    assert bool(found) == bool(says)


def test_a_module_names_its_bands() -> None:
    text = MODULE.format(more='when = ["missing"]').replace('"8-11", "16-17"', '"8-10"')
    _, found = draft((text + question("q")).encode(), "try.toml")
    assert "'8-10' is not a band. Did you mean '8-11'?" in str(found[0])
    _, found = draft((text.replace('"8-10"', "") + question("q")).encode(), "try.toml")
    assert "'bands' is missing or empty." in str(found[0])
