"""Taking in a monthly collection."""

from __future__ import annotations

from collections.abc import Sequence

from kernel.chassis.imports import Desk, ImportTask, Outcome
from kernel.chassis.work import Work
from kernel.values.errors import Conflict
from kernel.values.money import ZERO
from kernel.values.verdicts import Decision
from services.funds.domain import contribution_rows
from services.funds.domain.contribution_rows import ContributionRow, Summary
from services.funds.imports.contributions import read_contributions
from services.funds.store.collections import Collection, ContributionLine
from services.funds.usecases import money
from services.funds.usecases.imports import rosters
from services.funds.usecases.imports.rosters import Matched

KIND = "contributions"


def import_contributions(task: ImportTask, desk: Desk) -> None:
    """Post a month's collection: accepted lines to the ledger, arrears of every known member.

    `Conflict("period_imported")` if the month came from another file, unless `replaces` says to
    correct that: then its entry is reversed, and this one posted.
    """
    (_, content) = task.files[0]
    read = read_contributions(content)
    desk.progress(0, len(read.lines))
    matched = rosters.match(desk, task.fund_id, read.lines)
    rosters.wait_for_memberships(desk, matched)
    rows = contribution_rows.judge(read.lines, [each.answer for each in matched], read.period)
    summary = contribution_rows.summarise(rows, read.printed)
    with desk.work() as work:
        work.store.act_for(task.fund_id)
        fund = work.store.funds.get(task.fund_id)
        _make_room(work, task, str(read.period))
        lines = _lines(rows, matched)
        collection = Collection(
            work.new_id("collection"), task.fund_id, str(read.period), import_id=task.import_id
        )
        money.post_collection(work, fund, collection, read.period.last_day(), lines)
        outcome = Outcome(
            [row.verdict for row in rows],
            period=str(read.period),
            totals=_totals(summary),
            file_codes=sorted(summary.codes),
        )
        work.store.imports.finish(task, outcome, work.now)


def _make_room(work: Work, task: ImportTask, period: str) -> None:
    before = work.store.imports.done_before(KIND, task.fund_id, period)
    if before is None:
        return
    if not task.replaces:
        raise Conflict("period_imported", {"import_id": before, "period": period})
    collection = work.store.collections.of_import(before)
    if collection is not None:
        collection_id, entry_id = collection
        if entry_id is not None:
            money.reverse(work, entry_id)
        work.store.collections.replaced(collection_id)
    work.store.imports.supersede(before)


def _lines(rows: Sequence[ContributionRow], matched: Sequence[Matched]) -> list[ContributionLine]:
    """The passbook lines of known members; one that was not accepted moves no money."""
    lines = []
    for place, (row, match) in enumerate(zip(rows, matched, strict=True), start=1):
        if match.membership_id is None:
            continue
        accepted = row.verdict.decision is Decision.ACCEPTED
        amount = row.line.amount if accepted and row.line.amount else ZERO
        fee = row.line.entry_fee if accepted else ZERO
        arrears = row.line.opening_arrears
        lines.append(ContributionLine(place, match.membership_id, amount, fee, arrears))
    return lines


def _totals(summary: Summary) -> dict[str, int]:
    printed = summary.printed
    return {
        "accepted_satang": summary.accepted.satang,
        "accepted_entry_fee_satang": summary.accepted_entry_fees.satang,
        "review_satang": summary.in_review.satang,
        "sum_of_readable_amounts_satang": summary.readable.satang,
        "sum_of_numeric_cells_satang": summary.number_cells.satang,
        "opening_arrears_satang": summary.opening_arrears.satang,
        "closing_arrears_satang": summary.closing_arrears.satang,
        **({"printed_total_satang": printed.satang} if printed is not None else {}),
    }
