"""An import that is looked at first: what it shows and asks, what it writes, how it is undone."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import func, select, text

from participation.care.imports.models import Import, ImportedFile, ImportState, ImportWay
from participation.care.people.models import (
    Adult,
    Child,
    ContactPoint,
)
from participation.care.reviews.models import Review
from participation.guard.crypto import ChildKey
from participation.journeys.importing import keeping, said
from participation.journeys.importing.given import in_hand
from participation.journeys.importing.headings import AS_DOCUMENTED
from participation.journeys.importing.keeping import Confirmed
from participation.journeys.importing.problems import Asked, FileKind
from participation.journeys.importing.said import Said
from participation.kernel.db import reading, transaction
from tests.conftest import MovableClock
from tests.journeys.importing.conftest import BringIn, Council, by_id
from tests.journeys.importing.handing_over import (
    IMPORTED,
    HandOver,
    answer,
    answer_and_confirm,
    confirm,
    rows,
    shown,
)


def test_looking_writes_nothing_and_shows_old_and_new(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver
) -> None:
    bring_in()
    before = rows(*IMPORTED)
    council.children[0]["known_as"] = "Ash"
    council.children[0]["iro_staff_id"] = "S2"
    council.contacts[2]["mobile"] = "07700 900077"
    council.reviews[2]["clar_cla_review_cancelled"] = "yes"
    council.reviews[0]["clar_cla_review_date"] = "2026-12-11"
    found = shown(hand_over())
    assert rows(*IMPORTED) == before
    assert {one.identity: one.fields for one in found.changed} == {
        "P1": (("iro_staff_id", "S1", "S2"), ("known_as", "", "Ash")),
        "A2": (("mobile", "+447700900003", "+447700900077"),),
        "R1": (("clar_cla_review_date", "2026-12-10", "2026-12-11"),),
        "R3": (("state", "planned", "cancelled"),),
    }
    assert found.counts["reviews.csv"]["cancelled"] == 1
    assert found.counts["children.csv"]["changed"] == 1


def test_what_was_shown_is_written_once_and_pressed_twice_is_once(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver
) -> None:
    bring_in()
    council.children[0]["known_as"] = "Ash"
    key = hand_over()
    assert confirm(app, key) is Confirmed.DONE
    after = rows(*IMPORTED)
    assert confirm(app, key) is Confirmed.DONE_BEFORE
    assert rows(*IMPORTED) == after
    with reading() as session:
        assert by_id(session, Child, "P1").known_as == "Ash"


def test_where_the_database_has_changed_since_nothing_is_written_and_it_is_shown_anew(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver
) -> None:
    bring_in()
    council.children[0]["known_as"] = "Ash"
    key = hand_over()
    with transaction() as session:
        by_id(session, Child, "P1").known_as = "Ay"
    assert confirm(app, key) is Confirmed.LOOK_AGAIN
    with reading() as session:
        assert by_id(session, Child, "P1").known_as == "Ay"
    (changed,) = shown(key).changed
    assert changed.fields == (("known_as", "Ay", "Ash"),)
    assert confirm(app, key) is Confirmed.DONE


def test_nothing_of_an_upload_is_in_the_clear_and_afterwards_its_key_opens_nothing(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver, clock: MovableClock
) -> None:
    bring_in()
    council.children[0]["known_as"] = "Quetzalcoatl"
    key = hand_over()
    guessed = shown(key).fingerprint
    with reading() as session:
        for table in ("imports", "imported_files", "column_names"):
            stored = str(session.execute(text(f"SELECT * FROM {table}")).all())  # noqa: S608 - our own names
            assert "Quetzal" not in stored
            assert "Aisha" not in stored
        # Nor what could be guessed by trying names: the mark of what was shown is keyed.
        assert session.get_one(Import, key).fingerprint != guessed
    confirm(app, key)
    clock.moment += timedelta(hours=25)
    with transaction() as session:
        assert keeping.end_old_ones(session, clock.now()) == 1
    with reading() as session:
        one = session.get_one(Import, key)
        assert (one.undo_sealed, one.said_sealed, one.shown_sealed) == (None, None, None)
        assert session.scalar(select(func.count()).select_from(ImportedFile)) == 0
        assert session.get_one(ChildKey, one.key_id).wrapped == b""
        assert one.counts["children.csv"]["changed"] == 1


def test_an_upload_nobody_comes_back_to_is_gone_after_a_day(
    app: Flask, bring_in: BringIn, hand_over: HandOver, clock: MovableClock
) -> None:
    key = hand_over()
    clock.moment += timedelta(hours=24)
    with transaction() as session:
        keeping.end_old_ones(session, clock.now())
    with reading() as session:
        assert session.get_one(Import, key).state is ImportState.DROPPED
        assert session.scalar(select(func.count()).select_from(ImportedFile)) == 0
    assert confirm(app, key) is Confirmed.OVER


def test_a_review_that_moves_far_is_asked_about_and_no_leaves_it(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver
) -> None:
    bring_in()
    council.reviews[2]["clar_cla_review_date"] = "2027-03-09"
    key = hand_over()
    assert confirm(app, key) is Confirmed.NOT_READY
    answer_and_confirm(app, key, yes=False, kind=Asked.FAR_MOVE)
    with reading() as session:
        assert str(by_id(session, Review, "R3").planned_on) == "2027-01-12"
    again = hand_over()
    answer_and_confirm(app, again, yes=True, kind=Asked.FAR_MOVE)
    with reading() as session:
        assert str(by_id(session, Review, "R3").planned_on) == "2027-03-09"


def test_a_child_gone_from_the_extract_has_left_care_only_if_somebody_says_so(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver
) -> None:
    bring_in()
    del council.children[2], council.reviews[2]
    key = hand_over()
    answer_and_confirm(app, key, yes=False, kind=Asked.CHILD_GONE)
    with reading() as session:
        assert by_id(session, Child, "P3").ceased_on is None
    second = hand_over()  # the next night the same question is not asked again
    with reading() as session:
        said = Said.of(session.get_one(Import, second))
    assert keeping.is_ready(shown(second), said)
    answer_and_confirm(app, second, yes=True, kind=Asked.CHILD_GONE)
    with reading() as session:
        assert by_id(session, Child, "P3").ceased_on is not None


def test_a_child_whose_row_is_left_out_or_broken_is_not_asked_about_as_gone(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver
) -> None:
    bring_in()
    council.children[0]["pers_dob"] = "2008-05-02"  # of age, and no end of care
    found = answer(app, hand_over(), yes=False, kind=Asked.ROW)
    assert [one for one in found.questions if one.asks is Asked.CHILD_GONE] == []
    folder = council.write()
    lines = (folder / "children.csv").read_text(encoding="utf-8").splitlines()
    lines[1] += ",a cell too many"
    (folder / "children.csv").write_text("\n".join(lines), encoding="utf-8")
    given = in_hand("", (folder / "children.csv").read_bytes(), FileKind.CHILDREN)
    house = app.extensions["participation"]
    with transaction() as session:
        one = keeping.begin(
            session,
            [given],
            way=ImportWay.PAGE,
            by=None,
            names=AS_DOCUMENTED,
            house=house,
            now=house.now(),
        )
        spoilt = keeping.preview_of(one)
    assert spoilt is not None
    assert len(spoilt.errors) == 1
    assert spoilt.questions == []


def test_a_part_of_the_council_is_one_question_and_no_imports_nothing(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver
) -> None:
    council.children += [
        {**council.children[1], "pers_person_id": f"Q{n}", "first_name": f"Kim{n}"}
        for n in range(20)
    ]
    bring_in()
    del council.children[3:]
    key = hand_over()
    (asked,) = shown(key).questions
    assert asked.asks is Asked.MOST_GONE
    answer(app, key, yes=False, kind=Asked.MOST_GONE)
    assert confirm(app, key) is Confirmed.NOT_READY
    answer_and_confirm(app, key, yes=True, kind=Asked.MOST_GONE)
    with reading() as session:
        assert by_id(session, Child, "Q7").ceased_on is None


def test_one_number_for_two_families_no_takes_the_new_person_without_it(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver
) -> None:
    bring_in()
    council.contacts.append(
        {**council.contacts[0], "contact_id": "C9", "person_ref": "A9", "pers_person_id": "P3",
         "full_name": "Robin Hall"}
    )  # fmt: skip
    key = hand_over()
    answer_and_confirm(app, key, yes=False, kind=Asked.SHARED_PHONE)
    with reading() as session:
        robin = by_id(session, Adult, "A9")
        held = select(func.count()).where(ContactPoint.adult_id == robin.id)
        assert session.scalar(held) == 0


def test_a_row_that_is_as_it_was_asks_nothing_again(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver
) -> None:
    council.reviews[2]["clar_cla_review_date"] = "2027-01-16"  # a Saturday
    first = hand_over()
    answer_and_confirm(app, first, yes=True, kind=Asked.ROW)
    council.children[0]["known_as"] = "Ash"
    assert shown(hand_over()).questions == []


def test_a_cell_put_right_on_the_page_counts_and_a_wrong_one_is_not_lost(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver
) -> None:
    council.children[1]["pers_dob"] = "31/04/2018"
    key = hand_over()
    house = app.extensions["participation"]
    for typed in ("32/01/2018", "30/04/2018"):
        (wrong,) = shown(key).errors
        assert (wrong.row, wrong.column) == (3, "pers_dob")
        with transaction() as session:
            one = session.get_one(Import, key)
            said.fix(one, {("children.csv", 3, "pers_dob"): typed})
            found = keeping.check(session, one, house, house.now())
        if typed.startswith("32"):
            assert found.errors[0].value == typed
    assert confirm(app, key) is Confirmed.DONE
    with reading() as session:
        assert str(by_id(session, Child, "P2").born_on) == "2018-04-30"


def test_rows_with_mistakes_may_be_left_out_with_what_hangs_on_them(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver
) -> None:
    council.children[1]["pers_dob"] = "31/04/2018"
    key = hand_over()
    house = app.extensions["participation"]
    with transaction() as session:
        one = session.get_one(Import, key)
        said.answer(one, {}, skips=True)
        keeping.check(session, one, house, house.now())
    assert confirm(app, key) is Confirmed.DONE
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Child)) == 2
        assert session.scalar(select(func.count()).select_from(Review)) == 2
