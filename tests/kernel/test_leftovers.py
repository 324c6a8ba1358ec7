"""Whose tables cannot be written anew is told so (P8)."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, create_engine, make_url, text

from participation.kernel.leftovers import clean

pytestmark = pytest.mark.postgres
ROLE = f"small_{os.getpid()}"


@pytest.fixture
def owner(postgres_url: str) -> Iterator[Engine]:
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE old_words (id int)"))
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
    assert clean(least, ["old_words"]).left == ("old_words",)
    least.dispose()
    assert clean(owner, ["old_words"]).left == ()


def test_p8_somebody_who_began_to_read_before_is_not_overlooked(owner: Engine) -> None:
    reader = owner.connect().execution_options(isolation_level="REPEATABLE READ")
    reader.execute(text("SELECT count(*) FROM pg_class")).all()  # sees everything as it is now
    with owner.begin() as connection:
        connection.execute(text("INSERT INTO old_words VALUES (1)"))
        connection.execute(text("DELETE FROM old_words"))
    assert clean(owner, ["old_words"], patience=0).left == ("old_words",)
    reader.close()
    assert clean(owner, ["old_words"]).left == ()
