"""After a review: who may see and write what, that it took place, its decisions and papers."""

from __future__ import annotations

from datetime import date

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.consultations.models import (
    Round,
)
from participation.care.outcomes.models import Outcome, Participation
from participation.care.people.models import Role
from participation.care.reviews.models import Review, ReviewState
from participation.guard.audit import AuditEvent
from participation.kernel.db import reading, transaction
from tests.factories import Make
from tests.web.staff.after_the_review import OpenAs, open_as, story
from tests.web.staff.reviewed import CANARY, Reviewed, reviewed, words_of
from tests.web.staff.signing_in import press

__all__ = ["open_as", "story"]


def audited() -> list[tuple[str, str]]:
    with reading() as session:
        rows = session.scalars(select(AuditEvent).order_by(AuditEvent.id))
        return [(row.action, row.outcome) for row in rows]


def the_review(story: Reviewed) -> Review:
    with reading() as session:
        row = session.get_one(Review, story.review.id)
        session.expunge_all()
        return row


# --- who may ------------------------------------------------------------------------------------


def test_t3_the_officer_sees_the_words_after_an_audit_row(story: Reviewed, open_as: OpenAs) -> None:
    browser = open_as(story.officer)
    assert CANARY in browser.get(story.path).get_data(as_text=True)
    assert ("outcomes.read", "done") in audited()


def test_cover_writes_too_and_another_officer_finds_nothing(
    story: Reviewed, open_as: OpenAs, make: Make
) -> None:
    other = open_as(make.staff(Role.IRO))
    assert other.get(story.path).status_code == 404
    assert ("outcomes.read", "refused") in audited()


def test_business_support_sees_no_words_at_all(
    story: Reviewed, open_as: OpenAs, make: Make
) -> None:
    browser = open_as(make.staff(Role.BUSINESS_SUPPORT))
    assert browser.get(story.path).status_code == 403
    assert CANARY not in browser.get("/staff/reviews").get_data(as_text=True)


def test_r4_the_manager_reads_and_never_what_was_kept_for_the_officer(
    app: Flask, make: Make, open_as: OpenAs
) -> None:
    open_story = reviewed(app, make)
    open_story.says("a shared word")
    private = reviewed(app, make)
    private.says(CANARY, private=True)
    for one, words in ((open_story, "a shared word"), (private, CANARY)):
        browser = open_as(one.officer)
        page = one.point(browser, words)
        one.write(browser, page, told=f"told about {words}")
    manager = open_as(make.staff(Role.IRO_MANAGER))
    seen = manager.get(open_story.path).get_data(as_text=True)
    assert "a shared word" in seen
    assert "told about a shared word" in seen
    hidden = manager.get(private.path).get_data(as_text=True)
    assert CANARY not in hidden
    assert "They kept these words for their officer." in hidden
    assert "<form" not in seen.split("<main", 1)[1], "a manager reads and does not write"


def test_t3_a_name_on_the_never_list_finds_nothing(
    story: Reviewed, open_as: OpenAs, make: Make
) -> None:
    barred = make.staff(Role.IRO_MANAGER)
    make.never(story.child, barred)
    assert open_as(barred).get(story.path).status_code == 404


@pytest.mark.parametrize("where", ["took-place", "points", "decisions", "papers", "given", "code"])
def test_nobody_else_changes_anything(
    story: Reviewed, open_as: OpenAs, make: Make, where: str
) -> None:
    """T15: a manager may not, and another officer is told that there is nothing."""
    fields = {"what": "held", "on": "2026-11-24", "source": story.source(), "paper": "record",
              "outcome": "a", "how": "b", "who": "c", "by_on": "2026-12-01", "sign": "d",
              "to": "school", "given_on": "2026-11-24", "given_how": "post",
              "given_paper": "record", "code": "PN1", "attended": "yes",
              "spoke": "yes"}  # fmt: skip
    for staff, status in ((make.staff(Role.IRO_MANAGER), 403), (make.staff(Role.IRO), 404)):
        browser = open_as(staff)
        answer = press(browser, "/staff/reviews", f"{story.path}/{where}", **fields)
        assert answer.status_code == status
    assert the_review(story).state is ReviewState.PLANNED
    with reading() as session:
        assert session.scalar(select(Outcome)) is None
        assert session.scalar(select(Participation)) is None


