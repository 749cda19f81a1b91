"""What a fund reports: its annual return, a member's passbook, plans beside results."""

from __future__ import annotations

from typing import Final

from marshmallow import fields, validate

from kernel.contracts.envelope import Command, Message, Request
from kernel.contracts.fields import Code, Cursor, Day, Id, Satang
from kernel.contracts.funds.activities import Activity
from kernel.contracts.funds.closings import Audit
from kernel.contracts.funds.common import (
    COMMAND_EXAMPLE,
    COMMITTEE,
    FUND_EXAMPLE,
    MEMBERSHIP_EXAMPLE,
    OF_A_FUND,
    PAGE_MAX,
    READERS,
)
from kernel.contracts.funds.fund import Fund
from kernel.contracts.funds.organisation import Officer
from kernel.contracts.funds.summary import AGENCIES
from kernel.contracts.operations import DOORS
from kernel.contracts.refusals import codes
from kernel.values.money import ZERO

PLAN_LEVELS: Final = ("fund", "province", "region")
_YEAR: Final = validate.Range(2500, 2700)


class ReportLine(Message):
    """A line of a statement: an account and its amount, above zero where it stands as usual."""

    account = fields.String(required=True)
    amount_satang = Satang(required=True, attribute="amount")
    example = {"account": "income.member", "amount_satang": 1428200}


class BenefitsGiven(Message):
    """What was paid for one kind of benefit: people, times, money."""

    kind = fields.String(required=True)
    people = fields.Integer(required=True)
    times = fields.Integer(required=True)
    amount_satang = Satang(required=True, attribute="amount")
    example = {"kind": "hospital", "people": 21, "times": 24, "amount_satang": 936000}


class MembersMoved(Message):
    """How the number of members moved in a year: those at its end (of an open year today), who
    came, left and died in it."""

    active = fields.Integer(required=True)
    joined = fields.Integer(required=True)
    died = fields.Integer(required=True)
    left = fields.Integer(load_default=0)
    example = {"active": 554, "joined": 12, "died": 4, "left": 2}


class AnnualReturn(Message):
    """A fund's year: balance sheet, income statement, benefits, members, match, what it did, who
    runs it.

    `admin_percent_tenths` is administration as a share of income, in tenths of a percent. What was
    received and returned of the match is money; `income.central` is what was awarded.
    """

    fund = fields.Nested(Fund, required=True)
    year = fields.Integer(required=True)
    from_day = Day(required=True)
    to_day = Day(required=True)
    closed = fields.Boolean(required=True)
    assets = fields.List(fields.Nested(ReportLine), required=True)
    equity = fields.List(fields.Nested(ReportLine), required=True)
    assets_satang = Satang(required=True, attribute="assets_sum")
    income = fields.List(fields.Nested(ReportLine), required=True)
    expense = fields.List(fields.Nested(ReportLine), required=True)
    income_satang = Satang(required=True, attribute="income_sum")
    expense_satang = Satang(required=True, attribute="expense_sum")
    result_satang = Satang(required=True, attribute="result")
    admin_percent_tenths = fields.Integer(required=True, allow_none=True)
    admin_cap_percent = fields.Integer(required=True, allow_none=True)
    benefits = fields.List(fields.Nested(BenefitsGiven), required=True)
    members = fields.Nested(MembersMoved, required=True)
    match_received_satang = Satang(load_default=ZERO, attribute="match_received")
    match_returned_satang = Satang(load_default=ZERO, attribute="match_returned")
    activities = fields.List(fields.Nested(Activity), load_default=list)
    officers = fields.List(fields.Nested(Officer), required=True)
    audits = fields.List(fields.Nested(Audit), load_default=list)
    example = {
        "fund": Fund.example,
        "year": 2568,
        "from_day": "2024-10-01",
        "to_day": "2025-09-30",
        "closed": True,
        "assets": [{"account": "cash", "amount_satang": 492200}],
        "equity": [{"account": "equity.result", "amount_satang": 492200}],
        "assets_satang": 492200,
        "income": [ReportLine.example],
        "expense": [{"account": "welfare.hospital", "amount_satang": 936000}],
        "income_satang": 1428200,
        "expense_satang": 936000,
        "result_satang": 492200,
        "admin_percent_tenths": 0,
        "admin_cap_percent": 20,
        "benefits": [BenefitsGiven.example],
        "members": MembersMoved.example,
        "match_received_satang": 0,
        "match_returned_satang": 0,
        "activities": [Activity.example],
        "officers": [Officer.example],
        "audits": [Audit.example],
    }


class GetAnnualReturn(Request):
    """A fund's year, from its postings alone; of an open year as far as it has come."""

    fund_id = Id("fund", required=True)
    year = fields.Integer(required=True, strict=True, validate=_YEAR)
    callers, roles, answers = DOORS, READERS, AnnualReturn
    refuses = OF_A_FUND
    example = {"fund_id": FUND_EXAMPLE, "year": 2568}


class PassbookLine(Message):
    """A line of a passbook: paid by the member, received, or taken out of the account for a levy;
    `what` says for what."""

    line_id = fields.String(required=True)
    day = Day(required=True)
    what = fields.String(required=True)
    paid_satang = Satang(required=True, attribute="paid")
    received_satang = Satang(required=True, attribute="received")
    taken_satang = Satang(load_default=ZERO, attribute="taken")
    example = {
        "line_id": "collection_01K6BZQ5G0ABCDEFGHJKMNPQRS.1",
        "day": "2025-02-28",
        "what": "contribution",
        "paid_satang": 2800,
        "received_satang": 0,
        "taken_satang": 0,
    }


