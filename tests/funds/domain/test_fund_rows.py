"""Which codes a row of a register of funds gets."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kernel.values.area_findings import AreaFinding, AreaLevel, AreaProblem
from kernel.values.thai_calendar import DayProblem, DayReading, Precision
from kernel.values.verdicts import Place
from services.funds.domain.fund_rows import Certification, Line, judge

FINE = Line(
    place=Place("", 2),
    name="กองทุนสวัสดิการชุมชนตำบลวังทอง",
    area=AreaFinding(("650801",), AreaLevel.TAMBON),
    established=DayReading(date(2008, 10, 22), Precision.DAY),
    certificate_no="5/2554",
    certification=Certification.GAZETTED,
    certification_typed=True,
    bank="กรุงไทย",
    account_no="0000211606",
    declared_members=593,
    phone="0600009415",
    phone_typed=True,
    note="",
)


def finding(*problems: AreaProblem, codes: tuple[str, ...] = ("650801",)) -> AreaFinding:
    return AreaFinding(codes, AreaLevel.TAMBON, frozenset(problems))


@pytest.mark.parametrize(
    ("changes", "codes", "decision"),
    [
        ({}, set(), "accepted"),
        ({"area": finding(AreaProblem.MISSPELT)}, {"TAMBON_MISSPELT"}, "review"),
        ({"area": finding(AreaProblem.OLD_AMPHOE)}, {"TAMBON_OLD_AMPHOE"}, "review"),
        ({"area": finding(AreaProblem.UNKNOWN, codes=())}, {"TAMBON_UNKNOWN"}, "review"),
        ({"area": finding(AreaProblem.AMPHOE_UNKNOWN)}, {"AMPHOE_UNKNOWN"}, "review"),
        ({"area": finding(AreaProblem.AMPHOE_MISSING)}, {"AMPHOE_MISSING"}, "accepted"),
        (
            {"area": finding(AreaProblem.AMPHOE_MISSING, AreaProblem.UNKNOWN, codes=())},
            {"AMPHOE_MISSING", "TAMBON_UNKNOWN"},
            "review",
        ),
        ({"area": finding(codes=("650809", "650801"))}, {"MULTI_TAMBON"}, "accepted"),
        (
            {"established": DayReading(date(2010, 1, 1), Precision.YEAR)},
            {"DATE_YEAR_ONLY"},
            "accepted",
        ),
        (
            {"established": DayReading(None, None, DayProblem.IMPOSSIBLE)},
            {"DATE_IMPOSSIBLE"},
            "review",
        ),
        (
            {"established": DayReading(None, None, DayProblem.MISSING)},
            {"ESTABLISHED_MISSING"},
            "accepted",
        ),
        ({"certification": None}, {"STATUS_UNKNOWN"}, "review"),
        ({"certification": None, "certification_typed": False}, set(), "accepted"),
        ({"account_no": ""}, {"ACCOUNT_MISSING"}, "accepted"),
        ({"phone": None}, {"PHONE_INVALID"}, "accepted"),
        ({"name": ""}, {"FUND_NAME_MISSING"}, "rejected"),
    ],
)
def test_each_fact_has_its_code_and_decision(
    changes: dict[str, Any], codes: set[str], decision: str
) -> None:
    (row,) = judge([replace(FINE, **changes)])
    assert (row.verdict.codes, row.verdict.decision) == (codes, decision)


def second(**changes: Any) -> tuple[set[str], Place | None]:
    other = replace(FINE, place=Place("", 9), **changes)
    row = judge([FINE, other])[1]
    return set(row.verdict.codes), row.duplicate_of


def test_the_same_account_is_the_same_fund() -> None:
    assert second(name="กองทุน ต.วังทอง", certificate_no="") == ({"DUPLICATE_FUND"}, FINE.place)


def test_the_same_certificate_in_the_same_place_is_the_same_fund() -> None:
    assert second(name="กองบุญวังทอง", account_no="0000000001")[0] == {"DUPLICATE_FUND"}


def test_provinces_count_their_certificates_themselves() -> None:
    elsewhere = finding(codes=("640110",))
    assert second(name="กองบุญอื่น", account_no="0000000001", area=elsewhere) == (set(), None)


def test_funds_without_account_and_certificate_are_not_each_other() -> None:
    bare = replace(FINE, account_no="", certificate_no="")
    rows = judge([bare, replace(bare, place=Place("", 9))])
    assert all("DUPLICATE_FUND" not in row.verdict.codes for row in rows)
