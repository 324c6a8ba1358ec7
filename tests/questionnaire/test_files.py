"""A form file with faults: every one is named with its place and remedy, and nothing is loaded."""

from __future__ import annotations

from pathlib import Path

import pytest

from participation.questionnaire.checking import check
from participation.questionnaire.definition import Form, Sharing
from participation.questionnaire.files import form_from_source, parse_form, read_form
from participation.questionnaire.library import (
    FormsAreFaulty,
    examine,
    examine_file,
    load_library,
    shipped_forms,
)
from participation.questionnaire.word_files import read_words
from tests.questionnaire.walks import LIBRARY, WORDS

HEAD = """\
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
"""


def faults_of(text: str) -> list[str]:
    form, faults = parse_form(text.encode(), "try.toml")
    if form is not None:
        faults = check(form, WORDS, "try.toml")
    return [str(fault) for fault in faults]


def question(key: str, more: str = 'kind = "text"') -> str:
    return f'\n[[question]]\nkey = "{key}"\ntext = "What about it?"\n{more}\n'


def choose(key: str, *values: str, more: str = "") -> str:
    listed = ", ".join(f'{{ value = "{value}", label = "{value.title()}" }}' for value in values)
    return question(key, f'kind = "one_of"\nchoices = [{listed}]\n{more}')


def test_a_sound_form_has_no_faults() -> None:
    assert faults_of(HEAD + choose("home", "good", "bad")) == []


def test_b81_every_fault_is_named_at_once_with_line_and_remedy() -> None:
    text = HEAD.replace('kind = "text"', 'kynd = "text"').replace('title = "Try"', "title = 7")
    text += question("home", 'kind = "txt"\nhelp = ["a list"]')
    assert faults_of(text) == [
        "try.toml, line 5: 'title' is a number. Write text in quotes.",
        "try.toml, line 8, question 'one_thing': 'kind' is missing. Add kind = …",
        "try.toml, line 10, question 'one_thing': 'kynd' is not a field. Did you mean 'kind'?",
        "try.toml, line 17, question 'home': 'txt' is not a value of 'kind'. Did you mean 'text'?",
        "try.toml, line 18, question 'home': 'help' is a list. Write text in quotes.",
    ]


def test_faults_of_writing_and_of_meaning_are_told_together(tmp_path: Path) -> None:
    file = tmp_path / "try.toml"
    after = 'ask_if = { question = "later", any_of = ["good"] }'
    text = HEAD + question("home", 'kynd = "text"') + choose("why", "good", "stop", more=after)
    file.write_text(text + choose("later", "good", "good"), encoding="utf-8")
    _, faults = examine_file(file, WORDS)
    told = "\n".join(map(str, faults))
    assert "'kynd' is not a field" in told
    assert "It is asked after 'later', which comes later." in told
    assert "'Stop' is an order" in told
    assert "Two choices have the value 'good'." in told


