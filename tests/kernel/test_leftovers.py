"""Whose tables cannot be written anew is told so (P8)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import Connection, Engine, create_engine, make_url, text

from participation.kernel.leftovers import clean, keep_out_of_statistics

pytestmark = pytest.mark.postgres
ROLE = f"small_{os.getpid()}"


@pytest.fixture
def owner(postgres_url: str) -> Iterator[Engine]:
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE old_words (id int, said text, sealed bytea)"))
        connection.execute(text(f"CREATE ROLE {ROLE} LOGIN"))
        connection.execute(text(f"GRANT SELECT, DELETE ON old_words TO {ROLE}"))
    yield engine
    with engine.begin() as connection:
        connection.execute(text("DROP TABLE old_words"))
        connection.execute(text(f"DROP ROLE {ROLE}"))
    engine.dispose()


def test_p8_a_role_that_does_not_own_the_tables_is_not_told_that_they_are_clean(
    owner: Engine, postgres_url: str
) -> None:
    least = create_engine(make_url(postgres_url).set(username=ROLE))
    assert clean(least, ["old_words"]).left == ("old_words", "pg_statistic")
    with owner.begin() as connection:
        connection.execute(text(f"ALTER TABLE old_words OWNER TO {ROLE}"))
    assert clean(least, ["old_words"]).left == ("pg_statistic",), "the database is not theirs"
    least.dispose()
    assert clean(owner, ["old_words"]).left == ()


def test_p8_somebody_who_began_to_read_before_is_not_overlooked(owner: Engine) -> None:
    reader = owner.connect().execution_options(isolation_level="REPEATABLE READ")
    reader.execute(text("SELECT count(*) FROM pg_class")).all()  # sees everything as it is now
    with owner.begin() as connection:
        connection.execute(text("INSERT INTO old_words VALUES (1)"))
        connection.execute(text("DELETE FROM old_words"))
    assert clean(owner, ["old_words"], patience=0).left == ("old_words", "pg_statistic")
    reader.close()
    assert clean(owner, ["old_words"]).left == ()


def sampled(connection: Connection, *words: str) -> list[str]:
    values = connection.scalars(
        text("SELECT CAST(most_common_vals AS text) FROM pg_stats WHERE tablename = 'old_words'")
    ).all()
    return [word for word in words if any(word in value for value in values if value)]


def file_of_statistics(owner: Engine) -> bytes:
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("CHECKPOINT"))
        where = "current_setting('data_directory') || '/' || pg_relation_filepath('pg_statistic')"
        return Path(str(connection.scalar(text(f"SELECT {where}")))).read_bytes()


def test_p8_the_statistics_forget_what_went_and_what_was_sealed_before_they_were_told(
    owner: Engine,
) -> None:
    sealed, gone = b"pflaumen".hex(), uuid4().hex
    with owner.begin() as connection:
        for said in (gone, "stays"):
            row = {"said": said, "sealed": b"pflaumen"}
            rows = text("INSERT INTO old_words VALUES (1, :said, :sealed)")
            connection.execute(rows, [row, row])
        connection.execute(text("ANALYZE old_words"))
        assert sampled(connection, gone, "stays", sealed) == [gone, "stays", sealed]
        keep_out_of_statistics(connection)
        assert sampled(connection, sealed) == []
        connection.execute(text("DELETE FROM old_words WHERE said != 'stays'"))
    assert gone.encode() in file_of_statistics(owner)
    assert clean(owner, ["old_words"]).left == ()
    with owner.begin() as connection:
        assert sampled(connection, gone, "stays", sealed) == ["stays"]
    assert gone.encode() not in file_of_statistics(owner)
