"""One point a child raised: drafted, changed, released or told in person, and never before that."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from participation.care.consultations.models import Invitation
from participation.care.outcomes.models import Outcome
from participation.kernel.db import reading
from tests.factories import Make
from tests.web.staff.after_the_review import OpenAs, open_as, story
from tests.web.staff.reviewed import Reviewed, reviewed, words_of
from tests.web.staff.signing_in import press

__all__ = ["open_as", "story"]


def the_outcome() -> Outcome:
    with reading() as session:
        row = session.scalars(select(Outcome).order_by(Outcome.id.desc())).first()
        assert row is not None
        str(row.told)
        session.expunge_all()
        return row


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


@pytest.mark.parametrize("change", [{"kind": "no"}, {"because": "it is too far"}])
def test_a_yes_that_became_a_no_is_not_told_in_the_old_words(
    story: Reviewed, open_as: OpenAs, change: dict[str, str]
) -> None:
    """The form comes with what stood there; only the answer above it is changed."""
    browser = open_as(story.officer)
    page = story.point(browser)
    story.write(browser, page)
    before = the_outcome()
    fields = {"because": "no room", "told": before.told or "", **change}
    assert "Change what they read as well" in words_of(story.write(browser, page, **fields))
    assert the_outcome().revision == before.revision
    story.write(browser, page, **{**fields, "told": ""})
    assert the_outcome().revision == before.revision + 1
    assert fields["because"] in (the_outcome().told or "")


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
