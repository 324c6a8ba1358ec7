"""Fifty kills a database within `make test`, and proof that such a run can fail."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from flask import Flask

from participation.care.consultations.models import (
    Answer,
    Conversation,
    ConversationState,
    Remark,
    RemarkKind,
)
from tests.faults.correspondents import Person
from tests.faults.correspondents import Text as Posted
from tests.faults.killing import Plan, run
from tests.faults.verdict import Verdict, against_provider, judge
from tests.standins.signing import new_sid
from tests.standins.texts_taken import Text, TextsTaken
from tests.texting import Texting

pytestmark = pytest.mark.long
NUMBER = "+447700900001"


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> str:
    if request.param == "postgresql":
        request.getfixturevalue("postgres_url")  # says so where there is none
    return str(request.param)


def test_fifty_kills_lose_nothing_and_send_nothing_twice(database: str) -> None:
    report = run(Plan(database=database, whole=6, forked=44, parents=10))
    assert sum(report.kills.values()) == 50
    assert report.verdict.faults() == {}
    assert report.tally.refused == []
    assert report.fell_over == 0
    assert report.verdict.acknowledged >= 10  # there was something to interrupt
    assert report.verdict.went_out >= 10


def test_workers_that_do_not_ask_send_texts_twice_and_the_run_says_so() -> None:
    """A provider slow enough that most workers die while it thinks. Where a kill falls is chance:
    a run in which none fell there is done again."""
    slow = (100, 300)
    found: set[str] = set()
    for seed in range(4):
        plan = Plan(
            database="sqlite", whole=0, forked=160, parents=10, blind=True, delay_ms=slow, seed=seed
        )
        found |= set(run(plan).verdict.faults())
        if "sent_twice" in found:
            break
    assert "sent_twice" in found
    assert "lost" not in found


def test_the_verdict_sees_one_text_too_many_and_one_too_few(tmp_path: Path) -> None:
    taken = TextsTaken(tmp_path / "provider.log")
    for _ in range(2):
        taken.take(Text(new_sid(), NUMBER, "the same words"))
    written = Counter({(NUMBER, "the same words"): 1, (NUMBER, "never arrived"): 1})
    verdict = Verdict()
    against_provider(written, tmp_path / "provider.log", verdict)
    assert verdict.faults() == {
        "never_sent": ["001: 1 missing"],
        "sent_twice": ["001: 1 too many"],
    }


def test_the_verdict_sees_words_that_were_acknowledged_and_lost(
    texting: Texting, app: Flask, tmp_path: Path
) -> None:
    kept = Posted(new_sid(), NUMBER, "mark001x01 is here", "mark001x01")
    lost = Posted(new_sid(), NUMBER, "mark001x02 is not", "mark001x02")
    assert texting.text(NUMBER, kept.body, MessageSid=kept.sid).status_code == 200
    texting.work()
    person = Person(NUMBER, known=False, texts=[kept, lost])
    verdict = judge(app, [person], [kept, lost], tmp_path / "provider.log")
    assert verdict.faults() == {"lost": [lost.sid], "words_lost": ["mark001x02"]}


def test_the_verdict_sees_refused_words_under_another_question_and_texts_that_went_on_nothing(
    texting: Texting, app: Flask, tmp_path: Path
) -> None:
    """Words that were no choice stand in the answer of two misses as well, and nowhere else."""
    number = texting.asked_parent(number=NUMBER).number
    said = [("1", None)]
    said += [(f"mark001x{n:02d} is what I think", f"mark001x{n:02d}") for n in range(6)]
    texts = [Posted(new_sid(), number, body, marker) for body, marker in said]
    for text in texts:
        assert texting.text(number, text.body, MessageSid=text.sid).status_code == 200
        texting.work()
    person = Person(number, known=True, texts=texts)

    def faults() -> dict[str, list[str]]:
        found = judge(app, [person], texts, tmp_path / "provider.log").faults()
        return {kind: found[kind] for kind in ("words_twice", "misplaced") if kind in found}

    assert texting.all(Remark, kind=RemarkKind.REFUSED) != []
    assert faults() == {}
    answer = next(row for row in texting.all(Answer) if "mark001x02" in (row.words or ""))
    texting.change(answer, question_key="another")
    assert [one[:10] for one in faults()["words_twice"]] == ["mark001x02", "mark001x03"]
    added = next(row for row in texting.all(Remark) if "mark001x05" in row.words)
    texting.change(added, kind=RemarkKind.MORE)
    assert faults()["misplaced"] == ["mark001x05"]


def test_the_verdict_forgives_a_question_that_nobody_is_asked_any_more(
    texting: Texting, app: Flask, tmp_path: Path
) -> None:
    """And only that: the same question to somebody who is still being asked is missing."""
    number = texting.asked_parent(number=NUMBER).number
    texts = [
        Posted(new_sid(), number, "1", None),
        Posted(new_sid(), number, "mark001x00 is what I think", "mark001x00"),
    ]
    for text in texts:
        texting.work()
        assert texting.text(number, text.body, MessageSid=text.sid).status_code == 200
    texting.change(texting.all(Conversation)[0], state=ConversationState.DONE)
    texting.work()
    person = Person(number, known=True, texts=texts)
    verdict = judge(app, [person], texts, tmp_path / "provider.log")
    assert (verdict.too_late, verdict.faults()) == (1, {})
    texting.change(texting.all(Conversation)[0], state=ConversationState.ASKING)
    faults = judge(app, [person], texts, tmp_path / "provider.log").faults()
    assert sorted(faults) == ["never_sent", "not_settled"]
