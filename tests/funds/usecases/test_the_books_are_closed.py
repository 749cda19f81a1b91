"""The books of a fund: closed years, corrections by two people, one fund's rows at a time."""

from __future__ import annotations

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy.exc import DBAPIError

from kernel.contracts import funds as contract
from kernel.values.errors import Conflict, Invalid, KongbunError, Refused
from kernel.values.money import Money
from services.funds.domain.ledger import Posting
from services.funds.usecases import books, money
from tests.funds.orders import CLERK, COMMITTEE, TREASURER, Fund
from tests.units import NOW, Unit, someone

pytestmark = pytest.mark.stack
MINUTE_AFTER = NOW + dt.timedelta(days=1)


@pytest.fixture
def fund(funds: Unit) -> Fund:
    made = Fund(funds)
    made.open(100_000, members=2)
    return made


def carry_out(fund: Fund, asked: Any, actor: Any = COMMITTEE) -> Any:
    with fund.unit.work(actor) as work:
        return books.reverse_entry(work, reversal_id=asked.reversal_id, fund_id=fund.fund_id)


def a_year(fund: Fund) -> None:
    """3,500 baht in from three sources, 300 out for a stay in hospital, 100 for the office."""
    fund.contribute(0, 150_000)
    fund.receive(150_000, "local_government")
    fund.receive(50_000, "interest")
    claim = fund.submit(0)
    fund.approve(claim.claim_id)
    fund.pay(claim.claim_id)
    fund.spend(10_000)
    fund.unit.clock.moment = MINUTE_AFTER


def test_a_closed_year_goes_over_into_equity(fund: Fund) -> None:
    a_year(fund)
    told = fund.close_year(2568)
    assert (told["income"], told["expense"]) == (Money(350_000), Money(40_000))
    assert told["opening"] == [
        Posting("cash", Money(410_000)),
        Posting("equity.opening", Money(-100_000)),
        Posting("equity.surplus", Money(-310_000)),
    ]
    stands = {account: satang for account, satang in fund.balances().items() if satang}
    assert stands == {"cash": 410_000, "equity.opening": -100_000, "equity.surplus": -310_000}
    assert fund.unit.count("outbox", "name = 'year_closed'") == 1


def test_the_next_year_begins_with_what_the_last_one_left(fund: Fund) -> None:
    a_year(fund)
    opening = fund.close_year(2568)["opening"]
    with fund.unit.work(CLERK) as work:
        told = money.get_statement(
            work,
            fund_id=fund.fund_id,
            from_day=dt.date(2025, 10, 1),
            to_day=dt.date(2026, 9, 30),
        )
    assert told["opening"] == opening
    assert told["moved"] == []


def test_a_closed_year_takes_no_entry_and_is_never_opened(fund: Fund) -> None:
    a_year(fund)
    fund.close_year(2568)
    before = fund.unit.count("entries"), fund.unit.count("outbox")
    for deed in (
        lambda: fund.receive(100),
        lambda: fund.contribute(0, 100),
        lambda: fund.receive(100, day="2020-01-01"),
    ):
        with pytest.raises(Refused) as refused:
            deed()
        assert refused.value.code == "date_in_closed_period"
    with pytest.raises(Conflict, match="year_already_closed"):
        fund.close_year(2568)
    with pytest.raises(Conflict, match="year_already_closed"):
        fund.close_year(2567)
    assert (fund.unit.count("entries"), fund.unit.count("outbox")) == before
    for sql in ("UPDATE closed_years SET result_satang = 0", "DELETE FROM closed_years"):
        with pytest.raises(DBAPIError, match="never edited"), fund.unit.owned.begin() as owner:
            owner.exec_driver_sql(sql)


def test_years_are_closed_when_they_are_over_and_one_after_another(fund: Fund) -> None:
    a_year(fund)
    with pytest.raises(Refused, match="year_not_over"):
        fund.close_year(2569)
    fund.close_year(2568)
    fund.unit.clock.moment = NOW + dt.timedelta(days=3 * 366)
    with pytest.raises(Refused, match="year_before_open"):
        fund.close_year(2570)
    assert fund.close_year(2569)["entry_id"] is None


def test_of_many_who_close_at_once_one_does_and_no_entry_slips_in(fund: Fund) -> None:
    a_year(fund)

    def deed(place: int) -> str:
        try:
            if place % 2:
                fund.close_year(2568)
                return "closed"
            fund.receive(100)
        except KongbunError as error:
            return error.code
        return "received"

    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(deed, range(16)))
    assert told.count("closed") == 1
    assert set(told) <= {"closed", "received", "year_already_closed", "date_in_closed_period"}
    standing = [account for account, satang in fund.balances().items() if satang]
    assert not [account for account in standing if account.startswith(("income", "welfare"))]


def test_an_entry_is_turned_round_by_two_people(fund: Fund) -> None:
    wrong = fund.receive(5_000)
    asked = fund.ask_reversal(wrong.entry_id)
    with pytest.raises(Refused, match="reverser_is_asker"):
        carry_out(fund, asked, someone("committee", actor_id=TREASURER.actor_id))
    assert fund.cash() == Money(105_000)
    assert carry_out(fund, asked).state == "done"
    assert fund.cash() == Money(100_000)
    with pytest.raises(Conflict, match="reversal_moved_on"):
        carry_out(fund, asked)
    with pytest.raises(Conflict, match="reversal_asked_before"):
        fund.ask_reversal(wrong.entry_id)


