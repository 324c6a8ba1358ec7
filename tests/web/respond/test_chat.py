"""The same questions as a conversation: replies, stale presses, a call, and what is never shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from participation.care.consultations import service as consultations
from participation.care.consultations.models import Answer, Channel, Invitation, Remark, Task
from participation.guard.sessions import RespondentSitting
from participation.kernel.db import db, reading, transaction
from participation.questionnaire.definition import AnswerState, Sharing
from participation.questionnaire.files import parse_form
from tests.factories import Make
from tests.web.respond.conftest import Kept, Link
from tests.web.respond.walking import Person, Seen

HEARD = "Thank you for telling me. I am not a person."
ALREADY = "You answered that one already. You can change it at the end."
HARMLESS, FLAGGED = "i like my new bed a lot", "he hits me when it is dark"
LONGEST = 10_000


def chat(person: Person, token: str, company: str = "company=alone") -> Seen:
    """Open the link, say who is there, choose the chat."""
    person.begin(token, company)
    person.press("go=how")
    return person.press("mode=chat")


def type_in(person: Person, words: str) -> Seen:
    """Write in the box and press Send."""
    return person.send(fields(person.seen, words=words))


def fields(seen: Seen, **say: str) -> list[tuple[str, str]]:
    """What the page sends of its own accord, with these filled in."""
    return [(name, value) for name, value in seen.form.filled() if name not in say] + [*say.items()]


def rows(app: Flask) -> list[Answer]:
    with app.app_context():
        db.session.remove()
        with reading() as session:
            found = list(session.scalars(select(Answer).order_by(Answer.id)))
            session.expunge_all()
            return found


# --- the conversation -------------------------------------------------------------------------


def test_r33_the_first_bubble_says_that_it_is_no_person_and_who_reads_the_answers(
    person: Person, link: Link
) -> None:
    seen = chat(person, link.token)
    assert seen.words.index("I am not a person.") < seen.words.index("What do you most want Sam")
    assert "What you send goes to Sam." in seen.words
    assert 'role="log"' in seen.html


def test_a_press_answers_and_words_answer_where_they_can_be_read(
    person: Person, link: Link, kept: Callable[[], Kept], app: Flask
) -> None:
    chat(person, link.token)
    assert type_in(person, "my own room").question == "home"
    assert person.press("answer=good").question == "listened_to"
    assert type_in(person, "1 and 3").question == "family_time"
    assert kept().answers == [
        ("one_thing", "answered", [], "my own room"),
        ("home", "answered", ["good"], ""),
        ("listened_to", "answered", ["at_home", "officer"], "1 and 3"),
    ]
    assert {row.channel for row in rows(app)} == {Channel.CHAT}


def test_what_was_said_stands_above_in_the_order_it_was_said(person: Person, link: Link) -> None:
    chat(person, link.token)
    type_in(person, "my own room")
    seen = person.press("answer=good")
    said = seen.words
    order = ["I am not a person.", "my own room", "How is it going", "Good", "Thank you. Next one."]
    assert [said.index(words) for words in order] == sorted(said.index(words) for words in order)


def test_only_the_last_six_turns_stand_on_a_page_and_the_rest_is_said_to_be_kept(
    person: Person, link: Link
) -> None:
    chat(person, link.token)
    type_in(person, "canary one")
    person.press("answer=good")
    for _ in range(4):
        assert "canary one" in person.press("go=skip").html
        assert "What you said before is kept." not in person.seen.words
    seen = type_in(person, "no")
    assert "canary one" not in seen.html
    assert "What you said before is kept." in seen.words


def test_the_four_ways_not_to_answer_are_all_there_and_are_what_they_say(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    chat(person, link.token)
    person.press("answer=_dont_know")
    person.press("answer=_rather_not")
    person.press("go=skip")
    type_in(person, "skip")
    assert [(key, state) for key, state, *_ in kept().answers] == [
        ("one_thing", "unknown"),
        ("home", "declined"),
        ("listened_to", "skipped"),
        ("family_time", "skipped"),
    ]


def test_back_and_change_open_a_question_again_and_nothing_else_is_lost(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    chat(person, link.token)
    type_in(person, "first words")
    person.press("answer=good")
    seen = person.press("go=back")
    assert seen.question == "home"
    assert "You can change this one." in seen.words
    assert person.press("answer=ok").question == "listened_to"
    seen = person.send([*fields(person.seen), ("change", "one_thing")])
    assert seen.form.offers("words") == ["first words"]
    assert type_in(person, "other words").question == "listened_to"
    newest = {key: (values, words) for key, _, values, words in kept().answers}
    assert newest == {"one_thing": ([], "other words"), "home": (["ok"], "")}


def test_words_can_be_put_beside_the_last_answer(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    chat(person, link.token)
    person.press("go=skip")
    person.press("answer=not_good")
    assert "Say more about this" in person.seen.words
    seen = person.send([*fields(person.seen), ("change", "more:home")])
    assert "What would you like to keep, or change?" in seen.words
    seen = type_in(person, "the noise")
    assert seen.question == "listened_to"
    assert HEARD in seen.words
    assert kept().answers[-1] == ("home", "answered", ["not_good"], "the noise")


def test_only_sam_keeps_its_promise_in_a_chat_too(person: Person, link: Link, app: Flask) -> None:
    chat(person, link.token)
    person.send(fields(person.seen, words="between us", only_officer="1"))
    assert rows(app)[0].sharing is Sharing.ONLY_OFFICER


def test_an_empty_send_asks_for_a_press_and_stores_nothing(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    chat(person, link.token)
    person.press("go=skip")
    seen = type_in(person, "  ")
    assert seen.question == "home"
    assert "Press an answer, or write one." in seen.words
    assert len(kept().answers) == 1


def test_the_end_is_looked_over_and_sent_like_any_other(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    chat(person, link.token)
    type_in(person, "my own room")
    seen = person.skip_to_the_end()
    assert "That was my last question." in seen.words
    seen = person.press("go=check")
    assert seen.kind == "check"
    person.press("go=sharing")
    assert person.press().kind == "check"
    assert person.press("change=one_thing").question == "one_thing"
    type_in(person, "my own room, please")
    person.press("go=check")
    assert person.press("go=send").kind == "sent"
    assert kept().state == "finished"


def test_changing_the_way_half_way_keeps_everything(
    person: Person, link: Link, kept: Callable[[], Kept], app: Flask
) -> None:
    chat(person, link.token)
    type_in(person, "my own room")
    person.press("go=how")
    seen = person.press("mode=questions")
    assert seen.question == "home"
    person.press(say={"answer": "good"})
    person.press("go=how")
    seen = person.press("mode=chat")
    assert seen.question == "listened_to"
    assert "my own room" in seen.words
    assert [row.channel for row in rows(app)] == [Channel.CHAT, Channel.FORM]
    person.skip_to_the_end()
    person.press("go=check")
    assert person.press("go=send").kind == "sent"


def test_r24_the_question_about_worries_is_not_put_beside_a_carer(
    person: Person, link: Link
) -> None:
    person.open(link.token)
    person.press("company=helped")
    person.press(say={"helped_by": "carer"})
    person.press("mode=chat")
    asked = []
    while person.seen.kind == "question":
        asked.append(person.seen.question)
        person.press("go=skip")
    assert "home" in asked
    assert "worries" not in asked
    assert "listened_to" not in asked


# --- the fixed reply --------------------------------------------------------------------------


def without_what_differs(seen: Seen, words: str) -> str:
    """The page without what they typed and the keys of this page."""
    html = seen.html.replace(words, "")
    for name in ("csrf_token", "page_key"):
        html = re.sub(rf'name="{name}" value="[^"]*"', f'name="{name}"', html)
    return html


@pytest.mark.parametrize("key", ["one_thing", "home", "worries", "review_wishes"])
def test_r20_the_reply_to_words_is_the_same_whatever_they_say(
    app: Flask, make: Make, key: str
) -> None:
    pages = []
    for words in (HARMLESS, FLAGGED):
        officer = make.staff()
        invitation = make.invitation(
            make.review(make.child(officer=officer, age=9)), form="child_8_11"
        )
        person = Person(app.test_client())
        chat(person, make.link(invitation))
        while person.seen.question != key:
            person.press("go=skip")
        pages.append(without_what_differs(type_in(person, words), words))
    assert pages[0] == pages[1]
    assert "Childline" in pages[0]
    assert "0800 1111" in pages[0]
    assert "Shall a person call you?" in pages[0]
    with app.app_context():  # one of the two was noticed, or this shows nothing
        db.session.remove()
        levels = db.session.execute(db.text("SELECT level FROM concerns")).all()
        assert len(levels) == 1


def test_r20_the_last_answer_of_all_is_given_the_card_too(person: Person, link: Link) -> None:
    chat(person, link.token)
    person.skip_until("review_wishes")
    person.press("answer=_dont_know")
    assert person.seen.kind == "chat"
    person.send([*fields(person.seen), ("change", "more:review_wishes")])
    seen = type_in(person, HARMLESS)
    assert seen.kind == "chat"
    assert HEARD in seen.words
    assert "Shall a person call you?" in seen.words


def test_no_words_are_followed_up_with_a_question_about_them(person: Person, link: Link) -> None:
    chat(person, link.token)
    person.skip_until("worries")
    seen = type_in(person, FLAGGED)
    assert seen.question == "review_wishes"
    assert "Say more about this" not in seen.words
    assert "sorry" not in seen.words.casefold()


# --- words that are not read ------------------------------------------------------------------


def test_d5_unread_words_are_asked_again_twice_and_then_stand(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    chat(person, link.token)
    person.press("go=skip")
    tries = ["it is loud", "loud i said", "just loud"]
    for number, words in enumerate(tries[:2], 1):
        seen = type_in(person, words)
        assert seen.question == "home"
        assert "Shall a person call you?" in seen.words
        assert [words in seen.words for words in tries] == [n < number for n in range(3)]
    assert type_in(person, tries[2]).question == "listened_to"
    assert kept().answers[-1] == ("home", "answered", [], "\n".join(tries))
    assert kept().remarks == [("refused", words) for words in tries[:2]]
    assert len(kept().hearings) == 3


def test_a_question_opened_again_begins_with_no_tries_behind_it(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    chat(person, link.token)
    person.press("go=skip")
    type_in(person, "it is loud")
    person.press("answer=ok")
    person.press("go=back")
    assert "it is loud" not in type_in(person, "hm hm hm").words
    type_in(person, "hm hm")
    assert type_in(person, "hm").question == "listened_to"
    assert kept().answers[-1][3] == "hm hm hm\nhm hm\nhm"


def test_words_for_sam_alone_stay_so_when_they_become_the_answer(
    person: Person, link: Link, app: Flask
) -> None:
    chat(person, link.token)
    person.press("go=skip")
    seen = person.send(fields(person.seen, words="only you", only_officer="1"))
    assert ("only_officer", "1") in seen.form.filled()
    person.send([pair for pair in fields(seen, words="really") if pair[0] != "only_officer"])
    type_in(person, "no idea what to say about it")
    assert rows(app)[-1].sharing is Sharing.ONLY_OFFICER


@pytest.mark.parametrize("typed", ["help", "STOP", "stop"])
def test_words_that_phones_act_on_are_heard_here_like_any_others(
    person: Person, link: Link, kept: Callable[[], Kept], typed: str
) -> None:
    chat(person, link.token)
    type_in(person, typed)
    assert kept().answers == [("one_thing", "answered", [], typed)]
    seen = type_in(person, typed)
    assert seen.question == "home"
    assert kept().remarks == [("refused", typed)]
    assert len(kept().hearings) == 2
    assert "Childline" in seen.words


def test_back_typed_goes_back(person: Person, link: Link) -> None:
    chat(person, link.token)
    type_in(person, "my own room")
    assert type_in(person, "back").question == "one_thing"


# --- a call -----------------------------------------------------------------------------------


def calls(app: Flask) -> list[Task]:
    with app.app_context():
        db.session.remove()
        with reading() as session:
            found = list(session.scalars(select(Task)))
            session.expunge_all()
            return found


def test_somebody_who_wants_a_call_is_told_the_day_that_a_person_has(
    person: Person, link: Link, app: Flask
) -> None:
    chat(person, link.token)
    type_in(person, HARMLESS)
    person.send([*fields(person.seen), ("go", "call")])
    assert "We have asked Sam to call you. It should be by Wednesday 25 November." in (
        person.seen.words
    )
    assert person.seen.question == "home"
    assert [(task.kind.value, task.due_on.isoformat()) for task in calls(app)] == [
        ("call", "2026-11-25")
    ]
    assert "Shall a person call you?" not in person.seen.words
    assert "Childline" in person.seen.words


def test_what_was_being_typed_is_kept_when_somebody_asks_for_a_call(
    person: Person, link: Link, kept: Callable[[], Kept], app: Flask
) -> None:
    chat(person, link.token)
    type_in(person, HARMLESS)
    person.send([*fields(person.seen, words="not good at all"), ("go", "call")])
    assert "not good at all" in kept().words
    assert len(calls(app)) == 1
    assert "We have asked Sam to call you." in person.seen.words


def test_a_call_asked_for_at_the_end_or_with_far_too_much_typed_is_still_asked_for(
    person: Person, link: Link, kept: Callable[[], Kept], app: Flask
) -> None:
    chat(person, link.token)
    seen = person.send([*fields(person.seen, words="x" * (LONGEST + 1)), ("go", "call")])
    assert seen.status == 413
    assert len(calls(app)) == 1
    person.look()
    person.skip_to_the_end()
    person.send([*fields(person.seen), ("go", "call")])
    assert "We have asked Sam to call you." in person.seen.words
    assert len(calls(app)) == 1


def test_somebody_else_than_the_officer_can_be_asked_for(person: Person, link: Link) -> None:
    chat(person, link.token)
    type_in(person, HARMLESS)
    assert "Someone else" in person.seen.words
    person.send([*fields(person.seen), ("go", "someone")])
    assert "advocate" in person.seen.words


# --- pages that are not the newest ------------------------------------------------------------


def test_a_press_from_an_older_page_changes_nothing_and_says_so(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    chat(person, link.token)
    person.press("go=skip")
    older = fields(person.seen)
    person.press("answer=good")
    seen = person.send([*older, ("answer", "very_bad")])
    # The same page sent again is one answer, whatever it says now (I13).
    assert (seen.status, seen.question) == (200, "listened_to")
    another_key = [pair for pair in older if pair[0] != "page_key"] + [("page_key", "another-page")]
    seen = person.send([*another_key, ("answer", "very_bad")])
    assert (seen.status, seen.question) == (200, "listened_to")
    assert ALREADY in seen.words
    assert [row[2] for row in kept().answers if row[0] == "home"] == [["good"]]


def test_the_same_answer_from_a_second_tab_goes_on_without_a_word(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    chat(person, link.token)
    person.press("go=skip")
    tab = fields(person.look())
    person.look()
    person.press("answer=good")
    seen = person.send([*tab, ("answer", "good")])
    assert seen.question == "listened_to"
    assert ALREADY not in seen.words
    assert len(kept().answers) == 2


def test_i13_words_from_a_second_tab_are_kept_and_heard_and_the_answer_stays(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    chat(person, link.token)
    tab = fields(person.look(), words="from the second tab")
    person.look()
    type_in(person, "from the first tab")
    seen = person.send(tab)
    assert ALREADY in seen.words
    assert "Shall a person call you?" in seen.words
    assert kept().answers == [("one_thing", "answered", [], "from the first tab")]
    assert kept().remarks == [("added", "from the second tab")]
    assert len(kept().hearings) == 2


@pytest.mark.parametrize("turn", ["7", "-1", "x", "", "1" * 40, "٣"])
def test_a_turn_that_no_page_of_ours_has_is_harmless(
    person: Person, link: Link, kept: Callable[[], Kept], turn: str
) -> None:
    chat(person, link.token)
    seen = person.send(fields(person.seen, turn=turn, words="kept all the same"))
    assert seen.status == 200
    assert seen.question == "one_thing"
    assert "kept all the same" in kept().words


def test_pressing_twice_on_words_that_are_not_read_counts_once(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    chat(person, link.token)
    person.press("go=skip")
    twice = fields(person.seen, words="loud")
    person.send(twice)
    seen = person.send(twice)
    assert seen.question == "home"
    assert "I kept your words." in seen.words
    assert kept().remarks == [("refused", "loud")]


def test_a_questions_page_left_open_is_taken_as_a_page_after_the_way_was_changed(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    page = fields(person.seen, words="from the page")
    person.press("go=how")
    person.press("mode=chat")
    assert person.send(page).question == "home"
    assert kept().answers == [("one_thing", "answered", [], "from the page")]


# --- bad input --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("👩‍👩‍👧‍👦 👍🏽 🇬🇧", id="B1 emoji"),
        pytest.param("name \u202eevil\u202c \u2066x\u2069", id="B2 bidi"),
        pytest.param("w" * LONGEST, id="B10 as long as it may be"),
        pytest.param("k", id="B11 one letter"),
        pytest.param('"><img src=x onerror=alert(1)><script>1</script>', id="B12 script"),
        pytest.param("{{7*7}} ${7*7} {0.__class__} %s%n %(officer)s {officer} {day}", id="B13"),
    ],
)
def test_words_are_kept_exactly_and_shown_as_words(
    person: Person, link: Link, kept: Callable[[], Kept], words: str
) -> None:
    chat(person, link.token)
    seen = type_in(person, words)
    assert seen.question == "home"
    assert kept().answers[-1][3] == words
    assert words in seen.words
    assert "<script>1" not in seen.html
    assert "<img" not in seen.html
    type_in(person, words)
    assert kept().remarks[-1][1] == words


def test_b2_b12_the_words_stand_in_a_bubble_of_their_own_direction(
    person: Person, link: Link
) -> None:
    chat(person, link.token)
    assert re.search(
        r'<p class="said" dir="auto">(?:<span[^>]*>[^<]*</span>)?مرحبا</p>',
        type_in(person, "مرحبا").html,
    )


def test_b5_nul_is_replaced(person: Person, link: Link, kept: Callable[[], Kept]) -> None:
    chat(person, link.token)
    type_in(person, "before\0after")
    assert kept().words == ["before\ufffdafter"]


@pytest.mark.parametrize("length", [LONGEST + 1, 60_000])
def test_b10_what_is_too_long_stays_on_the_screen_and_is_heard(
    person: Person, link: Link, kept: Callable[[], Kept], length: int
) -> None:
    chat(person, link.token)
    words = "x" * length
    seen = type_in(person, words)
    assert (seen.status, seen.form.offers("words")) == (413, [words])
    assert "more than one box can hold" in seen.words
    assert kept().remarks == [("refused", words)]
    assert type_in(person, "shorter").question == "home"


def test_b11_an_empty_box_is_a_question_missed_out(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    chat(person, link.token)
    assert type_in(person, " \n ").question == "home"
    assert kept().answers == [("one_thing", "skipped", [], "")]


def test_b48_a_forged_press_is_given_back_with_a_way_to_try_again(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    chat(person, link.token)
    seen = person.send(fields(person.seen, csrf_token="forged", words="my words"))
    assert seen.status == 403
    assert "my words" in seen.html
    assert kept().words == []
    assert person.press().question == "home"
    assert kept().words == ["my words"]


@pytest.mark.parametrize("key", ["worries", "review_wishes", "menu_who", "no_such_question"])
def test_b49_an_answer_out_of_turn_is_closed_and_its_words_are_kept(
    person: Person, link: Link, kept: Callable[[], Kept], key: str
) -> None:
    chat(person, link.token)
    seen = person.send(fields(person.seen, question=key, words="out of turn"))
    assert seen.status == 409
    assert "out of turn" in seen.words
    assert kept().answers == []
    assert "out of turn" in kept().words


def test_b50_a_double_tap_is_one_answer(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    chat(person, link.token)
    twice = fields(person.seen, words="once")
    person.send(twice)
    seen = person.send(twice)
    assert seen.question == "home"
    assert ALREADY not in seen.words
    assert kept().words == ["once"]


def test_b51_fields_that_no_page_has_are_ignored(
    person: Person, link: Link, kept: Callable[[], Kept], app: Flask
) -> None:
    chat(person, link.token)
    extra = [("is_admin", "1"), ("child_id", "9"), ("visibility", "all"), ("sent", "1")]
    assert person.send([*fields(person.seen, words="mine"), *extra]).question == "home"
    assert rows(app)[0].state is AnswerState.ANSWERED
    assert kept().state == "started"


# --- whose words are shown --------------------------------------------------------------------


def test_d14_a_chat_opened_anew_goes_on_and_shows_nothing_said_before(
    person: Person, another: Person, link: Link
) -> None:
    chat(person, link.token)
    type_in(person, "canary words")
    type_in(person, "canary unread")
    another.open(link.token)
    another.press("company=alone")
    another.press("go=how")
    seen = another.press("mode=chat")
    assert seen.question == "home"
    assert "canary" not in seen.html
    assert "What you said before is kept." in seen.words
    assert "canary" not in another.press("go=back").html


def test_d14_after_a_long_pause_nothing_is_read_back_and_the_next_press_is_taken(
    person: Person, link: Link, app: Flask, kept: Callable[[], Kept]
) -> None:
    chat(person, link.token)
    type_in(person, "canary words")
    type_in(person, "canary unread")
    with app.app_context(), transaction() as session:
        seen_before = session.scalars(select(RespondentSitting.last_seen)).one()
        session.execute(
            update(RespondentSitting).values(last_seen=seen_before - timedelta(minutes=25))
        )
    seen = person.look()
    assert seen.question == "home"
    assert "canary" not in seen.html
    seen = person.press("answer=good")
    assert seen.question == "listened_to"
    assert "canary" not in seen.html


def test_after_sending_a_chat_page_left_open_adds_words_and_shows_none(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    chat(person, link.token)
    left_open = fields(person.look(), words="too late")
    person.look()
    person.skip_to_the_end()
    person.press("go=check")
    person.press("go=send")
    sitting = [pair for pair in person.seen.form.filled() if pair[0] == "csrf_token"]
    person.send([pair for pair in left_open if pair[0] != "csrf_token"] + sitting)
    assert "too late" in kept().words


def test_adults_may_chat_too_in_words_of_their_own(
    app: Flask, person: Person, mothers_token: str
) -> None:
    seen = chat(person, mothers_token)
    assert "This is not a person." in seen.words
    seen = type_in(person, "we want to see him more")
    assert "Thank you for telling us." in seen.words
    assert "Only tell" not in seen.words
    person.send([*fields(person.seen), ("go", "call")])
    assert "We have asked a person at the council to call you by" in person.seen.words
    person.skip_to_the_end()
    person.press("go=check")
    assert person.press("go=send").kind == "sent"
    with app.app_context():
        db.session.remove()
        assert db.session.scalars(select(Invitation.state)).one().value == "finished"
        assert db.session.scalars(select(Remark)).all() == []


# --- statements -------------------------------------------------------------------------------

WITH_STATEMENTS = b"""
key = "said_by_the_way"
version = "1"
audience = "child"
band = "8-11"
title = "By the way"

