"""Rows read and written past the unit of work: once, over, several in one go, and taken in."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import bindparam, column, select, table
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from participation.care.consultations.models import (
    Conversation,
    ConversationState,
    Direction,
    Message,
    MessageState,
)
from participation.care.safeguarding.models import Hearing, SourceKind
from participation.care.safeguarding.rules import Level
from participation.guard.crypto import council_key
from participation.kernel.db import reading, transaction
from participation.kernel.rows import (
    ask,
    jotted,
    seat,
    write_down,
    write_once,
    write_once_then,
    write_over,
    writing_together,
)
from participation.outbox.models import OutboxItem, OutboxState
from tests.conftest import NOW


def item(key: str) -> OutboxItem:
    return OutboxItem(
        kind="message.send",
        subject="0" * 32,
        unique_key=key,
        state=OutboxState.QUEUED,
        made_at=NOW,
        due_at=NOW,
        attempts=0,
    )


def kept(session: Session) -> dict[str, OutboxState]:
    rows = session.execute(select(OutboxItem.unique_key, OutboxItem.state))
    return {row.unique_key: row.state for row in rows}


def _write_together(*keys: str, then: type[Exception] | None = None) -> None:
    with transaction() as session, writing_together(session):
        for key in keys:
            write_down(session, item(key))
        if then is not None:
            raise then


def test_what_is_written_together_is_all_there_afterwards(app: Flask) -> None:
    with app.app_context():
        with transaction() as session:
            write_down(session, item("before"))
            before = session.scalars(select(OutboxItem)).one()
            with writing_together(session):
                write_down(session, item("one"))
                write_over(session, before, state=OutboxState.DONE)
                write_down(session, item("two"))
            assert set(kept(session)) == {"before", "one", "two"}
        with reading() as session:
            assert kept(session) == {
                "before": OutboxState.DONE,
                "one": OutboxState.QUEUED,
                "two": OutboxState.QUEUED,
            }


def test_rows_of_several_tables_written_together_are_each_what_they_are_alone(app: Flask) -> None:
    """On PostgreSQL one statement, with every value's place moved: a row that is there already
    beside new ones, and whoever wants to know an id told that of their own row."""
    told: dict[str, list[int]] = {"text": [], "there": [], "new": []}
    with app.app_context():
        with transaction() as session:
            write_down(session, item("there"))
            session.add(Conversation(number_hash="n", state=ConversationState.OPENING,
                                     opened_at=NOW))  # fmt: skip
        with transaction() as session:
            talk = session.scalars(select(Conversation)).one()
            key = council_key(session, NOW)
            with writing_together(session):
                text = jotted(Message, key=key, direction=Direction.IN, provider="simulator",
                              provider_id="p1", number="07700900001", number_hash="n",
                              body="yes please", state=MessageState.PLACED, at=NOW,
                              conversation_id=talk.id)  # fmt: skip
                write_once_then(session, text, "provider_id", told["text"].append)
                write_over(session, talk, state=ConversationState.ASKING, turn=7)
                write_once_then(session, item("there"), "unique_key", told["there"].append)
                write_down(session, Hearing(source_kind=SourceKind.MESSAGE, read_due=NOW,
                                            source_id=text.public_id, heard_at=NOW, state="waiting",
                                            screened=Level.AMBER, past_officer=False))  # fmt: skip
                write_once_then(session, item("new"), "unique_key", told["new"].append)
        with reading() as session:
            (kept_text,) = session.scalars(select(Message))
            assert (kept_text.body, kept_text.number) == ("yes please", "07700900001")
            assert (kept_text.provider_id, kept_text.number_hash) == ("p1", "n")
            assert kept_text.conversation_id == talk.id
            (kept_talk,) = session.scalars(select(Conversation))
            assert (kept_talk.state, kept_talk.turn) == (ConversationState.ASKING, 7)
            (heard,) = session.scalars(select(Hearing))
            assert (heard.source_id, heard.screened) == (text.public_id, Level.AMBER)
            ids = {row.unique_key: row.id for row in session.scalars(select(OutboxItem))}
            assert ids.keys() == {"there", "new"}
            assert told == {"text": [kept_text.id], "there": [], "new": [ids["new"]]}


def test_of_what_is_written_together_nothing_stays_when_one_row_is_refused(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(Exception, match="unique_key"):
            _write_together("one", "two", "one")
        with reading() as session:
            assert kept(session) == {}
        with transaction() as session:  # and the connection is good for the next
            write_down(session, item("next"))
        with reading() as session:
            assert set(kept(session)) == {"next"}


def test_an_error_between_two_rows_leaves_none_of_them(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(LookupError):
            _write_together("one", then=LookupError)
        with transaction() as session:
            write_down(session, item("at once"))  # nothing waits for a block that has ended
            assert set(kept(session)) == {"at once"}


def test_the_same_row_twice_is_written_once(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        made = write_once(session, item("one"), "unique_key")
        assert made == session.scalars(select(OutboxItem.id)).one()
        assert write_once(session, item("one"), "unique_key") is None
        with pytest.raises(IntegrityError):
            write_down(session, item("one"))
        session.rollback()


def test_what_was_not_given_is_what_the_unit_of_work_would_have_stored(app: Flask) -> None:
    def bare(key: str) -> OutboxItem:
        return OutboxItem(
            kind="message.send", subject="0" * 32, unique_key=key, made_at=NOW, due_at=NOW
        )

    with app.app_context():
        with transaction() as session:
            session.add(bare("usual"))
            write_down(session, bare("down"))
            write_once(session, bare("once"), "unique_key")
        with reading() as session:
            rows = session.scalars(select(OutboxItem)).all()
            of = {row.unique_key: row for row in rows}
            differing = {"id", "public_id", "unique_key"}
            names = [c.key for c in OutboxItem.__table__.columns if c.key not in differing]
            for name in names:
                assert len({getattr(row, name) for row in of.values()}) == 1, name
            assert of["down"].state is OutboxState.QUEUED
            assert of["once"].attempts == 0


def test_a_row_taken_in_is_the_stored_one(app: Flask) -> None:
    with app.app_context():
        with transaction() as session:
            write_down(session, item("one"))
        with transaction() as session:
            read = session.execute(select(OutboxItem.id, OutboxItem.unique_key)).one()
            row = seat(session, OutboxItem, {"id": read.id, "unique_key": read.unique_key})
            assert row.unique_key == "one"
            assert row.state is OutboxState.QUEUED  # not among what was read: asked for now
            assert session.get(OutboxItem, read.id) is row
            assert seat(session, OutboxItem, {"id": read.id, "unique_key": "old"}) is row
            assert row.unique_key == "one"
            row.attempts = 3
        with reading() as session:
            assert session.scalars(select(OutboxItem.attempts)).one() == 3


_DUE_UNDER = select(
    OutboxItem.public_id, OutboxItem.state, OutboxItem.made_at, OutboxItem.done_at
).where(OutboxItem.unique_key == bindparam("unique_key"), OutboxItem.state == OutboxState.QUEUED)


def test_what_a_question_brings_back_is_what_the_session_would_have_loaded(app: Flask) -> None:
    with app.app_context(), transaction() as session:
        write_down(session, item("one"))
        write_down(session, item("another"))
        row = session.scalars(select(OutboxItem).where(OutboxItem.unique_key == "one")).one()
        found = ask(session, _DUE_UNDER, unique_key="one")
        assert found == [(row.public_id, OutboxState.QUEUED, NOW, None)]
        assert found[0][2].tzinfo is not None
        assert ask(session, _DUE_UNDER, unique_key="nobody's") == []


def test_a_question_that_fails_is_told_as_every_statement_and_without_its_values(
    app: Flask,
) -> None:
    nowhere = select(column("words")).select_from(table("nowhere"))
    with app.app_context(), reading() as session:
        with pytest.raises(DBAPIError) as told:
            ask(session, nowhere.where(column("words") == bindparam("words")), words="private")
        assert "private" not in str(told.value)


def test_a_row_that_was_jotted_down_is_stored_as_one_that_was_made(app: Flask) -> None:
    made = item("made")
    given = {"kind", "subject", "state", "made_at", "due_at", "attempts"}
    held = {name: getattr(made, name) for name in given}
    with app.app_context(), transaction() as session:
        write_down(session, made)
        row = jotted(OutboxItem, unique_key="jotted", **held)
        assert write_once(session, row, "unique_key") is not None
        one, other = session.scalars(select(OutboxItem).order_by(OutboxItem.id)).all()
        assert {name: getattr(one, name) for name in given} == held
        assert {name: getattr(other, name) for name in given} == held
        assert other.public_id == row.public_id != one.public_id


def test_the_connection_at_hand_is_that_of_this_transaction(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(KeyError):
            _write_together("undone", then=KeyError)
        with transaction() as session:
            write_down(session, item("before"))
            session.rollback()
            write_down(session, item("after"))
        with reading() as session:
            assert set(kept(session)) == {"after"}
