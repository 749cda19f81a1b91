"""Taking in a register of funds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kernel.chassis.imports import Desk, ImportTask, Outcome
from kernel.chassis.work import Work
from kernel.values.area_findings import AreaLevel
from kernel.values.verdicts import Decision, weigh
from services.funds.domain.fund_rows import LEADS_TO, Certification, FundRow
from services.funds.imports.funds_register import read_funds
from services.funds.store.funds import Fund
from services.funds.usecases.funds import announce_opened

# The levels of an area finding as a fund's: in Bangkok a fund serves a khet (domain.md 1.1).
_LEVELS = {AreaLevel.KHET: "khet", AreaLevel.KHWAENG: "khet"}


def import_funds(task: ImportTask, desk: Desk) -> None:
    """Open the funds of a register; one whose account another fund has already stands twice."""
    (_, content) = task.files[0]
    rows = read_funds(content)
    desk.progress(0, len(rows))
    with desk.work() as work:
        judged = _known_before(work, rows)
        opened = [_fund(work, row) for row in judged if row.verdict.decision is Decision.ACCEPTED]
        for fund in opened:
            work.store.funds.add(fund, work.now)
            announce_opened(work, fund)
        outcome = Outcome([row.verdict for row in judged], totals={"funds": len(opened)})
        work.store.imports.finish(task, outcome, work.now)


def _known_before(work: Work, rows: Sequence[FundRow]) -> list[FundRow]:
    accounts = [row.line.account_no for row in rows if row.line.account_no]
    known = work.store.funds.known_accounts(accounts)
    return [_twice(row) if row.line.account_no in known else row for row in rows]


def _twice(row: FundRow) -> FundRow:
    codes = {*row.verdict.codes, "DUPLICATE_FUND"}
    return replace(row, verdict=weigh(row.line.place, codes, LEADS_TO))


def _fund(work: Work, row: FundRow) -> Fund:
    line = row.line
    return Fund(
        fund_id=work.new_id("fund"),
        name=line.name,
        level=_LEVELS.get(line.area.level, "tambon"),
        area_codes=line.area.codes,
        certification=str(line.certification or Certification.RECEIVED),
        established_on=line.established.day,
        certificate_no=line.certificate_no,
        account_no=line.account_no,
        declared_members=line.declared_members,
    )
