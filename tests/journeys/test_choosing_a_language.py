"""Reply 2: languages in their own scripts, a choice that holds, and a person for every other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po

from hatch_build import compile_catalogue
from participation.care.consultations.models import (
    Answer,
    Conversation,
    ConversationState,
    Invitation,
    Message,
    RemarkKind,
    Task,
    TaskKind,
    TaskState,
)
from participation.channels.sms.speaking import SAID
from participation.channels.sms.wording import FIRST_TEXTS, TEXTS
from participation.guard.audit import AuditEvent
from participation.journeys.receiving_texts.choosing import by_text
from participation.journeys.reminding import promise_reminder
from participation.journeys.services import Services
from participation.kernel import texts as kernel_texts
from participation.kernel.db import transaction
from participation.kernel.opening_lines import OPENING_LINES
from participation.questionnaire.definition import Form, context_of
from participation.settings import Mode
from tests.conftest import MovableClock
from tests.journeys.kept_texts import to_do, words
from tests.texting import Asked, Texting

PHRASES = (
    "{number} of {total}.",
    "Sorry, that was not clear to us.",
    "Please send only the number.",
    "Reply SKIP to miss this one.",
    "Reply one number from 1 to {last}, or SKIP, or CALL and we ring.",
    "Reply",
)


def write_catalogue(folder: Path, code: str, form: Form, *, leave_out: str = "") -> None:
    """A made-up language in which everything is said after ‡, but for one line."""
    catalogue = Catalog(locale=code.partition("_")[0])
    fixed = [line for key in (*SAID, *FIRST_TEXTS) for line in TEXTS[key].values()]
    for line in [*OPENING_LINES, *PHRASES, *fixed]:
        if line != leave_out:
            catalogue.add(line, f"‡{line}")
    for question in form.questions:
        for line in (
            question.short or question.text,
            *(c.short or c.label for c in question.choices),
        ):
            if line != leave_out:
                catalogue.add(line, f"‡{line}", context=context_of(form, question))
    inside = folder / code / "LC_MESSAGES"
    inside.mkdir(parents=True)
    with (inside / "messages.po").open("wb") as file:
        write_po(file, catalogue)
    compile_catalogue(inside / "messages.po")


@pytest.fixture
def spoken(texting: Texting, tmp_path: Path) -> Iterator[Texting]:
    """A council with texts in Arabic and Polish; of the Somali ones a question is missing."""
    house: Services = texting.app.extensions["participation"]
    form = house.library.form("parent_text")
    folder = tmp_path / "forms"
    write_catalogue(folder, "ar", form)
    write_catalogue(folder, "pl", form)
    write_catalogue(folder, "so", form, leave_out=form.questions[2].short)
    settings = replace(house.settings, forms_dir=folder)
    texting.app.extensions["participation"] = replace(house, settings=settings)
    yield texting
    for kept in (kernel_texts.texts, kernel_texts.translated, kernel_texts.is_open):
        kept.cache_clear()


MENU = "1 English\n2 العربية\n3 Polski\n4 Another language: a person will ring you"


def test_the_list_names_each_language_in_its_own_script_and_a_person_last(spoken: Texting) -> None:
    asked = spoken.asked_parent()
    assert spoken.say(asked.number, "2") == [MENU]
    assert to_do(spoken, asked) == [TaskKind.LANGUAGE]  # whoever cannot read the list is rung, too


@pytest.mark.parametrize("reply", ["2", "٢", "العربية", "Arabic", "2."])
def test_the_choice_is_kept_and_the_conversation_goes_on_in_it(spoken: Texting, reply: str) -> None:
    asked = spoken.asked_parent()
    replies = spoken.say(asked.number, "2", reply, "البيت بعيد", "المدرسة", "2")
    assert replies[1].startswith("‡Thanks. Your words go on file")
    assert replies[1].endswith("‡First: what is going well?")
    assert replies[2].startswith("‡2 of 3. ‡What worries you")
    assert replies[4].startswith("‡Thank you for telling us.")
    invitation = spoken.all(Invitation, id=asked.invitation.id)[0]
    assert (invitation.language, spoken.all(Conversation)[0].language) == ("ar", "ar")
    assert {row.language for row in spoken.all(Answer)} == {"ar"}
    assert spoken.all(Message)[-1].language == "ar"


def test_staff_are_told_which_language_it_is(spoken: Texting) -> None:
    asked = spoken.asked_parent()
    spoken.say(asked.number, "2", "3")
    assert [task.reason for task in spoken.all(Task, kind=TaskKind.LANGUAGE)] == ["chose_pl"]
    changed = [row for row in spoken.all(AuditEvent) if row.action == "language.changed"]
    assert [row.reason for row in changed] == ["en>pl"]


def test_english_after_all_leaves_nothing_to_do(spoken: Texting) -> None:
    asked = spoken.asked_parent()
    replies = spoken.say(asked.number, "2", "1")
    assert replies[1].startswith("Thanks. Your words go on file")
    assert [task.state for task in spoken.all(Task, kind=TaskKind.LANGUAGE)] == [TaskState.DONE]


@pytest.mark.parametrize("name", ["Tigrinya", "ትግርኛ"])
def test_another_language_is_asked_for_by_name_and_a_person_rings(
    spoken: Texting, name: str
) -> None:
    asked = spoken.asked_parent()
    replies = spoken.say(asked.number, "2", "4", name)
    assert "name of your language" in replies[1]
    assert replies[2].startswith("A person will ring you by")
    assert (RemarkKind.ADDED.value, name) in words(spoken)
    assert [task.reason for task in spoken.all(Task, kind=TaskKind.LANGUAGE)] == ["speaks_ti"]
    assert spoken.all(Conversation)[0].state is ConversationState.DONE


@pytest.mark.parametrize("reply", ["9", "99999999999999999999", "०", "not sure", "speak to me"])
def test_what_is_on_no_list_is_kept_and_a_person_rings(spoken: Texting, reply: str) -> None:
    asked = spoken.asked_parent()
    assert spoken.say(asked.number, "2", reply)[1].startswith("A person will ring you by")
    assert (RemarkKind.ADDED.value, reply) in words(spoken)


def test_a_language_of_which_one_line_is_missing_is_not_offered(spoken: Texting) -> None:
    house: Services = spoken.app.extensions["participation"]
    assert "so" in house.languages  # its pages are open
    codes = [one.code for one in by_text(house, house.library.form("parent_text"))]
    assert codes == ["en", "ar", "pl"]


def test_where_only_english_is_checked_a_person_is_offered_at_once(texting: Texting) -> None:
    asked = texting.asked_parent()
    assert "name of your language" in texting.say(asked.number, "2")[0]


def test_in_the_demo_drafts_can_be_chosen_too(texting: Texting) -> None:
    house: Services = texting.app.extensions["participation"]
    form = house.library.form("parent_text")
    assert [one.code for one in by_text(house, form)] == ["en"]
    demo = replace(house, settings=replace(house.settings, mode=Mode.DEMO))
    assert "ar" in [one.code for one in by_text(demo, form)]


@pytest.mark.parametrize(("reply", "begun"), [("نعم", True), ("١", True), ("لا", False)])
def test_yes_and_no_may_be_said_in_their_own_language(
    texting: Texting, reply: str, begun: bool
) -> None:
    asked = texting.asked_parent()
    texting.change(asked.invitation, language="ar")
    texting.say(asked.number, reply)
    state = texting.all(Conversation)[0].state
    assert state is (ConversationState.ASKING if begun else ConversationState.DONE)


def test_whoever_stops_half_way_is_reminded_in_the_language_they_chose(
    spoken: Texting, clock: MovableClock
) -> None:
    asked = spoken.asked_parent()
    spoken.say(asked.number, "2", "3", "bardzo dobrze")
    clock.moment += timedelta(days=1, hours=1)
    with transaction() as session:
        invitation = asked.invitation.public_id
        promise_reminder(session, invitation, clock.moment)
    spoken.work()
    last = spoken.twilio.sent(asked.number)[-1].body
    assert last.startswith("‡Anything you told us is kept.")


def reads(spoken: Texting, code: str) -> Asked:
    """A mother for whom this language was declared, and whose child's round has opened."""
    make = spoken.make
    number, child, adult = make.number(), make.child(officer=make.staff()), make.adult()
    related_id = make.relationship(child, adult).id
    make.contact(adult=adult, number=number)
    adult_id, child_id = adult.id, child.id
    spoken.change(adult, reading_language=code)
    spoken.open_round_of(child)
    spoken.work()
    invitation = spoken.all(Invitation, relationship_id=related_id)[0]
    return Asked(number, adult_id, child_id, invitation)


