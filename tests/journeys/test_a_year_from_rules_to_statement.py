"""A fund's year from its own rules to its statement: the samples' year, replayed end to end.

What a person gets: the committee of ต.วังทอง adopts its regulation, twelve months of contributions
and a year of claims come in, the State matches, the year is closed, and the statement agrees with
the truth about the registers, baht for baht.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from deploy.local.servers import Servers
from gateway.cli.demo import registers
from gateway.cli.demo.people import COMMITTEE, REGISTRAR, TREASURER
from gateway.reports import annual, pdf
from kernel.client import new_id
from kernel.contracts import members
from kernel.values.actors import EVERY_FUND, Actor
from kernel.values.errors import Conflict, Refused
from kernel.wire.clock import SystemClock
from tests.platform import Platform, order_of, running
from tests.processes import eventually
from tests.registers import truth

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]
FUND = "wangthong"
MINISTRY = Actor("staff_ministry", frozenset({"ministry"}), frozenset({EVERY_FUND}))
OPENING = 85_000_000
SHEET = f"contributions/{FUND}-2567-10.xlsx"


@dataclass
class Year:
    """The fund, as its people ask for it."""

    platform: Platform
    fund_id: str
    ended: dict[str, dict[str, Any]] = field(default_factory=dict)

    def call(self, actor: Actor, method: str, **fields: Any) -> Any:
        with self.platform.asking(actor) as client:
            return client.call(f"funds.{method}", fields)

    def command(self, actor: Actor, method: str, **fields: Any) -> Any:
        return self.call(actor, method, command_id=new_id("command"), **fields)

    def told(self, year: int = 2568) -> dict[str, Any]:
        answer: dict[str, Any] = self.call(
            TREASURER, "get_annual_return", fund_id=self.fund_id, year=year
        )
        return answer


@pytest.fixture(scope="module")
def year(running_servers: Servers) -> Iterator[Year]:
    """The registers of one fund, taken in by the doors."""
    with running(running_servers, f"year_{secrets.token_hex(3)}") as platform:
        demo, ended = platform.demo(), {}
        with platform.asking(REGISTRAR) as client:
            for kind, funds in (
                ("funds", ("",)),
                ("members", (FUND,)),
                ("", ()),
                ("contributions", (FUND,)),
                ("claims", (FUND,)),
            ):
                if not kind:
                    platform.open_books()
                for listed in demo.manifest.imports:
                    if listed.kind == kind and (listed.fund or "") in funds:
                        told = platform.take_in(client, order_of(demo, client, listed))
                        registers.confirm_book(demo, told)
                        ended[f"{listed.files[0].parent.name}/{listed.files[0].name}"] = told
            fund_id = demo.fund(client, FUND)
        made = Year(platform, fund_id, ended)
        yield made


def collected() -> tuple[int, int]:
    """Of twelve months: members' savings and entry fees that were accepted."""
    sheets = [truth.of_file(each.path) for each in truth.kept("contributions") if each.fund == FUND]
    savings = sum(sheet["accepted_satang"] for sheet in sheets)
    return savings, sum(sheet["accepted_entry_fee_satang"] for sheet in sheets)


def paid_by_kind() -> dict[str, int]:
    rows = truth.of_file(f"claims/{FUND}.xlsx")["rows"]
    paid: Counter[str] = Counter()
    for row in rows:
        if row["decision"] == "accepted":
            paid[row["kind"]] += row["paid_satang"] or 0
    return {kind: satang for kind, satang in paid.items() if satang}


def lines(told: list[dict[str, Any]]) -> dict[str, int]:
    return {each["account"]: each["amount_satang"] for each in told}


def test_the_registers_make_the_books(year: Year) -> None:
    assert {told["state"] for told in year.ended.values()} == {"done"}
    savings, fees = collected()
    told = year.told()
    assert lines(told["income"]) == {"income.member": savings, "income.entry_fee": fees}
    later = year.told(2569)
    assert later["income"] == []
    given = Counter(lines(told["expense"])) + Counter(lines(later["expense"]))
    assert given == {f"welfare.{kind}": satang for kind, satang in paid_by_kind().items()}
    cash = OPENING + savings + fees - sum(paid_by_kind().values())
    assert lines(later["assets"]) == {"cash": cash}


def test_a_months_sheet_is_replaced_by_a_reversal_and_a_new_entry(
    year: Year, tmp_path: Path
) -> None:
    """The same month with other bytes: refused, then corrected; said twice, it is done once."""
    book = openpyxl.load_workbook(truth.REGISTERS / SHEET)
    book.save(tmp_path / "again.xlsx")
    before, entries = year.told(), _entries(year)
    demo = year.platform.demo()
    with year.platform.asking(REGISTRAR) as client:
        listed = next(each for each in demo.manifest.imports if str(each.files[0]).endswith(SHEET))
        order = replace(order_of(demo, client, listed), files=(tmp_path / "again.xlsx",))
        refused = year.platform.take_in(client, order)
        assert refused["failure"]["code"] == "period_imported"
        assert _entries(year) == entries
        order = replace(order, replace=True)
        first = year.platform.take_in(client, order)
        again = year.platform.take_in(client, order)
    assert [first["state"], first["unchanged"], again["unchanged"]] == ["done", False, True]
    assert _entries(year) == entries + 2
    assert lines(year.told()["income"]) == lines(before["income"])


