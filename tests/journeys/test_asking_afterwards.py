"""How was the review for you? Asked once, of whom it may be asked, and in nobody's summary."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import pytest

from participation.care.consultations.models import (
    Conversation,
    Invitation,
    InvitationState,
    Message,
    MessageState,
    Remark,
    Round,
    Task,
)
from participation.care.people.models import (
    Child,
    ContactPoint,
    RelationshipKind,
    Role,
    StaffMember,
)
from participation.care.reviews.models import Review, ReviewState
from participation.care.safeguarding.models import Hearing, HearingState
from participation.care.summaries.models import Summary
from participation.journeys import asking_afterwards, closing_rounds, not_by_text
from participation.journeys.closing import compose_summary
from participation.kernel.db import db, reading, transaction
from participation.outbox.models import OutboxItem
from participation.questionnaire.definition import Occasion
from participation.worker import timetable
from tests.saying import Saying
from tests.texting import Texting
from tests.web.respond.walking import Person

HELD = date(2026, 11, 16)  # six working days before the tests' Tuesday


@dataclass
class After:
    """A review that was held, of a child who has a phone."""

    texting: Texting
    officer: StaffMember
    child: Child
    review: Review
    before: Round | None
    number: str

    def adult(self, kind: RelationshipKind = RelationshipKind.MOTHER, **contact: object) -> str:
        make, number = self.texting.make, self.texting.make.number()
        adult = make.adult("Christine Hughes")
        make.relationship(self.child, adult, kind)
        make.contact(adult=adult, number=number, **contact)
        return number

    def ask(self) -> int:
        """As the morning's run does, the worker at work after it."""
        db.session.rollback()
        house, make = self.texting.house, self.texting.make
        with transaction() as session:
            due = asking_afterwards.reviews_to_ask_about(session, make.today)
            asked = sum(
                asking_afterwards.open_round(
                    session, one, make.today, hold=timedelta(0), house=house, now=house.now()
                )
                for one in due
            )
        self.texting.work()
        return asked

    def bodies(self, number: str) -> list[str]:
        return [text.body for text in self.texting.twilio.sent(number)]

    def invitation(self, role: str = "child") -> Invitation:
        (found,) = self.texting.all(Invitation, role=role)
        return found


@pytest.fixture
def after(texting: Texting) -> After:
    return held(texting)


def held(
    texting: Texting, *, age: int = 14, on: date = HELD, here: bool = True, **child: object
) -> After:
    """`here`: people were asked here, before it."""
    make, number = texting.make, texting.make.number()
    officer = make.staff(Role.IRO, name="Sam Green")
    row = make.child(officer=officer, age=age, **child)
    make.contact(child=row, number=number)
    review = make.review(row, planned_on=on, held_on=on, state=ReviewState.HELD)
    before = make.round(review, closed_at=make.clock.now()) if here else None
    return After(texting, officer, row, review, before, number)


def test_it_is_asked_some_days_after_the_review_and_not_of_one_long_ago(texting: Texting) -> None:
    days = {day: held(texting, on=day).review.id for day in (
        date(2026, 11, 9), date(2026, 11, 10), date(2026, 11, 17), date(2026, 11, 18),
    )}  # fmt: skip
    texting.make.review(planned_on=date(2026, 11, 16))  # nobody wrote down that it was held
    held(texting, here=False)  # nobody was asked here before it
    with reading() as session:
        due = asking_afterwards.reviews_to_ask_about(session, texting.make.today)
    assert due == [days[date(2026, 11, 10)], days[date(2026, 11, 17)]]


def test_whoever_is_asked_before_another_review_is_not_asked_how_the_last_one_was(
    after: After,
) -> None:
    make = after.texting.make
    sibling = make.child(officer=after.officer)
    mother = make.adult("Christine Hughes")
    for child in (after.child, sibling):
        related = make.relationship(child, mother)
    make.contact(adult=mother, number=make.number())
    make.invitation(make.review(sibling), form="parent_text", related=related)
    make.invitation(make.review(after.child))
    assert after.ask() == 0


def test_somebody_who_is_two_things_to_a_child_is_asked_once(after: After) -> None:
    make, number = after.texting.make, after.texting.make.number()
    aunt = make.adult("Christine Hughes")
    for kind in (RelationshipKind.FOSTER_CARER, RelationshipKind.CONNECTED_CARER):
        make.relationship(after.child, aunt, kind)
    make.contact(adult=aunt, number=number)
    assert after.ask() == 2, "the child and the aunt"
    assert len(after.bodies(number)) == 1


