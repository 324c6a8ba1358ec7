"""The letter to a child after a review: drafted, changed, sent and kept so, printed, and read."""

from __future__ import annotations

import html
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations.models import Answer, Invitation
from participation.care.consultations.service import share_as
from participation.care.outcomes.models import Point
from participation.care.people.models import Role
from participation.care.reviews.models import Review, ReviewState
from participation.guard.audit import AuditEvent
from participation.journeys.writing_letters import alike
from participation.kernel.db import reading, transaction
from participation.questionnaire.definition import Sharing
from tests.factories import Make
from tests.saying import Saying
from tests.web.staff.at_the_letter import WORDS, Desk, letters, texts_promised
from tests.web.staff.reviewed import CANARY, reviewed, words_of
from tests.web.staff.signing_in import press, signed_in


@pytest.fixture
def desk(app: Flask, make: Make) -> Desk:
    return Desk(app, make)


def printed(answer: Any, folder: Path) -> str:
    assert answer.status_code == 200
    body = answer.get_data()
    assert body.startswith(b"%PDF-")
    tool = shutil.which("pdftotext")
    if tool is None:
        pytest.skip("there is no pdftotext here")
    file = folder / "letter.pdf"
    file.write_bytes(body)
    return subprocess.run([tool, str(file), "-"], capture_output=True, check=True).stdout.decode()


def test_the_first_wording_is_made_of_points_and_decisions(desk: Desk) -> None:
    desk.has_a_point()
    desk.decides()
    page = desk.look()
    assert "Dear Aisha," in page
    assert f"You said: “{CANARY}”" in page
    assert "• Sees her brother" in page
    assert letters() == []  # looking keeps nothing


@pytest.mark.parametrize("went", ["not theirs", "kept"])
def test_r3_a_point_whose_words_are_gone_is_in_no_first_wording(desk: Desk, went: str) -> None:
    """Found to be somebody else's; or kept for the officer since, which is another row."""
    desk.has_a_point(told="Kim has spoken to Dan.")
    assert "Kim has spoken to Dan." in desk.look()
    with transaction() as session:
        invitation = session.get_one(Invitation, desk.story.invitation.id)
        rows = session.scalars(select(Answer).where(Answer.invitation_id == invitation.id))
        answer = next(row for row in rows if row.words == CANARY)
        if went == "kept":
            choices = {answer.question_key: Sharing.ONLY_OFFICER}
            share_as(session, invitation, choices, now=desk.story.make.clock.now())
        else:
            answer.withdrawn_at = desk.story.make.clock.now()
    page = desk.look()
    assert "Kim has spoken to Dan." not in page
    assert CANARY not in page


def test_after_part_one_the_letter_says_that_there_is_more_to_come(desk: Desk) -> None:
    with transaction() as session:
        review = session.get_one(Review, desk.story.review.id)
        review.held_on, review.state = None, ReviewState.PART_HELD
        review.part_one_on = desk.story.make.today
    page = desk.look()
    assert "There is more to come." in page
    assert "This is what happened." not in page


def test_what_was_sent_stays_and_what_is_written_after_it_is_another(desk: Desk) -> None:
    desk.has_a_point()
    assert desk.keep().status_code == 303
    assert desk.send().status_code == 303
    assert desk.keep("Dear Aisha,\n\nBetter words.").status_code == 303
    assert letters() == [
        (1, WORDS, "en", True, True),
        (2, "Dear Aisha,\n\nBetter words.", "en", False, False),
    ]
    assert "Your brother comes on Saturdays." in desk.child_reads()  # what was sent, not the draft
    desk.send(2)
    assert "Better words." in desk.child_reads()


def test_the_child_reads_it_with_their_key_and_the_officer_sees_that(desk: Desk) -> None:
    desk.has_a_point()
    desk.keep()
    assert "There is nothing new here" in desk.child_reads()
    desk.send()
    assert texts_promised() == 1  # and nothing of the letter in it
    seen = desk.child_reads()
    assert "A letter for you" in seen
    assert "#x *y*" in seen
    assert re.search(r"Read \S+ 24 Nov", words_of(desk.look()))
    with reading() as session:
        rows = session.execute(
            select(AuditEvent.outcome).where(AuditEvent.action == "letter.read")
        ).scalars().all()  # fmt: skip
    assert rows == ["refused", "done"]  # before it was sent nothing was there to be read


def test_a_letter_in_another_language_than_the_childs_is_not_shown_until_it_is_translated(
    app: Flask, make: Make
) -> None:
    desk = Desk(app, make, reading_language="ar", form="child_8_11")
    desk.has_a_point(translated="yes", told="نعم")
    desk.keep()
    desk.send()
    assert letters()[0][2:] == ("en", True, False)
    desk.keep("عزيزتي Aisha\n\nأخوك يأتي يوم السبت", translated="yes")
    desk.send(2)
    assert letters()[1][2:] == ("ar", True, True)
    assert "أخوك يأتي" in desk.child_reads()


