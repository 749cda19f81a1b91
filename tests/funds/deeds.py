"""What more people do to a fund in a year, as rules of a machine: waste, levies, match, old books
and the year before. Each says what the books must hold afterwards, on every account."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, multiple, rule

from kernel.contracts import funds as contract
from kernel.values.actors import Actor
from kernel.values.errors import Conflict, NotFound, Refused
from kernel.values.money import Money
from kernel.wire.clock import new_id
from services.funds.domain.match_rounds import Award
from services.funds.usecases import levies, match, money
from tests.funds.claims_books import Desk, Row, book
from tests.funds.orders import CLERK, DAY, TREASURER, Fund
from tests.units import Unit, someone

MEMBERS = 3
RATE = 2_000
Member = st.integers(0, MEMBERS - 1)
Day = st.integers(1, 30).map("2025-09-{:02}".format)
YEAR_BEFORE = "2024-09-15"
MINISTRY = someone("ministry", actor_id="staff_ministry")
SEES_IT = {
    "paid_to": "2025-09",
    "members_min": 1,
    "budget_satang": None,
    "cut_off_on": "2025-09-30",
}


@dataclass
class Expected:
    """What the books must say: kept here by adding and taking away, as a child would."""

    stands: Counter[str] = field(default_factory=Counter)
    year_before: Counter[str] = field(default_factory=Counter)
    closed_before: bool = False
    stays: dict[str, tuple[int, dt.date, int]] = field(default_factory=dict)
    levied: dict[str, str] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    rounds: int = 0
    books: int = 0

    def move(self, day: str = DAY.isoformat(), **accounts: int) -> None:
        """What an entry moves; accounts by their names, a double underscore for the dot."""
        self.moved(day, {name.replace("__", "."): satang for name, satang in accounts.items()})

    def moved(self, day: str, moved: dict[str, int]) -> None:
        assert sum(moved.values()) == 0
        self.stands.update(moved)
        if day == YEAR_BEFORE and not self.closed_before:
            self.year_before.update(moved)

    def met(self, member: int, first: dt.date, nights: int) -> bool:
        """Whether the member has a stay that shares a night with this one."""
        ends = first + dt.timedelta(days=nights)
        return any(
            whose == member and first < begins + dt.timedelta(days=more) and begins < ends
            for whose, begins, more in self.stays.values()
        )


class MoreDeeds(RuleBasedStateMachine):
    """The deeds; whoever runs them opens `fund`, and holds the books against `expected`."""

    funds: Unit
    fund: Fund
    expected: Expected
    entries, deaths, awards, held = (
        Bundle("entries"),
        Bundle("deaths"),
        Bundle("awards"),
        Bundle("held"),
    )

    @rule(target=entries, member=Member, satang=st.integers(1, 50_000))
    def contribute_in_waste(self, member: int, satang: int) -> Any:
        payment = {"membership_id": self.fund.members[member], "amount_satang": satang}
        told = self._ask(
            CLERK,
            contract.RecordContributions,
            money.record_contributions,
            collection_id=new_id("collection"),
            payments=[payment],
            paid_in="waste",
        )
        self.expected.move(waste_bank=satang, income__carbon_waste=-satang)
        return told.entry_id, DAY.isoformat()

    @rule(target=entries, satang=st.integers(1, 60_000))
    def settle_waste(self, satang: int) -> Any:
        order = {"entry_id": new_id("entry"), "amount_satang": satang}
        asked = (CLERK, contract.SettleWasteBank, money.settle_waste_bank)
        if satang > self.expected.stands["waste_bank"]:
            with pytest.raises(Refused, match="more_than_waste_bank_owes"):
                self._ask(*asked, **order)
            return multiple()
        self.expected.move(cash=satang, waste_bank=-satang)
        return self._ask(*asked, **order).entry_id, DAY.isoformat()

    @rule(target=entries, member=Member, satang=st.integers(1, 10_000))
    def deposit(self, member: int, satang: int) -> Any:
        told = self._ask(
            CLERK,
            contract.RecordDeposits,
            levies.record_deposits,
            entry_id=new_id("entry"),
            deposits=[{"membership_id": self.fund.members[member], "amount_satang": satang}],
        )
        self.expected.move(cash=satang, member_accounts=-satang)
        return told.entry_id, DAY.isoformat()

    @rule(target=entries, claim=deaths)
    def levy(self, claim: Any) -> Any:
        """Of everybody but the dead, once, while the death is approved or paid."""
        payers = [
            {"membership_id": each, "for_household": True}
            for each in self.fund.members
            if each != claim.membership_id
        ]
        order = {
            "levy_id": new_id("levy"),
            "claim_id": claim.claim_id,
            "day": DAY,
            "payers": payers,
        }
        told = {"membership_id": claim.membership_id, "event_on": claim.event_on}
        expected = self.expected
        stands = expected.states.get(claim.claim_id) in ("approved", "paid")
        if not stands or claim.claim_id in expected.levied:
            refused = pytest.raises(Conflict, match=r"claim_moved_on|levy_taken_before")
            with refused, self.funds.work(TREASURER) as work:
                levies.take_levy(work, **order, **told)
            return multiple()
        with self.funds.work(TREASURER) as work:
            entry_id = levies.take_levy(work, **order, **told).entry_id
        expected.levied[claim.claim_id] = entry_id
        whole = RATE * len(payers)
        expected.move(member_accounts=whole, income__levy=-whole)
        return entry_id, DAY.isoformat()

    @rule(target=awards, rate=st.integers(1, 40_000))
    def award(self, rate: int) -> Any:
        """A round of its own, counted and awarded: as much as is due."""
        self.expected.rounds += 1
        round_id, number = new_id("round"), self.expected.rounds
        terms = {**contract.OpenMatchRound.example, **SEES_IT, "round_id": round_id}
        read = contract.OpenMatchRound.read({**terms, "round_no": number, "rate_satang": rate})
        with self.funds.work(MINISTRY) as work:
            match.open_match_round(work, **read)
            fund_id = self.fund.fund_id
            match.count_match_round(work, round_id=round_id, fund_ids=[fund_id], unidentified=())
        order = {"award_id": new_id("award"), "round_id": round_id, "amount_satang": None}
        try:
            with self.funds.work(MINISTRY) as work:
                given = match.award_match(work, fund_id=fund_id, **order)
        except Refused as refused:
            if refused.code not in ("amount_not_above_zero", "too_few_members"):
                raise
            return multiple()
        assert 0 < given.awarded.satang <= rate * MEMBERS
        self.expected.move(match_due=given.awarded.satang, income__central=-given.awarded.satang)
        return given

    @rule(target=awards, award=consumes(awards), satang=st.integers(1, 100_000))
    def receive_match(self, award: Award, satang: int) -> Award:
        order = {"award_id": award.award_id, "day": DAY, "amount_satang": Money(satang)}
        if satang > award.open.satang:
            refused = pytest.raises(Refused, match="more_than_awarded")
            with refused, self.funds.work(TREASURER) as work:
                match.receive_match(work, fund_id=self.fund.fund_id, **order)
            return award
        with self.funds.work(TREASURER) as work:
            told = match.receive_match(work, fund_id=self.fund.fund_id, **order)
        self.expected.move(cash=satang, match_due=-satang)
        return told

    @rule(target=awards, award=consumes(awards), satang=st.integers(1, 100_000))
    def claw_back(self, award: Award, satang: int) -> Award:
        """What has not come falls away first; the rest is paid back, if it is there."""
        undue = min(satang, award.open.satang)
        back = satang - undue
        order = {"award_id": award.award_id, "amount_satang": Money(satang), "reason": "-"}
        if satang > award.kept.satang or back > self.expected.stands["cash"]:
            refused = pytest.raises(Refused, match=r"more_than_awarded|fund_balance_too_low")
            with refused, self.funds.work(MINISTRY) as work:
                match.claw_back_match(work, fund_id=self.fund.fund_id, **order)
            return award
        with self.funds.work(MINISTRY) as work:
            told = match.claw_back_match(work, fund_id=self.fund.fund_id, **order)
        self.expected.move(income__central=satang, match_due=-undue, cash=-back)
        return told

    @rule(target=held, member=Member, day=Day, nights=st.integers(1, 9), baht=st.integers(1, 3_000))
    def bring_a_book(self, member: int, day: str, nights: int, baht: int) -> Any:
        """A stay the fund has by then waits for somebody; nothing moves either way."""
        self.expected.books += 1
        number = self.expected.books
        row = Row(f"{number}/สมุด", member, day, nights=nights, baht=baht, paid_on="2025-09-30")
        desk, task = Desk(self.fund), book(self.fund, [row], year=2500 + number)
        desk.bring(task)
        met = self.expected.met(member, dt.date.fromisoformat(day), nights)
        ((decision, _),) = desk.ends(task)
        assert decision == ("review" if met else "accepted")
        if met:
            with pytest.raises(NotFound, match="claims_book_unknown"):
                desk.confirm(task)
            return multiple()
        return task, row

    @rule(brought=consumes(held))
    def confirm_a_book(self, brought: Any) -> None:
        """Never what was claimed or paid by now, and never more than there is."""
        task, row = brought
        desk, paid = Desk(self.fund), row.baht * 100
        first = dt.date.fromisoformat(row.event_on)
        if self.expected.met(row.member, first, row.nights):
            with pytest.raises(Refused, match="claims_book_overlaps"):
                desk.confirm(task)
        elif paid > self.expected.stands["cash"]:
            with pytest.raises(Refused, match="fund_balance_too_low"):
                desk.confirm(task)
        else:
            desk.confirm(task)
            self.expected.stays[row.claim_no] = (row.member, first, row.nights)
            self.expected.move(welfare__hospital=paid, cash=-paid)

    @rule(brought=consumes(held))
    def decline_a_book(self, brought: Any) -> None:
        Desk(self.fund).decline(brought[0])

    @rule(brought=held)
    def confirm_ones_own_book(self, brought: Any) -> None:
        with pytest.raises(Refused, match="confirmer_is_bringer"):
            Desk(self.fund).confirm(brought[0], someone("committee", actor_id=CLERK.actor_id))

    @rule(target=entries, satang=st.integers(1, 50_000))
    def receive_for_the_year_before(self, satang: int) -> Any:
        if self.expected.closed_before:
            with pytest.raises(Refused, match="date_in_closed_period"):
                self.fund.receive(satang, day=YEAR_BEFORE)
            return multiple()
        self.expected.move(YEAR_BEFORE, cash=satang, income__donation=-satang)
        return self.fund.receive(satang, day=YEAR_BEFORE).entry_id, YEAR_BEFORE

    @rule()
    def close_the_year_before(self) -> None:
        """What came in goes over into what the fund owns; the year that runs is left alone."""
        expected = self.expected
        if expected.closed_before:
            with pytest.raises(Conflict, match="year_already_closed"):
                self.fund.close_year(2567)
            return
        self.fund.close_year(2567)
        expected.closed_before = True
        surplus = -expected.year_before["income.donation"]
        expected.move(income__donation=surplus, equity__surplus=-surplus)

    def _ask(self, actor: Actor, request: Any, use_case: Any, **order: Any) -> Any:
        days = {"day": DAY.isoformat()} if "day" in request.example else {}
        return self.fund.ask(actor, request, use_case, **days, **order)
