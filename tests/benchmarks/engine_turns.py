"""Engine turns a second, with the state written to text and read back on every turn.

Beside it, alternating in the same process, the smallest loop in plain Python that could walk
the same ten questions: no typos, no going back, no raw words kept. It is the floor to compare
with, since machines differ and this one is shared.

    python tests/benchmarks/engine_turns.py [--seconds N]

Prints a line for people, then one JSON object a line for each figure.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from participation.questionnaire.conversation import (  # run as a script
    from_text,
    start,
    step,
    to_text,
)
from participation.questionnaire.files import read_form
from participation.questionnaire.library import load_library, shipped_forms
from participation.questionnaire.replies import Typed

RUNS = 7
LEAST_TURNS = 10_000
FLOOR_THAT_IT_GOES_WITH = 180_000
MOST_STATE = 2_048

FORM, FAULTS = read_form(Path(__file__).parent / "engine_ten_questions.toml")
WORDS = load_library(shipped_forms()).words("en")

INPUTS = (
    "Yes",
    "3",
    "banana",
    "7",
    "No",
    "I would like more time with my brother",
    "2",
    "It is fine. I like art",
    "yeah",
    "4",
    "Nothing else thanks",
)
EXPECTED = {
    "q1": "yes",
    "q2": "ok",
    "q3": "7",
    "q4": "no",
    "q5": "I would like more time with my brother",
    "q6": "ok",
    "q7": "It is fine. I like art",
    "q8": "yes",
    "q9": "4",
    "q10": "Nothing else thanks",
}


def ours() -> tuple[int, int, dict[str, str]]:
    """One conversation: turns, the largest state in bytes, and the answers."""
    assert FORM is not None, FAULTS
    state, _ = start(FORM)
    text, largest = to_text(state), 0
    for typed in INPUTS:
        state, _ = step(FORM, from_text(text), Typed(typed), words=WORDS)
        text = to_text(state)
        largest = max(largest, len(text.encode()))
    answers = {key: "".join(given.values) or given.words for key, given in state.answers.items()}
    return len(INPUTS) + 1, largest, answers


YES_NO = ["yes", "no"]
PLAIN: dict[str, Any] = {
    "q1": YES_NO,
    "q2": ["very_happy", "happy", "ok", "unhappy"],
    "q3": (0, 10),
    "q4": YES_NO,
    "q5": None,
    "q6": ["great", "ok", "not_good"],
    "q7": None,
    "q8": YES_NO,
    "q9": (1, 5),
    "q10": None,
}
ORDER = list(PLAIN)
SPELLED = {"yeah": "yes", "y": "yes", "n": "no", "okay": "ok"}


def plain_step(state: dict[str, Any], typed: str) -> dict[str, Any]:
    at = state["at"]
    asked = PLAIN[at]
    said = typed.strip().lower()
    value: str | None
    if asked is None:
        value = typed
    elif isinstance(asked, tuple):
        value = said if said.isdigit() and asked[0] <= int(said) <= asked[1] else None
    elif said.isdigit() and 1 <= int(said) <= len(asked):
        value = asked[int(said) - 1]
    else:
        said = SPELLED.get(said, said)
        value = said if said in asked else None
    if value is None:
        return {**state, "misses": state["misses"] + 1}
    index = ORDER.index(at) + 1
    if at == "q4" and value == "yes":
        index += 1
    following = ORDER[index] if index < len(ORDER) else None
    return {**state, "at": following, "answers": {**state["answers"], at: value}}


def plain() -> tuple[int, int, dict[str, str]]:
    text, largest = json.dumps({"v": 1, "at": "q1", "answers": {}, "misses": 0}), 0
    for typed in INPUTS:
        text = json.dumps(plain_step(json.loads(text), typed))
        largest = max(largest, len(text.encode()))
    return len(INPUTS) + 1, largest, json.loads(text)["answers"]


def rate(walk: Callable[[], tuple[int, int, dict[str, str]]], seconds: float) -> float:
    """Turns a second over about that time."""
    began, turns = time.perf_counter(), 0
    while (spent := time.perf_counter() - began) < seconds:
        turns += walk()[0]
    return turns / spent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seconds", type=float, default=0.4, help="for each of the runs")
    seconds = parser.parse_args().seconds
    for walk in (ours, plain):
        assert walk()[2] == EXPECTED, walk.__name__
    runs, floors = [], []
    for _ in range(RUNS):  # alternating, so that a busy moment hits both
        floors.append(rate(plain, seconds))
        runs.append(rate(ours, seconds))
    value, floor, size = median(runs), median(floors), ours()[1]
    print(
        f"engine: {value:,.0f} turns/s, plain Python {floor:,.0f} turns/s "
        f"(ratio {value / floor:.3f}); largest state {size} bytes"
    )
    figures = [
        {
            "name": "engine_turns",
            "value": round(value),
            "unit": "turns/s",
            "floor": round(floor),
            "ratio": round(value / floor, 4),
            "runs": [round(run) for run in runs],
        },
        {
            "name": "engine_state",
            "value": size,
            "unit": "bytes",
            "floor": MOST_STATE,
            "ratio": round(size / MOST_STATE, 4),
            "runs": [size],
        },
    ]
    for figure in figures:
        print(json.dumps(figure))
    due = LEAST_TURNS / FLOOR_THAT_IT_GOES_WITH
    return 0 if value / floor >= due and size <= MOST_STATE else 1


if __name__ == "__main__":
    sys.exit(main())