def test_what_a_person_put_into_their_language_is_said_of_the_words_they_saw(
    app: Flask, make: Make
) -> None:
    desk = Desk(app, make, reading_language="ar", form="child_8_11")
    desk.keep("عزيزتي", translated="yes")
    assert not re.search(r'name="translated"[^>]*checked', desk.look())
    desk.keep("عزيزتي")  # left as it was
    assert [row[2] for row in letters()] == ["ar"]
    desk.keep("عزيزتي\n\nAnd one thing more.")
    assert [row[2] for row in letters()] == ["ar", "en"]


def test_the_english_label_of_a_choice_is_not_quoted_to_a_child_of_another_language(
    app: Flask, make: Make
) -> None:
    story = reviewed(app, make, reading_language="ar", form="child_8_11")
    say = Saying(make)
    say.fill_in(story.invitation, "one_thing", words=CANARY)
    say.skip_to(story.invitation, "home")
    say.fill_in(story.invitation, "home", "not_good")
    say.send(story.invitation)
    story.is_held()
    browser = signed_in(app.test_client(), make, story.officer)
    with reading() as session:
        rows = session.scalars(select(Answer).where(Answer.question_key == "home"))
        source = rows.one().public_id.hex
    path = story.path
    press(browser, path, f"{path}/points", source=source)
    with reading() as session:
        page = f"{path}/points/{session.scalars(select(Point)).one().public_id}"
    story.write(browser, page, told="We look at your room.")
    words = html.unescape(browser.get(f"{path}/letter").get_data(as_text=True))
    assert "We look at your room." in words
    assert "You said" not in words


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ("stopped", "Contact was stopped, so no letter is sent."),
        ("died", "Contact was stopped, so no letter is sent."),
        ("not held", "The review has not taken place yet."),
    ],
)
def test_r16_no_letter_goes_out_where_contact_stopped_or_before_the_review(
    desk: Desk, change: str, says: str
) -> None:
    desk.has_a_point(released=False)
    desk.keep()
    with transaction() as session:
        review = session.get_one(Review, desk.story.review.id)
        if change == "not held":
            review.held_on, review.state = None, ReviewState.PLANNED
        elif change == "stopped":
            review.child.contact_stopped_on = desk.story.make.today
        else:
            review.child.ceased_on = desk.story.make.today
            review.child.ceased_reason = "died"
    page = desk.look()
    assert says in page
    assert f"{desk.path}/send" not in page
    assert "On paper only." not in page
    answer = desk.send()
    assert answer.status_code == 422
    assert says in answer.get_data(as_text=True)
    assert letters() == [(1, WORDS, "en", False, False)]
    assert texts_promised() == 0


def test_it_is_printed_with_who_to_ring_and_a_draft_says_that_it_is_one(
    desk: Desk, tmp_path: Path
) -> None:
    desk.has_a_point()
    desk.keep()
    draft = printed(desk.on_paper(), tmp_path)
    assert "Draft, not sent" in draft
    assert "#x *y*" in draft  # no markup
    desk.send()
    sent = printed(desk.on_paper(), tmp_path)
    assert "Draft" not in sent
    assert "A letter for" in sent
    assert "About your review on" in sent


@pytest.mark.parametrize("told", ["one\r\ntwo", "one\rtwo\r", "  one\ntwo\n\n"])
def test_what_a_browser_sends_back_untouched_is_the_same_wording(told: str) -> None:
    assert alike("one\ntwo", told)
    assert not alike("one\ntwo!", told)
    assert alike("a \N{REPLACEMENT CHARACTER} b", "a \0 b")


@pytest.mark.parametrize(
    ("words", "says"),
    [("  ", "Write the letter"), ("x" * 6001, "too long")],
)
def test_what_is_empty_or_too_long_is_not_kept_and_stands_there_again(
    desk: Desk, words: str, says: str
) -> None:
    answer = desk.keep(words)
    assert answer.status_code == 422
    assert says in answer.get_data(as_text=True)
    assert letters() == []


def test_an_older_wording_is_not_sent_by_somebody_who_saw_that_one(desk: Desk) -> None:
    desk.keep()
    desk.keep("other words")
    assert desk.send(1).status_code == 422
    assert not any(row[3] for row in letters())


def test_the_same_words_kept_twice_and_sent_twice_are_one_letter(desk: Desk) -> None:
    desk.has_a_point()
    for _ in range(2):
        assert desk.keep().status_code == 303
    for _ in range(2):
        assert desk.send().status_code == 303
    assert len(letters()) == 1
    assert texts_promised() == 1


@pytest.mark.parametrize("role", [Role.IRO, Role.IRO_MANAGER, Role.SOCIAL_WORKER])
def test_nobody_but_the_childs_officer_opens_it(
    desk: Desk, app: Flask, make: Make, role: Role, open_as: Callable[[Role], FlaskClient]
) -> None:
    desk.keep()
    assert open_as(role).get(desk.path).status_code in (403, 404)


@pytest.fixture
def open_as(app: Flask, make: Make) -> Callable[[Role], FlaskClient]:
    return lambda role: signed_in(app.test_client(), make, make.staff(role))
