"""Processor time to look through words for phrases: a short text, and answers of 10,000 characters.

Prints microseconds and fails by none of them: a machine says nothing about another. Beside each, in
the same run, the least that looking through them could be: `in` for every phrase of the list.

    python tests/benchmarks/screening_words.py [--runs N]

Prints lines for people, then one JSON object for the figure of the longest.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from participation.care.safeguarding.lists import load  # run as a script
from participation.care.safeguarding.rules import screen
from participation.kernel.shipped import shipped

LONG = 10_000
SAYINGS = {
    "en": "I like my school and the garden behind the house is big and we play there ",
    "ar": "أحب المدرسة والحديقة خلف البيت كبيرة ونحن نلعب هناك ",
    "ti": "ኣብ ቤት ትምህርተይ ብዙሓት ኣዕሩኽ ኣለዉኒ ",
    "vi": "Tôi thích trường học và khu vườn sau nhà rất rộng ",
    "ckb": "قوتابخانەکەم خۆش دەوێت و باخچەکە گەورەیە ",
}
ALL = {
    "short, en": ("He laughs again at breakfast", "en"),
    **{f"long, {code}": ((words * 500)[:LONG], code) for code, words in SAYINGS.items()},
    "long, all beginnings": (("makes me makes me want to " * 500)[:LONG], "en"),
    "long, one letter": ("a" * LONG, "en"),
    "long, letters apart": ("k " * (LONG // 2), "en"),
    "long, marks": ("a" + "\u0301\u0316" * (LONG // 2), "en"),
}


def best(work: Callable[[], object], runs: int) -> float:
    """Microseconds of one call, at best; enough calls that the clock sees them."""
    took = []
    for _ in range(runs):
        calls, began = 0, time.process_time()
        while time.process_time() - began < 0.01:
            work()
            calls += 1
        took.append((time.process_time() - began) / calls)
    return min(took) * 1e6


def holds_any(words: str, phrases: Sequence[str]) -> bool:
    """The least that looking for phrases could be."""
    return any(one in words for one in phrases)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--runs", type=int, default=7)
    runs = parser.parse_args().runs
    lists = load(shipped("consultation_forms") / "screening")
    longest = 0.0
    for name, (words, language) in ALL.items():
        held = lists[language]
        phrases = [
            one for code in {"en", language} for one in (*lists[code].red, *lists[code].amber)
        ]
        ours = best(partial(screen, words, language, lists), runs)
        plain = best(partial(holds_any, words, phrases), runs)
        longest = max(longest, ours)
        print(
            f"{name:<22}{ours:>9.1f} us   in, one by one: {plain:>9.1f} us"
            f"   {len(phrases)} phrases, version {held.version}"
        )
    figure = {"name": "screening_words", "value": round(longest / 1000, 3)}
    print(json.dumps(figure | {"unit": "ms", "asked": "under 5"}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
