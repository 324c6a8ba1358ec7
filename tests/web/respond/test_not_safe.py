"""The button that stands on every page: red before anything is asked, one concern however often it
is pressed, words kept, nothing promised that is not true."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from participation.care.people.models import Child
from participation.care.safeguarding.models import Concern, ConcernState, Hearing
from participation.care.safeguarding.route import RouteOf
from participation.care.safeguarding.rules import Level
from participation.journeys.telling_at_once import SaidWith, ToReach, said_with, tell_how_to_reach
from participation.kernel.db import db, reading, transaction
from participation.outbox.models import OutboxItem
from tests.at_the_database import refusing
from tests.conftest import MovableClock
from tests.factories import Make
from tests.web.respond.conftest import Kept, Link
from tests.web.respond.holding_cards import Card
from tests.web.respond.walking import Person, Seen

LABEL = "I do not feel safe"
PROMISES = ("secret", "confidential", "between us", "private", "only you", "nobody will know")


@pytest.fixture
def raised(app: Flask) -> Callable[[], list[tuple[Concern, SaidWith]]]:
    """Every concern there is, with what came with it."""

    def read() -> list[tuple[Concern, SaidWith]]:
        with app.app_context():
            db.session.remove()
            with reading() as session:
                rows = session.scalars(select(Concern).order_by(Concern.id)).all()
                found = [(row, said_with(row)) for row in rows]
                session.expunge_all()
                return found

    return read


Raised = Callable[[], list[tuple[Concern, SaidWith]]]


def press_it(person: Person, **typed: str) -> Seen:
    """The button at the top of the page, with what stands in the form that it goes with."""
    page = person.seen
    assert LABEL in page.html or "Someone is not safe" in page.html
    assert 'action="/now"' in page.html
    fields = dict(page.form.filled()) if page.forms and page.form.action != "/now" else {}
    keys = {
        name: found[1]
        for name in ("csrf_token", "page_key")
        if (found := re.search(rf'name="{name}" value="([^"]+)"', page.html))
    }
    return follow(person, {**fields, **keys, **typed})


def follow(person: Person, fields: dict[str, str], **more: object) -> Seen:
    answer = person.client.post("/now", data=fields, **more)
    if answer.status_code == 303:
        person.look(answer.headers["Location"])
    else:
        person.seen = Seen.of(answer)
    return person.seen


def test_one_press_is_red_at_once_and_then_the_page_says_what_is_true(
    person: Person, link: Link, raised: Raised
) -> None:
    person.begin(link.token)
    page = press_it(person)
    [(concern, said)] = raised()
    assert (concern.level, concern.cause) == (Level.RED, "button")
    assert (concern.route, concern.state) == (RouteOf.CHILD, ConcernState.RAISED)
    assert said.by == "child"
    assert "Thank you for telling us." in page.words
    assert "You have done nothing wrong." in page.words
    assert "In danger now? Ring 999." in page.words
    assert "0800 1111" in page.words


def test_the_route_begins_with_the_press_and_not_with_the_details(
    app: Flask, person: Person, link: Link, raised: Raised
) -> None:
    person.begin(link.token)
    press_it(person)
    [(concern, _said)] = raised()
    with app.app_context(), reading() as session:
        promised = session.scalars(select(OutboxItem).where(OutboxItem.kind == "concern.step"))
        assert [item.subject for item in promised] == [concern.public_id.hex]


def test_without_a_route_the_page_says_by_when_and_not_that_a_person_is_being_told(
    person: Person, link: Link
) -> None:
    person.begin(link.token)
    page = press_it(person)
    assert "A person is being told now" not in page.words
    assert re.search(r"Someone sees this by \d\d:\d\d on [A-Z][a-z]+day \d+", page.words)


def test_pressed_twice_it_is_one_concern(person: Person, link: Link, raised: Raised) -> None:
    person.begin(link.token)
    before = person.seen
    press_it(person)
    person.seen = before
    press_it(person)
    assert len(raised()) == 1


def test_pressed_again_when_nobody_came_for_an_hour_it_is_told_anew(
    person: Person, link: Link, raised: Raised, clock: MovableClock
) -> None:
    person.begin(link.token)
    before = person.seen
    press_it(person)
    clock.moment += timedelta(minutes=61)
    person.seen = before
    press_it(person)
    assert len(raised()) == 2


def test_looking_never_raises_anything(person: Person, link: Link, raised: Raised) -> None:
    person.begin(link.token)
    for path in ("/now", "/now?then=reach", "/q", "/help", f"/l/{link.token}"):
        person.client.get(path)
        person.client.head(path)
    assert raised() == []


def test_what_is_typed_on_the_page_is_kept_as_a_draft_and_still_there(
    person: Person, link: Link, kept: Callable[[], Kept], raised: Raised
) -> None:
    person.begin(link.token)
    for _ in range(30):
        if "textarea" in person.seen.html:
            break
        person.press("go=skip")
    question = person.seen.question
    page = press_it(person, words="there is something I want to say")
    assert "Thank you for telling us." in page.words
    assert "there is something I want to say" in kept().words
    assert kept().hearings == ["draft"]
    follow(person, dict(page.forms[-1].filled()) | {"then": "on"})
    assert question != person.seen.question or person.seen.status == 200
    assert len(raised()) == 1


def test_a_choice_that_was_ticked_is_kept_too(
    person: Person, link: Link, kept: Callable[[], Kept]
) -> None:
    person.begin(link.token)
    while not (given := [one for one in person.seen.form.offers("answer") if one[0] != "_"]):
        person.press("go=skip")
    value = given[0]
    press_it(person, answer=value)
    assert [values for _q, _state, values, _words in kept().answers if values] == [[value]]


def test_it_is_told_even_where_the_words_beside_it_cannot_be_kept(
    app: Flask, person: Person, link: Link, raised: Raised
) -> None:
    person.begin(link.token)
    for _ in range(30):
        if "textarea" in person.seen.html:
            break
        person.press("go=skip")
    with refusing(app, "answers"):
        press_it(person, words="a word that finds no place")
    [(concern, said)] = raised()
    assert concern.level is Level.RED
    assert said.typed == ("a word that finds no place",)


def test_where_nothing_can_be_kept_the_page_says_that_nobody_was_told(
    app: Flask, person: Person, link: Link, raised: Raised
) -> None:
    person.begin(link.token)
    with refusing(app, "concerns"):
        page = press_it(person)
    assert page.status == 503
    assert "Nobody has been told yet." in page.words
    assert "999" in page.words
    assert "0800 1111" in page.words
    assert "Thank you for telling us" not in page.words
    follow(person, dict(page.form.filled()))  # Try again
    assert len(raised()) == 1
    assert "Thank you for telling us." in person.seen.words


def test_everything_about_ringing_is_optional_and_kept_with_the_concern(
    person: Person, link: Link, raised: Raised
) -> None:
    person.begin(link.token)
    page = press_it(person)
    keys = dict(page.form.filled())
    follow(person, keys | {"then": "reach"})  # nothing filled in
    [(_concern, said)] = raised()
    assert said.told == ()
    page = follow(
        person,
        keys
        | {"then": "reach", "safe": "no", "number": "07700 900123", "when": "at school",
           "not_to": "my uncle"},
    )  # fmt: skip
    [(concern, said)] = raised()
    [told] = said.told
    assert (told.safe, told.number, told.when, told.not_to) == (
        "no", "07700 900123", "at school", "my uncle",
    )  # fmt: skip
    assert b"uncle" not in (concern.to_reach_sealed or b"")
    assert "my uncle" not in page.words  # it writes and never reads back (R1)
    assert "Thank you. We have that too." in page.words


def test_what_is_said_after_somebody_closed_it_brings_a_person_anew(
    app: Flask, person: Person, link: Link, raised: Raised
) -> None:
    """Nobody looks at a closed one any more."""
    person.begin(link.token)
    keys = dict(press_it(person).form.filled())
    with app.app_context(), transaction() as session:
        session.scalars(select(Concern)).one().state = ConcernState.CLOSED
    follow(person, keys | {"then": "reach"})  # nothing filled in
    assert len(raised()) == 1
    page = follow(person, keys | {"then": "reach", "when": "at school"})
    (closed, before), (anew, said) = sorted(raised(), key=lambda one: one[0].id)
    assert (closed.state, before.told) == (ConcernState.CLOSED, ())
    assert (anew.state, anew.level) == (ConcernState.RAISED, Level.RED)
    assert [told.when for told in said.told] == ["at school"]
    assert "Thank you. We have that too." in page.words


def test_what_is_said_on_two_phones_at_one_moment_is_kept_from_both(
    app: Flask, person: Person, link: Link, raised: Raised
) -> None:
    person.begin(link.token)
    press_it(person)
    [(concern, _said)] = raised()

    def tell(session: Session, number: str) -> bool:
        child = session.get_one(Child, concern.child_id)
        told = ToReach(number=number)
        return tell_how_to_reach(session, concern.public_id, child, "child", told)

    def on_the_other_phone() -> None:
        with app.app_context(), transaction() as session:
            tell(session, "07700 900222")

    other = Thread(target=on_the_other_phone)
    with app.app_context(), transaction() as session:
        tell(session, "07700 900111")
        session.flush()
        other.start()
        other.join(0.5)
    other.join()
    [(_concern, said)] = raised()
    assert [told.number for told in said.told] == ["07700 900111", "07700 900222"]


def test_a_mistake_lowers_and_closes_nothing(person: Person, link: Link, raised: Raised) -> None:
    person.begin(link.token)
    page = press_it(person)
    page = follow(person, dict(page.form.filled()) | {"then": "mistake"})
    [(concern, said)] = raised()
    assert (concern.level, concern.state) == (Level.RED, ConcernState.RAISED)
    assert said.mistake
    assert "Someone may still ask how you are." in page.words


def test_a_press_made_elsewhere_raises_nothing(person: Person, link: Link, raised: Raised) -> None:
    person.begin(link.token)
    page = follow(person, {"csrf_token": "made-up"})
    assert raised() == []
    assert page.status == 403
    keys = dict(page.form.filled())
    assert follow(person, keys, headers={"Sec-Fetch-Site": "cross-site"}).status == 403
    assert raised() == []
    follow(person, keys)  # the fresh page works
    assert len(raised()) == 1


def test_without_a_sitting_it_leads_to_people_to_ring(person: Person, raised: Raised) -> None:
    page = person.look("/l/" + "x" * 43)
    assert LABEL in page.html
    page = follow(person, {"csrf_token": "x", "words": "he comes back at six"})
    assert page.status == 404
    assert "999" in page.words
    assert "0800 1111" in page.words
    assert "he comes back at six" in page.html
    assert raised() == []
    assert 'href="/help"' in person.look("/code").html


def test_whoever_has_only_the_link_tells_it_with_two_presses(
    person: Person, link: Link, raised: Raised
) -> None:
    person.look(f"/l/{link.token}")
    page = person.press("go=unsafe")
    assert raised() == []  # a robot that presses buttons got no further than this
    assert "Are you not safe?" in page.words
    follow(person, dict(page.form.filled()))
    assert len(raised()) == 1
    follow(person, dict(person.seen.forms[-1].filled()) | {"then": "on"})
    assert person.seen.kind == "start"


def test_by_a_card_it_works_too_and_keeps_what_stands_in_the_box(
    holder: Person, card: Card, raised: Raised
) -> None:
    holder.look("/card")
    page = press_it(holder, words="not sent yet")
    assert holder.path == "/card"
    assert "Thank you for telling us." in page.words
    [(concern, said)] = raised()
    assert concern.child_id == card.child.id
    assert said.typed == ("not sent yet",)
    follow(holder, dict(page.forms[-1].filled()) | {"then": "on"})
    assert "What do you want to do?" in holder.seen.words


def test_an_adult_goes_an_adults_way_and_reads_an_adults_words(
    person: Person, mothers_token: str, raised: Raised
) -> None:
    person.begin(mothers_token)
    assert "Someone is not safe" in person.seen.html
    page = press_it(person)
    [(concern, said)] = raised()
    assert concern.route is RouteOf.ADULT
    assert said.by not in ("", "child")
    assert "You did right to tell us." in page.words
    assert "0808 800 5000" in page.words


def test_whoever_takes_up_the_phone_later_sees_nothing_of_it(
    app: Flask, person: Person, link: Link
) -> None:
    person.begin(link.token)
    press_it(person)
    from participation.guard.sessions import RespondentSitting  # noqa: PLC0415 - the moment it is used

    with app.app_context():
        row = db.session.scalars(select(RespondentSitting)).one()
        row.last_seen -= timedelta(minutes=21)
        db.session.commit()
    assert "Thank you for telling us" not in person.look("/q").words


def test_once_a_person_has_it_the_page_says_so_and_not_before(
    app: Flask, make: Make, person: Person, link: Link
) -> None:
    person.begin(link.token)
    assert "A person has seen this" not in press_it(person).words
    with app.app_context():
        row = db.session.scalars(select(Concern)).one()
        row.state = ConcernState.ACKNOWLEDGED
        db.session.commit()
    assert "A person has seen this." in person.look("/q").words


def test_no_page_of_it_promises_secrecy_or_asks_what_happened(person: Person, link: Link) -> None:
    person.begin(link.token)
    pages = [press_it(person)]
    keys = dict(pages[0].form.filled())
    pages.append(follow(person, keys | {"then": "reach", "when": "later"}))
    pages.append(follow(person, keys | {"then": "mistake"}))
    for page in pages:
        assert not [one for one in PROMISES if one in page.words.lower()]
        assert "happen" not in page.words.lower()
        assert "textarea" not in page.html


def test_a_press_leaves_no_words_to_read_that_nobody_wrote(
    app: Flask, person: Person, link: Link
) -> None:
    person.begin(link.token)
    press_it(person)
    with app.app_context():
        assert db.session.scalars(select(Hearing)).all() == []
