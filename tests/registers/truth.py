"""The truth about the sample registers, and how reports are compared with it.

Only this module opens EXPECTED.json; the code under test never does. A report is one mapping for
each row: `sheet`, `row`, `decision`, `codes`, and the fields in the names and forms of the truth.
So the readers' own rows and the platform's row reports are compared by the same functions.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple

REGISTERS: Final = Path(__file__).parents[2] / "samples" / "registers"
Report = Mapping[str, Any]

# "Rows not listed must be accepted or no_payment."
_UNLISTED: Final = frozenset({"accepted", "no_payment"})


class Kept(NamedTuple):
    """A file that a fund keeps: its path below the registers, the fund, and its kind."""

    path: str
    fund: str
    kind: str


_MEMBER_BOOKS: Final = (
    "wangphikun", "banklang", "wangthong", "wangnokaen", "wangtakhro", "ratchathewi",
)  # fmt: skip
_COLLECTING: Final = ("wangthong", "banklang")
_MONTHS: Final = (
    "2567-10", "2567-11", "2567-12", "2568-01", "2568-02", "2568-03",
    "2568-04", "2568-05", "2568-06", "2568-07", "2568-08", "2568-09",
)  # fmt: skip

MANIFEST: Final = (
    *(Kept(f"members/{fund}.xlsx", fund, "register") for fund in _MEMBER_BOOKS),
    *(
        Kept(f"contributions/{fund}-{month}.xlsx", fund, "contributions")
        for fund in _COLLECTING
        for month in _MONTHS
    ),
    *(Kept(f"claims/{fund}.xlsx", fund, "claims") for fund in _COLLECTING),
)


def kept(kind: str) -> list[Kept]:
    """The files of one kind."""
    return [one for one in MANIFEST if one.kind == kind]


def content(path: str) -> bytes:
    """The bytes of a sample register."""
    return (REGISTERS / path).read_bytes()


@cache
def _truth() -> dict[str, Any]:
    whole: dict[str, Any] = json.loads((REGISTERS / "EXPECTED.json").read_text(encoding="utf-8"))
    return whole


def as_of() -> date:
    """The day on which people have the ages of the truth."""
    return date.fromisoformat(_truth()["as_of"])


def of_file(path: str, part: str | None = None) -> dict[str, Any]:
    """The truth about one file, or about one part of a survey file."""
    found: dict[str, Any] = _truth()["files"][path]
    return found[part] if part else found


def levy() -> dict[str, Any]:
    """What the fund that levies for each death pays, and how many pay for it."""
    told: dict[str, Any] = _truth()["levy"]
    return told


@dataclass
class Comparison:
    """What came of comparing: differences fail, leniencies are right but counted."""

    compared: int = 0
    differences: list[str] = field(default_factory=list)
    leniencies: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        lines = [f"{self.compared} rows compared, {len(self.differences)} differ:"]
        lines += self.differences[:20]
        return "\n".join([*lines, f"{len(self.leniencies)} leniencies used:", *self.leniencies])


def compare(
    expected: Sequence[Report],
    actual: Iterable[Report],
    *,
    fields: Collection[str] = (),
    every_row_listed: bool,
    codes_compared: Collection[str] | None = None,
    decisions_of_others: Collection[str] = (),
) -> Comparison:
    """Compare row by row: decision, codes as sets, and the fields named.

    Where the truth says rejected, review is as right. If the truth lists only rows with something
    to say (`every_row_listed=False`), any other row must be accepted or no_payment, without codes.
    `codes_compared` narrows the comparison to these codes; the decision of a row that carries one
    of `decisions_of_others` rests on rules that are not under test.
    """
    wanted = {(row.get("sheet", ""), row["row"]): row for row in expected}
    result = Comparison()
    for report in actual:
        place = (report.get("sheet", ""), report["row"])
        truth = wanted.pop(place, None)
        result.compared += 1
        if truth is None:
            _compare_unlisted(place, report, result, every_row_listed=every_row_listed)
            continue
        if not set(truth["codes"]) & set(decisions_of_others):
            _compare_decision(place, truth, report, result)
        said, told = set(report["codes"]), set(truth["codes"])
        if codes_compared is not None:
            said, told = said & set(codes_compared), told & set(codes_compared)
        if said != told:
            result.differences.append(f"{place}: codes {sorted(said)}, not {sorted(told)}")
        for name in fields:
            if report[name] != truth[name]:
                difference = f"{place}: {name} {report[name]!r}, not {truth[name]!r}"
                result.differences.append(difference)
    result.differences += [f"{place}: not reported" for place in wanted]
    return result


def _compare_decision(place: object, truth: Report, report: Report, result: Comparison) -> None:
    said, told = str(report["decision"]), truth["decision"]
    if said == told:
        return
    if told == "rejected" and said == "review":
        result.leniencies.append(f"{place}: review where the truth says rejected")
    else:
        result.differences.append(f"{place}: decision {said}, not {told}")


def _compare_unlisted(
    place: object, report: Report, result: Comparison, *, every_row_listed: bool
) -> None:
    if every_row_listed:
        result.differences.append(f"{place}: is no row of the truth")
    elif str(report["decision"]) not in _UNLISTED or report["codes"]:
        said = f"{report['decision']} {sorted(report['codes'])}"
        result.differences.append(f"{place}: {said}, but the truth has nothing to say")


def counts(reports: Sequence[Report]) -> dict[str, Any]:
    """Rows, decisions and codes counted, as the truth counts them."""
    return {
        "data_rows": len(reports),
        "decisions": dict(Counter(str(report["decision"]) for report in reports)),
        "reasons": dict(Counter(str(code) for report in reports for code in report["codes"])),
    }


def different_figures(expected: Mapping[str, Any], actual: Mapping[str, Any]) -> dict[str, Any]:
    """The figures that differ: name -> (said, told). Only those in `actual` are looked at."""
    return {
        name: (figure, expected[name])
        for name, figure in actual.items()
        if figure != expected[name]
    }
