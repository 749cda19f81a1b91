"""The readers read the sample registers as their truth says: every row, code and satang."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any, Protocol

import pytest

from kernel.values.money import Money
from kernel.values.thai_calendar import DayReading
from kernel.values.verdicts import Verdict
from services.funds.domain import claim_rows, contribution_rows
from services.funds.domain.rosters import UNKNOWN, RosterAnswer, RosterState
from services.funds.imports.claims import read_claims
from services.funds.imports.contributions import read_contributions
from services.funds.imports.funds_register import read_funds
from services.logbook.domain import survey_assessments, survey_houses, survey_persons
from services.logbook.imports.survey import read_assessments, read_houses, read_persons
from services.members.domain.matching import name_agrees
from services.members.domain.register import RegisterRow
from services.members.imports.register import read_register
from tests.registers import truth
from tests.registers.truth import Kept

SURVEYS = {
    "wangthong": {
        part: f"households/{part}-wangthong.csv" for part in ("houses", "members", "bmn")
    },
    "banklang": dict.fromkeys(("houses", "members", "bmn"), "households/survey-banklang.xlsx"),
}
MEMBER_FIELDS = (
    "member_no", "cid", "title", "first", "last", "birth", "birth_precision", "join", "house_no",
    "moo", "phone", "status", "died",
)  # fmt: skip
# What a claims row can be told before a regulation is asked; the other codes come from its rules.
CLAIM_CODES = {"MEMBER_UNKNOWN", "AFTER_DEATH", "DUPLICATE_CLAIM", "HOUSE_ALREADY_HELPED"}


class Judged(Protocol):
    @property
    def verdict(self) -> Verdict: ...


def report(row: Judged, **fields: Any) -> dict[str, Any]:
    verdict = row.verdict
    place = {"sheet": verdict.place.sheet, "row": verdict.place.row}
    return {**place, "decision": verdict.decision, "codes": verdict.codes, **fields}


def iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def satang(amount: Money | None) -> int | None:
    return None if amount is None else amount.satang


def day_of(reading: DayReading) -> str | None:
    return iso(reading.day)


def assert_true(comparison: truth.Comparison, figures: dict[str, Any]) -> None:
    assert not comparison.differences, str(comparison)
    assert not comparison.leniencies, str(comparison)  # right, but not needed so far
    assert figures == {}


@cache
def member_book(fund: str) -> tuple[RegisterRow, ...]:
    return read_register(truth.content(f"members/{fund}.xlsx"), truth.as_of()).rows


def member_report(row: RegisterRow) -> dict[str, Any]:
    line = row.line
    return report(
        row,
        member_no=line.member_no,
        cid=line.cid.number,
        title=line.name.title,
        first=line.name.first,
        last=line.name.last,
        birth=day_of(line.birth),
        birth_precision=line.birth.precision,
        join=day_of(line.joined),
        house_no=line.house_no,
        moo=line.moo,
        phone=line.phone,
        status=line.standing.status,
        died=iso(row.died_on),
    )


@pytest.mark.parametrize("kept", truth.kept("register"), ids=lambda kept: kept.fund)
def test_member_books_tell_the_truth(kept: Kept) -> None:
    expected = truth.of_file(kept.path)
    reports = [member_report(row) for row in member_book(kept.fund)]
    comparison = truth.compare(
        expected["rows"], reports, fields=MEMBER_FIELDS, every_row_listed=True
    )
    accepted = [one for one in reports if one["decision"] == "accepted"]
    phones = Counter(one["phone"] for one in reports if one["phone"])
    figures = truth.counts(reports) | {
        "distinct_valid_cids": len({one["cid"] for one in reports if one["cid"]}),
        "distinct_persons_accepted": len(accepted),
        "active_accepted": sum(one["status"] == "active" for one in accepted),
        "shared_phones": sum(1 for times in phones.values() if times > 1),
    }
    assert_true(comparison, truth.different_figures(expected, figures))


def roster(fund: str, lines: Sequence[Any]) -> list[RosterAnswer]:
    """What `members.match_roster` answers, from the fund's own book."""
    by_number = {row.line.member_no: row for row in member_book(fund)}
    return [answer(by_number.get(line.member_no), line.name) for line in lines]


def answer(row: RegisterRow | None, typed: str) -> RosterAnswer:
    if row is None:
        return UNKNOWN
    accepted = row.verdict.decision == "accepted"
    state = RosterState.ACCEPTED if accepted else RosterState.PENDING
    agrees = name_agrees(typed, row.line.name)
    return RosterAnswer(state, agrees, row.died_on, f"{row.line.house_no} {row.line.moo}")


