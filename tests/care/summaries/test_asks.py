"""What stands on the list of things somebody must see to, and whose words are whose."""

from __future__ import annotations

from dataclasses import replace

from participation.questionnaire.definition import (
    AnswerState,
    Choice,
    Kind,
    Question,
    Topic,
)
from participation.questionnaire.definition import Voice as Whose
from tests.care.summaries.people_asked import FORM, GOOD, asked, revision, summary, voice


def test_asks_are_wishes_about_the_meeting_and_changes_and_not_what_was_left_out() -> None:
    content = summary(
        asked(revision("there", "sad"), revision("home", "happy")),
        asked(revision("there", state=AnswerState.SKIPPED), role="mother"),
    )
    assert [(ask.role, ask.question, ask.label) for ask in content.asks] == [
        ("child", "Will you come?", "Not good")
    ]


def test_none_of_these_asks_nothing_of_anybody_unless_words_stand_beside_it() -> None:
    none = Choice("none", "None of these", exclusive=True)
    wishes = Question("there", Kind.MANY_OF, "Wishes?", topic=Topic.MEETING, choices=(*GOOD, none))
    form = replace(FORM, questions=(wishes,))
    silent = summary(asked(revision("there", "none"), form=form))
    assert silent.asks == ()
    assert [said.label for said in silent.voices[0].answers] == ["None of these"]
    worded = summary(asked(revision("there", "none", words="a later day"), form=form))
    assert [ask.own_words for ask in worded.asks] == ["a later day"]
    wanted = summary(asked(revision("there", "happy"), form=form))
    assert [ask.label for ask in wanted.asks] == ["Good"]


def test_what_whoever_helped_was_asked_is_marked_as_theirs_and_is_no_wish_of_the_child() -> None:
    helper = Question("saw", Kind.TEXT, "Seen?", topic=Topic.MEETING, voice=Whose.HELPER)
    form = replace(FORM, questions=(*FORM.questions, helper))
    content = summary(asked(revision("one", words="x"), revision("saw", words="y"), form=form))
    by_helper = {one.question_key: one.by_helper for one in voice(content).answers}
    assert by_helper["saw"]
    assert not by_helper["one"]
    assert content.asks == ()
    unanswered = summary(asked(revision("one", words="x"), form=form))
    assert {one.question_key: one.by_helper for one in voice(unanswered).answers}["saw"]


def test_a_drawing_is_named_and_its_strokes_are_nobodys_words() -> None:
    drawing = Question("one", Kind.DRAWING, "Draw it.", topic=Topic.ONE_THING)
    form = replace(FORM, questions=(drawing,))
    drawn = summary(asked(revision("one", "drawing", words="[[1,2,2,3,4]]\nmy dog"), form=form))
    (said,) = voice(drawn).answers
    assert (said.label, said.own_words, said.drawing) == ("A drawing", "my dog", "[[1,2,2,3,4]]")
    assert drawn.one_thing is not None
    assert (drawn.one_thing.own_words, drawn.one_thing.drawing) == ("my dog", "[[1,2,2,3,4]]")
    assert said.source in drawn.sources()
    alone = summary(asked(revision("one", "drawing", words="[[[1,2],[3,4]]]"), form=form))
    assert (alone.one_thing is not None, voice(alone).answers[0].own_words) == (True, None)
    typed = summary(asked(revision("one", words="[[[1,2]]]"), form=form))
    assert (voice(typed).answers[0].own_words, voice(typed).answers[0].drawing) == (
        "[[[1,2]]]",
        None,
    )
    told = summary(asked(revision("one", words="my dog"), form=form))
    assert told.one_thing is not None
    assert told.one_thing.own_words == "my dog"
