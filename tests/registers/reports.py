"""The readers' rows as reports in the names and forms of the truth."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, Protocol

from kernel.values.money import Money
from kernel.values.thai_calendar import DayReading
from kernel.values.verdicts import Verdict
from services.funds.domain.claim_rows import ClaimRow
from services.funds.domain.contribution_rows import ContributionRow, Summary
from services.funds.domain.fund_rows import FundRow
from services.funds.domain.rosters import UNKNOWN, RosterAnswer, RosterState
from services.logbook.domain.survey_assessments import AssessmentRow
from services.logbook.domain.survey_houses import HouseRow
from services.logbook.domain.survey_persons import PersonRow
from services.members.domain.matching import name_agrees
from services.members.domain.register import RegisterRow
from services.members.imports.register import read_register
from tests.registers import truth

Report = dict[str, Any]


class Judged(Protocol):
    @property
    def verdict(self) -> Verdict: ...


def _report(row: Judged, **fields: Any) -> Report:
    verdict = row.verdict
    place = {"sheet": verdict.place.sheet, "row": verdict.place.row}
    return {**place, "decision": verdict.decision, "codes": verdict.codes, **fields}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def satang(amount: Money | None) -> int | None:
    return None if amount is None else amount.satang


def _day(reading: DayReading) -> str | None:
    return _iso(reading.day)


def of_member(row: RegisterRow) -> Report:
    line = row.line
    return _report(
        row,
        member_no=line.member_no,
        cid=line.cid.number,
        title=line.name.title,
        first=line.name.first,
        last=line.name.last,
        birth=_day(line.birth),
        birth_precision=line.birth.precision,
        join=_day(line.joined),
        house_no=line.house_no,
        moo=line.moo,
        phone=line.phone,
        status=line.standing.status,
        died=_iso(row.died_on),
    )


def of_contribution(row: ContributionRow) -> Report:
    return _report(
        row,
        member_no=row.line.member_no,
        amount_satang=satang(row.line.amount),
        entry_fee_satang=row.line.entry_fee.satang,
    )


def of_month(summary: Summary) -> Report:
    return {
        "accepted_satang": summary.accepted.satang,
        "accepted_entry_fee_satang": summary.accepted_entry_fees.satang,
        "review_satang": summary.in_review.satang,
        "sum_of_readable_amounts_satang": summary.readable.satang,
        "sum_of_numeric_cells_satang": summary.number_cells.satang,
        "printed_total_satang": satang(summary.printed),
        "total_matches": summary.printed == summary.readable,
        "file_codes": sorted(summary.codes),
        "opening_arrears_satang": summary.opening_arrears.satang,
        "closing_arrears_satang": summary.closing_arrears.satang,
    }


def of_claim(row: ClaimRow) -> Report:
    return _report(
        row,
        claim=row.line.claim_no,
        kind=row.line.kind,
        member_no=row.line.member_no,
        event=_day(row.line.event),
        filed=_day(row.line.filed),
        nights=row.line.nights,
        requested_satang=satang(row.line.requested),
        paid_satang=satang(row.line.paid),
    )


def of_fund(row: FundRow) -> Report:
    return _report(
        row,
        area_codes=list(row.line.area.codes),
        level=row.line.area.level,
        established=_day(row.line.established),
        established_precision=row.line.established.precision,
        status=row.line.certification,
        declared_members=row.line.declared_members,
        phone=row.line.phone,
        duplicate_of_row=row.duplicate_of.row if row.duplicate_of else None,
    )


def of_house(row: HouseRow) -> Report:
    return _report(
        row,
        house=row.line.house_code,
        lat=row.point.lat if row.point else None,
        lon=row.point.lon if row.point else None,
        income_month_satang=satang(row.income_month),
        debt_satang=satang(row.line.debt),
        declared_persons=row.line.declared_persons,
        listed_persons=row.listed_persons,
    )


def of_person(row: PersonRow) -> Report:
    line = row.line
    return _report(
        row,
        house=line.house_code,
        order=line.order,
        cid=line.cid.number,
        birth=_day(line.birth),
    )


def of_assessment(row: AssessmentRow) -> Report:
    return _report(row, house=row.line.house_code, round=row.line.round)


@cache
def member_book(fund: str) -> tuple[RegisterRow, ...]:
    """A fund's member book, read once for all tests."""
    return read_register(truth.content(f"members/{fund}.xlsx"), truth.as_of()).rows


def roster(fund: str, lines: Sequence[Any]) -> list[RosterAnswer]:
    """What `members.match_roster` answers to lines, from the fund's own book."""
    by_number = {row.line.member_no: row for row in member_book(fund)}
    return [_answer(by_number.get(line.member_no), line.name) for line in lines]


def _answer(row: RegisterRow | None, typed: str) -> RosterAnswer:
    if row is None:
        return UNKNOWN
    accepted = row.verdict.decision == "accepted"
    state = RosterState.ACCEPTED if accepted else RosterState.PENDING
    agrees = name_agrees(typed, row.line.name)
    return RosterAnswer(state, agrees, row.died_on, f"{row.line.house_no} {row.line.moo}")
