"""The page an officer opens before a review: what is on it, who may open it, what it leaves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from participation.care.consultations.models import InvitationState
from participation.care.people.models import (
    AssignedAs,
    Assignment,
    RelationshipKind,
    Role,
    StaffMember,
)
from participation.care.reviews.models import Review
from participation.care.reviews.rules import ReviewType
from participation.care.safeguarding.models import Hearing, HearingState
from participation.care.summaries.models import Summary, SummaryReading
from participation.guard.audit import AuditEvent, first_break
from participation.kernel.db import transaction
from participation.outbox.models import OutboxItem
from tests.factories import Make
from tests.saying import Saying
from tests.web.staff.signing_in import press, signed_in

MARK = "zq-canary-7"


@pytest.fixture
def say(make: Make) -> Saying:
    return Saying(make)


@pytest.fixture
def review(make: Make, officer: StaffMember) -> Review:
    return make.review(make.child(officer=officer))


def path_of(review: Review) -> str:
    return f"/staff/reviews/{review.external_id}/summary"


def page_of(browser: FlaskClient, review: Review) -> str:
    answer = browser.get(path_of(review))
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def audited(action: str) -> list[AuditEvent]:
    with transaction() as session:
        rows = session.scalars(select(AuditEvent).where(AuditEvent.action == action)).all()
        session.expunge_all()
        return list(rows)


# --- what is on it --------------------------------------------------------------------------


def test_the_officer_reads_the_childs_and_the_parents_words_apart(
    browser: FlaskClient, make: Make, say: Saying, review: Review
) -> None:
    child = make.invitation(review)
    mother = make.invitation(
        round=child.round,
        related=make.relationship(review.child, kind=RelationshipKind.MOTHER),
        form="parent_text",
    )
    say.fill_in(child, "one_thing", words="i wnt to see Mia\nmore <b>")
    say.fill_in(child, "going_well", words="football")
    say.send(child)
    say.text(mother, "going_well", "she laughs again")
    page = page_of(browser, review)
    assert "i wnt to see Mia\nmore &lt;b&gt;" in page
    assert page.index("i wnt to see Mia") < page.index("football") < page.index("she laughs again")
    assert "Mother" in page


def test_the_words_of_whoever_helped_stand_apart_from_the_childs(
    browser: FlaskClient, make: Make, say: Saying, review: Review
) -> None:
    child = make.invitation(review, form="child_easy_read", company="carer")
    say.fill_in(child, "one_thing", words="swimming")
    say.skip_to(child, "helper_how")
    say.fill_in(child, "helper_how", words="by pointing")
    say.send(child)
    page = page_of(browser, review)
    theirs = page.index("Words of the person who helped")
    assert page.index("swimming") < page.index("How do you feel?") < theirs
    assert theirs < page.index("by pointing")


def test_what_is_for_the_officer_alone_stands_apart_and_what_was_not_answered_stands_last(
    browser: FlaskClient, make: Make, say: Saying, review: Review
) -> None:
    """So that nobody reads it out by mistake (ux.md 3.5)."""
    child = make.invitation(review, company="alone")
    say.fill_in(child, "one_thing", words="a dog")
    say.skip(child, "going_well")
    say.fill_in(child, "home", "not_good", words="they shout", only_officer=True)
    say.skip_to(child, "school")
    say.fill_in(child, "school", "ok", words="maths is hard")
    say.skip_to(child, "review_wishes")
    say.fill_in(child, "review_wishes", "how")
    say.send(child)
    say.add(child, "and a cat")
    say.add(child, "i heard them", only_officer=True)
    page = page_of(browser, review)
    inside = page[page.index('<div class="kept">') : page.index("Not answered")]
    assert "they shout" in inside
    assert "i heard them" in inside
    assert page.count("they shout") == page.count("i heard them") == 1
    for words in ("a dog", "maths is hard", "and a cat", "choose for your review"):
        assert words not in inside, words
    order = ("maths is hard", "Wishes for the review", "Other words", "and a cat",
             'class="kept"', "Not answered", "going well")  # fmt: skip
    places = [page.rindex(each) for each in order]
    assert places == sorted(places)


def test_what_came_from_the_child_is_evidence_for_the_participation_code(
    browser: FlaskClient, make: Make, say: Saying, review: Review, officer: StaffMember
) -> None:
    child = make.invitation(review)
    say.skip(child, "one_thing")
    say.send(child)
    assert "Nothing has come from Aisha so far." in page_of(browser, review)
    say.add(child, "my brother")
    page = page_of(browser, review)
    assert "Aisha sent views of their own on the web. If they are not there: PN6" in page
    kept = press(browser, path_of(review), f"{path_of(review)}/take", shape="text", part="kept")
    assert "PN" not in kept.get_data(as_text=True), "of a part nothing follows for the whole"
    young = make.review(make.child(officer=officer, age=3))
    make.invitation(young, form="child_0_3")
    assert "Under four on that day: PN0" in page_of(browser, young)
    breaks = make.review(make.child(officer=officer), kind=ReviewType.SHORT_BREAKS)
    make.invitation(breaks)
    assert "participation code" not in page_of(browser, breaks)


def test_a_draft_is_not_on_it(
    browser: FlaskClient, make: Make, say: Saying, review: Review
) -> None:
    child = make.invitation(review)
    say.fill_in(child, "one_thing", words=MARK)
    page = page_of(browser, review)
    assert MARK not in page
    assert "Has begun, has not sent it." in page


def test_late_and_added_words_are_on_it(
    browser: FlaskClient, make: Make, say: Saying, review: Review
) -> None:
    child = make.invitation(review)
    say.send(child)
    say.add(child, "one more thing")
    say.fill_in(child, "school", words="and school")
    page = page_of(browser, review)
    assert "one more thing" in page
    assert "and school" in page


def test_who_is_not_heard_from_is_on_it_with_the_reason(
    browser: FlaskClient, make: Make, review: Review
) -> None:
    child = make.invitation(review)
    make.invitation(
        round=child.round,
        related=make.relationship(review.child, kind=RelationshipKind.FATHER),
        form="parent_text",
        state=InvitationState.NOT_POSSIBLE,
        not_heard_reason="never_spoken_with",
    )
    page = page_of(browser, review)
    assert "Nobody has spoken with this person yet; ring first." in page


def test_words_in_another_script_stand_as_they_came(
    browser: FlaskClient, make: Make, say: Saying, review: Review
) -> None:
    child = make.invitation(review)
    say.fill_in(child, "one_thing", words="ንሓብተይ ክርእያ እደሊ 👨‍👩‍👧")
    say.send(child)
    assert "ንሓብተይ ክርእያ እደሊ 👨‍👩‍👧" in page_of(browser, review)


# --- versions -------------------------------------------------------------------------------


def test_looking_twice_makes_one_version_and_new_words_make_the_next(
    browser: FlaskClient, make: Make, say: Saying, review: Review
) -> None:
    child = make.invitation(review)
    say.fill_in(child, "one_thing", words="first")
    say.send(child)
    page_of(browser, review)
    page_of(browser, review)
    say.add(child, "second")
    page_of(browser, review)
    with transaction() as session:
        versions = session.scalars(select(Summary).order_by(Summary.version)).all()
        assert [row.version for row in versions] == [1, 2]
        readings = session.scalars(select(SummaryReading)).all()
        assert len(readings) == 2


def test_a_sent_form_makes_a_version_and_promises_one_mail(
    make: Make, say: Saying, review: Review, work_off: Callable[[], int]
) -> None:
    child = make.invitation(review)
    say.fill_in(child, "one_thing", words=MARK)
    say.send(child)
    with transaction() as session:
        kinds = session.scalars(select(OutboxItem.kind)).all()
        assert kinds.count("summary.compose") == 1
    work_off()
    with transaction() as session:
        assert len(session.scalars(select(Summary)).all()) == 1
        items = session.scalars(select(OutboxItem).where(OutboxItem.kind == "officer.tell")).all()
        assert len(items) == 1
        assert MARK not in repr([vars(item) for item in session.scalars(select(OutboxItem))])


def test_words_at_rest_are_sealed(
    browser: FlaskClient, make: Make, say: Saying, review: Review
) -> None:
    child = make.invitation(review)
    say.fill_in(child, "one_thing", words=MARK)
    say.send(child)
    page_of(browser, review)
    with transaction() as session:
        row = session.scalars(select(Summary)).one()
        assert MARK.encode() not in row.content_sealed


# --- who may open it ------------------------------------------------------------------------


def test_t3_opening_leaves_an_audit_row_that_names_the_child(
    browser: FlaskClient, make: Make, officer: StaffMember, review: Review
) -> None:
    make.invitation(review)
    page_of(browser, review)
    (row,) = audited("summary.read.officer")
    assert row.actor == f"staff:{officer.public_id.hex}"
    assert row.child == review.child.public_id.hex
    assert row.outcome == "done"
    with transaction() as session:
        assert first_break(session) is None


def test_t3_without_the_audit_row_nothing_is_shown(
    browser: FlaskClient, make: Make, say: Saying, review: Review
) -> None:
    child = make.invitation(review)
    say.fill_in(child, "one_thing", words=MARK)
    say.send(child)
    with transaction() as session:
        session.execute(text("ALTER TABLE audit_events RENAME TO audit_taken_away"))
    try:
        answer = browser.get(path_of(review))
    finally:
        with transaction() as session:
            session.execute(text("ALTER TABLE audit_taken_away RENAME TO audit_events"))
    assert answer.status_code == 503
    assert MARK not in answer.get_data(as_text=True)


def test_t15_b53_another_officers_child_is_not_there_and_the_try_is_noted(
    app: Flask, make: Make, say: Saying, review: Review
) -> None:
    child = make.invitation(review)
    say.fill_in(child, "one_thing", words=MARK)
    say.send(child)
    other = make.staff(Role.IRO)
    browser = signed_in(app.test_client(), make, other)
    refused = browser.get(path_of(review))
    nothing = browser.get("/staff/reviews/no-such-review/summary")
    assert (refused.status_code, nothing.status_code) == (404, 404)
    assert refused.get_data() == nothing.get_data()
    rows = audited("summary.read")
    assert [row.outcome for row in rows] == ["refused", "refused"]
    assert rows[0].child == review.child.public_id.hex
    assert "no-such-review" not in rows[1].subject


def test_d19_the_never_list_beats_the_officers_own_assignment(
    browser: FlaskClient, make: Make, officer: StaffMember, review: Review
) -> None:
    make.invitation(review)
    page_of(browser, review)
    make.never(review.child, officer)
    assert browser.get(path_of(review)).status_code == 404
    assert "Aisha" not in browser.get("/staff/reviews").get_data(as_text=True)


def test_i15_the_officer_before_loses_the_page_at_the_next_click(
    browser: FlaskClient, make: Make, review: Review
) -> None:
    make.invitation(review)
    page_of(browser, review)
    with transaction() as session:
        row = session.scalars(select(Assignment)).one()
        row.until_on = make.today - timedelta(days=1)
    assert browser.get(path_of(review)).status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.IRO])
def test_a36_no_other_role_opens_it_by_itself(
    app: Flask, make: Make, review: Review, role: Role
) -> None:
    make.invitation(review)
    browser = signed_in(app.test_client(), make, make.staff(role))
    assert browser.get(path_of(review)).status_code in (403, 404)


def test_r4_the_childs_social_worker_sees_what_may_be_shared_and_nothing_else(
    app: Flask, make: Make, say: Saying, review: Review
) -> None:
    worker = make.staff(Role.SOCIAL_WORKER)
    with transaction() as session:
        session.add(
            Assignment(
                child_id=review.child_id,
                staff_id=worker.id,
                assigned_as=AssignedAs.SOCIAL_WORKER,
                from_on=make.today,
            )
        )
    child = make.invitation(review, company="alone")
    say.fill_in(child, "one_thing", words="share this")
    say.fill_in(child, "going_well", words=MARK, only_officer=True)
    say.send(child)
    say.add(child, f"{MARK} too", only_officer=True)
    page = page_of(signed_in(app.test_client(), make, worker), review)
    assert "share this" in page
    assert MARK not in page


# --- reading it to the end ------------------------------------------------------------------


def test_having_read_it_the_words_no_longer_wait_and_newer_ones_still_do(
    browser: FlaskClient, make: Make, say: Saying, officer: StaffMember, review: Review
) -> None:
    child = make.invitation(review)
    say.fill_in(child, "one_thing", words="first")
    say.send(child)
    page_of(browser, review)
    say.add(child, "came meanwhile")
    answer = press(browser, "/staff/reviews", path_of(review) + "/read", version="1")
    assert answer.status_code == 303
    with transaction() as session:
        rows = session.scalars(select(Hearing).order_by(Hearing.id)).all()
        assert [row.state for row in rows] == [HearingState.READ, HearingState.WAITING]
        assert rows[0].read_by_id == officer.id


@pytest.mark.parametrize("version", ["", "2", "-1", "1.0", "٣", "9" * 5000])
def test_a_version_never_opened_cannot_be_marked(
    browser: FlaskClient, make: Make, review: Review, version: str
) -> None:
    make.invitation(review)
    page_of(browser, review)
    answer = press(browser, "/staff/reviews", path_of(review) + "/read", version=version)
    assert answer.status_code == 404
