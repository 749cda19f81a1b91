"""A year's claims of ต.บ้านกลาง, each submitted, checked, approved by another and paid here.

The books of the samples were kept elsewhere and are taken in as history. What a person gets here is
the same year decided by the platform itself: for every claim what the truth about the registers
says the regulation gives, and no baht more.
"""

from __future__ import annotations

from typing import Any

import pytest

from gateway.cli.demo.people import CLERK, COMMITTEE, REGISTRAR, TREASURER
from kernel.client import Client, new_id
from kernel.contracts import funds as contract
from kernel.values.errors import Refused
from services.funds.imports.claims import read_claims
from services.funds.imports.words import school_level
from tests.platform import Platform, order_of
from tests.registers import truth

pytestmark = [pytest.mark.stack, pytest.mark.timeout(600)]
FUND = "banklang"
BOOK = f"claims/{FUND}.xlsx"
# What a claim may be refused as it comes in, by the code the truth has for it.
AT_THE_DOOR = {"DUPLICATE_CLAIM": "duplicate_claim", "AFTER_DEATH": "after_death"}


class Year:
    """The year's claims, as the fund's people handle them."""

    def __init__(self, platform: Platform) -> None:
        self.platform, self.demo = platform, platform.demo()
        with platform.asking(CLERK) as client:
            self.fund_id = self.demo.fund(client, FUND)
        lines = read_claims((truth.REGISTERS / BOOK).read_bytes()).lines
        self.lines = {line.claim_no: line for line in lines}

    def order(self, client: Client, row: dict[str, Any]) -> dict[str, Any]:
        """The claim as its clerk submits it, every paper at hand."""
        line = self.lines[row["claim"]]
        member = client.call(
            "members.find_member",
            fund_id=self.fund_id,
            member_no=row["member_no"],
            purpose="membership_service",
        )
        return {
            "claim_id": new_id("claim"),
            "fund_id": self.fund_id,
            "claim_no": row["claim"],
            "membership_id": member["membership_id"],
            "kind": row["kind"],
            "event_on": row["event"],
            "filed_on": row["filed"],
            "nights": row["nights"],
            "level": school_level(line.detail),
            "damage_percent": line.damage_percent,
            "requested_satang": row["requested_satang"] or 0,
            "documents": list(contract.DOCUMENTS),
        }


@pytest.fixture(scope="module")
def decided(platform: Platform) -> dict[str, dict[str, Any]]:
    """Every claim of the book in the order of events, by its number: what became of it."""
    _take_in(platform, "funds")
    _take_in(platform, "members")
    platform.open_books()
    _take_in(platform, "contributions")
    year, ended = Year(platform), {}
    rows = [row for row in truth.of_file(BOOK)["rows"] if row["codes"] != ["MEMBER_UNKNOWN"]]
    with (
        platform.asking(CLERK) as clerk,
        platform.asking(COMMITTEE) as committee,
        platform.asking(TREASURER) as treasurer,
    ):
        for row in sorted(rows, key=lambda each: (each["event"], each["claim"])):
            ended[row["claim"]] = {**row, **_become(year, clerk, committee, treasurer, row)}
    return ended


def _take_in(platform: Platform, kind: str) -> None:
    """The register of funds, or this fund's own registers of a kind."""
    demo = platform.demo()
    with platform.asking(REGISTRAR) as client:
        for listed in demo.manifest.imports:
            if listed.kind == kind and listed.fund in ("", FUND):
                told = platform.take_in(client, order_of(demo, client, listed))
                assert told["state"] == "done", told["failure"]


def _become(
    year: Year, clerk: Client, committee: Client, treasurer: Client, row: dict[str, Any]
) -> dict[str, Any]:
    """What is due, said and paid; where the text gives two answers the higher one is chosen."""
    order = year.order(clerk, row)
    one = {"claim_id": order["claim_id"]}
    try:
        clerk.call("funds.submit_claim", {"command_id": new_id("command"), **order})
    except Refused as refused:
        return {"due": 0, "said": [], "refused": refused.code, "paid": 0}
    told = clerk.call("funds.check_claim", one)
    due = told["due_satang"]
    chosen = {} if due is not None else {"chosen_satang": max(told["choices_satang"])}
    day = {"decided_on": row["filed"]}
    approve = {"command_id": new_id("command"), **one, **day, **chosen}
    try:
        committee.call("funds.approve_claim", approve)
    except Refused as refused:
        return {"due": due, "said": told["codes"], "refused": refused.code, "paid": 0}
    pay = {"command_id": new_id("command"), **one, "paid_on": row["filed"], "method": "cash"}
    paid = treasurer.call("funds.pay_claim", pay)["paid_satang"]
    return {"due": due, "said": told["codes"], "refused": "", "paid": paid}


def test_every_claim_is_due_what_the_truth_says(decided: dict[str, dict[str, Any]]) -> None:
    differences = {
        claim: (each["correct_satang"], each["due"], each["said"], each["refused"])
        for claim, each in decided.items()
        if each["due"] != each["correct_satang"]
    }
    assert differences == {}
    assert len(decided) == 157


def test_what_is_due_is_paid_and_nothing_else_is(decided: dict[str, dict[str, Any]]) -> None:
    for claim, each in decided.items():
        if each["due"] is None:
            assert each["said"] == ["TIER_OVERLAP"], claim
            assert each["paid"] == 2_000_000, claim
        else:
            assert each["paid"] == each["correct_satang"], claim
            assert bool(each["refused"]) == (each["correct_satang"] == 0), claim


def test_a_claim_that_gets_nothing_is_told_the_reason_the_truth_has(
    decided: dict[str, dict[str, Any]],
) -> None:
    for claim, each in decided.items():
        if each["refused"]:
            reasons = [AT_THE_DOOR.get(code, code.lower()) for code in each["codes"]]
            assert each["refused"] in reasons, claim


def test_the_books_hold_what_was_paid_by_kind(
    platform: Platform, decided: dict[str, dict[str, Any]]
) -> None:
    year = Year(platform)
    with platform.asking(TREASURER) as client:
        days = {"from_day": "2024-10-01", "to_day": "2025-09-30"}
        told = client.call("funds.get_statement", {"fund_id": year.fund_id, **days})
    closing = {each["account"]: each["amount_satang"] for each in told["closing"]}
    for kind in {each["kind"] for each in decided.values()}:
        paid = sum(each["paid"] for each in decided.values() if each["kind"] == kind)
        assert closing.get(f"welfare.{kind}", 0) == paid, kind
    assert closing.get("reserved", 0) == 0
    assert told["imbalance_satang"] == 0
