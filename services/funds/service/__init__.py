"""The entrypoints of `funds`, by noun: read, use case, write."""

from __future__ import annotations

from kernel.chassis.operations import Operated
from kernel.chassis.taking_in import Imports, TakesImports
from kernel.contracts import funds as contract
from services.funds import tables
from services.funds.service.books import Books
from services.funds.service.claims import Claims
from services.funds.service.claims_books import ClaimsBooks
from services.funds.service.forecasts import Forecasts
from services.funds.service.funds import Funds
from services.funds.service.leavings import Leavings
from services.funds.service.levies import Levies
from services.funds.service.match import Match
from services.funds.service.memberships import Memberships
from services.funds.service.money import Money
from services.funds.service.organisation import Organisation
from services.funds.service.particulars import Particulars
from services.funds.service.payments import Payments
from services.funds.service.proposals import Proposals
from services.funds.service.regulations import Regulations
from services.funds.service.reports import Reports
from services.funds.service.standing import Standing
from services.funds.service.summary import Summary


class FundsService(
    Funds,
    Regulations,
    Proposals,
    Money,
    Books,
    Match,
    Standing,
    Leavings,
    Levies,
    Organisation,
    Particulars,
    Reports,
    Claims,
    ClaimsBooks,
    Payments,
    Forecasts,
    Summary,
    Memberships,
    Operated,
    TakesImports,
):
    """Community welfare funds."""

    name = contract.SERVICE
    imports = Imports(tables.imports)


SERVICE = FundsService
