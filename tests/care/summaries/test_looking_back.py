"""What a summary says of earlier reviews: compared where that is honest, and nowhere else."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from participation.care.summaries.content import Content, Readers, from_json, to_json
from participation.care.summaries.facts import Asked, Before, Promised
from participation.care.summaries.kept_apart import kept_apart
from participation.care.summaries.looking_back import Change, Compared, Matter, OverTime
from participation.care.summaries.rules import compose
from participation.care.summaries.who_may_see import WHO_MAY_SEE
from participation.questionnaire.definition import AnswerState, Sharing
from tests.care.summaries.generated import CANARY, consultation, library, never_asked
from tests.care.summaries.people_asked import asked, remark, revision, summary

SPRING, AUTUMN = date(2026, 3, 3), date(2025, 9, 9)
ONLY = Sharing.ONLY_OFFICER
KEPT = "goldcrest"


def child(form: str, number: int = 1, **said: object) -> Asked:
    """A child who answered these; a text is words, a tuple is choices with words last."""
    answers = []
    for key, given in said.items():
        *values, words = (given,) if isinstance(given, str) else given
        answers.append(revision(key, *values, words=str(words), number=number))
    return asked(*answers, form=library().form(form), company="alone")


def before(told: Asked, day: date = SPRING, *promised: Promised) -> Before:
    return Before(day=day, asked=told, promised=promised)


def promise(source: str, **changes: object) -> Promised:
    plain = Promised(source=source, one_thing=False, kind="yes", who="Jo Hall",
                     by_on=date(2026, 5, 1), because=None, told=True, said_back=None)  # fmt: skip
    return replace(plain, **changes)


def matters(content: Content) -> dict[str, Matter]:
    assert content.since_last is not None
    pieces = [(one.then or one.now, one) for one in content.since_last.matters]
    return {(piece.question or "") if piece else "": one for piece, one in pieces}


def change_of(content: Content, question: str) -> Change:
    return next(one.change for text, one in matters(content).items() if question in text)


def row(content: Content, topic: str) -> OverTime:
    return next(one for one in content.over_time if one.topic == topic)


def test_a_face_that_was_chosen_again_is_the_same_and_another_is_a_change() -> None:
    then = child("child_8_11", home=("not_good", ""), school=("ok", ""))
    content = summary(child("child_8_11", 9, home=("ok", ""), school=("ok", "")),
                      before=(before(then),))  # fmt: skip
    assert row(content, "home").compared is Compared.CHANGED
    assert [entry.label for entry in row(content, "home").entries] == ["Not good", "OK"]
    assert [entry.day for entry in row(content, "home").entries] == [SPRING, date(2026, 12, 3)]
    assert row(content, "school").compared is Compared.SAME


def test_at_another_age_a_face_is_compared_only_where_the_same_was_offered() -> None:
    then = child("child_8_11", home=("not_good", ""), feelings=("in_the_middle", ""))
    content = summary(child("child_12_15", 9, home=("ok", ""), feelings=("up_and_down", "")),
                      before=(before(then),))  # fmt: skip
    assert row(content, "home").compared is Compared.CHANGED
    assert row(content, "feelings").compared is Compared.ASKED_OTHERWISE


def test_bed_and_toys_of_the_youngest_stand_in_one_row_with_home_and_are_not_compared() -> None:
    then = child("child_4_7", bed_and_toys=("happy", ""))
    content = summary(child("child_8_11", 9, home=("good", "")), before=(before(then),))
    assert len(row(content, "home").entries) == 2
    assert row(content, "home").compared is Compared.ASKED_OTHERWISE


def test_of_a_child_under_eight_the_cards_of_this_time_stand_alone() -> None:
    then = child("child_4_7", feelings=("sad", ""))
    content = summary(child("child_4_7", 9, feelings=("happy", "")), before=(before(then),))
    assert [entry.label for entry in row(content, "feelings").entries] == ["Happy"]
    assert row(content, "feelings").compared is Compared.ALONE


def test_five_reviews_at_most_stand_in_a_row_the_oldest_first() -> None:
    days = [date(2026, 9 - number, 1) for number in range(7)]
    earlier = tuple(before(child("child_12_15", school=("ok", "")), day) for day in days)
    entries = row(summary(child("child_12_15", 9, school=("good", "")), before=earlier),
                  "school").entries  # fmt: skip
    assert len(entries) == 5
    assert [entry.day for entry in entries] == sorted(entry.day for entry in entries)


def test_what_is_not_asked_or_answered_this_time_is_not_called_settled() -> None:
    then = child("child_12_15", school=("not_good", ""))
    content = summary(child("child_12_15", 9, home=("ok", "")), before=(before(then),))
    assert row(content, "school").compared is Compared.NOT_THIS_TIME


def test_new_gone_and_same_are_told_apart() -> None:
    then = child("child_12_15", family_time=("more", ""), the_plan=("some", ""),
                 going_well="boxing")  # fmt: skip
    now = child("child_12_15", 9, family_time=("more", ""), the_plan=("not_told", ""),
                worries="the dark")  # fmt: skip
    content = summary(now, before=(before(then),))
    assert change_of(content, "see more, or less") is Change.SAME
    assert change_of(content, "the plan for you") is Change.CHANGED
    assert change_of(content, "going well") is Change.GONE
    assert change_of(content, "worried or scared") is Change.NEW


def test_words_are_never_compared_by_the_machine_but_for_the_very_same() -> None:
    then = child("child_12_15", one_thing="my brother", going_well="boxing")
    now = child("child_12_15", 9, one_thing="I see my brother now", going_well="boxing")
    content = summary(now, before=(before(then),))
    one = next(one for one in matters(content).values() if one.change is Change.AGAIN)
    assert one.then is not None
    assert one.then.own_words == "my brother"
    assert one.now is not None
    assert (one.now.own_words, one.now.in_words) == (None, True)  # they stand below
    assert change_of(content, "going well") is Change.SAME


def test_the_same_matter_under_another_name_at_another_age_is_for_a_person_to_compare() -> None:
    then = child("child_12_15", family_time=("more", "my brother"))
    now = child("child_16_17", 9, people=(library().form("child_16_17").question("people")
                                          .choices[0].value, "my brother"))  # fmt: skip
    content = summary(now, before=(before(then),))
    found = next(iter(matters(content).values()))
    assert found.change is Change.ASKED_OTHERWISE
    assert found.now is not None


def test_none_of_these_is_nothing_that_was_raised() -> None:
    then = child("child_12_15", family_time=("about_right", ""), review_wishes=("nothing", ""))
    content = summary(child("child_12_15", 9, going_well="art"), before=(before(then),))
    assert content.since_last is None


def test_a_promise_stands_with_the_words_it_is_about_and_comes_first() -> None:
    then = child("child_12_15", one_thing="a later bedtime", family_time=("more", "my brother"))
    told = before(then, SPRING, promise("family_time-1"))
    content = summary(child("child_12_15", 9, one_thing="a dog"), before=(told,))
    assert content.since_last is not None
    first = content.since_last.matters[0]
    assert first.promised is not None
    assert first.promised.who == "Jo Hall"
    assert first.then is not None
    assert first.then.own_words == "my brother"
    assert first.change is Change.GONE


def test_a_promise_about_words_that_stand_no_more_is_the_officers_still() -> None:
    """Kept for the officer since, or changed: another row, and the promise was made."""
    told = before(child("child_12_15", going_well="boxing"), SPRING, promise("one_thing-0"))
    now = child("child_12_15", 9, one_thing="a dog")
    content = summary(now, before=(told,))
    assert content.since_last is not None
    first = content.since_last.matters[0]
    assert (first.then, first.now) == (None, None)
    assert first.promised is not None
    assert first.promised.who == "Jo Hall"
    assert from_json(to_json(content)) == content
    shared = summary(now, before=(told,), readers=Readers.SHARED)
    assert shared.since_last is not None
    assert all(one.promised is None for one in shared.since_last.matters)


def test_where_nothing_is_said_yet_nothing_is_called_gone_for_good() -> None:
    told = before(child("child_12_15", one_thing="my brother"), SPRING, promise("one_thing-1"))
    content = summary(child("child_12_15", 9), before=(told,))
    assert content.since_last is not None
    assert content.since_last.silent
    assert content.since_last.matters[0].promised is not None


def test_where_only_other_words_are_said_this_time_nothing_is_called_gone() -> None:
    """They may say the very same: nobody but a person can compare."""
    told = before(child("child_12_15", family_time=("more", ""), going_well="boxing"))
    form = library().form("child_12_15")
    now = asked(remarks=(remark("i still want my brother on saturdays"),), form=form)
    content = summary(now, before=(told,))
    assert content.since_last is not None
    assert not content.since_last.silent
    assert {one.change for one in content.since_last.matters} == {Change.OTHER_WORDS}


def test_what_only_a_helper_said_this_time_leaves_the_child_silent() -> None:
    told = before(child("child_4_7", feelings=("sad", "cold")))
    content = summary(child("child_4_7", 9, helper_saw="She looked away."), before=(told,))
    assert content.since_last is not None
    assert content.since_last.silent


def test_the_last_time_with_anything_said_counts_and_without_one_there_is_nothing() -> None:
    now = child("child_12_15", 9, one_thing="x")
    silent, older = (
        before(child("child_12_15")),
        before(child("child_12_15", one_thing="y"), AUTUMN),
    )
    content = summary(now, before=(silent, older))
    assert content.since_last is not None
    assert content.since_last.day == AUTUMN
    assert summary(now, before=(silent,)).since_last is None
    assert summary(now).since_last is None


def test_words_that_were_added_after_sending_are_remembered() -> None:
    then = asked(remarks=(remark("call my nan"),), form=library().form("child_12_15"))
    told = before(then, SPRING, promise("remark-call my nan"))
    content = summary(child("child_12_15", 9, one_thing="x"), before=(told,))
    assert content.since_last is not None
    first = content.since_last.matters[0]
    assert (first.change, first.then and first.then.own_words) == (Change.THEN, "call my nan")
    assert first.promised is not None


def test_what_a_helper_said_is_not_what_the_child_raised() -> None:
    then = child("child_4_7", helper_saw="She looked away.")
    assert summary(child("child_8_11", 9, one_thing="x"), before=(before(then),)).since_last is None


@pytest.mark.parametrize("readers", [Readers.OFFICER, Readers.SHARED])
def test_it_is_the_same_again_out_of_plain_json(readers: Readers) -> None:
    told = before(child("child_8_11", home=("ok", "cold"), one_thing="x"), SPRING,
                  promise("home-1"))  # fmt: skip
    content = summary(child("child_12_15", 9, home=("ok", "")), before=(told,), readers=readers)
    assert content.over_time
    assert content.since_last
    assert from_json(to_json(content)) == content


def test_a_version_that_was_kept_before_this_was_written_still_opens() -> None:
    kept = to_json(summary(child("child_8_11", one_thing="x")))
    del kept["over_time"], kept["since_last"]
    assert from_json(kept).over_time == ()


def test_t20_what_was_kept_from_the_worker_then_or_now_is_as_if_it_was_never_asked() -> None:
    """So is what was promised about it."""
    told_apart = 0
    for seed in range(60):
        holds = WHO_MAY_SEE[Readers.SHARED]
        facts, then = consultation(seed), consultation(seed + 1000)
        never, never_then = never_asked(facts, holds), never_asked(then, holds)
        promises = tuple(promise(one.source, because=KEPT if one.sharing is ONLY else "no")
                         for one in then.asked[0].answers)  # fmt: skip
        kept = {one.source for one in never_then.asked[0].answers}
        allowed = tuple(one for one in promises if one.source in kept)
        with_it = compose(
            replace(facts, before=(Before(day=SPRING, asked=then.asked[0], promised=promises),)),
            Readers.SHARED,
        )
        without = compose(
            replace(
                never,
                before=(Before(day=SPRING, asked=never_then.asked[0], promised=allowed),),
            ),
            Readers.SHARED,
        )
        assert with_it.over_time == without.over_time, seed
        assert with_it.since_last == without.since_last, seed
        assert KEPT not in str(to_json(with_it)), seed
        told_apart += with_it.since_last is not None
    assert told_apart > 20


def test_r4_what_is_filed_apart_holds_what_the_record_does_not_and_no_more() -> None:
    then = asked(
        revision("one_thing", words="a dog"),
        revision("worries", words=CANARY, sharing=ONLY),
        form=library().form("child_12_15"),
        company="alone",
    )
    facts = {"before": (before(then),)}
    now = child("child_12_15", 9, going_well="art")
    whole = summary(now, **facts)
    record = summary(now, readers=Readers.SHARED, **facts)
    kept = kept_apart(whole, record)
    assert CANARY in str(to_json(kept))
    assert CANARY not in str(to_json(record))
    assert "a dog" not in str(to_json(kept))
    assert whole.since_last is not None
    assert record.since_last is not None
    assert kept.since_last is not None
    then_of = [
        {one.then for one in each.matters} for each in (whole.since_last, record.since_last,
                                                        kept.since_last)
    ]  # fmt: skip
    assert then_of[1] | then_of[2] == then_of[0]
    assert not then_of[1] & then_of[2] - {None}


def test_does_not_know_is_an_answer_with_a_day_and_without_a_face() -> None:
    unknown = revision("school", state=AnswerState.UNKNOWN)
    then = asked(unknown, form=library().form("child_12_15"))
    content = summary(child("child_12_15", 9, school=("ok", "")), before=(before(then),))
    assert [entry.state for entry in row(content, "school").entries] == ["unknown", "answered"]
    assert row(content, "school").entries[0].level is None
