"""A house is helped once for one disaster, whoever of it asks, where the regulation says so."""

from __future__ import annotations

from typing import Any

import pytest

from kernel.contracts import funds as contract
from kernel.values.errors import Invalid, KongbunError, NotFound, Refused
from kernel.values.money import Money
from services.funds.domain import regulation_reading
from services.funds.domain.claims import Claim
from services.funds.usecases import claims, regulations
from services.funds.usecases.claims import Asked
from tests.funds.orders import COMMITTEE, Fund
from tests.funds.usecases.test_a_draft_is_tried_on_last_year import RULES
from tests.funds.usecases.test_claims_on_the_ledger import at_once
from tests.units import Unit

pytestmark = pytest.mark.stack
DAY = "2025-09-20"


@pytest.fixture
def fund(funds: Unit) -> Fund:
    made = Fund(funds)
    made.open(10_000_000, members=6)
    return made


def flooded(fund: Fund, member: int, house: str | None = "a1", day: str = DAY) -> Claim:
    told = {"kind": "disaster", "nights": None, "damage_percent": 60, "event_on": day}
    return fund.submit(member, Asked(house=house), **told)


def test_another_of_the_house_gets_nothing_for_the_same_disaster(fund: Fund) -> None:
    first, second = (flooded(fund, member) for member in (0, 1))
    assert fund.approve(first.claim_id).approved == Money(150_000)
    with fund.unit.work(COMMITTEE) as work:
        told = claims.check_claim(work, claim_id=second.claim_id)
    assert (told["due"], told["codes"]) == (Money(0), ["HOUSE_ALREADY_HELPED"])
    with pytest.raises(Refused, match="house_already_helped"):
        fund.approve(second.claim_id)
    fund.pay(first.claim_id)
    with pytest.raises(Refused, match="house_already_helped"):
        fund.approve(second.claim_id)
    assert fund.approve(flooded(fund, 2, "b2").claim_id).approved
    assert fund.approve(flooded(fund, 1, day="2025-09-28").claim_id).approved


def test_what_was_rejected_or_withdrawn_helped_no_house(fund: Fund) -> None:
    first, second, third = (flooded(fund, member) for member in range(3))
    fund.decide(claims.reject_claim, first.claim_id, reason="ไม่มีหลักฐาน", decided_on=None)
    fund.approve(second.claim_id)
    fund.withdraw(second.claim_id)
    assert fund.approve(third.claim_id).approved


def test_of_a_house_nobody_knows_nothing_is_compared(fund: Fund) -> None:
    for member in range(2):
        assert fund.approve(flooded(fund, member, None).claim_id).approved


def test_of_one_house_at_once_one_is_helped(fund: Fund) -> None:
    asked = [flooded(fund, member) for member in range(6)]
    told = at_once(lambda claim: fund.approve(claim.claim_id), asked)
    assert sum(isinstance(each, Claim) for each in told) == 1
    assert {each.code for each in told if isinstance(each, KongbunError)} == {
        "house_already_helped"
    }


def test_a_draft_that_helps_each_house_once_gives_less(fund: Fund) -> None:
    for member, house in enumerate(("a1", "b2", None)):
        fund.approve(flooded(fund, member, house).claim_id)
    with fund.unit.owned.begin() as owner:  # as before this regulation said so
        owner.exec_driver_sql("UPDATE claims SET house = 'a1' WHERE house = 'b2'")
    told: Any = fund.ask(
        COMMITTEE,
        contract.WhatIf,
        regulations.what_if,
        rules=RULES,
        from_day="2024-10-01",
        to_day="2025-09-30",
    )
    assert (told["paid"], told["would"]) == (Money(450_000), Money(300_000))


def near(fund: Fund, claim: Claim) -> list[str]:
    with fund.unit.work(COMMITTEE) as work:
        told = claims.check_claim(work, claim_id=claim.claim_id)
    contract.Judgement.write(told)
    assert told["codes"] == []
    return [each.claim_no for each in told["house_claims"]]


def test_another_day_of_one_flood_is_told_to_whoever_decides_and_refused_to_nobody(
    fund: Fund,
) -> None:
    """ต.วังทอง: claims of one house within seven days may be of one event."""
    first, second = flooded(fund, 0), flooded(fund, 1, day="2025-09-27")
    later, other = flooded(fund, 2, day="2025-09-28"), flooded(fund, 3, "b2")
    unknown = flooded(fund, 4, None)
    assert near(fund, first) == [second.claim_no]
    assert near(fund, second) == [first.claim_no, later.claim_no]
    assert near(fund, other) == near(fund, unknown) == []
    for claim in (first, second):
        assert fund.approve(claim.claim_id).approved == Money(150_000)
    fund.withdraw(second.claim_id)
    assert near(fund, first) == near(fund, later) == []


def test_without_the_days_of_an_event_nothing_is_told(fund: Fund) -> None:
    first, _ = flooded(fund, 0), flooded(fund, 1, day="2025-09-21")
    with fund.unit.owned.begin() as owner:  # as before this regulation said so
        owner.exec_driver_sql("ALTER TABLE regulations DISABLE TRIGGER USER")
        owner.exec_driver_sql(
            "UPDATE regulations SET rules = rules #- '{benefits,disaster,house_event_days}'"
        )
        owner.exec_driver_sql("ALTER TABLE regulations ENABLE TRIGGER USER")
    assert near(fund, first) == []


def test_the_house_is_asked_of_a_disaster_and_of_nothing_else() -> None:
    asked: list[str] = []

    def ask(target: str, **_: Any) -> Any:
        asked.append(target)
        return {"house": "a1"}

    read = contract.SubmitClaim.read({**contract.SubmitClaim.example, "kind": "disaster"})
    assert claims.ask_members(ask, read) == Asked(house="a1")
    assert claims.ask_members(ask, {**read, "kind": "hospital"}) == Asked()
    assert asked == ["members.get_house"]

    def unknown(target: str, **_: Any) -> Any:
        raise NotFound("membership_unknown")

    assert claims.ask_members(unknown, read) == Asked()


def test_days_of_an_event_are_told_of_what_is_given_once_for_a_house() -> None:
    for wrong in ({"house_event_days": 7}, {"house_event_days": -1, "once_per_house": True}):
        with pytest.raises(Invalid, match="rules_malformed"):
            regulation_reading.read({"benefits": {"disaster": {"lump_satang": 1, **wrong}}})


def test_only_what_happens_to_a_house_is_given_once_for_it() -> None:
    benefits = {"hospital": {"per_night_satang": 10_000, "once_per_house": True}}
    with pytest.raises(Invalid, match="rules_malformed"):
        regulation_reading.read({"benefits": benefits})
