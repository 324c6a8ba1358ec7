"""How a child took part: the code that is suggested, and on which evidence (D27)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.consultations.models import (
    Answer,
    Channel,
    Invitation,
    Remark,
    RemarkKind,
)
from participation.care.outcomes.models import Participation
from participation.care.reviews.models import Review
from participation.care.reviews.rules import ReviewType
from participation.kernel.db import reading, transaction
from participation.questionnaire.definition import Sharing
from tests.factories import Make
from tests.web.respond.holding_cards import post
from tests.web.staff.after_the_review import OpenAs, open_as, story
from tests.web.staff.reviewed import Reviewed, reviewed, words_of
from tests.web.staff.signing_in import press

__all__ = ["open_as", "story"]


def read_by_the_officer(story: Reviewed, open_as: OpenAs) -> str:
    """Of a child who was not there."""
    browser = open_as(story.officer)
    return words_of(browser.get(f"{story.path}?attended=no").get_data(as_text=True))


def test_d27_a_code_is_suggested_with_its_evidence_and_confirmed_by_the_officer(
    story: Reviewed, open_as: OpenAs
) -> None:
    story.is_held()
    browser = open_as(story.officer)
    asked = words_of(browser.get(f"{story.path}?attended=no").get_data(as_text=True))
    assert "Suggested: PN6" in asked
    assert "they sent answers on the web" in asked
    assert "No code is confirmed yet." in asked
    press(browser, story.path, f"{story.path}/code", code="PN6", attended="no")
    seen = words_of(browser.get(story.path).get_data(as_text=True))
    assert "PN6 : was not there, and sent their views. Confirmed by Sam Green" in seen


def test_d27_deciding_otherwise_needs_a_reason_and_440_is_refused(
    story: Reviewed, open_as: OpenAs
) -> None:
    story.is_held()
    browser = open_as(story.officer)
    without = press(browser, story.path, f"{story.path}/code", code="PN5", attended="no")
    assert without.status_code == 422
    refused = press(browser, story.path, f"{story.path}/code", code="PN0", attended="no")
    assert "rule 440" in refused.get_data(as_text=True)
    press(browser, story.path, f"{story.path}/code", code="PN5", attended="no",
          reason="she asked me on the phone to say it")  # fmt: skip
    with reading() as session:
        row = session.scalars(select(Participation)).one()
        assert (row.code, row.suggested) == ("PN5", "PN6")


def test_words_after_the_review_are_no_evidence_for_it(
    app: Flask, make: Make, open_as: OpenAs
) -> None:
    story = reviewed(app, make)
    story.is_held(days_ago=1)
    with transaction() as session:
        session.get_one(Review, story.review.id).planned_on = make.today
    story.says()
    seen = read_by_the_officer(story, open_as)
    assert "Suggested: PN7" in seen
    assert "words came after the review, which do not count for it" in seen


def test_what_was_typed_before_the_review_and_sent_after_it_is_no_evidence(
    app: Flask, make: Make, open_as: OpenAs
) -> None:
    """R3: nobody reads it before it is sent."""
    story = reviewed(app, make)
    story.says()
    story.is_held(days_ago=1)
    with transaction() as session:
        for row in session.scalars(select(Answer)):
            row.given_at -= timedelta(days=2)
    seen = read_by_the_officer(story, open_as)
    assert "Suggested: PN7" in seen
    assert "words came after the review" in seen


@pytest.mark.parametrize(("days_ago", "code"), [(0, "PN6"), (1, "PN7")])
def test_texts_after_the_review_are_no_evidence_though_they_never_finished(
    app: Flask, make: Make, open_as: OpenAs, days_ago: int, code: str
) -> None:
    story = reviewed(app, make)
    story.is_held(days_ago=days_ago)
    with transaction() as session:
        invitation = session.get_one(Invitation, story.invitation.id)
        session.add(
            Remark(
                key=invitation.child.key,
                invitation_id=invitation.id,
                kind=RemarkKind.LATE,
                words="I want to stay",
                sharing=Sharing.ONLY_OFFICER,
                channel=Channel.SMS,
                language="en",
                received_at=make.clock.now(),
            )
        )
    seen = read_by_the_officer(story, open_as)
    assert f"Suggested: {code}" in seen


def test_what_a_child_wrote_between_reviews_is_no_evidence_for_one(
    app: Flask, make: Make, open_as: OpenAs
) -> None:
    story = reviewed(app, make)
    card, _code = make.card(story.child)
    story.person.look(f"/m/{card}")
    story.person.press()
    post(story.person, {"about": "message", "go": "send", "words": "hello Sam"})
    story.is_held()
    seen = read_by_the_officer(story, open_as)
    assert "Suggested: PN7" in seen
    assert "what they wrote between reviews does not count for it" in seen


def test_a_status_of_short_breaks_now_says_nothing_of_before(
    app: Flask, make: Make, open_as: OpenAs
) -> None:
    """Rule 399 is about children who were only ever on short breaks; the extract says what is."""
    now = reviewed(app, make, legal_status="V4")
    only = reviewed(app, make, legal_status="V4")
    with transaction() as session:
        session.get_one(Review, only.review.id).kind = ReviewType.SHORT_BREAKS
    for one, words in ((now, "Suggested: PN1"), (only, "Only ever on short breaks")):
        one.is_held()
        page = f"{one.path}?attended=yes&spoke=yes"
        assert words in words_of(open_as(one.officer).get(page).get_data(as_text=True))