[[question]]
key = "first"
kind = "statement"
text = "This is said first."

[[question]]
key = "colour"
kind = "one_of"
text = "Which colour do you like?"
choices = [{ value = "red", label = "Red" }, { value = "blue", label = "Blue" }]

[[question]]
key = "between"
kind = "statement"
text = "This is said between."

[[question]]
key = "years"
kind = "number"
text = "How many years is that?"
minimum = 0
maximum = 9

[[question]]
key = "last"
kind = "statement"
text = "This is said at the end."
"""


def test_statements_are_just_said_and_a_number_is_typed(
    app: Flask, make: Make, person: Person
) -> None:
    form, faults = parse_form(WITH_STATEMENTS, "said_by_the_way.toml")
    assert form is not None, faults
    with transaction() as session:
        consultations.pin_form(session, form)
    invitation = make.invitation(
        make.review(make.child(age=9)), form="child_8_11", form_hash=form.source_hash
    )
    seen = chat(person, make.link(invitation))
    assert seen.question == "colour"
    assert "This is said first." in seen.words
    seen = person.press("answer=red")
    assert seen.question == "years"
    assert "This is said between." in seen.words
    assert "Write a number from 0 to 9." in type_in(person, "many").words
    assert type_in(person, "seven").question == "last"
    seen = person.press()
    assert seen.kind == "chat"
    assert {row.question_key: list(row.value or []) for row in rows(app)} == {
        "first": [],
        "colour": ["red"],
        "between": [],
        "years": ["7"],
        "last": [],
    }
    assert "This is said" not in seen.words
