"""One measured figure: a line for people and one JSON object for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """`value` and `floor` are medians in `unit`; `ratio` is ours beside the floor."""

    name: str
    unit: str
    runs: Sequence[float]
    floors: Sequence[float]
    aim: str = ""
    higher_is_better: bool = True

    @property
    def ratio(self) -> float | None:
        if not self.floors:
            return None
        return median(self.runs) / median(self.floors)

    def show(self) -> None:
        value = median(self.runs)
        floor = median(self.floors) if self.floors else None
        ratio = self.ratio
        beside = f", floor {floor:,.4g}, ratio {ratio:.2f}" if floor and ratio else ""
        print(f"{self.name}: {value:,.4g} {self.unit}{beside}  {self.aim}")
        print(
            json.dumps(
                {
                    "name": self.name,
                    "value": round(value, 4),
                    "unit": self.unit,
                    "floor": round(floor, 4) if floor is not None else None,
                    "ratio": round(ratio, 4) if ratio is not None else None,
                    "runs": [round(run, 4) for run in self.runs],
                }
            ),
            flush=True,
        )


def side_by_side(
    ours: Callable[[], float], floor: Callable[[], float], times: int
) -> tuple[list[float], list[float]]:
    """Both in turn, so that a busy moment of the machine hits both."""
    runs, floors = [], []
    for _ in range(times):
        floors.append(floor())
        runs.append(ours())
    return runs, floors
