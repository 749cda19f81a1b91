"""A fund's years ahead, and the funds to be warned of."""

from __future__ import annotations

from typing import Final

from marshmallow import fields, validate

from kernel.contracts.envelope import Message, Request
from kernel.contracts.fields import Code, Cursor, Day, Id, Satang
from kernel.contracts.funds.common import FUND_EXAMPLE, OF_A_FUND, READERS
from kernel.contracts.operations import DOORS
from kernel.contracts.refusals import codes

YEARS_MAX: Final = 10
LOOKED_AT_MAX: Final = 20
WARNINGS: Final = ("runs_dry", "promises_above_contributions", "reserve_low", "books_too_short")
REMEDIES: Final = (
    "raise_contributions",
    "lessen_death_benefits",
    "lessen_pensions",
    "lessen_hospital",
)


class ForecastYear(Message):
    """One year ahead, the first beginning on the day of the forecast."""

    year = fields.Integer(required=True)
    members = fields.Integer(required=True)
    deaths = fields.Integer(required=True)
    contributions_satang = Satang(required=True, attribute="contributions")
    match_satang = Satang(required=True, attribute="match")
    levies_satang = Satang(load_default=None, allow_none=True, attribute="levies")
    other_income_satang = Satang(required=True, attribute="other_income")
    death_benefits_satang = Satang(required=True, attribute="death_benefits")
    pensions_satang = Satang(required=True, attribute="pensions")
    hospital_satang = Satang(required=True, attribute="hospital")
    other_welfare_satang = Satang(required=True, attribute="other_welfare")
    other_expenses_satang = Satang(required=True, attribute="other_expenses")
    closing_satang = Satang(required=True, attribute="closing")
    example = {
        "year": 1,
        "members": 550,
        "deaths": 4,
        "contributions_satang": 20440000,
        "match_satang": 0,
        "levies_satang": 0,
        "other_income_satang": 0,
        "death_benefits_satang": 8000000,
        "pensions_satang": 4500000,
        "hospital_satang": 3000000,
        "other_welfare_satang": 500000,
        "other_expenses_satang": 0,
        "closing_satang": 54440000,
    }


class Remedy(Message):
    """One change of rule that alone keeps the fund above nothing to the end of the forecast."""

    code = Code(*REMEDIES, required=True)
    percent = fields.Integer(required=True)
    example = {"code": "raise_contributions", "percent": 12}


class Forecast(Message):
    """A fund's years ahead: expected values on stated assumptions, not a promise.

    The living pay and are paid as in the past year; deaths and pensions follow the life table and
    the regulation in force. Where a death is levied for, what that brings and what is given of it
    go on from the past year's, with the deaths expected and the members left to pay.
    """

    fund_id = Id("fund", required=True)
    as_of = Day(required=True)
    life_table = fields.String(required=True)
    cash_satang = Satang(required=True, attribute="cash")
    members = fields.Integer(required=True)
    reserve_months = fields.Integer(required=True, allow_none=True)
    dry_on = Day(required=True, allow_none=True)
    warnings = fields.List(Code(*WARNINGS), required=True)
    remedies = fields.List(fields.Nested(Remedy), required=True)
    years = fields.List(fields.Nested(ForecastYear), required=True)
    example = {
        "fund_id": FUND_EXAMPLE,
        "as_of": "2025-09-30",
        "life_table": "2019",
        "cash_satang": 50000000,
        "members": 554,
        "reserve_months": 37,
        "dry_on": "2033-02-01",
        "warnings": ["runs_dry"],
        "remedies": [Remedy.example],
        "years": [ForecastYear.example],
    }


class GetForecast(Request):
    """A fund's years ahead, at most ten; new members join only where the question says so."""

    fund_id = Id("fund", required=True)
    years = fields.Integer(load_default=YEARS_MAX, validate=validate.Range(1, YEARS_MAX))
    new_members_per_1000 = fields.Integer(load_default=0, validate=validate.Range(0, 1_000))
    callers, roles, answers = DOORS, READERS, Forecast
    refuses = OF_A_FUND
    example = {"fund_id": FUND_EXAMPLE, "years": 10, "new_members_per_1000": 0}


class EarlyWarning(Message):
    """A fund somebody should look at, and why."""

    fund_id = Id("fund", required=True)
    name = fields.String(required=True)
    members = fields.Integer(required=True)
    cash_satang = Satang(required=True, attribute="cash")
    reserve_months = fields.Integer(required=True, allow_none=True)
    dry_on = Day(required=True, allow_none=True)
    warnings = fields.List(Code(*WARNINGS), required=True)
    example = {
        "fund_id": FUND_EXAMPLE,
        "name": "กองทุนสวัสดิการชุมชนตำบลตัวอย่าง",
        "members": 554,
        "cash_satang": 50000000,
        "reserve_months": 37,
        "dry_on": "2033-02-01",
        "warnings": ["runs_dry"],
    }


class EarlyWarnings(Message):
    """The funds warned of among those looked at; `after` goes on with the next, null at the end."""

    early_warnings = fields.List(fields.Nested(EarlyWarning), required=True)
    looked_at = fields.Integer(required=True)
    after = fields.String(allow_none=True, required=True)
    example = {"early_warnings": [EarlyWarning.example], "looked_at": 20, "after": None}


class ListEarlyWarnings(Request):
    """Look `limit` funds of an area over, by id, and list those whose forecast warns."""

    area_code = fields.String(load_default="", validate=validate.Regexp(r"^\d{0,8}$"))
    after = Cursor()
    limit = fields.Integer(load_default=LOOKED_AT_MAX, validate=validate.Range(1, LOOKED_AT_MAX))
    callers, roles, answers = DOORS, frozenset({"ministry"}), EarlyWarnings
    refuses = codes("other_fund")
    example = {"area_code": "65", "after": "", "limit": 20}