def test_whoever_could_not_be_asked_before_another_review_is_asked_how_this_one_was(
    after: After,
) -> None:
    other = after.texting.make.invitation(after.texting.make.review(after.child))
    with transaction() as session:
        session.merge(other).state = InvitationState.NOT_POSSIBLE
    assert after.ask() == 1


def test_child_parent_and_carer_are_asked_once_by_one_text_with_a_link(after: After) -> None:
    mother = after.adult()
    carer = after.adult(RelationshipKind.FOSTER_CARER)
    guardian = after.adult(RelationshipKind.CHILDRENS_GUARDIAN)
    assert after.ask() == 3
    (to_child,), (to_mother,) = after.bodies(after.number), after.bodies(mother)
    assert to_child.startswith("Hi Aisha, Sam here. How was it for you?")
    assert to_mother.startswith("Hello Christine, Sam Green here. How was it for you?")
    assert len(after.bodies(carer)) == 1
    assert after.bodies(guardian) == []
    for body in (to_child, to_mother):
        assert "/l/" in body
        assert "review" not in body
    assert "Aisha" not in to_mother
    forms = {one.role: one.form_key for one in after.texting.all(Invitation)}
    assert forms == {"child": "after_child_12_17", "mother": "after_parent",
                     "foster_carer": "after_carer"}  # fmt: skip
    assert after.ask() == 0
    assert len(after.bodies(mother)) == 1


def test_whoever_is_asked_has_two_to_five_questions_to_answer(texting: Texting) -> None:
    young, older = held(texting, age=9), held(texting)
    for kind in RelationshipKind:
        older.adult(kind)
    older.ask()
    sent = {one.form_key for one in texting.all(Invitation)}
    assert len(young.bodies(young.number)) == 1
    assert {"after_child_8_11", "after_child_12_17", "after_parent", "after_carer"} <= sent
    for key in sent:
        assert 2 <= len(texting.house.library.forms[key].questions) <= 5, key


def test_r18_nobody_is_reminded_and_nobody_gets_a_task(after: After) -> None:
    mother = after.adult()
    timetable.keep(after.texting.app)
    after.ask()
    for _ in range(15):
        after.texting.make.clock.moment += timedelta(days=1)
        after.texting.minutes_pass()
        after.texting.work()
    assert [len(after.bodies(one)) for one in (after.number, mother)] == [1, 1]
    assert after.texting.all(Task) == []


@pytest.mark.parametrize(
    "contact",
    [
        {"own_and_private": False},
        {"safe_to_text": False},
        {"confirmed_on": date(2025, 10, 1)},
        {"confirmed_on": None},
    ],
)
def test_r9_r17_only_a_number_of_their_own_private_and_fresh_is_written_to(
    after: After, contact: dict[str, object]
) -> None:
    number = after.adult(**contact)
    assert after.ask() == 1  # the child
    assert after.bodies(number) == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"own_and_private": False}, "not_own_phone"),
        ({"safe_to_text": False}, "not_safe_to_text"),
    ],
)
def test_r17_a_number_that_is_not_theirs_alone_any_more_is_let_be_and_nobody_is_chased(
    after: After, change: dict[str, object], why: str
) -> None:
    """It is looked at once more when the text is made."""
    mother = after.adult()
    house, today = after.texting.house, after.texting.make.today
    with transaction() as session:
        assert asking_afterwards.open_round(
            session, after.review.id, today, hold=timedelta(0), house=house, now=house.now()
        )
    for point in after.texting.all(ContactPoint):
        after.texting.change(point, **change)
    after.texting.work()
    assert [after.bodies(number) for number in (after.number, mother)] == [[], []]
    ended = {(one.state, one.not_heard_reason) for one in after.texting.all(Invitation)}
    assert ended == {(InvitationState.CLOSED, why)}
    assert after.texting.all(Task) == []


def test_where_our_text_cannot_be_made_nobody_gets_a_task_either(after: After) -> None:
    house, today = after.texting.house, after.texting.make.today
    with transaction() as session:
        asking_afterwards.open_round(
            session, after.review.id, today, hold=timedelta(0), house=house, now=house.now()
        )
    asked = after.invitation()
    with transaction() as session:
        not_by_text.give_up(session, asked.public_id, house.now())
    assert after.invitation().state is InvitationState.NOT_POSSIBLE
    assert after.texting.all(Task) == []


