"""What waits for a translator, what a translator is not told, and when their own name goes."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import func, select

from participation.care.interpreting import service as interpreting
from participation.care.interpreting.models import Direction, Translator
from participation.care.interpreting.rules import (
    lost_gaps,
    needs_translating,
    wants_second_reader,
    with_names,
    without_names,
)
from participation.care.interpreting.service import Added
from participation.care.reviews.models import Review
from participation.kernel.db import reading, transaction
from tests.databases import on_sqlite
from tests.factories import Make

NAMES = {"child": "Aisha", "officer": "Sam"}


@pytest.mark.parametrize(
    ("words", "language", "waits"),
    [
        ("ምስ ሓወይ", "ti", True),
        ("my brother", "en", False),
        ("2", "ti", False),
        (" \n", "ti", False),
        (None, "ti", False),
        ("ok", None, False),
    ],
)
def test_words_in_another_language_wait_and_a_number_does_not(
    words: str | None, language: str | None, waits: bool
) -> None:
    assert needs_translating(words, language) is waits


def test_names_are_taken_out_whole_and_put_back_where_their_gaps_stand() -> None:
    shown = without_names("Dear Aisha, Sam asked. Samuel and Aishas stay.", NAMES)
    assert shown == "Dear {child}, {officer} asked. Samuel and Aishas stay."
    assert with_names("እወ {child}። {officer} ሓቲቱ", NAMES) == "እወ Aisha። Sam ሓቲቱ"
    assert lost_gaps(shown, "እወ {child}", NAMES) == ["{officer}"]
    assert lost_gaps("Yes.", "እወ", NAMES) == []


def test_a_second_person_reads_what_was_kept_or_worried_somebody_and_no_third() -> None:
    assert wants_second_reader(only_officer=True, flagged=False, second=False)
    assert wants_second_reader(only_officer=False, flagged=True, second=False)
    assert not wants_second_reader(only_officer=False, flagged=False, second=False)
    assert not wants_second_reader(only_officer=True, flagged=True, second=True)


@on_sqlite
def test_a_translators_name_goes_once_nothing_names_them(app: Flask, make: Make) -> None:
    officer, now = make.staff(), make.clock.now()
    review = make.review(make.child(officer=officer))
    with transaction() as session:
        for name in ("Named", "Unnamed", "At work"):
            added = Added(
                full_name=name, email="a@b.example", phone="", agency="", languages=["ti"]
            )
            row = interpreting.add_translator(session, added, by_id=officer.id, now=now)
            row.retired_at = None if name == "At work" else now
            if name == "Named":
                interpreting.make_task(
                    session, session.get_one(Review, review.id), [], about=review.public_id,
                    role="child", direction=Direction.INTO_ENGLISH, language="ti", second=False,
                    by_id=officer.id, now=now,
                ).translator_id = row.id  # fmt: skip
        session.flush()
        assert interpreting.forget_retired(session) == 1
    with reading() as session:
        assert session.scalar(select(func.count()).select_from(Translator)) == 2
