"""The same claims under a draft: paid then, would be paid, the difference; nothing is written."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from kernel.contracts import funds as contract
from kernel.values.errors import Invalid, Refused
from kernel.values.money import Money
from services.funds.usecases import regulations
from tests.funds.orders import COMMITTEE, REGULATION, Fund
from tests.units import Unit

pytestmark = pytest.mark.stack

RULES: dict[str, Any] = yaml.safe_load(REGULATION.read_text())["versions"][1]["rules"]


@pytest.fixture
def fund(funds: Unit) -> Fund:
    """A fund that gave 150 baht a night for stays of 2, 5 and 5 nights, and rejected nothing."""
    made = Fund(funds)
    made.open(10_000_000, members=2)
    for member, day, nights in ((0, "2025-05-01", 2), (0, "2025-06-01", 5), (1, "2025-07-01", 5)):
        claim = made.submit(member, event_on=day, filed_on=day, nights=nights)
        made.approve(claim.claim_id)
        made.pay(claim.claim_id)
    return made


def tried(fund: Fund, **hospital: Any) -> dict[str, Any]:
    benefits = {**RULES["benefits"], "hospital": {"per_night_satang": 15_000, **hospital}}
    rules = {**RULES, "benefits": benefits}
    told: dict[str, Any] = fund.ask(
        COMMITTEE,
        contract.WhatIf,
        regulations.what_if,
        rules=rules,
        from_day="2024-10-01",
        to_day="2025-09-30",
    )
    return told


def test_a_draft_that_changes_nothing_differs_by_nothing(fund: Fund) -> None:
    told = tried(fund, nights_max=5, year_max_satang=200_000)
    assert told["paid"] == told["would"] == Money(180_000)
    assert [each.kind for each in told["kinds"]] == ["hospital"]


def test_the_drafts_ceilings_count_what_the_draft_gave(fund: Fund) -> None:
    told = tried(fund, year_max_satang=80_000)  # 300 + 500 of 750, and 750 of 750
    (hospital,) = told["kinds"]
    assert (hospital.claims, hospital.would) == (3, Money(155_000))
    assert told["difference"] == Money(-25_000)


def test_a_pool_of_the_draft_is_shared_in_the_order_of_events(fund: Fund) -> None:
    assert tried(fund, pool_year_satang=100_000)["would"] == Money(100_000)
    income = tried(fund, pool_percent_of_income=50)  # nothing came in but the opening balance
    assert income["would"] == Money(0)
    fund.receive(200_000, day="2025-05-05")
    assert tried(fund, pool_percent_of_income=50)["would"] == Money(100_000)


def test_what_a_draft_leaves_unclear_is_told(fund: Fund) -> None:
    day = "2025-08-01"
    fund.submit(0, kind="death", nights=None, event_on=day, filed_on=day)
    steps = [{"since": "0d", "satang": 100}, {"since": "1y", "satang": 900}]
    told = tried_with(fund, death={"by_membership": steps})
    assert [(each.kind, each.unclear, each.would) for each in told["kinds"]] == [
        ("death", 1, Money(900)),
        ("hospital", 0, Money(0)),
    ]
    assert told["findings"] == ["OVERLAP death 0d../1y.."]


def tried_with(fund: Fund, **benefits: Any) -> dict[str, Any]:
    told: dict[str, Any] = fund.ask(
        COMMITTEE, contract.WhatIf, regulations.what_if, rules={"benefits": benefits}
    )
    return told


def test_trying_writes_nothing(fund: Fund) -> None:
    tables = ("claims", "entries", "regulations", "outbox")
    before = [fund.unit.count(table) for table in tables]
    tried(fund, year_max_satang=80_000)
    assert [fund.unit.count(table) for table in tables] == before


def test_a_draft_that_cannot_be_read_or_a_period_turned_round_is_refused(fund: Fund) -> None:
    with pytest.raises(Invalid):
        tried(fund, nights="many")
    with pytest.raises(Refused):
        fund.ask(COMMITTEE, contract.WhatIf, regulations.what_if, to_day="2024-09-30")
