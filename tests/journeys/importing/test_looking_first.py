"""An import that is looked at first: what it shows and asks, what it writes, how it is undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text

from participation.care.consultations.models import (
    Channel,
    Conversation,
    ConversationState,
    Direction,
    Invitation,
    InvitationState,
    Message,
    MessageState,
    Remark,
    RemarkKind,
    Round,
)
from participation.care.imports.models import Import, ImportedFile, ImportState, ImportWay
from participation.care.people.models import (
    Adult,
    Child,
    ContactPoint,
    Relationship,
    StaffMember,
)
from participation.care.reviews.models import Review
from participation.guard.crypto import ChildKey
from participation.journeys.importing import keeping, said, undoing
from participation.journeys.importing.given import in_hand
from participation.journeys.importing.headings import AS_DOCUMENTED
from participation.journeys.importing.keeping import Confirmed
from participation.journeys.importing.previewing import Preview
from participation.journeys.importing.problems import Asked, FileKind
from participation.journeys.importing.said import Said
from participation.journeys.importing.undoing import Why
from participation.kernel.db import db, reading, transaction
from participation.kernel.model import Base
from participation.questionnaire.definition import Sharing
from tests.conftest import MovableClock
from tests.factories import Make
from tests.journeys.importing.conftest import BringIn, Council, by_id

HandOver = Callable[[], int]


@pytest.fixture
def hand_over(app: Flask, council: Council) -> HandOver:
    """Begin an import with the council as it stands on paper; its key."""
    house = app.extensions["participation"]

    def run() -> int:
        folder = council.write()
        givens = [
            in_hand("", (folder / kind.value).read_bytes(), kind)
            for kind in FileKind
            if (folder / kind.value).exists()
        ]
        with transaction() as session:
            one = keeping.begin(
                session,
                givens,
                way=ImportWay.PAGE,
                by=None,
                names=AS_DOCUMENTED,
                house=house,
                now=house.now(),
            )
            return one.id

    return run


def shown(key: int) -> Preview:
    with reading() as session:
        found = keeping.preview_of(session.get_one(Import, key))
    assert found is not None
    return found


def confirm(app: Flask, key: int) -> Confirmed:
    house = app.extensions["participation"]
    with transaction() as session:
        one = session.get_one(Import, key)
        return keeping.confirm(session, one, by=None, house=house, now=house.now())


def answer(app: Flask, key: int, *, yes: bool, kind: Asked) -> Preview:
    house = app.extensions["participation"]
    with transaction() as session:
        one = session.get_one(Import, key)
        found = keeping.preview_of(one)
        assert found is not None
        given = {asked.key: yes for asked in found.questions if asked.asks is kind}
        assert given, f"nothing of this kind was asked: {found.problems}"
        said.answer(one, given, skips=False)
        return keeping.check(session, one, house, house.now())


def undo(app: Flask, key: int) -> set[Why]:
    now = app.extensions["participation"].now()
    with transaction() as session:
        found = undoing.undo(session, session.get_one(Import, key), by=None, now=now)
    return {one.why for one in found}


def rows(*kinds: type[Base]) -> dict[str, list[tuple[Any, ...]]]:
    """Every column of every row, sealed ones too."""
    with reading() as session:
        return {
            kind.__tablename__: [
                tuple(row) for row in session.execute(select(kind.__table__).order_by("id"))
            ]
            for kind in kinds
        }


IMPORTED = (StaffMember, Child, Adult, Relationship, ContactPoint, Review)


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
    with reading() as session:
        for table in ("imports", "imported_files", "column_names"):
            stored = str(session.execute(text(f"SELECT * FROM {table}")).all())  # noqa: S608
            assert "Quetzal" not in stored
            assert "Aisha" not in stored
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
    answer(app, key, yes=False, kind=Asked.FAR_MOVE)
    assert confirm(app, key) is Confirmed.DONE
    with reading() as session:
        assert str(by_id(session, Review, "R3").planned_on) == "2027-01-12"
    again = hand_over()
    answer(app, again, yes=True, kind=Asked.FAR_MOVE)
    assert confirm(app, again) is Confirmed.DONE
    with reading() as session:
        assert str(by_id(session, Review, "R3").planned_on) == "2027-03-09"


def test_a_child_gone_from_the_extract_has_left_care_only_if_somebody_says_so(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver
) -> None:
    bring_in()
    del council.children[2], council.reviews[2]
    key = hand_over()
    answer(app, key, yes=False, kind=Asked.CHILD_GONE)
    assert confirm(app, key) is Confirmed.DONE
    with reading() as session:
        assert by_id(session, Child, "P3").ceased_on is None
    second = hand_over()  # the next night the same question is not asked again
    with reading() as session:
        said = Said.of(session.get_one(Import, second))
    assert keeping.is_ready(shown(second), said)
    answer(app, second, yes=True, kind=Asked.CHILD_GONE)
    assert confirm(app, second) is Confirmed.DONE
    with reading() as session:
        assert by_id(session, Child, "P3").ceased_on is not None


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
    answer(app, key, yes=True, kind=Asked.MOST_GONE)
    assert confirm(app, key) is Confirmed.DONE
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
    answer(app, key, yes=False, kind=Asked.SHARED_PHONE)
    assert confirm(app, key) is Confirmed.DONE
    with reading() as session:
        robin = by_id(session, Adult, "A9")
        held = select(func.count()).where(ContactPoint.adult_id == robin.id)
        assert session.scalar(held) == 0


def test_a_row_that_is_as_it_was_asks_nothing_again(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver
) -> None:
    council.reviews[2]["clar_cla_review_date"] = "2027-01-16"  # a Saturday
    first = hand_over()
    answer(app, first, yes=True, kind=Asked.ROW)
    assert confirm(app, first) is Confirmed.DONE
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


# --- undo -----------------------------------------------------------------------------------------


def test_undo_puts_every_row_back_to_the_byte_and_takes_the_new_ones_out(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver
) -> None:
    bring_in()
    before = rows(*IMPORTED)
    council.staff[0]["email"], council.staff[1]["email"] = (
        council.staff[1]["email"],
        council.staff[0]["email"],
    )
    council.children[0] |= {"known_as": "Ash", "iro_staff_id": "S2", "mobile": "07700 900088"}
    council.children.append({**council.children[1], "pers_person_id": "P9", "first_name": "Noor"})
    council.contacts.append(
        {**council.contacts[2], "contact_id": "C9", "person_ref": "A9", "pers_person_id": "P9",
         "full_name": "Robin Hall", "mobile": "07700 900089"}
    )  # fmt: skip
    council.contacts[2]["mobile"] = ""
    council.reviews[0]["clar_cla_review_date"] = "2026-12-15"
    council.reviews.append({**council.reviews[1], "clar_cla_review_id": "R9",
                            "pers_person_id": "P9"})  # fmt: skip
    key = hand_over()
    assert confirm(app, key) is Confirmed.DONE
    assert rows(*IMPORTED) != before
    assert undo(app, key) == set()
    assert rows(*IMPORTED) == before
    assert undo(app, key) == set()  # pressed twice
    with reading() as session:
        assert session.get_one(Import, key).state is ImportState.UNDONE


def test_undo_of_a_first_import_leaves_an_empty_council(
    app: Flask, bring_in: BringIn, hand_over: HandOver
) -> None:
    key = hand_over()
    assert confirm(app, key) is Confirmed.DONE
    assert undo(app, key) == set()
    assert rows(*IMPORTED) == {kind.__tablename__: [] for kind in IMPORTED}


def test_undo_gives_a_cancelled_review_its_round_back(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver, make: Make
) -> None:
    bring_in()
    with reading() as session:
        review = by_id(session, Review, "R1")
    invitation = make.invitation(review, state=InvitationState.TO_SEND, sent_at=None)
    council.reviews[0]["clar_cla_review_cancelled"] = "yes"
    key = hand_over()
    confirm(app, key)
    assert stored_state(invitation) is InvitationState.CLOSED
    assert undo(app, key) == set()
    assert stored_state(invitation) is InvitationState.TO_SEND


def stored_state(invitation: Invitation) -> InvitationState:
    with reading() as session:
        return session.get_one(Invitation, invitation.id).state


def test_undo_is_refused_with_the_reason_once_something_has_come_of_it(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver, make: Make
) -> None:
    bring_in()
    council.children[0]["known_as"] = "Ash"
    council.children.append({**council.children[1], "pers_person_id": "P9", "first_name": "Noor"})
    council.reviews.append({**council.reviews[1], "clar_cla_review_id": "R9",
                            "pers_person_id": "P9"})  # fmt: skip
    key = hand_over()
    confirm(app, key)
    after = rows(*IMPORTED)
    with reading() as session:
        review = by_id(session, Review, "R9")
    make.round(review)
    assert undo(app, key) == {Why.ROUNDS}
    assert rows(*IMPORTED) == after
    with transaction() as session:
        session.execute(Round.__table__.delete())
        by_id(session, Child, "P1").reads = "audio"
    assert undo(app, key) == {Why.CHANGED_SINCE}


def test_undo_is_refused_after_a_day_and_while_a_later_import_stands(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver, clock: MovableClock
) -> None:
    bring_in()
    council.children[0]["known_as"] = "Ash"
    first = hand_over()
    confirm(app, first)
    clock.moment += timedelta(minutes=5)
    council.children[1]["known_as"] = "Benny"
    second = hand_over()
    confirm(app, second)
    assert undo(app, first) == {Why.LATER_IMPORT}
    assert undo(app, second) == set()
    clock.moment += timedelta(hours=24)
    assert undo(app, first) == {Why.OVER}
    db.session.remove()


def test_undo_is_refused_once_a_text_has_gone_out_or_an_answer_has_come(
    app: Flask, council: Council, bring_in: BringIn, hand_over: HandOver, make: Make
) -> None:
    bring_in()
    with reading() as session:
        invitation = make.invitation(by_id(session, Review, "R1"))
    council.children[0]["known_as"] = "Ash"
    key = hand_over()
    confirm(app, key)
    now = app.extensions["participation"].now()
    with transaction() as session:
        invitation = session.get_one(Invitation, invitation.id)
        texting = Conversation(
            number_hash="n" * 32,
            child_id=invitation.child_id,
            state=ConversationState.ASKING,
            opened_at=now,
            invitations=[invitation],
        )
        session.add(texting)
        session.flush()
        session.add(
            Message(
                key=invitation.child.key,
                direction=Direction.OUT,
                provider="twilio",
                number="+447700900001",
                number_hash="n" * 32,
                body="Hello",
                state=MessageState.DELIVERED,
                at=now,
                conversation_id=texting.id,
            )
        )
        session.add(
            Remark(
                key=invitation.child.key,
                invitation_id=invitation.id,
                kind=RemarkKind.ADDED,
                words="And a dog",
                sharing=Sharing.ONLY_OFFICER,
                channel=Channel.FORM,
                language="en",
                received_at=now,
            )
        )
    assert undo(app, key) == {Why.TEXTS, Why.ANSWERS}


def test_undo_is_refused_where_somebody_it_brought_has_a_way_to_sign_in(
    app: Flask, bring_in: BringIn, hand_over: HandOver, make: Make
) -> None:
    key = hand_over()
    confirm(app, key)
    with reading() as session:
        sam = by_id(session, StaffMember, "S1")
    make.account(sam)
    assert undo(app, key) == {Why.HANGS_ON_IT}
