"""What people ask of a fund, as the contract reads it; and a fund with members to ask it of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from kernel.contracts import funds as contract
from kernel.contracts.envelope import Request
from kernel.values.actors import Actor
from kernel.values.errors import Conflict
from kernel.values.money import Money
from kernel.wire.clock import new_id
from services.funds.domain.claims import Claim, Membership
from services.funds.domain.closings import Closing
from services.funds.domain.corrections import Reversal
from services.funds.domain.ledger import Entry
from services.funds.usecases import books, claims, closings, funds, money, payments, regulations
from tests.units import NOW, Unit, someone

CLERK = someone("clerk", actor_id="staff_clerk")
COMMITTEE = someone("committee", actor_id="staff_committee")
TREASURER = someone("treasurer", actor_id="staff_treasurer")
REGULATION = Path(__file__).parents[2] / "samples" / "regulations" / "wangthong.yaml"
DAY = NOW.date()


@dataclass
class Fund:
    """A fund whose books are open, under the regulation of ต.วังทอง."""

    unit: Unit
    fund_id: str = field(default_factory=lambda: new_id("fund"))
    members: list[str] = field(default_factory=list)

    def ask(
        self, actor: Actor, request: type[Request], use_case: Callable[..., Any], **changes: Any
    ) -> Any:
        """Ask a use case what the contract's example asks of this fund, changed."""
        order = request.read({**request.example, "fund_id": self.fund_id, **changes})
        with self.unit.work(actor) as work:
            return use_case(work, **order)

    def open(
        self,
        balance_satang: int,
        members: int,
        regulation: Path = REGULATION,
        persons: Sequence[str] = (),
    ) -> None:
        """Open the fund and its books, adopt its regulation, hear of its members."""
        self.ask(CLERK, contract.OpenFund, funds.open_fund, account_no="")
        told = yaml.safe_load(regulation.read_text())
        for version in told["versions"]:
            self.ask(
                COMMITTEE,
                contract.AdoptRegulation,
                regulations.adopt_regulation,
                regulation_id=new_id("regulation"),
                findings_answered=told.get("findings_answered", {}),
                text="",
                **{**version, "in_force_from": version["in_force_from"].isoformat()},
            )
        if balance_satang:
            self.receive_opening(balance_satang)
        joined = DAY.replace(year=DAY.year - 12)
        self.members += [new_id("membership") for _ in range(members)]
        persons = persons or [new_id("person") for _ in self.members]
        kept = [
            Membership(each, self.fund_id, person, str(place), joined, "active")
            for place, (each, person) in enumerate(zip(self.members, persons, strict=True))
        ]
        with self.unit.work() as work:
            work.store.memberships.keep(kept)

    def receive_opening(self, satang: int) -> Entry:
        order = {"entry_id": new_id("entry"), "day": DAY.isoformat(), "amount_satang": satang}
        told: Entry = self.ask(
            CLERK, contract.RecordOpeningBalance, money.record_opening_balance, **order
        )
        return told

    def contribute(self, member: int, satang: int) -> Entry:
        payment = {"membership_id": self.members[member], "amount_satang": satang}
        told: Entry = self.ask(
            CLERK,
            contract.RecordContributions,
            money.record_contributions,
            collection_id=new_id("collection"),
            day=DAY.isoformat(),
            payments=[payment],
        )
        return told

    def receive(self, satang: int, source: str = "donation", day: str = "2025-09-30") -> Entry:
        told: Entry = self.ask(
            TREASURER,
            contract.RecordIncome,
            books.record_income,
            entry_id=new_id("entry"),
            source=source,
            day=day,
            amount_satang=satang,
        )
        return told

    def spend(self, satang: int, purpose: str = "administration") -> Entry:
        told: Entry = self.ask(
            TREASURER,
            contract.RecordExpense,
            books.record_expense,
            entry_id=new_id("entry"),
            day="2025-09-30",
            purpose=purpose,
            amount_satang=satang,
        )
        return told

    def ask_reversal(self, entry_id: str, reason: str = "ลงผิด") -> Reversal:
        told: Reversal = self.ask(
            TREASURER,
            contract.AskReversal,
            books.ask_reversal,
            reversal_id=new_id("reversal"),
            entry_id=entry_id,
            reason=reason,
        )
        return told

    def turn_round(self, entry_id: str) -> None:
        """Ask for an entry to be turned round, and do it."""
        asked = self.ask_reversal(entry_id)
        with self.unit.work(COMMITTEE) as work:
            books.reverse_entry(work, reversal_id=asked.reversal_id, fund_id=self.fund_id)

    def ask_closing(self, year: int, actor: Actor = TREASURER) -> Closing:
        told: Closing = self.ask(
            actor,
            contract.AskClosing,
            closings.ask_closing,
            closing_id=new_id("closing"),
            year=year,
        )
        return told

    def close_year(self, year: int) -> dict[str, Any]:
        """Close a year by two people; another may have asked for it already."""
        with suppress(Conflict):
            self.ask_closing(year)
        told: dict[str, Any] = self.ask(COMMITTEE, contract.CloseYear, books.close_year, year=year)
        return told

    def moved(self, entry_id: str) -> dict[str, int]:
        """What an entry moves on each account."""
        with self.unit.work() as work:
            work.store.act_for(self.fund_id)
            entry = work.store.ledger.get(entry_id)
        return {each.account: each.amount.satang for each in entry.postings}

    def submit(
        self, member: int, asked: claims.Asked = claims.NOTHING_ASKED, **changes: Any
    ) -> Claim:
        order = {
            "claim_id": new_id("claim"),
            "claim_no": new_id("claim")[-8:],
            "membership_id": self.members[member],
            "kind": "hospital",
            "nights": 2,
            "event_on": DAY.isoformat(),
            "filed_on": DAY.isoformat(),
            "requested_satang": 100_000,
            **changes,
        }
        read = contract.SubmitClaim.read(
            {**contract.SubmitClaim.example, "fund_id": self.fund_id, **order}
        )
        with self.unit.work(CLERK) as work:
            told: Claim = claims.submit_claim(work, **read, asked=asked)
            return told

    def decide(self, use_case: Any, claim_id: str, actor: Actor = COMMITTEE, **more: Any) -> Claim:
        with self.unit.work(actor) as work:
            told: Claim = use_case(work, claim_id=claim_id, **more)
            return told

    def approve(self, claim_id: str, actor: Actor = COMMITTEE) -> Claim:
        return self.decide(claims.approve_claim, claim_id, actor, decided_on=None)

    def pay(self, claim_id: str) -> Claim:
        return self.decide(payments.pay_claim, claim_id, TREASURER, paid_on=DAY, method="cash")

    def void(self, claim_id: str, actor: Actor = COMMITTEE, reason: str = "จ่ายผิดคน") -> Claim:
        return self.decide(payments.void_payment, claim_id, actor, reason=reason)

    def withdraw(self, claim_id: str, reason: str = "ขอถอน") -> Claim:
        return self.decide(claims.withdraw_claim, claim_id, CLERK, reason=reason)

    def as_app(self, *statements: str) -> None:
        """Run statements as the service's own role, in the context of this fund."""
        with self.unit.engine.begin() as app:
            app.exec_driver_sql(f"SELECT set_config('kongbun.fund_id', '{self.fund_id}', true)")
            for sql in statements:
                app.exec_driver_sql(sql)

    def balances(self) -> dict[str, int]:
        """What stands on each account: as kept, and as the postings add up. Both must agree."""
        with self.unit.owned.connect() as connection:
            kept = connection.exec_driver_sql("SELECT account, amount_satang FROM balances").all()
            added = connection.exec_driver_sql(
                "SELECT account, sum(amount_satang)::bigint FROM postings GROUP BY account"
            ).all()
        assert dict(kept) == dict(added)
        return dict(kept)

    def cash(self) -> Money:
        with self.unit.work() as work:
            work.store.act_for(self.fund_id)
            told: Money = work.store.ledger.cash(self.fund_id)
            return told
