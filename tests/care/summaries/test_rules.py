"""What stands on an officer's page, and what stands on a shared one."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from participation.care.summaries.content import Readers, from_json, to_json
from participation.care.summaries.facts import (
    Attempt,
    LeftToTry,
    OpenConcern,
    Revision,
    Talk,
)
from participation.questionnaire.definition import (
    AnswerState,
    How,
    Kind,
    Question,
    Sharing,
    Topic,
)
from tests.care.summaries.people_asked import (
    AT,
    FORM,
    asked,
    remark,
    revision,
    summary,
    voice,
)

# --- what counts as said --------------------------------------------------------------------


def test_answers_stand_in_the_order_of_the_questions_with_the_words_untouched() -> None:
    words = "  i wnt my\r\nbrother 💚  "
    part = voice(summary(asked(revision("home", "happy"), revision("one", words=words))))
    said = [answer for answer in part.answers if answer.state == "answered"]
    assert [(answer.question_key, answer.own_words) for answer in said] == [
        ("one", words),
        ("home", None),
    ]
    assert (said[1].label, said[1].face, said[1].question) == ("Good", "very_happy", "How is home?")


def test_open_names_in_a_question_are_filled_without_naming_anybody() -> None:
    question = Question("one", Kind.TEXT, "What should {officer} know?", topic=Topic.ONE_THING)
    form = replace(FORM, questions=(question,))
    part = voice(summary(asked(revision("one", words="{officer}"), form=form)))
    assert part.answers[0].question == "What should your reviewing officer know?"
    assert part.answers[0].own_words == "{officer}"


def test_a_page_that_was_not_sent_is_not_shown() -> None:
    content = summary(asked(revision("one", words="not yet"), sent=False))
    assert voice(content).answers == ()
    assert content.one_thing is None
    assert [(one.role, one.reason) for one in content.unheard] == [("child", "begun_not_sent")]


def test_a_text_counts_as_sent_at_once() -> None:
    content = summary(asked(revision("one", words="hello", by_text=True), sent=False))
    assert voice(content).answers[0].own_words == "hello"
    assert content.unheard == ()


def test_an_unsent_page_does_not_replace_what_came_by_text() -> None:
    answers = (
        revision("one", words="by text", by_text=True),
        revision("one", words="half a thought", number=2),
    )
    part = voice(summary(asked(*answers, sent=False)))
    assert [answer.own_words for answer in part.answers if answer.source] == ["by text"]


def test_the_newest_wording_counts_and_the_older_is_gone() -> None:
    content = summary(asked(revision("one", words="new", number=2), revision("one", words="old")))
    assert "old" not in json.dumps(to_json(content))
    assert voice(content).answers[0].own_words == "new"


def test_an_answer_off_the_route_is_left_out() -> None:
    part = voice(summary(asked(revision("home", "happy"), revision("home_why", words="shouting"))))
    assert "home_why" not in [answer.question_key for answer in part.answers]


@pytest.mark.parametrize("state", [AnswerState.SKIPPED, AnswerState.DECLINED, AnswerState.UNKNOWN])
def test_not_answering_is_told_as_what_it_was_and_never_as_no(state: AnswerState) -> None:
    part = voice(summary(asked(revision("there", state=state))))
    said = next(answer for answer in part.answers if answer.question_key == "there")
    assert (said.state, said.label) == (state, None)


def test_what_nobody_got_to_is_called_not_reached() -> None:
    part = voice(summary(asked(revision("one", words="x", by_text=True), sent=False)))
    assert {answer.question_key: answer.state for answer in part.answers} == {
        "one": "answered",
        "home": "not_reached",
        "worry": "not_asked",
        "there": "not_reached",
        "sleep": "not_reached",
    }


def test_r24_a_question_held_back_because_of_company_is_told_as_not_asked() -> None:
    part = voice(summary(asked(revision("one", words="x"), company="carer", helped_by="Bea")))
    assert {a.question_key: a.state for a in part.answers}["worry"] == "not_asked"
    assert (part.company, part.helped_by) == ("carer", "Bea")


def test_r24_an_answer_given_alone_stays_whoever_was_there_at_the_end() -> None:
    part = voice(summary(asked(revision("worry", words="the stairs"), company="carer")))
    assert {a.question_key: a.own_words for a in part.answers}["worry"] == "the stairs"


def test_words_kept_because_they_matched_no_choice_are_marked_as_typed() -> None:
    part = voice(summary(asked(revision("home", words="its a mix", how=How.RAW))))
    said = next(answer for answer in part.answers if answer.question_key == "home")
    assert said.typed
    assert said.own_words == "its a mix"


def test_a_number_on_a_scale_comes_with_what_its_ends_mean() -> None:
    part = voice(summary(asked(revision("sleep", "7"))))
    said = next(answer for answer in part.answers if answer.question_key == "sleep")
    assert said.label == "7, from 0 (badly) to 10 (well)"


def test_refused_words_come_with_the_rest_once_the_page_was_sent() -> None:
    kept = (remark("on a draft", draft=True), remark("too late"))
    before = voice(summary(asked(sent=False, remarks=kept)))
    after = voice(summary(asked(sent=True, remarks=kept)))
    assert [words.own_words for words in before.remarks] == ["too late"]
    assert [words.own_words for words in after.remarks] == ["on a draft", "too late"]
    assert after.remarks[0].question == "How is home?"


def test_answers_without_a_known_form_are_still_there() -> None:
    part = voice(summary(asked(revision("old_key", words="keep me"), form=None)))
    assert [(a.question, a.own_words) for a in part.answers] == [("old_key", "keep me")]


# --- the first half page --------------------------------------------------------------------


def test_the_one_thing_is_the_childs_and_nobody_elses() -> None:
    mother = asked(revision("one", words="hers"), role="mother")
    content = summary(mother, asked(revision("one", words="mine")))
    assert content.one_thing is not None
    assert content.one_thing.own_words == "mine"
    assert [one.role for one in content.voices] == ["child", "mother"]


def test_whoever_is_not_heard_from_stands_there_with_the_reason_and_what_is_left() -> None:
    left = LeftToTry(
        kind="never_spoken_with",
        due_on=date(2026, 11, 20),
        attempts=(Attempt(on="2026-11-18", what="rang"),),
    )
    father = asked(sent=False, role="father", state="not_possible", reason="never_spoken_with")
    mother = asked(
        sent=False,
        role="mother",
        state="not_asked",
        decision="court order of 3 May",
        decision_until=date(2027, 1, 1),
    )
    content = summary(asked(revision("one", words="x")), replace(father, left=(left,)), mother)
    assert [(one.role, one.reason) for one in content.unheard] == [
        ("mother", "recorded_decision"),
        ("father", "never_spoken_with"),
    ]
    assert content.unheard[1].left == (left,)
    assert content.unheard[0].decision == "court order of 3 May"
    shared = summary(mother, readers=Readers.SHARED)
    assert shared.unheard[0].decision is None


# --- the shared version ---------------------------------------------------------------------

CONCERN = OpenConcern(level="red", cause="words", state="raised", raised_at=AT)
TALK = Talk(outcome="talked", on=date(2026, 11, 18), alone=True, how="visit")


def test_t20_a_kept_answer_leaves_no_trace_in_the_shared_version() -> None:
    kept = revision("worry", words="only you", sharing=Sharing.ONLY_OFFICER)
    rest = (revision("one", words="mine"), revision("there", "happy"))
    told = asked(*rest, kept, company="alone", remarks=(remark("x", sharing=Sharing.ONLY_OFFICER),))
    never_asked = asked(*rest, company="alone")
    shared = summary(told, readers=Readers.SHARED, concerns=(CONCERN,), talk=TALK)
    assert to_json(shared) == to_json(summary(never_asked, readers=Readers.SHARED))
    assert "only you" in json.dumps(to_json(summary(told)))


def test_t20_a_question_that_only_a_kept_answer_led_to_is_kept_as_well() -> None:
    kept = revision("home", "sad", sharing=Sharing.ONLY_OFFICER)
    told = asked(kept, revision("home_why", words="shouting"), revision("one", words="x"))
    shared = summary(told, readers=Readers.SHARED)
    assert shared == summary(asked(revision("one", words="x")), readers=Readers.SHARED)


def test_t20_an_older_wording_that_was_open_does_not_come_back_when_it_was_narrowed() -> None:
    answers = (
        revision("one", words="first", sharing=Sharing.EVERYONE),
        revision("one", words="second", number=2, sharing=Sharing.ONLY_OFFICER),
    )
    assert voice(summary(asked(*answers), readers=Readers.SHARED)).answers == ()


KEYS = [question.key for question in FORM.questions]


@given(
    kept=st.sets(st.sampled_from(KEYS)),
    sent=st.booleans(),
    by_text=st.booleans(),
    home=st.sampled_from(["happy", "sad"]),
)
def test_t20_whatever_is_kept_the_shared_version_is_that_of_never_asked(
    kept: set[str], sent: bool, by_text: bool, home: str
) -> None:
    def answers(keys: list[str]) -> list[Revision]:
        return [
            revision(
                key,
                *([home] if key == "home" else []),
                words="" if key == "home" else f"words {key}",
                sharing=Sharing.ONLY_OFFICER if key in kept else Sharing.EVERYONE,
                by_text=by_text,
            )
            for key in keys
        ]

    told = asked(*answers(KEYS), sent=sent, company="alone")
    never = asked(*answers([key for key in KEYS if key not in kept]), sent=sent, company="alone")
    assert summary(told, readers=Readers.SHARED) == summary(never, readers=Readers.SHARED)


# --- kept as JSON ---------------------------------------------------------------------------


def test_a_summary_comes_back_from_storage_as_it_was() -> None:
    content = summary(
        asked(revision("one", words="ሰላም"), revision("there", "happy"), remarks=(remark("late"),)),
        asked(
            sent=False,
            role="father",
            sent_at=AT,
            left=(LeftToTry(kind="call", due_on=date(2026, 11, 20)),),
        ),
        concerns=(CONCERN,),
        talk=TALK,
    )
    assert from_json(json.loads(json.dumps(to_json(content)))) == content


def test_no_value_shows_words_or_names_in_its_repr() -> None:
    content = summary(asked(revision("one", words="canary"), name="canary"))
    assert "canary" not in repr((content, content.voices, content.one_thing, asked(name="canary")))
