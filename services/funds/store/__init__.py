"""What `funds` reads and writes, by noun: named queries that speak the domain's values."""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, String, bindparam, func, select

from kernel.chassis.imports import ImportStore
from kernel.chassis.sealing import Sealing
from kernel.chassis.work import Store
from kernel.values.errors import NotFound
from services.funds import tables
from services.funds.store.accounts import AccountStore
from services.funds.store.activities import ActivityStore
from services.funds.store.awards import AwardStore
from services.funds.store.books import BookStore
from services.funds.store.claims import ClaimStore
from services.funds.store.claims_books import ClaimsBookStore
from services.funds.store.closings import ClosingStore
from services.funds.store.collections import CollectionStore
from services.funds.store.funds import FundStore
from services.funds.store.helping import HelpStore
from services.funds.store.leavings import LeavingStore
from services.funds.store.ledger import LedgerStore
from services.funds.store.match import MatchStore
from services.funds.store.member_standings import MemberStandingStore
from services.funds.store.memberships import MembershipStore
from services.funds.store.organisation import OrganisationStore
from services.funds.store.particulars import ParticularStore
from services.funds.store.payments import PaymentStore
from services.funds.store.proposals import ProposalStore
from services.funds.store.regulations import RegulationStore
from services.funds.store.reports import ReportStore
from services.funds.store.standings import StandingStore
from services.funds.store.tallies import TallyStore


def _acting_for(fund_id: ColumnElement[str]) -> Select[Any]:
    return select(func.set_config("kongbun.fund_id", fund_id, True))


_ACT_FOR: Final = _acting_for(bindparam("fund_id", type_=String))
_ACT_FOR_CLAIM: Final = _acting_for(
    func.coalesce(func.fund_of_claim(bindparam("claim_id", type_=String)), "")
)


class FundsStore(Store):
    """One transaction's view of the service's tables."""

    def __init__(self, connection: Connection, sealing: Sealing) -> None:
        super().__init__(connection, sealing)
        self.funds = FundStore(connection, sealing)
        self.regulations = RegulationStore(connection)
        self.proposals = ProposalStore(connection)
        self.memberships = MembershipStore(connection)
        self.collections = CollectionStore(connection)
        self.claims = ClaimStore(connection)
        self.claims_books = ClaimsBookStore(connection)
        self.help = HelpStore(connection)
        self.payments = PaymentStore(connection)
        self.ledger = LedgerStore(connection)
        self.accounts = AccountStore(connection)
        self.standings = StandingStore(connection)
        self.books = BookStore(connection)
        self.closings = ClosingStore(connection)
        self.tallies = TallyStore(connection)
        self.match = MatchStore(connection)
        self.awards = AwardStore(connection)
        self.member_standings = MemberStandingStore(connection)
        self.leavings = LeavingStore(connection)
        self.organisation = OrganisationStore(connection)
        self.particulars = ParticularStore(connection, sealing)
        self.activities = ActivityStore(connection)
        self.reports = ReportStore(connection)
        self.imports = ImportStore(connection, tables.imports)

    def act_for(self, fund_id: str) -> None:
        """Show this transaction the books of one fund; until it is told one, it sees none."""
        self.connection.execute(_ACT_FOR, {"fund_id": fund_id})

    def act_for_claim(self, claim_id: str) -> str:
        """Show this transaction the books of the fund a claim is made to; which that is.

        `NotFound("claim_unknown")`: more than whose it is, is not known of a claim before.
        """
        told = {"claim_id": claim_id}
        found = str(self.connection.execute(_ACT_FOR_CLAIM, told).scalar_one())
        if not found:
            raise NotFound("claim_unknown")
        return found

    def measure(self) -> None:
        self.ledger.measure()

    def tend(self) -> None:
        self.tallies.fold()


STORE = FundsStore
