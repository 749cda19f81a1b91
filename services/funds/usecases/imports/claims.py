"""Taking in a claims book: history, held as it was paid and flagged by what the rules say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from kernel.chassis.imports import Desk, ImportTask, Outcome
from kernel.chassis.work import Work
from kernel.contracts.members.common import BULK_MAX
from kernel.values.errors import Conflict, Refused
from kernel.values.money import ZERO, Money, total
from kernel.values.verdicts import Decision
from services.funds.domain import claim_history, claim_rows
from services.funds.domain.claim_history import Judged, Occurrence
from services.funds.domain.claim_rows import ClaimRow
from services.funds.domain.claims import Claim
from services.funds.domain.claims_books import ClaimsBook
from services.funds.domain.regulations import HOUSED
from services.funds.imports.claims import read_claims
from services.funds.imports.words import school_level
from services.funds.store.claims_books import HistoricClaim
from services.funds.usecases import claims_books
from services.funds.usecases.claims import AGED_KINDS
from services.funds.usecases.imports import rosters
from services.funds.usecases.imports.rosters import Matched

KIND: Final = "claims"


def import_claims(task: ImportTask, desk: Desk) -> None:
    """Read a year's claims and hold them until somebody else confirms the book. What the regulation
    would have given is noted beside what was paid, and what the fund has already is for review.
    `Conflict("period_imported")` for a year taken in before."""
    (_, content) = task.files[0]
    read = read_claims(content)
    period = str(read.fiscal_year or "")
    desk.progress(0, len(read.lines))
    matched = rosters.match(desk, task.fund_id, read.lines)
    rosters.wait_for_memberships(desk, matched)
    rows = claim_rows.judge(read.lines, [each.answer for each in matched])
    ages = _ages(desk, task.fund_id, rows, matched)
    with desk.work() as work:
        work.store.act_for(task.fund_id)
        _must_be_first(work, task, period)
        rows = _beside_the_fund(work, task, rows, matched)
        judged = _held_against_regulation(work, task.fund_id, rows, matched, ages)
        verdicts = [each.verdict for each in judged]
        recorded = list(_history(work, task, rows, matched, ages, judged))
        outcome = Outcome(
            verdicts,
            period=period,
            totals=_totals(rows, recorded),
            file_codes=_hold(work, task, period, recorded),
        )
        work.store.imports.finish(task, outcome, work.now)


def _must_be_first(work: Work, task: ImportTask, period: str) -> None:
    work.store.funds.get(task.fund_id)
    before = work.store.imports.done_before(KIND, task.fund_id, period)
    if before is None:
        return
    if task.replaces:
        raise Refused("claims_cannot_be_replaced", {"import_id": before})
    raise Conflict("period_imported", {"import_id": before, "period": period})


def _ages(
    desk: Desk, fund_id: str, rows: Sequence[ClaimRow], matched: Sequence[Matched]
) -> dict[int, int | None]:
    """Ages on the day, by place in the book, for the kinds that ask for one."""
    with desk.work() as work:
        aged = AGED_KINDS | work.store.funds.get(fund_id).aged_kinds
    asked = [
        (place, {"membership_id": match.membership_id, "day": row.line.event.day.isoformat()})
        for place, (row, match) in enumerate(zip(rows, matched, strict=True))
        if row.line.kind in aged and match.membership_id and row.line.event.day
    ]
    ages: dict[int, int | None] = {}
    for first in range(0, len(asked), BULK_MAX):
        batch = asked[first : first + BULK_MAX]
        told = desk.ask("members.get_ages", asked=[each for _, each in batch])["ages"]
        ages.update({place: age for (place, _), age in zip(batch, told, strict=True)})
    return ages


def _held_against_regulation(
    work: Work,
    fund_id: str,
    rows: Sequence[ClaimRow],
    matched: Sequence[Matched],
    ages: Mapping[int, int | None],
) -> list[Judged]:
    members = work.store.memberships.of_fund(fund_id)
    arrears = work.store.collections.arrears(fund_id)
    occurrences = [
        Occurrence(
            row,
            members.get(match.membership_id or ""),
            _arrears_of(arrears, match.membership_id, row),
            ages.get(place),
            school_level(row.line.detail),
        )
        for place, (row, match) in enumerate(zip(rows, matched, strict=True))
    ]
    return claim_history.judge(occurrences, work.store.regulations.versions(fund_id))


def _arrears_of(
    arrears: Mapping[tuple[str, str], Money], membership_id: str | None, row: ClaimRow
) -> Money | None:
    day = row.line.event.day
    return arrears.get((membership_id or "", f"{day:%Y-%m}")) if day else None


def _history(
    work: Work,
    task: ImportTask,
    rows: Sequence[ClaimRow],
    matched: Sequence[Matched],
    ages: Mapping[int, int | None],
    judged: Sequence[Judged],
) -> Iterator[HistoricClaim]:
    for place, (row, match, held) in enumerate(zip(rows, matched, judged, strict=True)):
        line = row.line
        if held.verdict.decision is not Decision.ACCEPTED or match.membership_id is None:
            continue
        assert line.kind is not None, "a claim of no kind is for review"
        assert line.event.day is not None, "a claim without a day is for review"
        paid = line.paid or ZERO
        claim = Claim(
            claim_id=work.new_id("claim"),
            fund_id=task.fund_id,
            claim_no=line.claim_no,
            membership_id=match.membership_id,
            kind=str(line.kind),
            event_on=line.event.day,
            filed_on=line.filed.day or line.event.day,
            requested=line.requested or ZERO,
            submitted_by=work.actor.actor_id,
            nights=line.nights,
            level=school_level(line.detail),
            damage_percent=line.damage_percent,
            age=ages.get(place),
            house=match.answer.house if str(line.kind) in HOUSED else None,
            state="paid" if paid else "rejected",
            version=held.version,
            approved=paid or None,
            paid=paid or None,
            paid_on=line.paid_on if paid else None,
            codes=tuple(sorted(held.verdict.codes)),
        )
        yield HistoricClaim(claim, task.import_id, held.due)


def _hold(
    work: Work, task: ImportTask, period: str, recorded: Sequence[HistoricClaim]
) -> Sequence[str]:
    """Keep the book until somebody else confirms it; what is then said of it as a whole."""
    if not recorded:
        return ()
    claims = [each.claim for each in recorded]
    book = ClaimsBook(
        import_id=task.import_id,
        fund_id=task.fund_id,
        period=period,
        claims=len(claims),
        paid=total(claim.paid or ZERO for claim in claims),
        due=total(each.due or ZERO for each in recorded),
        last_paid_on=max((claim.paid_on for claim in claims if claim.paid_on), default=None),
        flags=dict(sorted(Counter(code for claim in claims for code in claim.codes).items())),
        brought_by=work.actor.actor_id,
    )
    work.store.claims_books.hold(book, recorded, work.now)
    return claim_rows.BOOK_CODES


def _beside_the_fund(
    work: Work, task: ImportTask, rows: Sequence[ClaimRow], matched: Sequence[Matched]
) -> tuple[ClaimRow, ...]:
    members = [match.membership_id for match in matched]
    numbers = [row.line.claim_no for row in rows if row.line.claim_no]
    asked = sorted({each for each in members if each})
    known = claims_books.known(work, task.fund_id, task.as_of, numbers, asked)
    return claim_rows.held_against(rows, members, known)


def _totals(rows: Sequence[ClaimRow], recorded: Sequence[HistoricClaim]) -> dict[str, int]:
    by_kind: Counter[str] = Counter()
    for each in recorded:
        by_kind[f"paid_{each.claim.kind}_satang"] += (each.claim.paid or ZERO).satang
    known = [each for each in recorded if each.due is not None]
    return {
        "requested_satang": total(row.line.requested or ZERO for row in rows).satang,
        "paid_satang": total(row.line.paid or ZERO for row in rows).satang,
        "recorded_satang": total(each.claim.paid or ZERO for each in recorded).satang,
        "due_satang": total(each.due or ZERO for each in known).satang,
        **dict(sorted(by_kind.items())),
    }
