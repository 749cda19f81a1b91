"""Any sequence of what people do to a fund: its ledger balances, and no money is in two places."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    multiple,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.exc import DBAPIError

from kernel.contracts import funds as contract
from kernel.values.errors import Conflict, KongbunError, Refused
from kernel.values.money import ZERO
from services.funds.usecases import claims
from tests.funds.orders import CLERK, Fund
from tests.units import NOW, Unit

pytestmark = pytest.mark.stack

MEMBERS = 3
Member = st.integers(0, MEMBERS - 1)
Satang = st.integers(-2, 5_000_000)
Day = st.integers(1, 30).map("2025-09-{:02}".format)


@dataclass
class Expected:
    """What the books must say: kept here by adding and taking away, as a child would."""

    cash: int = 0
    reserved: int = 0
    paid: int = 0


class FundsYear(RuleBasedStateMachine):
    """A fund on a real database, under whatever order of deeds."""

    funds: Unit
    submitted, approved, paid, entries = (
        Bundle("submitted"),
        Bundle("approved"),
        Bundle("paid"),
        Bundle("entries"),
    )

    @initialize(opening=st.integers(0, 500_000))
    def open(self, opening: int) -> None:
        self.funds.empty()
        self.fund, self.expected = Fund(self.funds), Expected(cash=opening)
        self.fund.open(opening, MEMBERS)

    @rule(target=entries, member=Member, satang=Satang)
    def contribute(self, member: int, satang: int) -> Any:
        if satang <= 0:
            with pytest.raises(Refused):
                self.fund.contribute(member, satang)
            return multiple()
        self.expected.cash += satang
        return self.fund.contribute(member, satang).entry_id

    @rule(target=entries, satang=Satang, source=st.sampled_from(contract.SOURCES[1:]))
    def receive(self, satang: int, source: str) -> Any:
        if satang <= 0:
            with pytest.raises(Refused, match="amount_not_above_zero"):
                self.fund.receive(satang, source)
            return multiple()
        self.expected.cash += satang
        return self.fund.receive(satang, source).entry_id

    @rule(target=entries, satang=st.integers(1, 500_000))
    def spend(self, satang: int) -> Any:
        if satang > self.expected.cash:
            with pytest.raises(Refused, match="fund_balance_too_low"):
                self.fund.spend(satang)
            return multiple()
        self.expected.cash -= satang
        return self.fund.spend(satang).entry_id

    @rule(entry_id=consumes(entries))
    def correct(self, entry_id: str) -> None:
        moved = self.fund.moved(entry_id)["cash"]
        if moved > self.expected.cash:
            with pytest.raises(Refused, match="fund_balance_too_low"):
                self.fund.turn_round(entry_id)
            return
        self.expected.cash -= moved
        self.fund.turn_round(entry_id)

    @rule(target=submitted, member=Member, day=Day, nights=st.integers(1, 9))
    def submit(self, member: int, day: str, nights: int) -> Any:
        try:
            claim = self.fund.submit(member, event_on=day, filed_on="2025-09-30", nights=nights)
        except Refused as refused:
            if refused.code != "duplicate_claim":
                raise
            return multiple()
        return claim.claim_id

    @rule(target=approved, claim_id=consumes(submitted))
    def approve(self, claim_id: str) -> Any:
        try:
            given = (self.fund.approve(claim_id).approved or ZERO).satang
        except Refused as refused:
            if refused.code not in ("fund_balance_too_low", "year_cap"):
                raise
            return multiple()
        assert given > 0
        self.expected.cash -= given
        self.expected.reserved += given
        return claim_id

    @rule(claim_id=consumes(submitted))
    def reject(self, claim_id: str) -> None:
        told = self.fund.decide(claims.reject_claim, claim_id, reason="-", decided_on=None)
        assert told.state == "rejected"

    @rule(target=paid, claim_id=consumes(approved))
    def pay(self, claim_id: str) -> str:
        given = self.fund.pay(claim_id).paid
        assert given is not None
        self.expected.reserved -= given.satang
        self.expected.paid += given.satang
        return claim_id

    @rule(target=approved, claim_id=consumes(paid))
    def void(self, claim_id: str) -> str:
        given = self.fund.void(claim_id).approved
        assert given is not None
        self.expected.reserved += given.satang
        self.expected.paid -= given.satang
        return claim_id

    @rule(claim_id=consumes(approved))
    def withdraw(self, claim_id: str) -> None:
        given = self.fund.withdraw(claim_id).approved
        assert given is not None
        self.expected.reserved -= given.satang
        self.expected.cash += given.satang

    @rule(claim_id=st.one_of(paid, approved))
    def decide_again(self, claim_id: str) -> None:
        with pytest.raises(Conflict):
            self.fund.approve(claim_id)

    @rule(claim_id=st.one_of(paid, submitted))
    def pay_out_of_turn(self, claim_id: str) -> None:
        with pytest.raises(Conflict):
            self.fund.pay(claim_id)

    @rule(claim_id=submitted)
    def approve_ones_own(self, claim_id: str) -> None:
        with pytest.raises(KongbunError):
            self.fund.approve(claim_id, CLERK)

    def teardown(self) -> None:
        """Whatever was done: the year closes, nothing of it is left but what the fund owns."""
        if not hasattr(self, "fund"):
            return
        stood = self.fund.balances()
        self.funds.clock.moment = NOW + dt.timedelta(days=1)
        told = self.fund.close_year(2568)
        self.funds.clock.moment = NOW
        self.the_books_are_true(closed=True)
        left = {account: satang for account, satang in self.fund.balances().items() if satang}
        assert left == {each.account: each.amount.satang for each in told["opening"]}
        assert set(left) <= {"cash", "reserved", "equity.opening", "equity.surplus"}
        assert told["result"].satang == sum(stood.get(name, 0) for name in ("cash", "reserved")) + (
            stood.get("equity.opening", 0)
        )

    @invariant()
    def the_books_are_true(self, closed: bool = False) -> None:
        if not hasattr(self, "fund"):
            return
        stands = self.fund.balances()
        assert sum(stands.values()) == 0
        assert stands.get("reserved", 0) == self.expected.reserved >= 0
        assert stands.get("cash", 0) == self.expected.cash
        assert stands.get("welfare.hospital", 0) == (0 if closed else self.expected.paid)
        off = "SELECT entry_id FROM postings GROUP BY entry_id HAVING sum(amount_satang) <> 0"
        with self.funds.owned.connect() as connection:
            assert connection.exec_driver_sql(off).all() == []


@pytest.fixture
def year(funds: Unit) -> type[FundsYear]:
    class Year(FundsYear):
        pass

    Year.funds = funds
    return Year


def test_any_sequence_of_deeds_keeps_the_books_true(year: type[FundsYear]) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        year,
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_the_database_refuses_what_the_domain_would_never_write(funds: Unit) -> None:
    fund = Fund(funds)
    fund.open(100_000, members=1)
    with funds.owned.connect() as connection:
        entry_id = connection.exec_driver_sql("SELECT entry_id FROM entries").scalar_one()
    one = f"INSERT INTO postings VALUES ('{entry_id}', '{{}}', '{fund.fund_id}', now(), {{}})"
    for sql in (
        "UPDATE entries SET day = now()",
        "DELETE FROM entries",
        "UPDATE postings SET amount_satang = 1",
        "DELETE FROM postings",
        "TRUNCATE postings",
        "UPDATE balances SET amount_satang = 0",
        "DELETE FROM balances",
        f"INSERT INTO balances VALUES ('{fund.fund_id}', 'mine', 1)",
        one.format("cash.more", 5),
        one.format("reserved", -5),
    ):
        with pytest.raises(DBAPIError, match=r"permission denied|not balance|no_reserve_below"):
            fund.as_app(sql)
    # Not even the owner edits an entry.
    with pytest.raises(DBAPIError, match="never edited"), funds.owned.begin() as connection:
        connection.exec_driver_sql("DELETE FROM entries")
    assert fund.balances() == {"cash": 100_000, "equity.opening": -100_000}