def test_the_state_matches_once_a_person(year: Year) -> None:
    round_id, award_id = new_id("round"), new_id("award")
    year.command(
        MINISTRY,
        "open_match_round",
        round_id=round_id,
        fiscal_year=2568,
        round_no=1,
        cut_off_on="2025-06-30",
        paid_from="2024-10",
        paid_to="2025-06",
        member_days_min=180,
        members_min=100,
        rate_satang=14_100,
        member_cap_satang=36_500,
    )
    counted = year.command(
        MINISTRY, "count_match_round", round_id=round_id, fund_ids=[year.fund_id]
    )
    assert counted["funds"] == 1
    members = _eligible(year, round_id)
    assert len({each["person_id"] for each in members}) == len(members) > 100
    given = {"award_id": award_id, "fund_id": year.fund_id}
    award = year.command(MINISTRY, "award_match", round_id=round_id, **given)
    paid = sum(each["paid_satang"] for each in members)
    assert award["awarded_satang"] == min(paid, 14_100 * len(members))
    day = SystemClock().now().date().isoformat()
    got = year.command(
        TREASURER, "receive_match", day=day, amount_satang=award["awarded_satang"], **given
    )
    assert got["state"] == "received"


def test_the_local_government_gives_its_baht_and_the_year_is_closed(year: Year) -> None:
    entry = {"fund_id": year.fund_id, "day": "2025-09-30", "amount_satang": 5_569_500}
    year.command(
        TREASURER, "record_income", entry_id=new_id("entry"), source="local_government", **entry
    )
    before = year.told()
    named = {"fund_id": year.fund_id, "year": 2568}
    with pytest.raises(Refused, match="closing_not_asked"):
        year.command(COMMITTEE, "close_year", **named)
    year.command(TREASURER, "ask_closing", closing_id=new_id("closing"), **named)
    closed = year.command(COMMITTEE, "close_year", **named)
    savings, fees = collected()
    assert closed["income_satang"] == savings + fees + 5_569_500
    assert closed["result_satang"] == before["result_satang"]
    with pytest.raises(Conflict, match="year_already_closed"):
        year.command(COMMITTEE, "close_year", **named)
    with pytest.raises(Refused, match="date_in_closed_period"):
        year.command(
            TREASURER, "record_income", entry_id=new_id("entry"), source="donation", **entry
        )


def test_the_statement_is_on_paper_and_the_books_balance(year: Year) -> None:
    told = year.told()
    assert told["closed"]
    savings, fees = collected()
    assert told["income_satang"] == savings + fees + 5_569_500
    owned = lines(told["equity"])
    assert owned == {"equity.opening": OPENING, "equity.surplus": told["result_satang"]}
    assert told["assets_satang"] == sum(owned.values())
    paper = pdf.as_pdf(annual.annual_return(told), SystemClock().now().date())
    assert paper.startswith(b"%PDF-")
    statement = year.call(
        TREASURER,
        "get_statement",
        fund_id=year.fund_id,
        from_day="2024-10-01",
        to_day="2027-12-31",
    )
    assert statement["imbalance_satang"] == 0


def test_the_members_of_the_year_are_those_of_the_register_village_by_village(year: Year) -> None:
    told = year.call(TREASURER, "get_member_return", fund_id=year.fund_id, year=2568)
    rows = truth.of_file(f"members/{FUND}.xlsx")["rows"]
    living = [row for row in rows if (row["decision"], row["status"]) == ("accepted", "active")]
    villages = {each["village"]: each["counts"]["members"] for each in told["by_village"]}
    assert told["closed"]
    assert told["counts"]["members"] == len(living)
    assert villages == Counter(str(row["moo"] or "") for row in living)
    old = sum(1 for row in living if row["birth"] and row["birth"] <= "1965-09-30")
    bands = {each["from_age"]: each["counts"]["members"] for each in told["by_age"]}
    assert bands[60] + bands[80] == old


def test_the_ministry_stops_the_fund_and_nobody_is_enrolled_until_it_goes_on(year: Year) -> None:
    def status(told: str) -> None:
        order = {"fund_id": year.fund_id, "status": told, "reason": "ไม่มีผู้ดำเนินการ"}
        year.command(MINISTRY, "change_fund_status", **order)

    def enrolled() -> bool:
        order = {**members.EnrolMember.example, "fund_id": year.fund_id}
        fresh = {"command_id": new_id("command"), "membership_id": new_id("membership")}
        person = {**order["person"], "person_id": new_id("person"), "cid": None}
        number = {"member_no": fresh["membership_id"][-8:], "person": person}
        try:
            with year.platform.asking(REGISTRAR) as client:
                client.call("members.enrol_member", {**order, **fresh, **number})
        except Refused as refused:
            if refused.code != "fund_stopped":
                raise
            return False
        return True

    assert enrolled()
    status("stopped")
    eventually(lambda: not enrolled(), "members to hear that the fund has stopped")
    status("active")
    eventually(enrolled, "members to hear that the fund goes on")


def _entries(year: Year) -> int:
    with year.platform.database("funds") as engine, engine.connect() as connection:
        query = f"SELECT count(*) FROM entries WHERE fund_id = '{year.fund_id}'"
        return int(connection.exec_driver_sql(query).scalar_one())


def _eligible(year: Year, round_id: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    after: str | None = ""
    while after is not None:
        page = year.call(
            TREASURER,
            "list_match_eligible",
            round_id=round_id,
            fund_id=year.fund_id,
            after=after,
            limit=500,
        )
        found += page["members"]
        after = page["after"]
    return found
