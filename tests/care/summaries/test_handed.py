"""What goes to a review or to a parent, and that nothing tells what is not in it (T20)."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from participation.care.summaries.content import plain, to_json
from participation.care.summaries.facts import OpenConcern, SummaryFacts, Talk
from participation.care.summaries.handed import Handed, handed
from participation.care.summaries.rules import compose
from participation.care.summaries.who_may_see import WHO_MAY_SEE, Readers
from participation.questionnaire.definition import AnswerState, Sharing, Topic
from tests.care.summaries.generated import CANARY, consultation, never_asked
from tests.care.summaries.people_asked import AT, CHILD, FORM, REVIEW, asked, remark, revision

ALL = Sharing.EVERYONE
OUT = (Readers.MEETING, Readers.PARENT)


def version(readers: Readers, *people: object, **more: object) -> Handed:
    facts = SummaryFacts(review=REVIEW, child=CHILD, asked=people)
    return handed(facts, readers, **more)


def words_in(one: Handed) -> list[str | None]:
    return [answer.own_words or answer.label for answer in one.answers()]


# --- the table ---------------------------------------------------------------------------------


@pytest.mark.parametrize("readers", OUT)
@pytest.mark.parametrize("sharing", list(Sharing))
def test_r5_only_what_everyone_may_see_goes_out(readers: Readers, sharing: Sharing) -> None:
    child = asked(revision("one", words="mine", sharing=sharing))
    assert words_in(version(readers, child)) == (["mine"] if sharing is ALL else [])


def test_adults_are_in_the_one_for_the_review_without_their_names_and_never_in_a_parents() -> None:
    mother = asked(revision("one", words="hers", sharing=ALL), role="mother", name="Dawn Brown")
    child = asked(revision("one", words="mine", sharing=ALL), helped_by="Bea Okonkwo")
    for_review = version(Readers.MEETING, mother, child)
    assert [voice.role for voice in for_review.voices] == ["child", "mother"]
    for_parent = version(Readers.PARENT, mother, child)
    assert [voice.role for voice in for_parent.voices] == ["child"]
    everything = json.dumps([plain(for_review), plain(for_parent)])
    assert "Dawn" not in everything
    assert "Okonkwo" not in everything


def test_about_the_review_a_parents_version_says_nothing() -> None:
    child = asked(revision("one", words="mine", sharing=ALL))
    for_parent, for_review = version(Readers.PARENT, child), version(Readers.MEETING, child)
    assert (for_parent.day, for_parent.kind, for_parent.age) == (None, None, None)
    assert (for_review.day, for_review.kind, for_review.age) == (REVIEW.day, "second", 9)


@pytest.mark.parametrize("topic", list(Topic))
def test_places_never_go_to_a_parent_and_safety_goes_to_nobody(topic: Topic) -> None:
    form = replace(FORM, questions=(replace(FORM.questions[0], topic=topic),))
    child = asked(revision("one", words="mine", sharing=ALL), form=form)
    places = {Topic.HOME, Topic.PEOPLE_AT_HOME, Topic.SCHOOL, Topic.OWN_LIFE}
    assert bool(words_in(version(Readers.MEETING, child))) is (topic is not Topic.SAFETY)
    assert bool(words_in(version(Readers.PARENT, child))) is (topic not in {Topic.SAFETY, *places})


@pytest.mark.parametrize("readers", OUT)
def test_concerns_the_talk_remarks_and_what_was_not_answered_have_no_place(
    readers: Readers,
) -> None:
    child = asked(
        revision("one", state=AnswerState.DECLINED, sharing=ALL),
        revision("home", state=AnswerState.SKIPPED, sharing=ALL),
        remarks=(remark("late words", sharing=ALL),),
    )
    plainly = SummaryFacts(review=REVIEW, child=CHILD, asked=(child,))
    loaded = replace(
        plainly,
        concerns=(OpenConcern(level="red", cause="words", state="raised", raised_at=AT),),
        talk=Talk(outcome="talked"),
    )
    assert handed(loaded, readers) == handed(plainly, readers)
    assert handed(loaded, readers).voices == ()


def test_a_thought_in_several_texts_goes_whole_or_not_at_all() -> None:
    said = revision("one", words="first half", sharing=ALL, by_text=True)
    more = replace(
        remark("second half"), kind="more", question_key="one", received_at=said.given_at
    )
    whole = asked(said, remarks=(more,))
    assert words_in(version(Readers.MEETING, whole)) == ["first half\nsecond half"]
    half = asked(said, remarks=(replace(more, sharing=Sharing.OFFICER_AND_WORKER),))
    assert words_in(version(Readers.MEETING, half)) == []


def test_what_the_officer_and_the_worker_open_is_not_made_as_what_goes_out() -> None:
    facts = SummaryFacts(review=REVIEW, child=CHILD, asked=())
    for readers in OUT:
        with pytest.raises(ValueError, match="not made here"):
            compose(facts, readers)


# --- left out by a person -------------------------------------------------------------------------


def test_what_a_person_leaves_out_is_as_if_never_asked() -> None:
    one, home = revision("one", words="x", sharing=ALL), revision("home", "sad", sharing=ALL)
    why = revision("home_why", words="shouting", sharing=ALL)
    left_out = version(Readers.MEETING, asked(one, home, why), left_out={home.source})
    assert plain(left_out) == plain(version(Readers.MEETING, asked(one)))
    assert words_in(left_out) == ["x"], "what the left-out answer led to goes with it"


# --- T20 over generated consultations -------------------------------------------------------------


@pytest.mark.parametrize("readers", [Readers.SHARED, *OUT])
def test_t20_in_200_consultations_what_was_withheld_leaves_no_trace(readers: Readers) -> None:
    spoken = 0
    for seed in range(200):
        told = consultation(seed)
        never = never_asked(told, WHO_MAY_SEE[readers])
        if readers is Readers.SHARED:
            with_it, without = to_json(compose(told, readers)), to_json(compose(never, readers))
        else:
            with_it, without = plain(handed(told, readers)), plain(handed(never, readers))
        assert json.dumps(with_it) == json.dumps(without), f"seed {seed}"
        if readers is not Readers.SHARED:
            assert CANARY not in json.dumps(with_it), f"seed {seed}"
            spoken += bool(with_it["voices"])
    assert readers is Readers.SHARED or spoken > 100, "hardly anything was shared at all"
