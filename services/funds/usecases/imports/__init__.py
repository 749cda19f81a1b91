"""Taking in the registers of funds: the register of funds, collections, claims books."""

from __future__ import annotations

from typing import Final

from kernel.chassis.imports import Importer
from services.funds.usecases.imports.claims import import_claims
from services.funds.usecases.imports.contributions import import_contributions
from services.funds.usecases.imports.register import import_funds

IMPORTERS: Final[dict[str, Importer]] = {
    "funds": import_funds,
    "contributions": import_contributions,
    "claims": import_claims,
}
