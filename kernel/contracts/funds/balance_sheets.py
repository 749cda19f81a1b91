"""A fund's balance sheet: what it has on a day, and whose it is."""

from __future__ import annotations

from marshmallow import fields

from kernel.contracts.envelope import Message, Request
from kernel.contracts.fields import Day, Id, Satang
from kernel.contracts.funds.common import FUND_EXAMPLE, OF_A_FUND, READERS
from kernel.contracts.funds.fund import Fund
from kernel.contracts.funds.organisation import Officer
from kernel.contracts.funds.reports import ReportLine
from kernel.contracts.operations import DOORS
from kernel.contracts.refusals import codes


class BalanceSheet(Message):
    """What a fund has at the end of a day and whose it is; both come to the same.

    `year_begins_on` is the first day of the book year the day lies in: the sheet of the day before
    it is the one to compare with.
    """

    fund = fields.Nested(Fund, required=True)
    day = Day(required=True)
    year = fields.Integer(required=True)
    year_begins_on = Day(required=True)
    closed = fields.Boolean(required=True)
    assets = fields.List(fields.Nested(ReportLine), required=True)
    equity = fields.List(fields.Nested(ReportLine), required=True)
    assets_satang = Satang(required=True, attribute="assets_sum")
    equity_satang = Satang(required=True, attribute="equity_sum")
    officers = fields.List(fields.Nested(Officer), required=True)
    example = {
        "fund": Fund.example,
        "day": "2025-09-30",
        "year": 2568,
        "year_begins_on": "2024-10-01",
        "closed": True,
        "assets": [{"account": "cash", "amount_satang": 492200}],
        "equity": [{"account": "equity.surplus", "amount_satang": 492200}],
        "assets_satang": 492200,
        "equity_satang": 492200,
        "officers": [Officer.example],
    }


class GetBalanceSheet(Request):
    """What a fund has at the end of a day, today's if null, and whose it is: from its postings."""

    fund_id = Id("fund", required=True)
    day = Day(allow_none=True, load_default=None)
    callers, roles, answers = DOORS, READERS, BalanceSheet
    refuses = OF_A_FUND | codes("day_in_future")
    example = {"fund_id": FUND_EXAMPLE, "day": "2025-09-30"}