def test_b81_a_question_without_a_key_and_a_choice_without_a_label_are_found() -> None:
    found = faults_of(
        HEAD
        + '\n[[question]]\ntext = "And?"\nkind = "one_of"\nchoices = [\n'
        + '  { value = "good", label = "Good" },\n  { value = "bad", lable = "Bad" },\n]\n'
    )
    assert found == [
        "try.toml, line 14, question 'number 2': 'key' is missing. Add key = …",
        "try.toml, line 19, question 'number 2': 'label' is missing in choice 2. Add label = …",
        (
            "try.toml, line 19, question 'number 2': 'lable' is not a field in choice 2. "
            "Did you mean 'label'?"
        ),
    ]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ('title = "Once"\ntitle = "Twice"', "line 6: This is not TOML"),  # duplicate
        ("title = no", "line 5: This is not TOML"),
        ("title = Try", "line 5: This is not TOML"),
        ("version = 012", "line 2: This is not TOML"),
        ('title = "Try', "line 5: This is not TOML"),
        ("title = 'a\x00b'", "line 5: This is not TOML"),
        ("title = 09:30:00", "line 5: 'title' is a date or a time. Write text in quotes."),
        ("title = 2026-01-01", "line 5: 'title' is a date or a time. Write text in quotes."),
        ("version = 1", "line 2: 'version' is a number. Write text in quotes."),
        ('version = "01"', 'line 2: The version is not a version. Write "1", or "1+local.1".'),
        ('key = "child"', "line 1: The key 'child' has no underscore."),
        ('key = "../x_y"', "line 1: 'key' cannot be '../x_y'."),
        ('band = "8–11"', "line 4: '8–11' is not a value of 'band'. Did you mean '8-11'?"),
    ],
)
def test_b82_nothing_is_guessed_from_a_slip(line: str, says: str) -> None:
    name = line.split(" ")[0]
    text = "\n".join(
        line if old.startswith(f"{name} =") and n < 7 else old
        for n, old in enumerate(HEAD.split("\n"))
    )
    assert says in "\n".join(faults_of(text))


def test_b83_deep_and_large_files_are_refused_quickly() -> None:
    assert "nested" in faults_of("a = " + "[" * 3_000 + "]" * 3_000)[0]
    assert "nested" in faults_of(HEAD + 'x = {a={a={a={a={a={a={a={a={a={a={a="x"}}}}}}}}}}}')[0]
    assert "Keep it to 262144" in faults_of(HEAD + "#" * 300_000)[0]


@pytest.mark.parametrize("data", [b"\xff\xfe", b"", b"\x00", HEAD.encode("utf-16")])
def test_bytes_that_are_no_form_are_refused(data: bytes) -> None:
    form, faults = parse_form(data, "try.toml")
    assert form is None
    assert faults


def test_b84_a_circle_is_printed_as_a_path() -> None:
    after = 'ask_if = {{ question = "{}", any_of = ["good"] }}'
    text = HEAD + "".join(
        choose(key, "good", "bad", more=after.format(on))
        for key, on in (("q3", "q7"), ("q7", "q3"), ("q9", "q9"))
    )
    found = faults_of(text)
    assert "The conditions go round in a circle: q3 → q7 → q3." in found[0]
    assert "The conditions go round in a circle: q9 → q9." in found[1]
    assert len(found) == 2


def test_b84_conditions_that_lead_nowhere_are_refused() -> None:
    after = 'ask_if = {{ question = "{}", any_of = ["{}"] }}'
    text = HEAD
    text += choose("home", "good", "bad", more=after.format("later", "good"))
    text += choose("later", "good", "bad", more=after.format("hoem", "good"))
    text += choose("why", "good", "bad", more=after.format("home", "god"))
    text += choose("what", "good", "bad", more=after.format("one_thing", "yes"))
    text += choose("home", "good", "bad")
    found = "\n".join(faults_of(text))
    assert "question 'home': The key 'home' is used twice. Give each question its own." in found
    assert "question 'home': It is asked after 'later', which comes later." in found
    assert "question 'later': It is asked after 'hoem', which does not exist. Did you mean" in found
    assert "question 'why': 'god' is not an answer to 'home'. Did you mean 'good'?" in found
    assert "question 'why': It can never be reached." in found
    assert "question 'what': 'one_thing' takes words, and words lead nowhere." in found


def test_b84_a_question_for_company_that_never_meets_its_condition_is_unreachable() -> None:
    text = HEAD + choose("alone_only", "good", "bad", more='ask_if_company = ["alone"]')
    condition = 'ask_if = { question = "alone_only", any_of = ["bad"] }'
    text += question("with_carer", f'kind = "text"\nask_if_company = ["carer"]\n{condition}')
    assert "can never be reached: 'alone_only' is asked in other company only" in faults_of(text)[0]