# --- it took place -------------------------------------------------------------------------------


def test_the_officer_notes_that_it_took_place_and_the_clocks_begin(
    story: Reviewed, open_as: OpenAs
) -> None:
    browser = open_as(story.officer)
    before = browser.get(story.path).get_data(as_text=True)
    assert "begin when the review has taken place" in before
    press(browser, story.path, f"{story.path}/took-place", what="held", on="2026-11-24",
          held_as="other")  # fmt: skip
    review = the_review(story)
    assert (review.state, review.held_on) == (ReviewState.HELD, date(2026, 11, 24))
    seen = words_of(browser.get(story.path).get_data(as_text=True))
    assert "Took place on 24 November 2026, without a meeting." in seen
    for due in ("1 December 2026", "15 December 2026", "22 December 2026"):
        assert due in seen


def test_a_review_held_early_is_on_its_summary_with_the_day_it_was_held(
    story: Reviewed, open_as: OpenAs
) -> None:
    with transaction() as session:
        row = session.get_one(Review, story.review.id)
        row.planned_on, row.planned_time = date(2026, 12, 10), "16:15"
    browser = open_as(story.officer)
    press(browser, story.path, f"{story.path}/took-place", what="held", on="2026-11-23")
    seen = words_of(browser.get(story.path.replace("/after", "/summary")).get_data(as_text=True))
    assert "Mon 23 Nov" in seen
    for gone in ("10 Dec", "4.15pm", "in 16 days"):
        assert gone not in seen
    with reading() as session:
        assert session.scalars(select(Round)).one().closes_on == date(2026, 11, 23)


def test_r15_part_one_is_kept_and_a_review_is_adjourned_once(
    story: Reviewed, open_as: OpenAs
) -> None:
    browser = open_as(story.officer)
    press(browser, story.path, f"{story.path}/took-place", what="part_one", on="2026-11-23")
    assert the_review(story).state is ReviewState.PART_HELD
    again = press(browser, story.path, f"{story.path}/took-place", what="part_one",
                  on="2026-11-24")  # fmt: skip
    assert again.status_code == 422
    assert "adjourned once" in again.get_data(as_text=True)
    press(browser, story.path, f"{story.path}/took-place", what="held", on="2026-11-24")
    review = the_review(story)
    assert (review.part_one_on, review.completed_on) == (date(2026, 11, 23), date(2026, 11, 24))


def test_r15_a_review_begun_is_due_twenty_working_days_later_and_its_round_goes_on(
    story: Reviewed, open_as: OpenAs
) -> None:
    with transaction() as session:
        session.get_one(Review, story.review.id).planned_on = date(2026, 11, 23)
        session.scalars(select(Round)).one().closes_on = date(2026, 11, 23)
    browser = open_as(story.officer)
    press(browser, story.path, f"{story.path}/took-place", what="part_one", on="2026-11-23")
    assert the_review(story).due_computed == date(2026, 12, 21)
    with reading() as session:
        assert session.scalars(select(Round)).one().closes_on == date(2026, 12, 21)
    assert "Not held yet" not in browser.get("/staff/reviews/late").get_data(as_text=True)


def test_i17_a_moved_review_moves_its_round_along(story: Reviewed, open_as: OpenAs) -> None:
    browser = open_as(story.officer)
    press(browser, story.path, f"{story.path}/took-place", what="moved", on="2026-12-08")
    with reading() as session:
        held = session.scalars(select(Round)).one()
        assert held.closes_on == date(2026, 12, 8)


