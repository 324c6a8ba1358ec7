"""`make faults`: the long kill runs, for people and, a line a figure, for programs.

    python -m tests.faults [--database sqlite|postgresql] [--queue sqlite|postgresql|redis]
        [--whole 200] [--forked 800]
    python -m tests.faults --storms [--database …] [--storm NAME]

    The storms: shuffled (F3), answers (F4), day (I6), flood (F10), steps (F2), schedulers (F9),
    mails (F5).

Ends with 1 when anything was lost, or went out twice, or stayed undone.
"""

from __future__ import annotations

import argparse
import sys

from tests.faults import storming
from tests.faults.killing import Plan, Report, figure, run
from tests.faults.storms import Storm

DATABASES = ("sqlite", "postgresql")
QUEUES = ("sqlite", "postgresql", "redis")


def main() -> None:
    parser = argparse.ArgumentParser(description="Kill runs; see docs/running.md")
    parser.add_argument("--database", choices=DATABASES, action="append")
    parser.add_argument(
        "--queue",
        choices=QUEUES,
        action="append",
        help="what carries wake-ups; several share the kills; all three if none is named",
    )
    parser.add_argument("--whole", type=int, default=200, help="kills of whole processes")
    parser.add_argument("--forked", type=int, default=800, help="kills of forked children")
    parser.add_argument("--parents", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--storms", action="store_true", help="storms at full size, and no kills")
    parser.add_argument("--storm", choices=storming.STORMS, action="append")
    given = parser.parse_args()
    bad = False
    if given.storms:
        for database in given.database or DATABASES:
            for name in given.storm or storming.STORMS:
                storm = storming.run(name, database, seed=given.seed)
                show_storm(f"storms.{name}.{database}", storm)
                bad = bad or bool(storm.faults)
        sys.exit(1 if bad else 0)
    queues = given.queue or QUEUES
    for database in given.database or DATABASES:
        for place, queue in enumerate(queues):
            report = run(
                Plan(
                    database=database,
                    queue=queue,
                    whole=_share(given.whole, len(queues), place),
                    forked=_share(given.forked, len(queues), place),
                    parents=given.parents,
                    seed=given.seed + place,
                )
            )
            show(report)
            bad = bad or bool(report.verdict.faults()) or bool(report.tally.refused)
    sys.exit(1 if bad else 0)


def _share(kills: int, among: int, place: int) -> int:
    """So many kills among the queues, the first of them taking what is left over."""
    return kills // among + (kills % among if place == 0 else 0)


def show_storm(name: str, storm: Storm) -> None:
    for kind, found in storm.faults.items():
        print(f"  {name}: {kind}: {found}")
    print(figure(f"{name}.texts_in", storm.unique, "texts"))
    print(figure(f"{name}.posts", storm.posted, "posts"))
    print(figure(f"{name}.texts_out", storm.sent, "texts"))
    print(figure(f"{name}.faults", len(storm.faults), "kinds"))
    print(figure(f"{name}.seconds_of_posting", round(storm.seconds, 1), "s"), flush=True)


def show(report: Report) -> None:
    plan, tally, verdict = report.plan, report.tally, report.verdict
    killed = sum(report.kills.values())
    print(f"{plan.database}, woken by {plan.queue}: {killed} kills ({_listed(report.kills)})")
    print(
        f"  {verdict.acknowledged} texts came in by {tally.posts} posts, of which {tally.cut} were"
        f" cut off ({tally.nobody} more met nobody); {verdict.went_out} texts went out;"
        f" {verdict.too_late} questions were answered before they could go"
    )
    print(f"  seconds: {_listed(report.seconds)}")
    for kind, found in verdict.faults().items():
        print(f"  {kind}: {len(found)}, such as {', '.join(found[:5])}")
    if tally.refused or report.fell_over:
        print(f"  refused: {tally.refused[:5]}; ended by themselves: {report.fell_over}")
    name = f"faults.{plan.database}" + (f".{plan.queue}" if plan.queue else "")
    whole = sum(times for kind, times in report.kills.items() if kind.startswith("whole"))
    print(figure(f"{name}.kills", killed, "kills", plan.whole + plan.forked))
    print(figure(f"{name}.kills_of_whole_processes", whole, "kills", plan.whole))
    print(figure(f"{name}.texts_in", verdict.acknowledged, "texts"))
    print(figure(f"{name}.texts_out", verdict.went_out, "texts"))
    lost = len(verdict.lost) + len(verdict.words_lost) + len(verdict.never_sent)
    print(figure(f"{name}.lost", lost, "texts"))
    print(figure(f"{name}.sent_twice", len(verdict.sent_twice), "texts"))
    kept_twice = len(verdict.words_twice) + len(verdict.replies_off) + len(verdict.misplaced)
    print(figure(f"{name}.misplaced_or_doubled_words", kept_twice, "texts"))
    print(figure(f"{name}.left_undone", len(verdict.stuck) + len(verdict.not_settled), "texts"))
    print(figure(f"{name}.seconds", round(sum(report.seconds.values()), 1), "s"), flush=True)


def _listed(figures: dict[str, int] | dict[str, float]) -> str:
    return ", ".join(f"{name} {value}" for name, value in figures.items())


if __name__ == "__main__":
    main()
