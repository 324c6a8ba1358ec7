"""What people said goes when its time is over: filed first, purged second (R30, P8, P11)."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from participation.care.consultations.models import (
    Answer,
    Conversation,
    Invitation,
    InvitationState,
    Round,
    Task,
    TaskKind,
    TaskState,
)
from participation.care.people.children import gone_from
from participation.care.people.models import Adult, Child, Role
from participation.care.reviews.models import Review
from participation.care.safeguarding.models import Concern, ConcernState, Hearing, HearingState
from participation.care.summaries.models import Filing
from participation.guard.audit import AuditEvent, first_break
from participation.guard.crypto import ChildKey, UnderKey
from participation.journeys.erasing import holding, nightly
from participation.journeys.erasing.what_goes import WHAT_GOES
from participation.kernel.db import db, reading, transaction
from participation.kernel.errors import Unreadable
from participation.kernel.model import Base
from participation.settings.keeping import KeepingSettings
from participation.worker import jobs, timetable
from participation.worker.retention import next_night
from tests.conftest import NOW
from tests.factories import Make
from tests.journeys.a_life import WORD, lived
from tests.journeys.going import (
    ENDED,
    THIRTEEN_MONTHS_ON,
    count,
    known_in_time,
    one,
    over,
    run,
    words_left,
)
from tests.saying import Saying
from tests.web.staff.signing_in import signed_in

PAGE = Path(__file__).parents[2] / "docs" / "retention.md"


def owners_of_keys(make: Make) -> dict[str, int]:
    """How many rows of any table are under each key."""
    with reading() as session:
        found: dict[str, int] = {}
        for mapper in Base.registry.mappers:
            if issubclass(mapper.class_, UnderKey):
                rows = session.execute(
                    select(ChildKey.owner, func.count())
                    .join(mapper.class_, mapper.class_.key_id == ChildKey.id)
                    .group_by(ChildKey.owner)
                )
                for owner, number in rows:
                    found[owner] = found.get(owner, 0) + number
        return found


# --- the table -------------------------------------------------------------------------------


def test_p8_every_table_of_the_database_has_its_line_and_the_page_says_the_same() -> None:
    assert set(WHAT_GOES) == set(Base.metadata.tables)
    said = re.findall(r"^\| `([a-z_]+)` \| ([a-z]+) \|", PAGE.read_text(encoding="utf-8"), re.M)
    assert dict(said) == {name: line.fate.value for name, line in WHAT_GOES.items()}


def test_p8_every_column_that_is_named_is_there() -> None:
    models = {one.class_.__tablename__: one.class_ for one in Base.registry.mappers}
    for name, line in WHAT_GOES.items():
        assert {*line.by} <= {*Base.metadata.tables[name].c.keys()}, name
        assert all(hasattr(models[name], each) for each in (*line.empties, *line.kept)), name


# --- everything of one child -----------------------------------------------------------------


def test_r30_twelve_months_after_care_everything_goes_and_what_is_counted_stays(
    make: Make,
) -> None:
    gone, stays = lived(make), lived(make, name="Pflaumenmus")
    over(make, gone)
    ran = run(make)
    assert [(each.child, each.forgotten) for each in ran.settled] == [
        (gone.child.external_id, True)
    ]
    assert ran.failed == 0

    left = words_left()
    assert [each for each in left if WORD in each and "EDRMS" not in each] == []
    assert "Pflaumenmus on the stairs" in left, "nobody else's words went"
    assert gone.child.public_id.hex not in owners_of_keys(make)
    key = one(ChildKey, owner=gone.child.public_id.hex)
    assert key.wrapped == b""

    child = one(Child, id=gone.child.id)
    assert (child.called, child.communication, child.external_id) == (
        "",
        None,
        f"gone-{gone.child.public_id.hex}",
    )
    assert (child.born_on.day, child.forgotten_on) == (1, make.today)
    assert count(Adult, id=gone.mother.id) == 0
    assert count(Adult, id=stays.mother.id) == 1
    invitation = one(Invitation, id=gone.invitation.id)
    assert (invitation.state, invitation.role) == (InvitationState.FINISHED, "child")
    assert count(Review, child_id=gone.child.id) == 1
    assert count(Round, review_id=gone.review.id) == 2  # before it and after it
    assert count(Hearing, child_id=gone.child.id) > 0, "that somebody read it"
    assert one(Filing, review_id=gone.review.id).reference == f"EDRMS {WORD}", "the receipt stays"
    with reading() as session:
        deeds = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
        assert deeds[-1] == "child.forget"
        assert first_break(session) is None


def test_r30_a_second_run_changes_nothing(make: Make) -> None:
    life = lived(make)
    over(make, life)
    assert run(make).forgotten == 1
    assert one(Child, id=life.child.id).cleaned_on == make.today, "no table is written anew again"
    assert run(make).settled == ()


def test_r30_what_a_parent_said_in_one_conversation_about_two_children_stays_for_the_other(
    make: Make,
) -> None:
    mother = make.adult("Pflaumenmus")
    first = lived(make, mother=mother)
    second = lived(make, mother=mother, name="Pflaumenmus", officer=first.officer)
    with transaction() as session:
        talk = session.scalars(select(Conversation).order_by(Conversation.id)).first()
        assert talk is not None
        talk.invitations.append(session.get_one(Invitation, second.asked_mother.id))
    over(make, first)
    assert run(make).forgotten == 1
    assert one(Adult, id=mother.id).full_name == "Pflaumenmus"
    with reading() as session:
        left = session.get_one(Conversation, talk.id)
        assert [each.child_id for each in left.invitations] == [second.child.id]


def test_r30_staff_pages_still_open_when_a_child_is_forgotten(
    make: Make, app: Flask, work_off: Callable[[], int]
) -> None:
    life = lived(make)
    over(make, life)
    reviewing = signed_in(app.test_client(), make, life.officer)
    leading = signed_in(app.test_client(), make, make.staff(Role.IRO_MANAGER, Role.SAFEGUARDING))
    assert run(make).forgotten == 1
    for browser in (reviewing, leading):
        for path in ("reviews", "tasks", "words", "concerns", "late", "concerns/figures"):
            answer = browser.get(f"/staff/{path}")
            assert answer.status_code in (200, 404), path
            assert WORD not in answer.text
    answer = reviewing.get(f"/staff/reviews/{life.review.external_id}/summary")
    assert answer.status_code == 404
    work_off()


# --- when ------------------------------------------------------------------------------------


def test_r30_nothing_goes_while_a_child_is_looked_after_or_before_the_twelve_months(
    make: Make,
) -> None:
    life = lived(make)
    life.file_summaries()
    make.clock.moment = NOW + THIRTEEN_MONTHS_ON
    assert run(make).settled == (), "in care"
    life.ends(make.today - timedelta(days=300))
    assert run(make).settled == (), "ten months"


def test_r30_at_eighteen_care_has_ended_whatever_the_case_system_says(make: Make) -> None:
    life = lived(make)
    with transaction() as session:
        child = session.get_one(Child, life.child.id)
        child.born_on = make.today.replace(year=make.today.year - 17)
    make.clock.moment = NOW + timedelta(days=365 * 2 + 5)
    assert [each.forgotten for each in run(make).settled] == [False]
    with transaction() as session:
        session.get_one(Child, life.child.id).born_estimated = True
    assert run(make).settled == (), "an estimated birthday ends nothing"
    with transaction() as session:
        session.get_one(Child, life.child.id).born_estimated = False
        holding.note_rest_filed(
            session, life.child.external_id, life.officer.external_id, "7", now=make.clock.now()
        )
    life.file_summaries()
    known_in_time(make)
    assert run(make).forgotten == 1
    with reading() as session:
        assert gone_from(session, [], make.today) == ([], 0), "no extract is asked where they are"


def test_r30_the_months_are_a_setting(make: Make, app: Flask) -> None:
    over(make, lived(make))
    make.clock.moment = NOW + timedelta(days=120)
    assert run(make).settled == ()
    known_in_time(make, months=3)
    short = replace(make.house.settings, keeping=KeepingSettings(months=3))
    ran = nightly.run(replace(make.house, settings=short), transaction, db.engine, actor="command")
    assert ran.forgotten == 1


# --- file first ------------------------------------------------------------------------------


def task() -> Task | None:
    with reading() as session:
        return session.scalar(select(Task).where(Task.kind == TaskKind.FILE_FIRST))


def test_p8_a_purge_without_a_receipt_is_refused_and_is_a_task_with_an_owner(
    make: Make, app: Flask
) -> None:
    life = lived(make)
    over(make, life, filed=False)
    browser = signed_in(app.test_client(), make, life.officer)
    before = words_left()
    (settled,) = run(make).settled
    assert not settled.forgotten
    assert settled.in_the_way == ("not_filed", "rest_not_filed")
    assert before <= words_left(), "not a word went"
    waits = task()
    assert waits is not None
    assert (waits.owner_id, waits.reason, waits.state) == (
        life.officer.id,
        "not_filed",
        TaskState.OPEN,
    )
    listed = browser.get("/staff/tasks").text
    assert "Put everything into the case record" in listed
    assert "newest summary is not in the case record yet" in listed


def test_p8_once_it_is_filed_it_goes_and_so_does_the_task(make: Make) -> None:
    life = lived(make)
    over(make, life, filed=False)
    run(make)
    life.file_summaries()
    assert run(make).settled[0].in_the_way == ("rest_not_filed",)
    waits = task()
    assert waits is not None
    assert waits.reason == "rest_not_filed"
    with transaction() as session:
        by = life.officer.external_id
        holding.note_rest_filed(
            session, life.child.external_id, by, "EDRMS 7", now=make.clock.now()
        )
    assert run(make).forgotten == 1
    assert task() is None, "the task was about the child"


def test_p8_where_no_officer_is_left_the_task_is_the_managers(make: Make) -> None:
    """Also where the officer leaves while it stands."""
    life = lived(make)
    over(make, life, filed=False)
    run(make)
    was = task()
    assert was is not None
    assert was.owner_id == life.officer.id
    with transaction() as session:
        session.merge(life.officer).active_until = ENDED
    run(make)
    waits = task()
    assert waits is not None
    assert (waits.owner_id, waits.owner_role) == (None, "iro_manager")


def test_p8_words_that_came_after_the_filing_are_not_covered_by_its_receipt(make: Make) -> None:
    life = lived(make)
    over(make, life)
    Saying(make).add(life.invitation, "one thing more")
    life.read_everything()
    assert run(make).settled[0].in_the_way == ("not_filed",)


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("concern", ("concern_open", "not_filed")),  # a newer summary names it
        ("words", ("words_unread",)),
        ("hold", ("held", "rest_not_filed")),
    ],
)
def test_p11_nothing_goes_while_somebody_still_has_to_look(
    make: Make, what: str, said: tuple[str, ...]
) -> None:
    life = lived(make)
    over(make, life)
    with transaction() as session:
        match what:
            case "concern":
                row = session.scalars(select(Concern)).first()
                assert row is not None
                row.state = ConcernState.ACKNOWLEDGED
            case "words":
                heard = session.scalars(select(Hearing)).first()
                assert heard is not None
                heard.state = HearingState.WAITING
            case _:
                by, why = life.officer.external_id, "an inquiry"
                now = make.clock.now()
                holding.place_hold(session, life.child.external_id, by, why, now=now)
    ran = run(make)
    assert [(each.forgotten, each.in_the_way) for each in ran.settled] == [(False, said)]
    assert (task() is None) == (what == "hold"), "a hold is nobody's task"


def test_p11_a_hold_that_is_lifted_lets_go(make: Make) -> None:
    life = lived(make)
    over(make, life)
    by, now = life.officer.external_id, make.clock.now()
    with transaction() as session:
        holding.place_hold(session, life.child.external_id, by, f"a claim, {WORD}", now=now)
    assert run(make).forgotten == 0
    with transaction() as session:
        assert holding.lift_hold(session, life.child.external_id, by, now=now) == 1
    assert run(make).settled[0].in_the_way == ("rest_not_filed",), "why it was held"
    with transaction() as session:
        holding.note_rest_filed(session, life.child.external_id, by, "EDRMS 9", now=now)
    assert run(make).forgotten == 1
    with reading() as session:
        deeds = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert deeds[-4:] == ["hold.place", "hold.lift", "rest.file", "child.forget"]
    assert not [each for each in words_left() if "a claim" in each]


# --- by the clock ----------------------------------------------------------------------------


def test_the_worker_lets_nothing_go_until_a_council_has_switched_it_on(
    make: Make, app: Flask, work_off: Callable[[], int]
) -> None:
    over(make, lived(make))
    timetable.keep(app)
    work_off()
    assert [each for each in words_left() if WORD in each]


def test_the_worker_does_it_where_it_is_switched_on_and_again_the_next_night(
    make: Make, app: Flask, work_off: Callable[[], int]
) -> None:
    house = app.extensions["participation"]
    settings = replace(house.settings, keeping=KeepingSettings(by_itself=True))
    app.extensions["participation"] = replace(house, settings=settings)
    over(make, lived(make))
    timetable.keep(app)
    work_off()
    assert not [each for each in words_left() if WORD in each and "EDRMS" not in each]
    kinds = {timetable.RETENTION} & {*jobs.KINDS} & {*timetable.STANDING}
    assert kinds == {"retention.look"}
    noon = NOW.replace(hour=12)
    assert next_night(noon) == noon.replace(day=25, hour=1, minute=30)
    assert next_night(noon.replace(hour=0)) == noon.replace(hour=1, minute=30)


def test_a_forgotten_childs_key_opens_nothing_that_was_written_with_it(make: Make) -> None:
    life = lived(make)
    with reading() as session:
        answer = session.scalars(select(Answer).where(Answer.words_sealed.is_not(None))).first()
        assert answer is not None
        sealed, public_id = answer.words_sealed, answer.public_id
    over(make, life)
    assert run(make).forgotten == 1
    assert sealed is not None
    with reading() as session:
        key = session.scalars(
            select(ChildKey).where(ChildKey.owner == life.child.public_id.hex)
        ).one()
        with pytest.raises(Unreadable):
            Answer.words.open(key, public_id, sealed)
