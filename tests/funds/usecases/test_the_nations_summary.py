"""The national summary: kept with the facts, whoever writes them, and equal to a recount."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from kernel.contracts import funds as contract
from kernel.values.errors import Invalid, Refused
from kernel.values.money import Money
from kernel.wire.clock import new_id
from services.funds.domain.claims import Membership
from services.funds.domain.summaries import AreaSummary
from services.funds.imports.regions import regions
from services.funds.usecases import summary
from tests.funds.orders import DAY, Fund
from tests.units import Unit, someone

pytestmark = pytest.mark.stack
MINISTRY = someone("ministry")


def read(unit: Unit, level: str = "nation", **asked: Any) -> list[AreaSummary]:
    order = {"area_code": "", "agency": "codi", "fiscal_year": None, **asked}
    with unit.work(MINISTRY) as work:
        areas: list[AreaSummary] = summary.get_national_summary(work, level=level, **order)["areas"]
        return areas


def prove(unit: Unit) -> dict[str, Any]:
    with unit.work(MINISTRY) as work:
        return summary.prove_summary(work)


def fold(unit: Unit) -> None:
    with unit.work() as work:
        work.store.tend()


def open_in(unit: Unit, area_code: str, members: int = 2, balance: int = 1_000_000) -> Fund:
    fund = Fund(unit)
    fund.open(balance_satang=balance, members=members)
    with unit.owned.begin() as connection:  # no use case moves a fund
        connection.exec_driver_sql(
            "UPDATE funds SET area_codes = %s WHERE fund_id = %s", ([area_code], fund.fund_id)
        )
    return fund


def pay_one(fund: Fund, member: int) -> None:
    claim = fund.submit(member)
    fund.approve(claim.claim_id)
    fund.pay(claim.claim_id)


def test_funds_members_and_people_helped_are_counted_each_by_itself(funds: Unit) -> None:
    north, south = open_in(funds, "650801"), open_in(funds, "900101", members=3)
    pay_one(north, 0)
    north.contribute(1, 36_500)
    (nation,) = read(funds)
    assert (nation.funds, nation.members, nation.helped) == (2, 5, 1)
    assert [(each.kind, each.helped) for each in nation.helped_by_kind] == [("hospital", 1)]
    assert [(each.account, each.amount) for each in nation.received] == [
        ("income.member", Money(36_500))
    ]
    assert [each.amount for each in nation.spent] == [Money(30_000)]
    assert [(each.area_code, each.name) for each in read(funds, "province")] == [
        ("65", "พิษณุโลก"),
        ("90", "สงขลา"),
    ]
    assert [each.area_code for each in read(funds, "district", area_code="65")] == ["6508"]
    assert south.fund_id


def test_a_summary_reads_the_same_before_and_after_folding(funds: Unit) -> None:
    fund = open_in(funds, "650801")
    pay_one(fund, 0)
    before = read(funds, "province")
    assert funds.count("tally_changes") > 0
    fold(funds)
    assert funds.count("tally_changes") == 0
    assert read(funds, "province") == before
    assert prove(funds)["equal"]


def test_a_region_belongs_to_an_agency(funds: Unit) -> None:
    open_in(funds, "100101")
    told = {
        agency: [each.area_code for each in read(funds, "region", agency=agency) if each.funds]
        for agency in contract.AGENCIES
    }
    assert told == {"codi": ["bangkok_east"], "msdhs": ["bangkok"]}


@pytest.mark.parametrize("agency", contract.AGENCIES)
def test_every_province_lies_in_one_region_of_each_agency(agency: str) -> None:
    provinces = [code for region in regions(agency) for code in region.provinces]
    assert len(provinces) == len(set(provinces)) == 77


def test_a_fiscal_year_shows_what_moved_in_it(funds: Unit) -> None:
    fund = open_in(funds, "650801")
    fund.contribute(0, 100)  # 30 September 2025, the last day of the year 2568
    for year, received in ((2568, [Money(100)]), (2569, [])):
        (nation,) = read(funds, fiscal_year=year)
        assert [each.amount for each in nation.received] == received
        assert nation.members == 2


def test_a_fiscal_year_of_the_common_era_is_refused(funds: Unit) -> None:
    with pytest.raises(Invalid) as refused:
        read(funds, fiscal_year=2025)
    assert refused.value.code == "year_not_buddhist"


def test_a_tally_that_differs_is_told_by_its_buddhist_year(funds: Unit) -> None:
    open_in(funds, "650801").contribute(0, 100)
    with funds.owned.begin() as connection:
        connection.exec_driver_sql("DELETE FROM tally_changes WHERE fiscal_year = 2025")
    assert {each["fiscal_year"] for each in prove(funds)["differences"]} == {0, 2568}


def test_who_leaves_or_dies_counts_no_longer(funds: Unit) -> None:
    fund = open_in(funds, "650801")
    gone = Membership(fund.members[0], fund.fund_id, new_id("person"), "0", DAY, "resigned")
    with funds.work() as work:
        work.store.memberships.keep([gone])
    assert read(funds)[0].members == 1
    with funds.owned.begin() as connection:
        connection.exec_driver_sql("DELETE FROM memberships WHERE status = 'active'")
    assert read(funds)[0].members == 0
    assert prove(funds)["equal"]


def test_a_copy_that_begins_anew_is_counted_anew(funds: Unit) -> None:
    open_in(funds, "650801", members=4)
    with funds.owned.begin() as connection:
        connection.exec_driver_sql("TRUNCATE memberships")
    assert read(funds)[0].members == 0
    assert prove(funds)["equal"]


def test_members_of_a_fund_not_known_yet_wait_for_it(funds: Unit) -> None:
    fund = Fund(funds)
    early = Membership(new_id("membership"), fund.fund_id, new_id("person"), "1", DAY, "active")
    with funds.work() as work:
        work.store.memberships.keep([early])
    fold(funds)
    assert read(funds) == [AreaSummary("", "ประเทศไทย", {})]
    fund.open(balance_satang=0, members=0)
    fold(funds)
    assert read(funds)[0].members == 1
    assert prove(funds)["equal"]


def test_what_a_rolled_back_transaction_noted_is_gone(funds: Unit) -> None:
    fund = open_in(funds, "650801")
    fresh = Membership(new_id("membership"), fund.fund_id, new_id("person"), "9", DAY, "active")

    def change_ones_mind() -> None:
        with funds.work() as work:
            work.store.memberships.keep([fresh])
            raise Refused("changed_my_mind")

    with pytest.raises(Refused):
        change_ones_mind()
    assert read(funds)[0].members == 2


def test_a_proof_names_the_tally_that_is_off_and_a_rebuild_mends_it(funds: Unit) -> None:
    open_in(funds, "650801")
    fold(funds)
    with funds.owned.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE tallies SET amount = 7 WHERE counter = 'members' AND area_code = '65'"
            " AND level = 2"
        )
    told = prove(funds)
    assert (told["equal"], told["different"]) == (False, 1)
    off = told["differences"][0]
    assert (off["area_code"], off["counter"], off["kept"], off["counted"]) == (
        "65",
        "members",
        7,
        2,
    )
    with funds.work(MINISTRY) as work:
        assert summary.rebuild_summary(work)["tallies"] == told["compared"]
    assert prove(funds)["equal"]


def test_the_summary_equals_a_recount_while_many_write(funds: Unit) -> None:
    here = [open_in(funds, code, members=4) for code in ("650801", "650802", "900101")]

    def write(number: int) -> None:
        chance = random.Random(number)
        for _ in range(6):
            fund = chance.choice(here)
            fund.contribute(chance.randrange(4), chance.randrange(1, 9_999))
            if number == 0:
                fold(funds)
            elif number == 1:
                assert prove(funds)["equal"]

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(write, range(6)))
    told = prove(funds)
    assert told["equal"], told["differences"]
    assert told["compared"] > 0


def test_districts_are_listed_for_one_province(funds: Unit) -> None:
    with pytest.raises(Refused) as refusal:
        read(funds, "district")
    assert refusal.value.code == "province_missing"
