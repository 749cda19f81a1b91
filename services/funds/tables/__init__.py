"""The tables of `funds`, by noun."""

from services.funds.tables.claims import claims as claims
from services.funds.tables.collections import collections as collections
from services.funds.tables.collections import contributions as contributions
from services.funds.tables.common import chassis as chassis
from services.funds.tables.common import imports as imports
from services.funds.tables.common import metadata as metadata
from services.funds.tables.funds import funds as funds
from services.funds.tables.funds import memberships as memberships
from services.funds.tables.ledger import balances as balances
from services.funds.tables.ledger import closed_years as closed_years
from services.funds.tables.ledger import entries as entries
from services.funds.tables.ledger import postings as postings
from services.funds.tables.ledger import reversals as reversals
from services.funds.tables.regulations import regulations as regulations
from services.funds.tables.tallies import tallies as tallies
from services.funds.tables.tallies import tally_changes as tally_changes
