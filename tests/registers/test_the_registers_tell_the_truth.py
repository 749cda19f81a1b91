"""The readers read the sample registers as their truth says: every row, code and satang."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from services.funds.domain import claim_rows, contribution_rows
from services.funds.imports.claims import read_claims
from services.funds.imports.contributions import read_contributions
from services.funds.imports.funds_register import read_funds
from services.logbook.domain import survey_assessments, survey_houses, survey_persons
from services.logbook.imports.survey import read_assessments, read_houses, read_persons
from tests.registers import reports, truth
from tests.registers.truth import Kept

SURVEYS = {
    "wangthong": {
        part: f"households/{part}-wangthong.csv" for part in ("houses", "members", "bmn")
    },
    "banklang": dict.fromkeys(("houses", "members", "bmn"), "households/survey-banklang.xlsx"),
}
PLACE = {"sheet", "row", "decision", "codes"}
# What a claims row can be told before a regulation is asked; the other codes come from its rules.
CLAIM_CODES = {"MEMBER_UNKNOWN", "AFTER_DEATH", "DUPLICATE_CLAIM", "HOUSE_ALREADY_HELPED"}


def assert_true(
    expected: dict[str, Any],
    told: list[reports.Report],
    figures: dict[str, Any],
    *,
    every_row_listed: bool,
    **narrowed: Any,
) -> None:
    """Every field of the reports, every row and every figure is that of the truth."""
    comparison = truth.compare(
        expected["rows"],
        told,
        fields=told[0].keys() - PLACE,
        every_row_listed=every_row_listed,
        **narrowed,
    )
    assert not comparison.differences, str(comparison)
    assert not comparison.leniencies, str(comparison)  # right, but not needed so far
    assert truth.different_figures(expected, figures) == {}


@pytest.mark.parametrize("kept", truth.kept("register"), ids=lambda kept: kept.fund)
def test_member_books_tell_the_truth(kept: Kept) -> None:
    told = [reports.of_member(row) for row in reports.member_book(kept.fund)]
    accepted = [one for one in told if one["decision"] == "accepted"]
    phones = Counter(one["phone"] for one in told if one["phone"])
    figures = truth.counts(told) | {
        "distinct_valid_cids": len({one["cid"] for one in told if one["cid"]}),
        "distinct_persons_accepted": len(accepted),
        "active_accepted": sum(one["status"] == "active" for one in accepted),
        "shared_phones": sum(times > 1 for times in phones.values()),
    }
    assert_true(truth.of_file(kept.path), told, figures, every_row_listed=True)


@pytest.mark.parametrize("kept", truth.kept("contributions"), ids=lambda kept: kept.path[14:-5])
def test_collection_sheets_tell_the_truth(kept: Kept) -> None:
    read = read_contributions(truth.content(kept.path))
    answers = reports.roster(kept.fund, read.lines)
    rows = contribution_rows.judge(read.lines, answers, read.period)
    told = [reports.of_contribution(row) for row in rows]
    month = reports.of_month(contribution_rows.summarise(rows, read.printed))
    figures = truth.counts(told) | month | {"period": str(read.period)}
    assert_true(truth.of_file(kept.path), told, figures, every_row_listed=False)


@pytest.mark.parametrize("kept", truth.kept("claims"), ids=lambda kept: kept.fund)
def test_claims_books_tell_the_truth_before_any_regulation_is_asked(kept: Kept) -> None:
    read = read_claims(truth.content(kept.path))
    rows = claim_rows.judge(read.lines, reports.roster(kept.fund, read.lines))
    told = [reports.of_claim(row) for row in rows]
    figures = {
        "data_rows": len(rows),
        "requested_satang": sum(one["requested_satang"] or 0 for one in told),
        "paid_satang": sum(one["paid_satang"] or 0 for one in told),
        "printed_total_satang": reports.satang(read.printed),
    }
    assert_true(
        truth.of_file(kept.path),
        told,
        figures,
        every_row_listed=True,
        codes_compared=CLAIM_CODES,
        decisions_of_others={"TIER_OVERLAP"},
    )


def test_one_death_is_known_only_from_its_claim() -> None:
    read = read_claims(truth.content("claims/banklang.xlsx"))
    answers = reports.roster("banklang", read.lines)
    rows = claim_rows.judge(read.lines, answers)
    raised = claim_rows.deaths_unknown_to_members(rows, answers)
    assert raised == (("4-002", date(2025, 9, 8)),)


def test_the_register_of_funds_tells_the_truth() -> None:
    expected = dict(truth.of_file("funds.csv"))
    expected["rows"] = [{"duplicate_of_row": None, **row} for row in expected["rows"]]
    told = [reports.of_fund(row) for row in read_funds(truth.content("funds.csv"))]
    funds = sum(one["decision"] != "rejected" for one in told)
    figures = truth.counts(told) | {"distinct_funds": funds}
    assert_true(expected, told, figures, every_row_listed=True)


def houses_of(tambon: str) -> tuple[survey_houses.Line, ...]:
    return read_houses(truth.content(SURVEYS[tambon]["houses"]))


@pytest.mark.parametrize("tambon", SURVEYS)
def test_surveyed_houses_tell_the_truth(tambon: str) -> None:
    files = SURVEYS[tambon]
    persons = read_persons(truth.content(files["members"]), truth.as_of())
    told = [reports.of_house(row) for row in survey_houses.judge(houses_of(tambon), persons)]
    expected = truth.of_file(files["houses"], "houses")
    assert_true(expected, told, truth.counts(told), every_row_listed=True)


@pytest.mark.parametrize("tambon", SURVEYS)
def test_surveyed_persons_tell_the_truth(tambon: str) -> None:
    files = SURVEYS[tambon]
    known = {house.house_code for house in houses_of(tambon)}
    lines = read_persons(truth.content(files["members"]), truth.as_of())
    rows = survey_persons.judge(lines, truth.as_of(), known)
    told = [reports.of_person(row) for row in rows]
    numbers = {one["cid"] for one in told if one["cid"]}
    figures = truth.counts(told) | {"distinct_cids": len(numbers)}
    assert_true(truth.of_file(files["members"], "members"), told, figures, every_row_listed=False)


@pytest.mark.parametrize("tambon", SURVEYS)
def test_assessments_tell_the_truth(tambon: str) -> None:
    files = SURVEYS[tambon]
    known = {house.house_code for house in houses_of(tambon)}
    lines = read_assessments(truth.content(files["bmn"]))
    told = [reports.of_assessment(row) for row in survey_assessments.judge(lines, known)]
    expected = truth.of_file(files["bmn"], "bmn")
    assert_true(expected, told, truth.counts(told), every_row_listed=False)
    assert all(len(line.answers) == 31 for line in lines)
