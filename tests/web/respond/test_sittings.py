"""Whose browser is it? Reading back, pauses, cut-off links, forged presses, leaving."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from participation.care.consultations.models import Invitation
from participation.guard.sessions import RespondentSitting
from participation.kernel.db import db, transaction
from tests.factories import Make
from tests.web.respond.conftest import Kept, Link
from tests.web.respond.walking import Person

CANARY = "canaryword"


def pass_time(app: Flask, **how_long: float) -> None:
    """Nobody has touched any browser for that long."""
    with app.app_context(), transaction() as session:
        for sitting in session.scalars(select(RespondentSitting)):
            sitting.last_seen -= timedelta(**how_long)


def test_t1_a_link_opened_anew_never_shows_what_was_typed_before(
    person: Person, another: Person, link: Link
) -> None:
    """Everything that a second browser can reach with the live link, pressed in every way."""
    person.begin(link.token)
    person.press(say={"words": CANARY})
    person.press("go=more", say={"answer": "good"})
    person.press(say={"words": CANARY})
    seen = [another.begin(link.token)]
    for button in ("go=back", "change=one_thing", "go=sharing", "go=later", "go=on", "go=send"):
        if button.startswith("change"):
            another.send([*another.seen.form.filled(), ("change", "one_thing"), ("question", "")])
        else:
            another.press(button)
        seen += [another.seen, another.look("/q")]
    while another.seen.kind == "question":
        another.press("go=skip")
        seen.append(another.seen)
    assert another.seen.kind == "check"
    assert "We also kept 2 answers from before" in another.seen.words
    seen += [another.press("go=sharing"), another.look("/help")]
    another.look("/q")
    seen.append(another.press())
    assert all(CANARY not in page.html for page in seen)
    assert all("Aisha" not in page.html for page in seen)


def test_what_was_only_left_out_before_is_no_answer_that_was_kept(
    person: Person, another: Person, link: Link
) -> None:
    person.begin(link.token)
    person.press("go=skip")
    person.press(say={"answer": "good"})
    person.press("go=skip")
    another.begin(link.token)
    another.skip_to_the_end()
    assert "We also kept 1 answer from before" in another.seen.words


def test_t1_forged_changes_and_words_beside_an_earlier_answer_read_nothing_back(
    person: Person, another: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    person.press("go=skip")
    person.press(say={"answer": "very_bad"})
    another.begin(link.token)
    keys = [pair for pair in another.seen.form.filled() if pair[0] in ("csrf_token", "page_key")]
    another.send([*keys, ("change", "home")])
    assert another.seen.question != "home"
    forged = [("question", "home"), ("more", "1"), ("words", "what did they say?")]
    another.send([*keys, *forged])
    while another.seen.kind == "question":
        another.press("go=skip")
    assert "Really bad" not in another.seen.words
    assert ("added", "what did they say?") in kept().remarks
    assert ("home", "answered", ["very_bad"], "") in kept().answers


def test_t1_somebody_watching_from_another_browser_sees_nothing_typed_later(
    person: Person, another: Person, link: Link
) -> None:
    another.begin(link.token)
    person.begin(link.token)
    person.press(say={"words": CANARY})
    person.skip_to_the_end()
    seen = another.look("/q")
    assert seen.kind == "check"
    assert CANARY not in seen.html


def test_t1_cutting_off_a_link_ends_every_open_browser_at_the_next_press(
    app: Flask, person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    with app.app_context(), transaction() as session:
        session.execute(update(Invitation).values(link_generation=Invitation.link_generation + 1))
    seen = person.press(say={"words": "still typing"})
    assert seen.status == 404
    assert "still typing" in seen.words
    assert kept().words == []
    assert person.look("/q").kind == "dead"


def test_d14_after_twenty_quiet_minutes_nothing_typed_before_is_shown(
    app: Flask, person: Person, link: Link
) -> None:
    person.begin(link.token)
    person.press(say={"words": CANARY})
    person.press("go=back")
    pass_time(app, minutes=21)
    seen = person.look("/q")
    assert CANARY not in seen.html
    assert seen.question == "home"
    before = person.client.get_cookie("sitting")
    person.press(say={"answer": "good"})
    after = person.client.get_cookie("sitting")
    assert before is not None
    assert after is not None
    assert before.value != after.value
    person.skip_to_the_end()
    assert CANARY not in person.seen.html
    assert "Good" in person.seen.words


def test_words_typed_over_a_long_pause_are_still_taken(
    app: Flask, person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    pass_time(app, hours=3)
    assert person.press(say={"words": "it took me a while"}).question == "home"
    assert kept().words == ["it took me a while"]


def test_after_a_day_the_page_asks_for_the_link_and_gives_the_words_back(
    app: Flask, person: Person, link: Link
) -> None:
    person.begin(link.token)
    pass_time(app, hours=21)
    seen = person.press(say={"words": "half a story"})
    assert seen.status == 404
    assert "half a story" in seen.words
    assert "Open your link again" in seen.words


def test_b47_another_persons_cookie_opens_that_persons_pages_and_nobody_elses(
    person: Person, another: Person, link: Link, make: Make
) -> None:
    other = make.link(
        make.invitation(make.review(make.child(name="Jay", age=9)), form="child_8_11")
    )
    person.begin(link.token)
    page = person.seen
    another.begin(other)
    another.seen = page
    assert another.press(say={"words": "with a token of another sitting"}).status == 403


@pytest.mark.parametrize("token", ["", "x", "é", "A" * 22, "\0"])
def test_b48_a_missing_or_wrong_token_takes_nothing_and_keeps_the_text_on_the_page(
    person: Person, link: Link, kept: Callable[[], Kept], token: str
) -> None:
    person.begin(link.token)
    seen = person.press(say={"words": "do not lose me", "csrf_token": token, "only_officer": "1"})
    assert seen.status == 403
    assert seen.form.offers("words") == ["do not lose me"]
    assert kept().words == []
    assert person.press().question == "home"  # "try again"
    assert kept().words == ["do not lose me"]


def test_b48_a_choice_survives_trying_again(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    person.press("go=skip")
    assert person.press("go=more", say={"answer": "good", "csrf_token": "old"}).status == 403
    person.press()
    assert kept().answers[-1][2] == ["good"]
    assert person.seen.form.offers("more") == ["1"]


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_t16_b48_a_press_from_another_site_is_refused(
    person: Person, link: Link, kept: Callable[[], Kept], site: str
) -> None:
    person.begin(link.token)
    sent = person.fields(None, {"words": "forged"})
    assert person.send(sent, headers={"Sec-Fetch-Site": site}).status == 403
    assert kept().words == []
    answer = person.client.post("/leave", headers={"Sec-Fetch-Site": site})
    assert answer.status_code == 403
    assert person.look("/q").question == "one_thing"
    assert person.client.post("/code", headers={"Sec-Fetch-Site": site}).status_code == 403


def test_t4_sending_changes_the_cookie_and_tells_the_browser_to_forget(
    person: Person, link: Link
) -> None:
    person.begin(link.token)
    person.skip_to_the_end()
    before = person.client.get_cookie("sitting")
    answer = person.client.post("/q", data=dict(person.fields(None, {})))
    after = person.client.get_cookie("sitting")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert before is not None
    assert after is not None
    assert before.value != after.value
    assert person.look("/q").kind == "sent"


def test_t4_leaving_ends_the_sitting_and_says_nothing(
    app: Flask, person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    person.press(say={"words": CANARY})
    token = person.seen.form.offers("csrf_token")[0]
    answer = person.client.post("/leave", data={"csrf_token": token})
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "https://www.bbc.co.uk/weather" in answer.text
    assert "review" not in answer.text.lower()
    assert person.client.get_cookie("sitting") is None
    seen = person.look("/q")
    assert seen.kind == "dead"
    assert "Open your link again" in seen.words
    with app.app_context():
        assert db.session.scalars(select(RespondentSitting)).all() == []
    assert kept().words == [CANARY]
    assert person.begin(link.token).question == "home"


def test_t16_leaving_without_a_token_or_word_of_the_browser_ends_nothing(
    person: Person, link: Link
) -> None:
    person.begin(link.token)
    assert person.client.post("/leave").status_code == 200
    assert person.look("/q").question == "one_thing"
    answer = person.client.post("/leave", headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 200
    assert person.look("/q").kind == "dead"


def test_looking_at_the_leave_address_ends_nothing(person: Person, link: Link) -> None:
    person.begin(link.token)
    assert person.client.get("/leave").status_code == 200
    assert person.look("/q").question == "one_thing"


def test_t4_one_path_and_one_neutral_title_for_every_question(person: Person, link: Link) -> None:
    person.begin(link.token)
    titles = set()
    while person.seen.kind == "question":
        titles.add(person.seen.title.split("–")[-1].strip())
        assert 'action="/q"' in person.seen.html
        assert "?" not in person.path
        person.press("go=skip")
    assert titles == {"My review"}


def test_help_names_people_to_ring_and_the_way_back(person: Person, link: Link) -> None:
    assert "Childline" in person.look("/help").words
    person.begin(link.token)
    person.press(say={"words": CANARY})
    seen = person.look("/help")
    assert "Back to my questions" in seen.words
    assert CANARY not in seen.html


def test_i13_a_stale_sitting_row_written_back_opens_nothing(
    app: Flask, person: Person, link: Link
) -> None:
    """A session that was ended cannot be revived by a request that was under way (T16)."""
    person.begin(link.token)
    cookie = person.client.get_cookie("sitting")
    assert cookie is not None
    token = person.seen.form.offers("csrf_token")[0]
    person.client.post("/leave", data={"csrf_token": token})
    person.client.set_cookie("sitting", cookie.value)
    assert person.look("/q").kind == "dead"


def test_after_a_day_a_choice_is_said_not_to_be_kept_and_can_be_sent_with_the_link_open_again(
    app: Flask, person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    """Two pages of one browser: the link is opened in a second one, then the first tries again."""
    person.begin(link.token)
    person.press(say={"words": CANARY})
    pass_time(app, hours=21)
    shut = person.press(say={"answer": "good"})
    assert shut.status == 404
    assert "Not saved" in shut.words
    assert "is kept" not in shut.words
    assert [row[0] for row in kept().answers] == ["one_thing"]
    person.open(link.token)
    person.seen = shut
    asked = person.press()
    assert "Not saved yet" in asked.words
    person.press()
    assert ("home", "answered", ["good"], "") in kept().answers


def test_after_a_day_a_press_that_said_nothing_is_said_not_to_be_kept(
    app: Flask, person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    """Pressed Send: without a word about it the page would read as if it were sent."""
    person.begin(link.token)
    person.press(say={"words": CANARY})
    person.skip_to_the_end()
    pass_time(app, hours=21)
    seen = person.press("go=send")
    assert seen.status == 404
    assert "What you did just now is not kept" in seen.words
    assert kept().state == "started"
    assert "just now" not in person.look("/q").words


def test_b48_what_another_site_sends_is_not_offered_for_sending_again(person: Person) -> None:
    forged = {"question": "home", "answer": "very_bad"}
    headers = {"Sec-Fetch-Site": "cross-site"}
    answer = person.client.post("/q", data=forged, headers=headers).get_data(as_text=True)
    assert "very_bad" not in answer
    assert "What you did just now is not kept" in answer
