"""The ten lines of what must never happen (security.md 6.6), a test or a few for each.

Here the first five: whom it may reach, and what anybody is told. The other five are in
`test_never_lost.py`. Every one was broken once on purpose and the test seen to fail; what was
broken stands beside it.
"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.people.models import RelationshipKind, StaffMember
from participation.care.safeguarding import steps
from participation.care.safeguarding.models import Concern, ExcludedAs
from participation.kernel.db import reading, transaction
from tests.factories import Make
from tests.paging import CAST, KNOW_THE_CHILD, Paging, address_of, number_of
from tests.safeguarding.worrying import HARMLESS, WORRYING, child_of, childs_link, to_a_box
from tests.texting import Texting
from tests.web.respond.test_not_safe import press_it
from tests.web.respond.walking import Person

ROOT = Path(__file__).parents[2]
CANARY = "zinnober lantern seven"  # no list and no text of ours has these words


# 1. An alert reaches a carer, parent, placement provider, the person complained about, or anyone on
# the never-list. Broken: `crew_of` given no one to leave out.


def test_1_an_alert_reaches_nobody_but_the_route_for_three_days(route: Paging, make: Make) -> None:
    child = child_of(make, route.child_id)
    for kind in (RelationshipKind.MOTHER, RelationshipKind.FOSTER_CARER):
        relative = make.relationship(child, make.adult(), kind)
        make.contact(adult=relative.adult, number="+447700900555")
    make.contact(child=child, number="+447700900556")
    make.never(child, route.staff["TM"])
    route.at("2026-11-27T16:58")
    concern = route.raise_concern()
    with route.app.app_context(), transaction() as session:
        steps.exclude(
            session,
            session.get_one(Concern, concern),
            route.staff["NIGHT1"].id,
            ExcludedAs.SUBJECT,
            by_id=route.staff["DUTY"].id,
            now=route.clock.now(),
        )
    for minutes in (15, 15, 15, 15, *[6 * 60] * 12):
        route.pass_minutes(minutes)
    numbers = {text.to for text in route.twilio.sent()} | {to for to, _words in route.twilio.calls}
    everybody = (*CAST, *KNOW_THE_CHILD)
    assert numbers <= {number_of(who) for who in everybody}
    assert set(route.post.recipients) <= {address_of(who) for who in everybody}
    assert {"TM", "NIGHT1"} & route.told() == set()
    assert route.told(), "and somebody was told"


# 2. The words, or the word "safeguarding", appear in a text, mail, subject, push, calendar or call.
# Broken: the child's name put into the mail; "safeguarding" put into its subject.


def test_2_no_words_no_name_and_no_safeguarding_leave_the_house(
    route: Paging, make: Make, person: Person
) -> None:
    route.at("2026-11-24T10:00")
    to_a_box(person, childs_link(make, route.child_id))
    press_it(person, words=f"{WORRYING} {CANARY}")
    route.work()
    for _ in range(5):
        route.pass_minutes(15)
    said = [str(mail) for mail in route.post.mails]
    said += [text.body for text in route.twilio.sent()]
    said += [words for _to, words in route.twilio.calls]
    assert len(said) > 8
    for words in said:
        assert not re.search(
            r"(?i)safeguard|zinnober|lantern|hits me|aisha|concern|child", words
        ), words


# 3. Any reply promises secrecy. Broken: "We keep this secret." on the page after the button.

PROMISE = re.compile(
    r"(?i)(keep|kept|stays?|is|are|be) (it |this |that )?(a |our |completely |totally )?"
    r"(secret|confidential)|between (you and me|us)|(will not|won't|never) tell (anyone|anybody)"
    r"|nobody (else )?(will|can) (ever )?(know|see|read)|promise not to tell"
)


def test_3_nothing_that_a_respondent_reads_promises_secrecy() -> None:
    package = ROOT / "participation"
    read = [
        *(package / "web/templates/respond").glob("*.html"),
        *(package / "channels/sms").glob("*wording*.py"),
        *(package / "web/respond").glob("*.py"),
        *(ROOT / "consultation_forms").glob("*.toml"),
        *(ROOT / "consultation_forms/modules").glob("*.toml"),
    ]
    assert len(read) > 60
    promises = {
        f"{file.name}: {found[0]}"
        for file in [*read, package / "channels/chat/wording.py"]
        if (found := PROMISE.search(_said_in(file)))
    }
    assert promises == set()


def _said_in(file: Path) -> str:
    """What the file holds, without what it says about itself."""
    text = file.read_text(encoding="utf-8")
    about = re.compile(r'\A""".*?"""|\A\{#.*?-?#\}', re.DOTALL)
    return " ".join(about.sub("", text).split())


# 4. A flagged answer gets a different reply. By every door: a child's text and a parent's, words
# beside a question, a chat, words added after sending, an ask by card. Broken: "Take care." put
# behind the reply where a concern was raised.


@pytest.mark.parametrize("whose", ["child", "parent", "parent, too late"])
def test_4_r20_a_text_back_is_the_same_byte_for_byte(texting: Texting, whose: str) -> None:
    replies = []
    for words in (HARMLESS, WORRYING):
        make = texting.make
        if whose != "child":
            number = texting.asked_parent().number
        else:
            child, number = make.child(officer=make.staff(name="Sam Green")), make.number()
            make.contact(child=child, number=number)
            texting.open_round_of(child)
            texting.work()
        begun = texting.house.now()
        if whose == "parent, too late":
            texting.at(begun + timedelta(days=60))
        replies.append(texting.say(number, "1", words))
        texting.at(begun)
    assert replies[0] == replies[1]
    assert replies[0], "and there is a reply"
    assert "words" in {row.cause for row in texting.all(Concern)}


@pytest.mark.parametrize("where", ["question", "chat", "added", "card"])
def test_4_r20_a_page_back_is_the_same_byte_for_byte(make: Make, app: Flask, where: str) -> None:
    pages = []
    for words in (HARMLESS, WORRYING):
        person = Person(app.test_client())
        if where == "card":
            person.look(f"/m/{make.card(make.child(officer=make.staff(name='Sam Green')))[0]}")
            person.press()
        else:
            child = make.child(officer=make.staff(name="Sam Green"), age=13)
            to_a_box(person, make.link(make.invitation(make.review(child))))
        if where == "chat":
            person.press("go=how")
            person.press("mode=chat")
        if where == "added":
            person.press(say={"words": HARMLESS})
            person.skip_to_the_end()
            person.press("go=send")
        button = {"added": "go=add", "card": "go=send"}.get(where)
        page = person.press(button, say={"words": words})
        pages.append(without_keys(page.html).replace(words, "…"))
    assert pages[0] == pages[1]
    with reading() as session:
        assert session.scalars(select(Concern.cause)).all() == ["words"]


def without_keys(html: str) -> str:
    return re.sub(r'(name="(?:csrf_token|page_key)" value=)"[^"]*"', r"\1", html)


# 5. A screen says someone has read it when nobody has. Broken: the page said so once an alert had
# been taken by the provider.


def test_5_nobody_is_said_to_have_seen_it_before_a_person_acknowledged(
    route: Paging, make: Make, person: Person
) -> None:
    route.at("2026-11-24T10:00")
    person.begin(childs_link(make, route.child_id))
    assert "A person is being told now." in press_it(person).words
    route.work()
    assert route.told()
    for path in ("/q", "/help"):
        assert not re.search(r"(?i)has (seen|read)", person.look(path).words)
    route.acknowledge(route.concern().id, "SW")
    assert "A person has seen this." in person.look("/q").words


def test_5_the_time_is_that_of_the_rota(route: Paging, make: Make, person: Person) -> None:
    """At night with no contact who was tried lately, it is the morning."""
    route.at("2026-11-28T03:00")
    person.begin(childs_link(make, route.child_id))
    words = press_it(person).words
    assert "A person is being told now" not in words
    assert "Someone sees this after 09:00 on Monday 30 November." in words


def test_5_where_there_is_nobody_to_tell_no_time_is_named(
    app: Flask, route: Paging, make: Make, person: Person
) -> None:
    """Everybody on the route has left, or must not know: whoever pressed is told to ring."""
    with app.app_context(), transaction() as session:
        for member in route.staff.values():
            gone = route.clock.now() - timedelta(days=60)
            session.get_one(StaffMember, member.id).active_until = gone.date()
    for moment in ("2026-11-24T10:00", "2026-11-28T03:00"):
        route.at(moment)
        person.begin(childs_link(make, route.child_id))
        words = press_it(person).words
        assert "We cannot say when someone sees this." in words
        assert "Ring someone now. The numbers are below." in words
        assert "0800 1111" in words
        assert not re.search(r"Someone sees this|is being told|They try", words)
