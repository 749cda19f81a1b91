"""The share of a year's income that may go into running the fund, where the regulation sets one."""

from __future__ import annotations

from kernel.values.errors import Refused
from kernel.values.money import ZERO, Money
from services.funds.domain.regulations import Rules


def left(percent: int, income: Money, spent: Money) -> Money:
    """What may still go into administration in a year; satang are cut off the share."""
    return max(ZERO, Money(income.satang * percent // 100) - spent)


def must_hold(rules: Rules | None, income: Money, spent: Money, amount: Money) -> None:
    """`Refused("admin_cap_reached")` with the figures, where the amount would go beyond the cap.

    `income` is the year's so far, or the whole of the year's before where that is more.
    """
    if rules is None or rules.admin_cap_percent is None:
        return
    most = left(rules.admin_cap_percent, income, spent)
    if amount > most:
        raise Refused(
            "admin_cap_reached",
            {
                "percent": rules.admin_cap_percent,
                "income": str(income),
                "spent": str(spent),
                "left": str(most),
            },
        )
