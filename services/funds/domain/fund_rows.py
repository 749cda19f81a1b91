"""What a row of a register of funds is worth: where the fund is, and whether it stands twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from kernel.values.area_findings import AreaFinding, AreaProblem
from kernel.values.thai_calendar import DayReading
from kernel.values.thai_text import squeezed
from kernel.values.verdicts import Decision, Place, Verdict, weigh

LEADS_TO: Final[Mapping[str, Decision]] = {
    "DUPLICATE_FUND": Decision.REJECTED,
    "FUND_NAME_MISSING": Decision.REJECTED,
    "TAMBON_MISSPELT": Decision.REVIEW,
    "TAMBON_OLD_AMPHOE": Decision.REVIEW,
    "TAMBON_UNKNOWN": Decision.REVIEW,
    "AMPHOE_UNKNOWN": Decision.REVIEW,
    "DATE_IMPOSSIBLE": Decision.REVIEW,
    "DATE_AMBIGUOUS": Decision.REVIEW,
    "DATE_CE_TYPED": Decision.REVIEW,
    "STATUS_UNKNOWN": Decision.REVIEW,
    "AMPHOE_MISSING": Decision.ACCEPTED,  # where the tambon's name is unique in the province
    "MULTI_TAMBON": Decision.ACCEPTED,
    "ACCOUNT_MISSING": Decision.ACCEPTED,
    "ESTABLISHED_MISSING": Decision.ACCEPTED,
    "DATE_YEAR_ONLY": Decision.ACCEPTED,
    "PHONE_INVALID": Decision.ACCEPTED,
}

_AREA_CODES: Final = {
    AreaProblem.MISSPELT: "TAMBON_MISSPELT",
    AreaProblem.OLD_AMPHOE: "TAMBON_OLD_AMPHOE",
    AreaProblem.UNKNOWN: "TAMBON_UNKNOWN",
    AreaProblem.AMPHOE_UNKNOWN: "AMPHOE_UNKNOWN",
    AreaProblem.AMPHOE_MISSING: "AMPHOE_MISSING",
}


class Certification(StrEnum):
    """How far a fund's certification as a community welfare organisation is (guide, 1.4)."""

    RECEIVED = "received"
    CERTIFIED = "certified"
    CERTIFICATE_SENT = "certificate_sent"
    GAZETTED = "gazetted"
    NOT_CERTIFIED = "not_certified"


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a register of funds as read. The officers' names are left in the file."""

    place: Place
    name: str
    area: AreaFinding
    established: DayReading
    certificate_no: str
    certification: Certification | None
    certification_typed: bool
    bank: str
    account_no: str
    declared_members: int | None
    phone: str | None
    phone_typed: bool
    note: str


@dataclass(frozen=True, slots=True)
class FundRow:
    """A line with its verdict; `duplicate_of` is the place of the row that was there before."""

    line: Line
    verdict: Verdict
    duplicate_of: Place | None = None


def judge(lines: Sequence[Line]) -> tuple[FundRow, ...]:
    """The verdicts of one register in its order."""
    first_of: dict[tuple[object, ...], Place] = {}
    rows: list[FundRow] = []
    for line in lines:
        keys = _identities(line)
        earlier = next((first_of[key] for key in keys if key in first_of), None)
        for key in keys:
            first_of.setdefault(key, line.place)
        codes = {*_codes_of(line), *({"DUPLICATE_FUND"} if earlier else ())}
        rows.append(FundRow(line, weigh(line.place, codes, LEADS_TO), earlier))
    return tuple(rows)


def _identities(line: Line) -> list[tuple[object, ...]]:
    """What makes two rows the same fund: the bank account, or certificate number and place.

    A certificate number alone does not: every province counts its own, and two funds of one
    province may carry the same.
    """
    keys: list[tuple[object, ...]] = []
    if line.account_no:
        keys.append(("account", line.account_no))
    if line.certificate_no:
        keys.append(("certificate", line.certificate_no, squeezed(line.name)))
        if line.area.codes:
            keys.append(("certificate", line.certificate_no, line.area.codes))
    return keys


def _codes_of(line: Line) -> Iterator[str]:
    if not line.name:
        yield "FUND_NAME_MISSING"
    yield from _area_codes(line.area)
    yield from line.established.codes("ESTABLISHED_MISSING", "DATE_YEAR_ONLY")
    if line.certification_typed and line.certification is None:
        yield "STATUS_UNKNOWN"
    if not line.account_no:
        yield "ACCOUNT_MISSING"
    if line.phone_typed and line.phone is None:
        yield "PHONE_INVALID"


def _area_codes(area: AreaFinding) -> Iterator[str]:
    for problem in area.problems:
        yield _AREA_CODES[problem]
    if len(area.codes) > 1 and AreaProblem.OLD_AMPHOE not in area.problems:
        yield "MULTI_TAMBON"