def test_b85_limits_are_stated_and_kept() -> None:
    many = HEAD + "".join(question(f"q{n}") for n in range(500))
    assert "There are 501 of 'question'. Keep it to 40." in faults_of(many)[0]
    options = choose("home", *(f"v{n}" for n in range(200)))
    assert "There are 200 of 'choices'. Keep it to 20." in faults_of(HEAD + options)[0]
    letters = choose("home", "good", "bad").replace('label = "Good"', f'label = "{"x" * 10_000}"')
    assert "'label' in choice 1 has 10000 letters. Keep it to 120." in faults_of(HEAD + letters)[0]
    none = HEAD.split("[[question]]")[0]
    assert faults_of(none)[0].endswith("There are no questions. Add a [[question]].")
    assert "There are no questions" in faults_of(none + "question = []")[0]


@pytest.mark.parametrize(
    ("labels", "says"),
    [
        (("Stop", "Go on"), "'Stop' is an order when it stands alone."),
        (("END", "Middle"), "'END' is an order when it stands alone."),
        (("Call", "Write"), "'Call' is an order when it stands alone."),
        (("Skip it", "Keep it"), "'Skip it' is how people leave a question out or go back."),
        (("Two", "Three"), "'Two' is a number; numbers stand for places in the list."),
        (("Good!", "good"), "'good' could mean 'a' or 'b'."),
        (("So so", "Good"), "'So so' can never be met. It is read as 'so'."),
    ],
)
def test_choices_that_a_typed_reply_could_not_tell_are_refused(
    labels: tuple[str, str], says: str
) -> None:
    listed = ", ".join(
        f'{{ value = "{value}", label = "{label}" }}'
        for value, label in zip("ab", labels, strict=True)
    )
    found = faults_of(HEAD + question("home", f'kind = "one_of"\nchoices = [{listed}]'))
    assert says in "\n".join(found)


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ('kind = "text"\ntopic = "safety"\nsharing = "everyone"', "Nothing wider than 'only_off"),
        ('kind = "text"\ntopic = "feelings"\nsharing = "everyone"', "Nothing wider than 'officer_"),
        ('kind = "text"\ntopic = "safety"\nworry = true', "could be put while a carer is there"),
        (
            'kind = "text"\ntopic = "safety"\nworry = true\nask_if_company = ["alone", "carer"]',
            "could be put while a carer is there",
        ),
        ('kind = "yes_no"\ntopic = "safety"\nworry = true', "is not open"),
        ('kind = "text"\nhelp = "Tell {fofficer}."', "'{fofficer}' is not something we can fill"),
        (
            'kind = "text"\nhelp = "Please tell us in as many words as you can what you think."',
            "A sentence has 13 words, over 10",
        ),
        ('kind = "one_of"\nchoices = [{ value = "a", label = "A" }]', "Give at least two"),
        ('kind = "text"\nchoices = [{ value = "a", label = "A" }]', "kind text has choices"),
        ('kind = "scale"\nminimum = 5\nmaximum = 5', "minimum is not below the maximum"),
        ('kind = "text"\nask_if_company = ["dog"]', "'dog' is not a company"),
    ],
)
def test_a_question_that_would_go_wrong_with_a_child_is_refused(more: str, says: str) -> None:
    assert says in "\n".join(faults_of(HEAD + question("more", more)))


def test_too_many_questions_for_the_age_and_a_first_question_that_is_not_the_one_thing() -> None:
    long = HEAD + "".join(question(f"q{n}") for n in range(8))
    assert "There are 9 questions. Keep it to 8" in faults_of(long)[0]
    other = HEAD.replace('topic = "one_thing"\n', "")
    assert "The first question is not a box for the one thing" in faults_of(other)[0]


def test_r5_sharing_starts_narrow_where_it_must() -> None:
    for form in LIBRARY.forms.values():
        for asked in form.questions:
            if asked.topic == "safety":
                assert asked.sharing is Sharing.ONLY_OFFICER
            if asked.topic in ("health", "feelings", "family_time"):
                assert asked.sharing is Sharing.OFFICER_AND_WORKER


