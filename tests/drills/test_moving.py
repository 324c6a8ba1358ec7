"""Random moves, cancellations and changes of officer; `python -m tests.drills` does a thousand on
each database."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import postgres_or_skip
from tests.drills import moving
from tests.drills.a_house import a_house

STEPS = 100


@pytest.mark.long
@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def test_i15_i17_no_cancelled_review_is_asked_about_and_each_child_has_one_officer(
    kind: str, tmp_path: Path
) -> None:
    if kind == "postgresql":
        postgres_or_skip("drill_is_there_a_server")
    with a_house(kind, tmp_path, moving.BEGINS) as drill:
        seen = moving.run(drill, steps=STEPS, seed=17)
    assert seen.faults == []
    assert seen.texts > 15
    assert seen.mails > 2
    assert min(seen.done.values()) >= 1
