"""What a line of a monthly collection sheet is worth, and whether its totals are right.

`no_payment` goes before every check of the member: a line without money asks nobody anything. An
entry fee is money: a new member's line counts although its savings are empty.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from kernel.values.money import ZERO, Money, total
from kernel.values.thai_calendar import Month
from kernel.values.verdicts import Decision, Place, Verdict, weigh
from services.funds.domain.rosters import RosterAnswer, member_codes

LEADS_TO: Final[Mapping[str, Decision]] = {
    "AMOUNT_TEXT": Decision.REVIEW,
    "ENTRY_FEE_TEXT": Decision.REVIEW,
    "MEMBER_UNKNOWN": Decision.REVIEW,
    "MEMBER_PENDING": Decision.REVIEW,
    "MEMBER_NAME_MISMATCH": Decision.REVIEW,
    "PAID_AFTER_DEATH": Decision.REVIEW,
    "NEGATIVE_UNEXPLAINED": Decision.REVIEW,
    "LINE_REPEATED": Decision.REVIEW,
    "NEGATIVE_CORRECTION": Decision.ACCEPTED,
    "DATE_IMPOSSIBLE": Decision.ACCEPTED,  # of the payment: the month is known all the same
}
FILE_CODES: Final = ("TOTAL_MISMATCH", "TOTAL_SKIPS_TEXT_CELLS")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a sheet as read. `amount` is `None` without money or where it cannot be read.

    `name` is what was typed, for `members.match_roster` only; it is not stored. Arrears are
    negative where a member has paid ahead.
    """

    place: Place
    member_no: str
    name: str
    amount: Money | None
    amount_unreadable: bool
    amount_is_number: bool
    entry_fee: Money
    entry_fee_unreadable: bool
    opening_arrears: Money | None
    due: Money | None
    closing_arrears: Money | None
    plan_days: int | None
    paid_on: date | None
    paid_on_unreadable: bool
    note: str

    @property
    def is_payment(self) -> bool:
        """Whether the line says that money changed hands, readable or not."""
        unreadable = self.amount_unreadable or self.entry_fee_unreadable
        return bool(self.amount) or bool(self.entry_fee) or unreadable


@dataclass(frozen=True, slots=True)
class PrintedTotal:
    """The total printed at the end of a sheet; `None` if it cannot be read."""

    place: Place
    amount: Money | None
    is_formula: bool


@dataclass(frozen=True, slots=True)
class ContributionRow:
    """A line with its verdict."""

    line: Line
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Summary:
    """The figures of one file. Entry fees have their own column and are in no other figure."""

    accepted: Money
    accepted_entry_fees: Money
    in_review: Money
    readable: Money
    number_cells: Money
    printed: Money | None
    opening_arrears: Money
    closing_arrears: Money
    codes: frozenset[str]


def judge(
    lines: Sequence[Line], answers: Sequence[RosterAnswer], period: Month
) -> tuple[ContributionRow, ...]:
    """The verdicts of the lines of one month, with one roster answer for each."""
    seen: set[tuple[str, str]] = set()
    rows: list[ContributionRow] = []
    for line, answer in zip(lines, answers, strict=True):
        own_key = (line.place.sheet, line.member_no)
        repeated = own_key in seen and bool(line.member_no)
        seen.add(own_key)
        rows.append(_judge_one(line, answer, period, repeated=repeated))
    return tuple(rows)


def _judge_one(
    line: Line, answer: RosterAnswer, period: Month, *, repeated: bool
) -> ContributionRow:
    if not line.is_payment:
        return ContributionRow(line, Verdict(line.place, Decision.NO_PAYMENT, frozenset()))
    codes = member_codes(answer)
    if repeated:
        codes.add("LINE_REPEATED")
    if line.amount_unreadable:
        codes.add("AMOUNT_TEXT")
    if line.entry_fee_unreadable:
        codes.add("ENTRY_FEE_TEXT")
    if line.paid_on_unreadable:
        codes.add("DATE_IMPOSSIBLE")
    if line.amount and line.amount < ZERO:
        codes.add("NEGATIVE_CORRECTION" if line.note else "NEGATIVE_UNEXPLAINED")
    if answer.died_on and answer.died_on < (line.paid_on or period.first_day()):
        codes.add("PAID_AFTER_DEATH")
    return ContributionRow(line, weigh(line.place, codes, LEADS_TO))


def summarise(rows: Sequence[ContributionRow], printed: Sequence[PrintedTotal]) -> Summary:
    """Add the file up and compare each sheet with the total printed on it."""
    lines = [row.line for row in rows]
    accepted = _decided(rows, Decision.ACCEPTED)
    known = [one.amount for one in printed if one.amount is not None]
    return Summary(
        accepted=_sum(line.amount for line in accepted),
        accepted_entry_fees=total(line.entry_fee for line in accepted),
        in_review=_sum(line.amount for line in _decided(rows, Decision.REVIEW)),
        readable=_sum(line.amount for line in lines),
        number_cells=_sum(line.amount for line in lines if line.amount_is_number),
        printed=total(known) if known else None,
        opening_arrears=_sum(line.opening_arrears for line in lines),
        closing_arrears=_sum(line.closing_arrears for line in lines),
        codes=_file_codes(lines, printed),
    )


def _decided(rows: Iterable[ContributionRow], decision: Decision) -> list[Line]:
    return [row.line for row in rows if row.verdict.decision is decision]


def _sum(amounts: Iterable[Money | None]) -> Money:
    return total(amount for amount in amounts if amount is not None)


def _file_codes(lines: Sequence[Line], printed: Sequence[PrintedTotal]) -> frozenset[str]:
    """Whether any printed total is wrong; the graver reason speaks for the file.

    A total that equals the number cells skipped the amounts typed as text, as Excel's SUM does.
    """
    by_sheet: dict[str, list[Line]] = {}
    for line in lines:
        by_sheet.setdefault(line.place.sheet, []).append(line)
    found: set[str] = set()
    for one in printed:
        on_sheet = by_sheet.get(one.place.sheet, [])
        if one.amount == _sum(line.amount for line in on_sheet):
            continue
        numbers = _sum(line.amount for line in on_sheet if line.amount_is_number)
        found.add("TOTAL_SKIPS_TEXT_CELLS" if one.amount == numbers else "TOTAL_MISMATCH")
    return frozenset({"TOTAL_MISMATCH"} if "TOTAL_MISMATCH" in found else found)