def test_whoever_was_said_to_read_another_language_is_asked_in_it_from_the_first_text(
    spoken: Texting,
) -> None:
    asked = reads(spoken, "ar")
    [first] = spoken.twilio.sent(asked.number)
    assert first.body.startswith("‡North Shire Council: we want to hear what you think.")
    replies = spoken.say(asked.number, "نعم", "البيت بعيد")
    assert replies[0].startswith("‡Thanks. Your words go on file")
    assert replies[1].startswith("‡2 of 3. ‡What worries you")
    assert {row.language for row in spoken.all(Message) if row.template} == {"ar"}
    assert {row.language for row in spoken.all(Answer)} == {"ar"}


def test_english_can_be_asked_for_by_whoever_was_said_to_read_something_else(
    spoken: Texting,
) -> None:
    asked = reads(spoken, "ar")
    assert spoken.say(asked.number, "2", "1")[1].startswith("Thanks. Your words go on file")


@pytest.mark.parametrize("code", ["so", "ti"])
def test_a_language_we_cannot_go_on_in_is_not_begun_with(spoken: Texting, code: str) -> None:
    """Half of the Somali texts are there, and none of the Tigrinya ones."""
    asked = reads(spoken, code)
    [first] = spoken.twilio.sent(asked.number)
    assert first.body.startswith("Hello Christopher, Sam Green, North Shire Council.")
    assert spoken.all(Conversation)[0].language == "en"