def test_the_shipped_forms_are_sound_and_their_hash_is_of_the_content() -> None:
    library, faults = examine(shipped_forms())
    assert faults == []
    assert {"child_8_11", "child_12_15", "parent_web", "parent_text"} <= set(library.forms)
    for form in library.forms.values():
        assert form_from_source(form.source) == form
        assert len(form.source_hash) == 64


def test_layout_and_comments_do_not_change_the_hash_and_a_word_does() -> None:
    def made(text: str) -> Form:
        form, faults = parse_form(text.encode(), "try.toml")
        assert form is not None, faults
        return form

    first = made(HEAD)
    assert made("# hello\r\n" + HEAD.replace("\n", "\r\n")).source_hash == first.source_hash
    assert made("\ufeff" + HEAD).source_hash == first.source_hash
    assert made(HEAD.replace("most?", "most now?")).source_hash != first.source_hash


@pytest.mark.parametrize("text", ["", "{}", "[]", "7", "{", '{"key": "x"}', "[" * 100_000])
def test_a_stored_form_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a stored form"):
        form_from_source(text)


def test_a_council_s_own_form_wins_by_key_and_says_that_it_is_local(tmp_path: Path) -> None:
    own = tmp_path / "ours.toml"
    own.write_text(HEAD.replace("child_test", "child_8_11"), encoding="utf-8")
    _, faults = examine(shipped_forms(), tmp_path)
    assert "Versions of a council's own folder end in +local.N" in str(faults[0])
    own.write_text(
        HEAD.replace("child_test", "child_8_11").replace('"1"', '"1+local.1"'), encoding="utf-8"
    )
    library = load_library(shipped_forms(), tmp_path)
    assert library.form("child_8_11").title == "Try"
    assert library.form("parent_web") == LIBRARY.form("parent_web")


def test_faulty_forms_are_not_loaded_and_every_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("x = ", encoding="utf-8")
    (tmp_path / "b.toml").write_text("y = ", encoding="utf-8")
    with pytest.raises(FormsAreFaulty) as caught:
        load_library(shipped_forms(), tmp_path)
    assert [fault.file for fault in caught.value.faults] == ["a.toml", "b.toml"]


def test_a_file_that_cannot_be_opened_is_a_fault(tmp_path: Path) -> None:
    form, faults = read_form(tmp_path / "nowhere.toml")
    assert form is None
    assert "cannot be read" in str(faults[0])


def test_a_missing_folder_is_a_fault(tmp_path: Path) -> None:
    _, faults = examine(shipped_forms(), tmp_path / "froms")
    assert [str(fault) for fault in faults] == ["froms: The folder is missing. Check its name."]


def test_words_of_a_language_are_checked_too(tmp_path: Path) -> None:
    file = tmp_path / "xx.toml"
    file.write_text(
        'language = "yy"\nskip = ["Don\'t", "yes"]\nyes = ["yes", "stop"]\nlihgt = []\n'
        'numbers = { one = "1" }\n',
        encoding="utf-8",
    )
    words, faults = read_words(file)
    assert words is None
    told = "\n".join(map(str, faults))
    assert "xx.toml, line 4: 'lihgt' is not a field. Did you mean 'light'?" in told
    assert 'line 1: The language is not the file\'s name. Write language = "xx".' in told
    assert "line 2: 'Don't' in skip can never be met. It is read as 'dont'." in told
    assert "'yes' stands in skip and in yes." in told
    assert "'stop' is a word that phone companies act on." in told
    assert "'numbers' is not a table of whole numbers." in told


def test_a_language_nobody_wrote_words_for_is_not_read_as_english() -> None:
    assert LIBRARY.words("syl").shown_only
    assert not LIBRARY.words("en").shown_only
