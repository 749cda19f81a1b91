"""A fund's year as an auditor reads it: balance sheet and income statement, from postings alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from kernel.values.money import Money, total
from services.funds.domain.ledger import (
    ADMINISTRATION,
    ASSETS,
    MEMBER_ACCOUNTS,
    Posting,
    is_expense,
    is_income,
)

RESULT: Final = "equity.result"


@dataclass(frozen=True)
class Line:
    """An account and its amount, above zero where it stands on its usual side."""

    account: str
    amount: Money


@dataclass(frozen=True)
class BalanceSheet:
    """What a fund has at the end of a day, and whose it is: the members' accounts theirs."""

    assets: tuple[Line, ...]
    equity: tuple[Line, ...]

    def __post_init__(self) -> None:
        assert self.assets_sum == self.equity_sum, "a sheet balances"

    @property
    def assets_sum(self) -> Money:
        return total(each.amount for each in self.assets)

    @property
    def equity_sum(self) -> Money:
        return total(each.amount for each in self.equity)


@dataclass(frozen=True)
class YearStatement(BalanceSheet):
    """The sheet at the end of a year, and what came in and went out in it."""

    income: tuple[Line, ...]
    expense: tuple[Line, ...]

    @property
    def income_sum(self) -> Money:
        return total(each.amount for each in self.income)

    @property
    def expense_sum(self) -> Money:
        return total(each.amount for each in self.expense)

    @property
    def result(self) -> Money:
        return self.income_sum - self.expense_sum

    @property
    def admin_sum(self) -> Money:
        return total(each.amount for each in self.expense if each.account == ADMINISTRATION)

    @property
    def admin_percent_tenths(self) -> int | None:
        """Administration as a share of income in tenths of a percent; None without income."""
        came = self.income_sum.satang
        return (self.admin_sum.satang * 1_000 * 2 + came) // (came * 2) if came > 0 else None


def of_day(stands: Iterable[Posting]) -> BalanceSheet:
    """The balance sheet of what stands at the end of a day.

    What income and expense of open years have left stands in equity as the result.
    """
    stands = list(stands)
    open_result = total(
        each.amount for each in stands if is_income(each.account) or is_expense(each.account)
    )
    assets = tuple(Line(each.account, each.amount) for each in stands if each.account in ASSETS)
    equity = [
        Line(each.account, -each.amount)
        for each in stands
        if each.account == MEMBER_ACCOUNTS or each.account.startswith("equity.")
    ]
    if open_result:
        equity.append(Line(RESULT, -open_result))
    return BalanceSheet(assets, tuple(equity))


def of_year(stands: Iterable[Posting], moved: Sequence[Posting]) -> YearStatement:
    """The statement of what stands at the end and moved in the year, closing entries left out."""
    sheet = of_day(stands)
    return YearStatement(
        sheet.assets,
        sheet.equity,
        tuple(Line(each.account, -each.amount) for each in moved if is_income(each.account)),
        tuple(Line(each.account, each.amount) for each in moved if is_expense(each.account)),
    )