@pytest.mark.parametrize("kept", truth.kept("contributions"), ids=lambda kept: kept.path[14:-5])
def test_collection_sheets_tell_the_truth(kept: Kept) -> None:
    expected = truth.of_file(kept.path)
    read = read_contributions(truth.content(kept.path))
    rows = contribution_rows.judge(read.lines, roster(kept.fund, read.lines), read.period)
    reports = [
        report(
            row,
            member_no=row.line.member_no,
            amount_satang=satang(row.line.amount),
            entry_fee_satang=row.line.entry_fee.satang,
        )
        for row in rows
    ]
    comparison = truth.compare(
        expected["rows"],
        reports,
        fields=("member_no", "amount_satang", "entry_fee_satang"),
        every_row_listed=False,
    )
    summary = contribution_rows.summarise(rows, read.printed)
    figures = truth.counts(reports) | {
        "period": str(read.period),
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
    assert_true(comparison, truth.different_figures(expected, figures))


@pytest.mark.parametrize("kept", truth.kept("claims"), ids=lambda kept: kept.fund)
def test_claims_books_tell_the_truth_before_any_regulation_is_asked(kept: Kept) -> None:
    expected = truth.of_file(kept.path)
    read = read_claims(truth.content(kept.path))
    rows = claim_rows.judge(read.lines, roster(kept.fund, read.lines))
    reports = [
        report(
            row,
            claim=row.line.claim_no,
            kind=row.line.kind,
            member_no=row.line.member_no,
            event=day_of(row.line.event),
            filed=day_of(row.line.filed),
            nights=row.line.nights,
            requested_satang=satang(row.line.requested),
            paid_satang=satang(row.line.paid),
        )
        for row in rows
    ]
    comparison = truth.compare(
        expected["rows"],
        reports,
        fields=(
            "claim", "kind", "member_no", "event", "filed", "nights", "requested_satang",
            "paid_satang",
        ),
        every_row_listed=True,
        codes_compared=CLAIM_CODES,
        decisions_of_others={"TIER_OVERLAP"},
    )  # fmt: skip
    figures = {
        "data_rows": len(rows),
        "requested_satang": sum(one["requested_satang"] or 0 for one in reports),
        "paid_satang": sum(one["paid_satang"] or 0 for one in reports),
        "printed_total_satang": satang(read.printed),
    }
    assert_true(comparison, truth.different_figures(expected, figures))


def test_one_death_is_known_only_from_its_claim() -> None:
    read = read_claims(truth.content("claims/banklang.xlsx"))
    answers = roster("banklang", read.lines)
    rows = claim_rows.judge(read.lines, answers)
    raised = claim_rows.deaths_unknown_to_members(rows, answers)
    assert raised == (("4-002", date(2025, 9, 8)),)


def test_the_register_of_funds_tells_the_truth() -> None:
    expected = truth.of_file("funds.csv")
    rows = read_funds(truth.content("funds.csv"))
    reports = [
        report(
            row,
            area_codes=list(row.line.area.codes),
            level=row.line.area.level,
            established=day_of(row.line.established),
            established_precision=row.line.established.precision,
            status=row.line.certification,
            declared_members=row.line.declared_members,
            phone=row.line.phone,
            duplicate_of_row=row.duplicate_of.row if row.duplicate_of else None,
        )
        for row in rows
    ]
    wanted = [{"duplicate_of_row": None, **row} for row in expected["rows"]]
    comparison = truth.compare(
        wanted,
        reports,
        fields=(
            "area_codes", "level", "established", "established_precision", "status",
            "declared_members", "phone", "duplicate_of_row",
        ),
        every_row_listed=True,
    )  # fmt: skip
    figures = truth.counts(reports) | {
        "distinct_funds": sum(one["decision"] != "rejected" for one in reports)
    }
    assert_true(comparison, truth.different_figures(expected, figures))


def survey_houses_of(tambon: str) -> tuple[survey_houses.Line, ...]:
    return read_houses(truth.content(SURVEYS[tambon]["houses"]))


@pytest.mark.parametrize("tambon", SURVEYS)
def test_surveyed_houses_tell_the_truth(tambon: str) -> None:
    files = SURVEYS[tambon]
    expected = truth.of_file(files["houses"], "houses")
    persons = read_persons(truth.content(files["members"]), truth.as_of())
    reports = [
        report(
            row,
            house=row.line.house_code,
            lat=row.point.lat if row.point else None,
            lon=row.point.lon if row.point else None,
            income_month_satang=satang(row.income_month),
            debt_satang=satang(row.line.debt),
            declared_persons=row.line.declared_persons,
            listed_persons=row.listed_persons,
        )
        for row in survey_houses.judge(survey_houses_of(tambon), persons)
    ]
    comparison = truth.compare(
        expected["rows"],
        reports,
        fields=(
            "house", "lat", "lon", "income_month_satang", "debt_satang", "declared_persons",
            "listed_persons",
        ),
        every_row_listed=True,
    )  # fmt: skip
    assert_true(comparison, truth.different_figures(expected, truth.counts(reports)))


@pytest.mark.parametrize("tambon", SURVEYS)
def test_surveyed_persons_tell_the_truth(tambon: str) -> None:
    files = SURVEYS[tambon]
    expected = truth.of_file(files["members"], "members")
    known = {house.house_code for house in survey_houses_of(tambon)}
    lines = read_persons(truth.content(files["members"]), truth.as_of())
    reports = [
        report(
            row,
            house=row.line.house_code,
            order=row.line.order,
            cid=row.line.cid.number,
            birth=day_of(row.line.birth),
        )
        for row in survey_persons.judge(lines, truth.as_of(), known)
    ]
    comparison = truth.compare(
        expected["rows"],
        reports,
        fields=("house", "order", "cid", "birth"),
        every_row_listed=False,
    )
    figures = truth.counts(reports) | {
        "distinct_cids": len({one["cid"] for one in reports if one["cid"]})
    }
    assert_true(comparison, truth.different_figures(expected, figures))


@pytest.mark.parametrize("tambon", SURVEYS)
def test_assessments_tell_the_truth(tambon: str) -> None:
    files = SURVEYS[tambon]
    expected = truth.of_file(files["bmn"], "bmn")
    known = {house.house_code for house in survey_houses_of(tambon)}
    lines = read_assessments(truth.content(files["bmn"]))
    reports = [
        report(row, house=row.line.house_code, round=row.line.round)
        for row in survey_assessments.judge(lines, known)
    ]
    comparison = truth.compare(
        expected["rows"], reports, fields=("house", "round"), every_row_listed=False
    )
    assert_true(comparison, truth.different_figures(expected, truth.counts(reports)))
    assert all(len(line.answers) == 31 for line in lines)