def test_entries_tell_who_made_them_and_are_asked_for_by_days_and_kind(fund: Fund) -> None:
    wrong = fund.receive(5_000, day="2025-03-31")
    fund.turn_round(wrong.entry_id)

    def listed(**asked: Any) -> list[Any]:
        order = contract.ListEntries.read({"fund_id": fund.fund_id, **asked})
        with fund.unit.work(COMMITTEE) as work:
            told = money.list_entries(work, **order)
        contract.Entries.write(told)
        return list(told["entries"])

    (told,) = listed(kind="income")
    assert (told.made_by, told.made_at, told.reverses) == (TREASURER.actor_id, NOW, None)
    (turned,) = listed(from_day="2025-03-01", to_day="2025-03-31", kind="reversal")
    assert (turned.reverses, turned.made_by) == (wrong.entry_id, COMMITTEE.actor_id)
    assert [each.kind for each in listed(from_day="2025-04-01")] == ["opening"]


def test_a_correction_of_a_closed_year_stands_in_the_open_one(fund: Fund) -> None:
    wrong = fund.receive(5_000)
    fund.unit.clock.moment = MINUTE_AFTER
    fund.close_year(2568)
    carry_out(fund, fund.ask_reversal(wrong.entry_id))
    assert fund.balances()["income.donation"] == 5_000
    assert fund.balances()["equity.surplus"] == -5_000
    assert fund.unit.count("entries", "kind = 'reversal' AND day = '2025-10-01'") == 1


def test_a_declined_reversal_leaves_the_entry_and_may_be_asked_again(fund: Fund) -> None:
    wrong = fund.receive(5_000)
    asked = fund.ask_reversal(wrong.entry_id)
    with fund.unit.work(COMMITTEE) as work:
        books.decline_reversal(work, reversal_id=asked.reversal_id, fund_id=fund.fund_id)
    assert fund.cash() == Money(105_000)
    assert fund.ask_reversal(wrong.entry_id).state == "asked"


def test_what_has_a_way_of_its_own_is_not_corrected_by_hand(fund: Fund) -> None:
    claim = fund.submit(0)
    fund.approve(claim.claim_id)
    with fund.unit.owned.connect() as connection:
        query = "SELECT entry_id FROM entries WHERE kind = 'claim_approved'"
        entry_id = connection.exec_driver_sql(query).scalar_one()
    with pytest.raises(Refused, match="entry_not_reversible"):
        fund.ask_reversal(entry_id)
    with pytest.raises(Refused, match="reason_missing"):
        fund.ask_reversal(fund.receive(100).entry_id, reason=" ")


def test_what_is_spent_cannot_be_taken_back_from_under_it(fund: Fund) -> None:
    wrong = fund.receive(50_000)
    fund.spend(140_000)
    asked = fund.ask_reversal(wrong.entry_id)
    with pytest.raises(Refused, match="fund_balance_too_low"):
        carry_out(fund, asked)
    with pytest.raises(Refused, match="fund_balance_too_low"):
        fund.spend(10_001)
    assert fund.cash() == Money(10_000)


def test_a_wrong_opening_balance_is_turned_round_and_posted_anew(fund: Fund) -> None:
    with pytest.raises(Conflict, match="books_already_opened"):
        fund.receive_opening(5)
    with fund.unit.owned.connect() as connection:
        wrong = connection.exec_driver_sql("SELECT entry_id FROM entries").scalar_one()
    carry_out(fund, fund.ask_reversal(wrong))
    fund.receive_opening(200_000)
    assert fund.cash() == Money(200_000)


@pytest.mark.parametrize("satang", [0, -1])
def test_nothing_and_less_is_no_income(fund: Fund, satang: int) -> None:
    before = fund.unit.count("entries")
    with pytest.raises(Refused, match="amount_not_above_zero"):
        fund.receive(satang)
    assert fund.unit.count("entries") == before


@pytest.mark.parametrize("satang", [0.5, "100", True, None])
def test_a_part_of_a_satang_is_no_amount(fund: Fund, satang: Any) -> None:
    with pytest.raises(Invalid, match="message_malformed"):
        fund.receive(satang)


def test_tomorrows_money_is_not_here_yet(fund: Fund) -> None:
    with pytest.raises(Refused, match="day_in_future"):
        fund.receive(100, day="2025-10-01")


def test_the_database_keeps_closed_years_and_whole_entries(fund: Fund) -> None:
    entry_id = fund.receive(100).entry_id
    fund.unit.clock.moment = MINUTE_AFTER
    fund.close_year(2568)
    late = (
        "INSERT INTO entries VALUES ('entry_late', '{fund}', '2025-09-30', 'income', 'x', NULL,"
        " 'me', now(), 2)"
    ).replace("{fund}", fund.fund_id)
    more = "INSERT INTO postings VALUES ('{entry}', '{account}', '{fund}', '2025-09-30', {satang})"
    added = [
        more.format(entry=entry_id, fund=fund.fund_id, account=account, satang=satang)
        for account, satang in (("cash.more", 5), ("income.more", -5))
    ]
    for statements, why in (([late], "closed year"), (added, "does not balance")):
        with pytest.raises(DBAPIError, match=why):
            fund.as_app(*statements)
