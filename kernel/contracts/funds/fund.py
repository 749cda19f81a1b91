"""A fund: opened, asked for, listed."""

from __future__ import annotations

from typing import Final

from marshmallow import fields, validate

from kernel.contracts.envelope import Command, Message, Request
from kernel.contracts.fields import AreaCode, Code, Cursor, Day, Id, Ids, Text
from kernel.contracts.funds.common import (
    COMMAND_EXAMPLE,
    FUND_EXAMPLE,
    OF_A_FUND,
    PAGE_MAX,
    READERS,
    announced,
)
from kernel.contracts.operations import DOORS
from kernel.contracts.refusals import codes

LEVELS: Final = ("tambon", "municipality", "khet")
CERTIFICATIONS: Final = ("received", "certified", "certificate_sent", "gazetted", "not_certified")


class Fund(Message):
    """A community welfare fund: where it works and how it stands. Its bank account is masked."""

    fund_id = Id("fund", required=True)
    name = fields.String(required=True)
    level = Code(*LEVELS, required=True)
    area_codes = fields.List(AreaCode(), required=True)
    established_on = Day(allow_none=True, load_default=None)
    certification = Code(*CERTIFICATIONS, required=True)
    account_masked = fields.String(required=True)
    members = fields.Integer(required=True)
    status = Code("active", "must_strengthen", "stopped", load_default="active")
    book_year = Code("fiscal", "calendar", load_default="fiscal")
    area_note = fields.String(load_default="")
    bank = fields.String(load_default="")
    certificate_no = fields.String(load_default="")
    government_ids = Ids("government", load_default=list)
    example = {
        "fund_id": FUND_EXAMPLE,
        "name": "กองทุนสวัสดิการชุมชนตำบลตัวอย่าง",
        "level": "tambon",
        "area_codes": ["650801"],
        "established_on": "2008-10-22",
        "certification": "gazetted",
        "account_masked": "xxx-x-xxx60-6",
        "members": 554,
        "status": "active",
        "book_year": "fiscal",
        "area_note": "",
        "bank": "",
        "certificate_no": "",
        "government_ids": [],
    }


class Funds(Message):
    """A page of funds by id; `after` begins the next, null at the end."""

    funds = fields.List(fields.Nested(Fund), required=True)
    after = fields.String(allow_none=True, required=True)
    example = {"funds": [Fund.example], "after": None}


class OpenFund(Command):
    """Open a fund for an area. `account_no` is sealed; only its last digits are ever shown."""

    fund_id = Id("fund", required=True)
    name = Text(required=True, longest=200)
    level = Code(*LEVELS, required=True)
    area_codes = fields.List(AreaCode(), required=True, validate=validate.Length(1, 20))
    established_on = Day(allow_none=True, load_default=None)
    certification = Code(*CERTIFICATIONS, load_default="received")
    account_no = Text(load_default="", longest=30)
    book_year = Code("fiscal", "calendar", load_default="fiscal")
    area_note = Text(load_default="", longest=500)
    bank = Text(load_default="", longest=100)
    government_ids = Ids("government", load_default=list, validate=validate.Length(0, 20))
    callers, roles, answers = DOORS, frozenset({"ministry"}), Fund
    refuses = codes("account_of_another_fund area_unknown fund_exists government_unknown")
    example = {
        "command_id": COMMAND_EXAMPLE,
        "fund_id": FUND_EXAMPLE,
        "name": "กองทุนสวัสดิการชุมชนตำบลตัวอย่าง",
        "level": "tambon",
        "area_codes": ["650801"],
        "established_on": "2008-10-22",
        "certification": "gazetted",
        "account_no": "000-0-21160-6",
    }


class GetFund(Request):
    """One fund."""

    fund_id = Id("fund", required=True)
    callers, roles, answers = DOORS, READERS, Fund
    refuses = OF_A_FUND
    example = {"fund_id": FUND_EXAMPLE}


class ListFunds(Request):
    """Funds of an area (the beginning of a DOPA code), a page at a time."""

    area_code = fields.String(load_default="", validate=validate.Regexp(r"^\d{0,8}$"))
    after = Cursor()
    limit = fields.Integer(load_default=100, validate=validate.Range(1, PAGE_MAX))
    callers, roles, answers = DOORS, READERS, Funds
    example = {"area_code": "6508", "after": "", "limit": 100}


class FundOpened(Message):
    """A fund has been opened."""

    fund_id = Id("fund", required=True)
    name = fields.String(required=True)
    level = Code(*LEVELS, required=True)
    area_codes = fields.List(AreaCode(), required=True)
    example = {
        "fund_id": FUND_EXAMPLE,
        "name": "กองทุนสวัสดิการชุมชนตำบลตัวอย่าง",
        "level": "tambon",
        "area_codes": ["650801"],
    }


FUND_OPENED: Final = announced("fund_opened", "fund", FundOpened)
