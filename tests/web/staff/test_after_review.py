"""After a review: who may see and write what, and that nothing is shown before it is released."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from participation.care.consultations.models import Invitation, Round
from participation.care.outcomes.models import Outcome, Participation
from participation.care.people.models import Role, StaffMember
from participation.care.reviews.models import Review, ReviewState
from participation.guard.audit import AuditEvent
from participation.kernel.db import reading, transaction
from tests.factories import Make
from tests.web.staff.reviewed import CANARY, Reviewed, reviewed, words_of
from tests.web.staff.signing_in import press, signed_in

OpenAs = Callable[[StaffMember], FlaskClient]


@pytest.fixture
def open_as(app: Flask, make: Make) -> OpenAs:
    return lambda staff: signed_in(app.test_client(), make, staff)


@pytest.fixture
def story(app: Flask, make: Make) -> Reviewed:
    """A child of nine who said something and has a key."""
    told = reviewed(app, make)
    told.says()
    told.makes_a_key()
    return told


def audited() -> list[tuple[str, str]]:
    with reading() as session:
        rows = session.scalars(select(AuditEvent).order_by(AuditEvent.id))
        return [(row.action, row.outcome) for row in rows]


def the_review(story: Reviewed) -> Review:
    with reading() as session:
        row = session.get_one(Review, story.review.id)
        session.expunge_all()
        return row


def the_outcome() -> Outcome:
    with reading() as session:
        row = session.scalars(select(Outcome).order_by(Outcome.id.desc())).first()
        assert row is not None
        str(row.told)
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


# --- points --------------------------------------------------------------------------------------


def test_a_point_is_the_childs_own_words_and_nothing_else(
    story: Reviewed, open_as: OpenAs, app: Flask, make: Make
) -> None:
    """Words of another child, however the id came by, are no point here."""
    another = reviewed(app, make)
    another.says("somebody else")
    browser = open_as(story.officer)
    press(browser, story.path, f"{story.path}/points", source=another.source("somebody else"))
    seen = browser.get(story.path).get_data(as_text=True)
    assert "No point has been chosen" in seen
    assert "somebody else" not in seen


def test_a_draft_is_in_the_words_of_the_age_and_can_be_changed(
    story: Reviewed, open_as: OpenAs
) -> None:
    browser = open_as(story.officer)
    page = story.point(browser)
    assert "Yes. This is going to happen." in story.write(browser, page)
    changed = story.write(browser, page, told="Yes! From next week on.")
    assert "Yes! From next week on." in changed
    assert "This is going to happen" not in words_of(changed)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": ""}, "Choose what happened."),
        ({"who": ""}, "Say who does it."),
        ({"by_on": ""}, "Say by when."),
        ({"kind": "no", "who": "", "because": ""}, "Say why not."),
    ],
)
def test_an_outcome_says_who_by_when_or_why_not(
    story: Reviewed, open_as: OpenAs, fields: dict[str, str], words: str
) -> None:
    browser = open_as(story.officer)
    page = story.point(browser)
    assert words in story.write(browser, page, **fields)


def test_who_and_when_come_from_a_decision(story: Reviewed, open_as: OpenAs) -> None:
    browser = open_as(story.officer)
    press(browser, story.path, f"{story.path}/decisions", outcome="sees his brother each month",
          how="at the contact centre", who="Ms Khan", by_on="2026-12-18",
          sign="he says so")  # fmt: skip
    page = story.point(browser)
    choice = browser.get(page).get_data(as_text=True)
    decision = choice.split('<option value="', 2)[2].split('"')[0]
    seen = words_of(story.write(browser, page, who="", by_on="", decision=decision))
    assert "Ms Khan" in words_of(browser.get(story.path).get_data(as_text=True))
    assert "sees his brother each month" in seen
    assert the_outcome().by_on == date(2026, 12, 18)


def test_r35_the_child_picks_three_at_most(app: Flask, make: Make, open_as: OpenAs) -> None:
    story = reviewed(app, make, age=13, form="child_12_15")
    person = story.person
    person.begin(story.token)
    said = 0
    for _ in range(60):
        if person.seen.kind == "check":
            break
        if "words" in [control.name for control in person.seen.form.controls] and said < 4:
            said += 1
            person.press(say={"words": f"wish {said}"})
        else:
            person.press("go=skip")
    person.press("go=send")
    while said < 4:
        said += 1
        person.press("go=add", say={"words": f"wish {said}"})
    browser = open_as(story.officer)
    pages = [story.point(browser, f"wish {n}") for n in range(1, 5)]
    answers = [press(browser, page, f"{page}/pick", picked="yes").status_code for page in pages]
    assert answers == [303, 303, 303, 422]
    press(browser, pages[0], f"{pages[0]}/pick", picked="no")
    assert press(browser, pages[3], f"{pages[3]}/pick", picked="yes").status_code == 303


# --- release -------------------------------------------------------------------------------------


def test_r2_a_point_is_released_one_by_one_and_can_be_taken_back(
    story: Reviewed, open_as: OpenAs
) -> None:
    browser = open_as(story.officer)
    page = story.point(browser)
    story.write(browser, page)
    assert the_outcome().released_at is None, "writing shows it to nobody"
    press(browser, page, f"{page}/release")
    assert the_outcome().released_at is not None
    assert "Released for reading on" in browser.get(page).get_data(as_text=True)
    press(browser, page, f"{page}/take-back")
    assert the_outcome().released_at is None


def test_r3_writing_it_anew_takes_back_what_was_shown(story: Reviewed, open_as: OpenAs) -> None:
    browser = open_as(story.officer)
    page = story.point(browser)
    story.write(browser, page)
    press(browser, page, f"{page}/release")
    story.write(browser, page, told="It is different now.")
    assert the_outcome().released_at is None


def test_r2_without_a_key_a_person_tells_it(app: Flask, make: Make, open_as: OpenAs) -> None:
    story = reviewed(app, make)
    story.says()
    browser = open_as(story.officer)
    page = story.point(browser)
    assert "Tell in person: there is no key" in story.write(browser, page)
    assert press(browser, page, f"{page}/release").status_code == 422
    told = press(browser, page, f"{page}/told", told_on="2026-11-24", how="visit",
                 told_by="Sam Green")  # fmt: skip
    assert told.status_code == 303
    seen = words_of(browser.get(story.path).get_data(as_text=True))
    assert "Told on 24 November 2026 on a visit by Sam Green." in seen


def test_adr_31_a_key_that_was_not_there_when_the_words_were_typed_opens_no_point(
    app: Flask, make: Make, open_as: OpenAs
) -> None:
    story = reviewed(app, make)
    story.says()
    card, _code = make.card(story.child)
    story.person.look(f"/m/{card}")
    story.person.press()
    story.makes_a_key()
    browser = open_as(story.officer)
    page = story.point(browser)
    assert "their key does not open these words" in story.write(browser, page)
    assert press(browser, page, f"{page}/release").status_code == 422


def test_r2_what_was_kept_for_the_officer_is_released_only_as_safe_to_show(
    app: Flask, make: Make, open_as: OpenAs
) -> None:
    story = reviewed(app, make)
    story.says(private=True)
    story.makes_a_key()
    browser = open_as(story.officer)
    page = story.point(browser)
    assert "mark it as safe to show" in story.write(browser, page)
    assert press(browser, page, f"{page}/release").status_code == 422
    story.write(browser, page, safe_to_show="yes")
    assert press(browser, page, f"{page}/release").status_code == 303


def test_words_in_another_language_wait_for_a_translator(
    app: Flask, make: Make, open_as: OpenAs
) -> None:
    story = reviewed(app, make, reading_language="ar")
    story.says()
    story.makes_a_key()
    browser = open_as(story.officer)
    page = story.point(browser)
    seen = words_of(story.write(browser, page, told="Yes, in English."))
    assert "put into their language first" in seen
    assert press(browser, page, f"{page}/release").status_code == 422
    story.write(browser, page, told="نعم", translated="yes")
    assert press(browser, page, f"{page}/release").status_code == 303


def test_releasing_opens_the_link_again_for_reading(story: Reviewed, open_as: OpenAs) -> None:
    browser = open_as(story.officer)
    page = story.point(browser)
    story.write(browser, page)
    press(browser, page, f"{page}/release")
    with reading() as session:
        told_until = session.get_one(Invitation, story.invitation.id).told_until
    assert told_until == story.make.today + timedelta(days=42)


# --- decisions, papers, the code ------------------------------------------------------------------


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
    seen = words_of(open_as(story.officer).get(f"{story.path}?attended=no").get_data(as_text=True))
    assert "Suggested: PN7" in seen
    assert "words came after the review, which do not count for it" in seen


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