class Passbook(Message):
    """A page of a member's passbook, oldest first; `after` begins the next, null at the end."""

    fund_id = Id("fund", required=True)
    membership_id = Id("membership", required=True)
    member_no = fields.String(required=True)
    lines = fields.List(fields.Nested(PassbookLine), required=True)
    after = fields.String(required=True, allow_none=True)
    example = {
        "fund_id": FUND_EXAMPLE,
        "membership_id": MEMBERSHIP_EXAMPLE,
        "member_no": "1-001",
        "lines": [PassbookLine.example],
        "after": None,
    }


def _place_in_a_passbook(after: str) -> None:
    """A place in a passbook is `<day>|<line>`."""
    if after:
        Day().deserialize(after.partition("|")[0])


class ListPassbook(Request):
    """What a member paid and received, a page at a time."""

    fund_id = Id("fund", required=True)
    membership_id = Id("membership", required=True)
    after = Cursor(_place_in_a_passbook)
    limit = fields.Integer(load_default=100, validate=validate.Range(1, PAGE_MAX))
    callers, roles, answers = DOORS, READERS, Passbook
    refuses = OF_A_FUND | codes("membership_unknown")
    example = {
        "fund_id": FUND_EXAMPLE,
        "membership_id": MEMBERSHIP_EXAMPLE,
        "after": "",
        "limit": 100,
    }


class Plan(Message):
    """What a fund means to reach in a year."""

    fund_id = Id("fund", required=True)
    year = fields.Integer(required=True)
    members = fields.Integer(required=True)
    income_satang = Satang(required=True, attribute="income")
    expense_satang = Satang(required=True, attribute="expense")
    example = {
        "fund_id": FUND_EXAMPLE,
        "year": 2569,
        "members": 600,
        "income_satang": 30000000,
        "expense_satang": 18000000,
    }


class SetPlan(Command):
    """Say what a fund means to reach in a year; the last word before the year is closed counts."""

    fund_id = Id("fund", required=True)
    year = fields.Integer(required=True, strict=True, validate=_YEAR)
    members = fields.Integer(required=True, strict=True, validate=validate.Range(0, 1_000_000))
    income_satang = Satang(required=True)
    expense_satang = Satang(required=True)
    callers, roles, answers = DOORS, COMMITTEE, Plan
    refuses = OF_A_FUND | codes("amount_not_above_zero year_already_closed")
    example = {"command_id": COMMAND_EXAMPLE, **Plan.example}


class PlanResult(Message):
    """A plan beside its result, and what is planned for the year after; of a fund or an area."""

    key = fields.String(required=True)
    name = fields.String(required=True)
    funds = fields.Integer(required=True)
    members = fields.Integer(required=True)
    members_planned = fields.Integer(required=True)
    income_satang = Satang(required=True, attribute="income")
    income_planned_satang = Satang(required=True, attribute="income_planned")
    expense_satang = Satang(required=True, attribute="expense")
    expense_planned_satang = Satang(required=True, attribute="expense_planned")
    members_next = fields.Integer(required=True)
    income_next_satang = Satang(required=True, attribute="income_next")
    expense_next_satang = Satang(required=True, attribute="expense_next")
    example = {
        "key": "65",
        "name": "พิษณุโลก",
        "funds": 1,
        "members": 554,
        "members_planned": 560,
        "income_satang": 1428200,
        "income_planned_satang": 1500000,
        "expense_satang": 936000,
        "expense_planned_satang": 900000,
        "members_next": 600,
        "income_next_satang": 30000000,
        "expense_next_satang": 18000000,
    }


class PlanResults(Message):
    """Plans beside results; `after` begins the next page of funds, null at the end."""

    results = fields.List(fields.Nested(PlanResult), required=True)
    after = fields.String(required=True, allow_none=True)
    example = {"results": [PlanResult.example], "after": None}


class GetPlanResult(Request):
    """A fund's plan for a year beside what came of it in the fund's own book year."""

    fund_id = Id("fund", required=True)
    year = fields.Integer(required=True, strict=True, validate=_YEAR)
    callers, roles, answers = DOORS, READERS, PlanResult
    refuses = OF_A_FUND
    example = {"fund_id": FUND_EXAMPLE, "year": 2568}


class ListPlanResults(Request):
    """Plans beside results of a year: fund by fund (in pages), by province, or by region. Each fund
    is measured by its own book year, with its members at the end of it."""

    year = fields.Integer(required=True, strict=True, validate=_YEAR)
    level = Code(*PLAN_LEVELS, load_default="fund")
    area_code = fields.String(load_default="", validate=validate.Regexp(r"^\d{0,8}$"))
    agency = Code(*AGENCIES, load_default=AGENCIES[0])
    after = Cursor()
    limit = fields.Integer(load_default=100, validate=validate.Range(1, PAGE_MAX))
    callers, roles, answers = DOORS, frozenset({"ministry"}), PlanResults
    refuses = codes("other_fund")
    example = {
        "year": 2568,
        "level": "province",
        "area_code": "",
        "agency": "codi",
        "after": "",
        "limit": 100,
    }