@pytest.mark.parametrize(
    ("what", "on", "words"),
    [
        ("held", "2026-11-25", "still to come"),
        ("moved", "2026-11-23", "still to come"),
        ("held", "", "Fill in the day"),
        ("held", "24/11/2026", "Fill in the day"),
        ("", "2026-11-24", "Choose what happened"),
    ],
)
def test_what_cannot_be_so_is_asked_again(
    story: Reviewed, open_as: OpenAs, what: str, on: str, words: str
) -> None:
    browser = open_as(story.officer)
    answer = press(browser, story.path, f"{story.path}/took-place", what=what, on=on)
    assert answer.status_code == 422
    assert words in answer.get_data(as_text=True)
    assert the_review(story).state is ReviewState.PLANNED


# --- decisions, papers ----------------------------------------------------------------------------


def test_a_decision_says_what_how_who_when_and_how_we_will_know(
    story: Reviewed, open_as: OpenAs
) -> None:
    browser = open_as(story.officer)
    whole = {"outcome": "goes to chess club", "how": "carer drives", "who": "Ms Khan",
             "by_on": "2026-12-18", "sign": "the club says he came"}  # fmt: skip
    for left_out in whole:
        answer = press(browser, story.path, f"{story.path}/decisions", **{**whole, left_out: ""})
        assert answer.status_code == 422
    press(browser, story.path, f"{story.path}/decisions", **whole)
    seen = browser.get(story.path).get_data(as_text=True)
    for words in ("goes to chess club", "carer drives", "Ms Khan", "18 December 2026"):
        assert words in seen
    strike = seen.split(f'action="{story.path}/decisions/', 1)[1].split('"')[0]
    press(browser, story.path, f"{story.path}/decisions/{strike}")
    assert "goes to chess club" not in browser.get(story.path).get_data(as_text=True)


def test_papers_are_done_on_a_day_and_late_ones_are_marked(
    story: Reviewed, open_as: OpenAs
) -> None:
    story.is_held(days_ago=14)  # on 10 November: decisions were due on the 17th
    browser = open_as(story.officer)
    assert "late" in words_of(browser.get(story.path).get_data(as_text=True))
    press(browser, story.path, f"{story.path}/papers", paper="decisions", on="2026-11-17")
    seen = words_of(browser.get(story.path).get_data(as_text=True))
    assert "17 November 2026 ▲ late" not in seen
    assert "may object to the decisions until 24 November 2026" in seen
    too_early = press(browser, story.path, f"{story.path}/papers", paper="record",
                      on="2026-11-09")  # fmt: skip
    assert too_early.status_code == 422


def test_the_log_says_who_was_given_what_when_and_how(story: Reviewed, open_as: OpenAs) -> None:
    browser = open_as(story.officer)
    press(browser, story.path, f"{story.path}/given", given_paper="decisions", to="school",
          given_on="2026-11-23", given_how="post")  # fmt: skip
    seen = words_of(browser.get(story.path).get_data(as_text=True))
    assert "23 November 2026: the decisions, school , by post" in seen


# --- the way there --------------------------------------------------------------------------------


def test_the_summary_and_the_list_lead_to_it(story: Reviewed, open_as: OpenAs) -> None:
    browser = open_as(story.officer)
    summary = browser.get(story.path.replace("/after", "/summary")).get_data(as_text=True)
    assert f'href="{story.path}"' in summary
    assert story.path not in browser.get("/staff/reviews").get_data(as_text=True)
    story.is_held()
    listed = browser.get("/staff/reviews").get_data(as_text=True)
    assert f'href="{story.path}"' in listed
    assert "no points chosen yet" in listed
    story.write(browser, story.point(browser))
    listed = words_of(browser.get("/staff/reviews").get_data(as_text=True))
    assert "told what happened with 0 of 1 point" in listed
    assert CANARY not in listed


def test_a_managers_list_leads_to_reviews_held_but_for_a_never_list(
    story: Reviewed, open_as: OpenAs, make: Make
) -> None:
    story.is_held()
    manager, barred = make.staff(Role.IRO_MANAGER), make.staff(Role.IRO_MANAGER)
    make.never(story.child, barred)
    assert story.path in open_as(manager).get("/staff/reviews").get_data(as_text=True)
    assert story.path not in open_as(barred).get("/staff/reviews").get_data(as_text=True)
