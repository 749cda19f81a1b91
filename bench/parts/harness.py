"""The harness: figures measured side by side, a table for people, one JSON line for machines.

Times are noisy on shared machines: what is compared is measured in turns, in one run, and the
medians of the turns are given.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rich.console import Console
from rich.table import Table


@dataclass
class Figures:
    """The figures of one bench, and the bars they should clear."""

    bench: str
    figures: dict[str, float] = field(default_factory=dict)
    bars: dict[str, tuple[str, float]] = field(default_factory=dict)

    def add(self, name: str, value: float, bar: tuple[str, float] | None = None) -> None:
        self.figures[name] = value
        if bar is not None:
            self.bars[name] = bar

    def show(self, title: str) -> None:
        """The table, and as the last line the JSON object."""
        table = Table(title=title, title_justify="left", header_style="bold", pad_edge=False)
        for heading in ("figure", "value", "bar", ""):
            table.add_column(heading, justify="left" if heading == "figure" else "right")
        for name, value in self.figures.items():
            sign, bar = self.bars.get(name, ("", 0.0))
            met = cleared(value, sign, bar) if sign else None
            verdict = {None: "", True: "[green]✓[/]", False: "[red]missed[/]"}[met]
            table.add_row(name, written(value), f"{sign} {written(bar)}" if sign else "", verdict)
        Console().print(table)
        bars = {name: list(bar) for name, bar in self.bars.items()}
        told = {"bench": self.bench, "figures": self.figures, "bars": bars}
        print(json.dumps(told, ensure_ascii=False), flush=True)


def share_asked(otherwise: float) -> float:
    """The share of the nation to measure at: the first argument, else KONGBUN_BENCH_SHARE."""
    told = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("KONGBUN_BENCH_SHARE")
    return float(told or otherwise)


def cleared(value: float, sign: str, bar: float) -> bool:
    return value >= bar if sign == ">=" else value <= bar


def written(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.2f}" if value >= 1 else f"{value:.4g}"


def in_turns(runs: Mapping[str, Callable[[], float]], turns: int = 3) -> dict[str, list[float]]:
    """Run each in turn, several times over, so that a noisy minute touches all alike."""
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for _ in range(turns):
        for name, run in runs.items():
            taken[name].append(run())
    return taken


def medians(taken: Mapping[str, Sequence[float]]) -> dict[str, float]:
    return {name: statistics.median(values) for name, values in taken.items()}


def rate(count: int, work: Callable[[], None]) -> float:
    """How many a second, of `count` done by `work`."""
    began = time.perf_counter()
    work()
    return count / (time.perf_counter() - began)


def processor_seconds(pid: int) -> float:
    """What a process has had of the processor: says more than the clock on a shared machine."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def percentile(values: Sequence[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
