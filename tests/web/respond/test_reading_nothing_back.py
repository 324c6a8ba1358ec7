"""T1, T9: whoever else opens the link, a stranger or a robot, sees nothing and spoils nothing."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.consultations.models import (
    Answer,
    Channel,
    Invitation,
    InvitationState,
    Way,
)
from participation.care.consultations.service import Circumstances, keep_answer
from participation.care.people.models import Adult, Child
from participation.care.summaries.models import Summary
from participation.kernel.db import db, reading, transaction
from participation.questionnaire.definition import AnswerState, Given, Sharing
from tests.conftest import NOW, MovableClock
from tests.factories import Make
from tests.web.respond.conftest import Kept, Link
from tests.web.respond.walking import Person

CANARIES = ("tangerine", "clarinet", "hexagon")
NAMES = ("Zebedee", "Montgomery")
PLACES = ("/q", "/help", "/leave", "/code", "/ask", "/mine", "/problem", "/l/x", "/healthz")


@pytest.fixture
def named(app: Flask, make: Make) -> Link:
    """A child and a father with names that stand nowhere else."""
    child_id = make.child(officer=make.staff(), age=9, name=NAMES[0]).id
    adult_id = make.adult(f"Christopher {NAMES[1]}").id
    make.relationship(db.session.get_one(Child, child_id), db.session.get_one(Adult, adult_id))
    review = make.review(db.session.get_one(Child, child_id))
    invitation = make.invitation(review, form="child_8_11")
    return Link(invitation.id, make.link(invitation))


def _says_everything(person: Person, link: Link, *, send: bool) -> None:
    person.begin(link.token)
    person.press(say={"words": CANARIES[0]})
    person.press("go=more", say={"answer": "not_good"})
    person.press(say={"words": CANARIES[1]})
    person.skip_to_the_end()
    if send:
        person.press("go=send")
        person.press("go=add", say={"words": CANARIES[2]})


@pytest.mark.parametrize("sent", [True, False], ids=["sent", "saved"])
@pytest.mark.parametrize("seed", range(6))
def test_t1_no_answer_of_the_house_to_a_live_link_holds_a_word_or_a_name(
    app: Flask, person: Person, named: Link, sent: bool, seed: int
) -> None:
    _says_everything(person, named, send=sent)
    chance = random.Random(seed)
    stranger = Person(app.test_client())
    heard = [stranger.open(named.token)]
    for _ in range(25):
        if not stranger.seen.forms or chance.random() < 0.15:
            heard.append(stranger.look(chance.choice(PLACES)))
            continue
        form = chance.choice(stranger.seen.forms)
        ways = [
            f"{button.name}={button.value}"
            for button in form.buttons
            if button.name and button.value != "send"
        ]
        stranger.seen.forms.remove(form)
        stranger.seen.forms.insert(0, form)
        heard.append(_pressed(stranger, chance.choice([None, *ways])))
        if stranger.seen.kind == "dead":
            heard.append(stranger.open(named.token))
    assert len({page.html for page in heard}) > 5, "it went somewhere"
    for page in heard:
        everything = page.html + str(page.headers)
        for word in (*CANARIES, *NAMES):
            assert word not in everything, f"{word} on {page.kind}"


def _pressed(person: Person, button: str | None) -> object:
    if person.seen.form.method == "get":
        return person.look(person.seen.form.action)
    person.send(_fields(person, button))
    return person.seen


def _fields(person: Person, button: str | None) -> list[tuple[str, str]]:
    sent = person.seen.form.filled()
    name, _, value = (button or "").partition("=")
    return [*sent, (name, value)] if name else sent


def test_t1_the_dead_page_is_the_same_for_a_name_that_is_there_and_one_that_is_not(
    app: Flask, make: Make, named: Link
) -> None:
    client = app.test_client()
    unknown = client.post("/l/AAAAAAAAAAAAAAAAAAAAAA")
    with app.app_context(), transaction() as session:
        invitation = session.get_one(Invitation, named.invitation_id)
        invitation.link_generation += 1
        invitation.link_hash = None
        invitation.way = Way.LINK
    revoked = client.post(f"/l/{named.token}")
    assert (unknown.status_code, unknown.data) == (revoked.status_code, revoked.data)
    for word in NAMES:
        assert word not in revoked.text


def test_t1_cut_off_in_one_tab_the_next_press_in_the_other_takes_and_shows_nothing(
    app: Flask, person: Person, named: Link
) -> None:
    _says_everything(person, named, send=False)
    token = person.seen.form.offers("csrf_token")[0]
    with app.app_context(), transaction() as session:
        session.get_one(Invitation, named.invitation_id).link_generation += 1
    answer = person.client.post("/q", data={"csrf_token": token, "go": "send"})
    assert answer.status_code == 404
    assert not any(word in answer.text for word in CANARIES)
    with app.app_context():
        assert db.session.get_one(Invitation, named.invitation_id).finished_at is None


# --- T9: robots ---------------------------------------------------------------------------------


def test_t9_a_robot_that_pressed_through_to_the_end_uses_nothing_up(
    person: Person, another: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.look(f"/l/{link.token}")
    for _ in range(60):
        if person.press().kind == "sent":
            break
    assert kept().state == "finished"
    seen = another.begin(link.token)
    assert seen.question == "one_thing"
    another.press(say={"words": CANARIES[0]})
    another.skip_to_the_end()
    assert another.press("go=send").kind == "sent"
    assert kept().state == "finished"
    assert next(row[:2] for row in kept().answers) == ("one_thing", "answered")
    assert CANARIES[0] in kept().words


def test_t9_a_robot_half_way_leaves_no_question_out(
    person: Person, another: Person, link: Link
) -> None:
    person.begin(link.token)
    for _ in range(5):
        person.press()
    assert another.begin(link.token).question == "one_thing"


def test_t9_after_a_single_answer_nobody_who_opens_the_link_begins_it_anew(
    app: Flask, person: Person, another: Person, link: Link
) -> None:
    person.begin(link.token)
    person.press("go=skip")
    person.press(say={"answer": "_rather_not"})
    assert another.begin(link.token).question == "listened_to"
    with app.app_context():
        states = [row.state.value for row in db.session.scalars(select(Answer).order_by(Answer.id))]
    assert states == ["skipped", "declined"]


def test_t9_words_in_a_box_that_was_then_left_out_are_not_taken_away(
    person: Person, another: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    person.press("go=skip", say={"words": CANARIES[0]})
    another.begin(link.token)
    assert kept().words == [CANARIES[0]]
    assert kept().state == "started"


def test_t9_what_is_sent_after_a_robot_had_sent_nothing_reaches_the_officer(
    app: Flask,
    person: Person,
    another: Person,
    link: Link,
    clock: MovableClock,
    work_off: Callable[[], int],
) -> None:
    person.begin(link.token)
    person.skip_to_the_end()
    person.press("go=send")
    work_off()
    clock.moment += timedelta(hours=3)
    another.begin(link.token)
    another.press(say={"words": CANARIES[0]})
    another.skip_to_the_end()
    another.press("go=send")
    work_off()
    with app.app_context(), reading() as session:
        newest = session.scalars(select(Summary).order_by(Summary.id.desc())).first()
        assert newest is not None
        said = session.scalars(select(Answer).where(Answer.question_key == "one_thing")).one()
        assert said.words == CANARIES[0]
        assert said.public_id.hex in str(newest.content)


def test_t9_an_answer_that_comes_in_while_the_link_is_opened_is_kept_with_its_place(
    app: Flask, person: Person, another: Person, link: Link
) -> None:
    """Only where two can write at once, on PostgreSQL, can the second come between."""
    person.begin(link.token)
    person.press("go=skip")
    opened = threading.Thread(target=another.open, args=(link.token,))
    with app.app_context(), transaction() as session:
        invitation = session.get_one(Invitation, link.invitation_id)
        keep_answer(
            session,
            invitation,
            "home",
            Given(AnswerState.ANSWERED, ("good",)),
            before=None,
            sharing=Sharing.EVERYONE,
            how=Circumstances(Channel.FORM, "en"),
            now=NOW,
        )
        session.flush()
        opened.start()
        opened.join(1)
    opened.join(20)
    with app.app_context():
        db.session.remove()
        keys = {row.question_key for row in db.session.scalars(select(Answer))}
        invitation = db.session.get_one(Invitation, link.invitation_id)
        assert keys == {"one_thing", "home"}
        assert invitation.state is InvitationState.STARTED
        assert invitation.started_at is not None


def test_t9_sent_with_a_word_it_stays_sent(
    person: Person, another: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    person.skip_to_the_end()
    person.press("go=send")
    person.press("go=add", say={"words": CANARIES[2]})
    assert another.open(link.token).kind == "sent"
    assert kept().state == "finished"
