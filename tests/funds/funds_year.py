"""A fund's year as a machine: claims from submitted to paid or voided, money in and out, and
corrections, beside the deeds of `tests.funds.deeds`; in whatever order, the books must be true."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, consumes, initialize, invariant, multiple, rule

from kernel.contracts import funds as contract
from kernel.values.errors import Conflict, KongbunError, Refused
from kernel.values.money import ZERO
from services.funds.domain.claims import Claim
from services.funds.usecases import claims
from tests.funds.deeds import MEMBERS, RATE, Day, Expected, Member, MoreDeeds
from tests.funds.orders import CLERK, DAY, Fund
from tests.units import NOW

Satang = st.integers(-2, 5_000_000)

OPENING = 300_000
OF_A_YEAR = ("income.", "welfare.", "expense.")
SURPLUS = "equity.surplus"


class FundsYear(MoreDeeds):
    """A fund on a real database, under whatever order of deeds."""

    regulation: Path
    submitted, approved, paid = Bundle("submitted"), Bundle("approved"), Bundle("paid")

    def __init__(self) -> None:
        super().__init__()
        self.funds.empty()
        self.fund, self.expected = Fund(self.funds), Expected()
        self.expected.move(cash=OPENING, equity__opening=-OPENING)
        self.fund.open(OPENING, MEMBERS, self.regulation)

    # One of each to begin with, so that no deed has to wait for those before it to be drawn.

    @initialize(target=paid)
    def begin_with_a_stay(self) -> Any:
        return self.pay(self.approve(self.submit(member=0, day="2025-09-01", nights=2)))

    @initialize(targets=(approved, MoreDeeds.deaths))
    def begin_with_a_death(self) -> Any:
        return self.approve(self.die(member=2, day="2025-09-20"))

    @initialize(target=MoreDeeds.held)
    def begin_with_a_book(self) -> Any:
        return self.bring_a_book(member=1, day="2025-09-05", nights=3, baht=300)

    @initialize(target=MoreDeeds.awards)
    def begin_with_an_award(self) -> Any:
        self.contribute(member=1, satang=30_000)
        return self.award(rate=14_100)

    @initialize(target=MoreDeeds.entries)
    def begin_with_waste(self) -> Any:
        return self.contribute_in_waste(member=1, satang=20_000)

    @rule(target=MoreDeeds.entries, member=Member, satang=Satang)
    def contribute(self, member: int, satang: int) -> Any:
        if satang <= 0:
            with pytest.raises(Refused):
                self.fund.contribute(member, satang)
            return multiple()
        self.expected.move(cash=satang, income__member=-satang)
        return self.fund.contribute(member, satang).entry_id, DAY.isoformat()

    @rule(target=MoreDeeds.entries, satang=Satang, source=st.sampled_from(contract.SOURCES[1:]))
    def receive(self, satang: int, source: str) -> Any:
        if satang <= 0:
            with pytest.raises(Refused, match="amount_not_above_zero"):
                self.fund.receive(satang, source)
            return multiple()
        self.expected.move(**{"cash": satang, f"income.{source}": -satang})
        return self.fund.receive(satang, source).entry_id, DAY.isoformat()

    @rule(target=MoreDeeds.entries, satang=st.integers(1, 500_000))
    def spend(self, satang: int) -> Any:
        if satang > self.expected.stands["cash"]:
            with pytest.raises(Refused, match="fund_balance_too_low"):
                self.fund.spend(satang)
            return multiple()
        self.expected.move(expense__administration=satang, cash=-satang)
        return self.fund.spend(satang).entry_id, DAY.isoformat()

    @rule(entry=consumes(MoreDeeds.entries))
    def correct(self, entry: tuple[str, str]) -> None:
        entry_id, day = entry
        moved = self.fund.moved(entry_id)
        if moved.get("cash", 0) > self.expected.stands["cash"]:
            with pytest.raises(Refused, match="fund_balance_too_low"):
                self.fund.turn_round(entry_id)
            return
        if moved.get("waste_bank", 0) > self.expected.stands["waste_bank"]:
            with pytest.raises(Refused, match="waste_bank_has_paid"):
                self.fund.turn_round(entry_id)
            return
        self.fund.turn_round(entry_id)
        self.expected.moved(day, {account: -satang for account, satang in moved.items()})
        levied = self.expected.levied
        self.expected.levied = {claim: by for claim, by in levied.items() if by != entry_id}

    @rule(target=submitted, member=Member, day=Day, nights=st.integers(1, 9))
    def submit(self, member: int, day: str, nights: int) -> Any:
        try:
            claim = self.fund.submit(member, event_on=day, filed_on="2025-09-30", nights=nights)
        except Refused as refused:
            if refused.code not in ("duplicate_claim", "after_death"):
                raise
            return multiple()
        stay = (member, dt.date.fromisoformat(day), nights)
        self.expected.stays[claim.claim_id] = stay
        return claim

    @rule(targets=(submitted, MoreDeeds.deaths), member=Member, day=Day)
    def die(self, member: int, day: str) -> Any:
        order = {"kind": "death", "nights": None, "event_on": day, "filed_on": "2025-09-30"}
        others = claims.Asked(living={"member": MEMBERS - 1, "household": MEMBERS - 1})
        try:
            return self.fund.submit(member, others, **order)
        except Refused as refused:
            if refused.code != "duplicate_claim":
                raise
            return multiple()

    @rule(target=approved, claim=consumes(submitted))
    def approve(self, claim: Claim) -> Any:
        try:
            given = (self.fund.approve(claim.claim_id).approved or ZERO).satang
        except Refused as refused:
            if refused.code not in ("fund_balance_too_low", "year_cap", "after_death"):
                raise
            return multiple()
        assert given == RATE * (MEMBERS - 1) if claim.kind == "death" else given > 0
        self.expected.move(reserved=given, cash=-given)
        self.expected.states[claim.claim_id] = "approved"
        return claim

    @rule(claim=consumes(submitted))
    def reject(self, claim: Claim) -> None:
        told = self.fund.decide(claims.reject_claim, claim.claim_id, reason="-", decided_on=None)
        assert told.state == "rejected"
        self.expected.stays.pop(claim.claim_id, None)

    @rule(target=paid, claim=consumes(approved))
    def pay(self, claim: Claim) -> Claim:
        given = self.fund.pay(claim.claim_id).paid
        assert given is not None
        self._paid(claim, given.satang)
        self.expected.states[claim.claim_id] = "paid"
        return claim

    @rule(target=approved, claim=consumes(paid))
    def void(self, claim: Claim) -> Claim:
        given = self.fund.void(claim.claim_id).approved
        assert given is not None
        self._paid(claim, -given.satang)
        self.expected.states[claim.claim_id] = "approved"
        return claim

    @rule(claim=consumes(approved))
    def withdraw(self, claim: Claim) -> None:
        given = self.fund.withdraw(claim.claim_id).approved
        assert given is not None
        self.expected.move(cash=given.satang, reserved=-given.satang)
        self.expected.states[claim.claim_id] = "withdrawn"
        self.expected.stays.pop(claim.claim_id, None)

    @rule(claim=st.one_of(paid, approved))
    def decide_again(self, claim: Claim) -> None:
        with pytest.raises(Conflict):
            self.fund.approve(claim.claim_id)

    @rule(claim=st.one_of(paid, submitted))
    def pay_out_of_turn(self, claim: Claim) -> None:
        with pytest.raises(Conflict):
            self.fund.pay(claim.claim_id)

    @rule(claim=submitted)
    def approve_ones_own(self, claim: Claim) -> None:
        with pytest.raises(KongbunError):
            self.fund.approve(claim.claim_id, CLERK)

    def _paid(self, claim: Claim, satang: int) -> None:
        self.expected.move(**{f"welfare.{claim.kind}": satang, "reserved": -satang})

    def teardown(self) -> None:
        """Whatever was done: the year closes, nothing of it is left but what the fund owns."""
        stood = self.fund.balances()
        result = -sum(satang for account, satang in stood.items() if account.startswith(OF_A_YEAR))
        self.funds.clock.moment = NOW + dt.timedelta(days=1)
        told = self.fund.close_year(2568)
        self.funds.clock.moment = NOW
        left = {account: satang for account, satang in self.fund.balances().items() if satang}
        assert sum(left.values()) == 0
        assert left == {each.account: each.amount.satang for each in told["opening"]}
        assert not [account for account in left if account.startswith(OF_A_YEAR)]
        assert told["result"].satang == result
        surplus = stood.get("equity.surplus", 0) - result
        kept = {name: satang for name, satang in stood.items() if not name.startswith(OF_A_YEAR)}
        assert left == {
            name: satang for name, satang in {**kept, SURPLUS: surplus}.items() if satang
        }

    @invariant()
    def the_books_are_true(self) -> None:
        stands = {account: satang for account, satang in self.fund.balances().items() if satang}
        expected = self.expected.stands
        assert stands == {account: satang for account, satang in expected.items() if satang}
        assert stands.get("reserved", 0) >= 0
        assert stands.get("cash", 0) >= 0
        assert stands.get("waste_bank", 0) >= 0
        off = "SELECT entry_id FROM postings GROUP BY entry_id HAVING sum(amount_satang) <> 0"
        with self.funds.owned.connect() as connection:
            assert connection.exec_driver_sql(off).all() == []