@pytest.mark.parametrize(
    "child",
    [
        {"age": 7},
        {"form_override": "child_easy_read"},
        {"form_override": "child_4_7"},
        {"communication": ["symbols"]},
        {"circumstances": ["missing"]},
        {"contact_stopped_on": HELD},
    ],
)
def test_the_youngest_the_missing_and_whoever_needs_easy_words_are_not_texted(
    texting: Texting, child: dict[str, object]
) -> None:
    assert held(texting, **child).ask() == 0
    assert texting.all(Round, occasion=Occasion.AFTER) == []


def test_r8_an_adult_of_several_children_is_asked_about_one_of_them(texting: Texting) -> None:
    first, second = held(texting), held(texting)
    make, number, adult = texting.make, texting.make.number(), texting.make.adult()
    make.contact(adult=adult, number=number)
    for one in (first, second):
        make.relationship(one.child, adult)
    assert first.ask() == 3
    assert len(first.bodies(number)) == 1


@pytest.mark.parametrize(("begun", "told", "asked"), [(1, False, 1), (2, False, 0), (2, True, 1)])
def test_r18_there_is_room_for_the_text_that_says_what_happened(
    after: After, begun: int, told: bool, asked: int
) -> None:
    """Three that we begin about one review, and the news come first."""
    before = after.texting.make.invitation(round=after.before, state=InvitationState.SENT)
    templates = ["first_child", "something_new" if told else "reminder_child"][:begun]
    with transaction() as session:
        child = session.get_one(Child, after.child.id)
        for template in templates:
            session.add(Message(
                key=child.key, direction="out", provider="simulator", number=after.number,
                number_hash="n", body="x", template=template, begun_by_us=True, to_child=True,
                state=MessageState.DELIVERED, at=after.texting.make.clock.now(),
                invitation_id=before.id,
            ))  # fmt: skip
    assert after.ask() == asked


def test_what_comes_back_by_text_is_kept_and_waits_to_be_read(after: After) -> None:
    mother = after.adult()
    after.ask()
    answer = after.texting.say(mother, "nobody listened to me")
    assert len(answer) == 1
    (remark,) = after.texting.all(Remark)
    assert remark.invitation_id == after.invitation("mother").id
    (heard,) = after.texting.all(Hearing)
    assert heard.state is HearingState.WAITING
    after.texting.say(after.number, "it was ok")
    assert len(after.texting.all(Remark)) == 2
    assert all(one.state == "done" for one in after.texting.all(Conversation))


def test_none_of_it_is_in_the_summary_of_the_review_or_of_the_next(after: After) -> None:
    make, say = after.texting.make, Saying(after.texting.make)
    before = make.invitation(round=after.before)
    say.fill_in(before, "one_thing", words="my brother")
    say.send(before)
    after.ask()
    own = next(one for one in after.texting.all(Invitation) if one.form_key != before.form_key)
    say.fill_in(own, "talked_before", "alone")
    say.skip_to(own, "one_better")
    say.fill_in(own, "one_better", words="zebrafinch")
    say.send(own)
    following = make.invitation(make.review(after.child, in_days=100))
    say.fill_in(following, "one_thing", words="a dog")
    say.send(following)
    with transaction() as session:
        for review in (after.review.id, following.round.review_id):
            compose_summary(session, review, "finished", make.clock.now())
    contents = [str(one.content) for one in after.texting.all(Summary)]
    assert any("my brother" in one for one in contents)
    assert not any("zebrafinch" in one for one in contents)
    (words,) = [one for one in after.texting.all(Hearing) if one.child_id == after.child.id
                and one.heard_at][-1:]  # fmt: skip
    assert words.state is HearingState.WAITING  # a person reads it all the same


def test_the_link_opens_the_questions_and_they_are_sent_like_others(after: After) -> None:
    after.ask()
    (body,) = after.bodies(after.number)
    person = Person(after.texting.app.test_client())
    person.begin(body.partition("/l/")[2].split(" ")[0])
    assert "Did Sam talk with you before the review?" in person.seen.words
    person.press(say={"choice": "alone"})
    person.skip_to_the_end()
    assert person.press("go=send").kind == "sent"
    assert after.invitation().state is InvitationState.FINISHED


def test_when_it_is_over_it_closes_and_no_summary_is_promised(after: After) -> None:
    after.ask()
    (held_round,) = after.texting.all(Round, occasion=Occasion.AFTER)
    later = after.texting.make.clock.now() + timedelta(days=30)
    with transaction() as session:
        assert closing_rounds.over(session, later) == [held_round.id]
        assert closing_rounds.close(session, held_round.id, now=later)
    assert after.texting.all(Round, occasion=Occasion.AFTER)[0].closed_at is not None
    assert after.texting.all(OutboxItem, kind="summary.compose") == []
