"""How a member stands: which way leads where, what is owed, what the regulation says of it."""

from __future__ import annotations

import datetime as dt

import pytest

from kernel.values.errors import Conflict, Refused
from kernel.values.money import ZERO, Money
from services.funds.domain import member_standing
from services.funds.domain.member_standing import ENDED, MAY_BECOME, Account, Change
from services.funds.domain.regulations import Arrears, Plan
from services.funds.domain.spans import Span

DAY = dt.date(2025, 9, 30)
PLAN = Plan(daily=Money(100), monthly=True)
RULES = Arrears(
    suspend_after=Span(90, "d"),
    remove_after=Span(365, "d"),
    back_pay=True,
    new_waiting=Span(180, "d"),
)


@pytest.mark.parametrize("now", sorted(MAY_BECOME))
def test_every_way_leads_to_a_known_state(now: str) -> None:
    assert MAY_BECOME[now] <= set(MAY_BECOME)
    for to in set(MAY_BECOME) - MAY_BECOME[now]:
        with pytest.raises(Conflict, match="standing_moved_on"):
            member_standing.become(now, to)


def test_nobody_comes_back_from_an_end() -> None:
    assert all(not MAY_BECOME[ended] for ended in ENDED)


def test_what_is_owed_is_so_much_a_day() -> None:
    """From 1 July to 30 September are 92 days; 31 baht cover July."""
    told = member_standing.account(PLAN, dt.date(2025, 7, 1), Money(3_100), DAY)
    assert (told.due, told.arrears) == (Money(9_200), Money(6_100))
    assert told.unpaid_since == dt.date(2025, 8, 1)


def test_who_has_paid_ahead_owes_less_than_nothing() -> None:
    told = member_standing.account(PLAN, dt.date(2025, 9, 1), Money(36_500), DAY)
    assert told.arrears == Money(-33_500)
    assert member_standing.advised(RULES, told, DAY) == "active"


@pytest.mark.parametrize(
    ("unpaid_since", "says"),
    [("2025-07-03", "active"), ("2025-07-02", "suspended"), ("2024-09-30", "removed")],
)
def test_the_regulation_counts_its_own_days(unpaid_since: str, says: str) -> None:
    told = Account(Money(100), ZERO, dt.date.fromisoformat(unpaid_since))
    assert member_standing.advised(RULES, told, DAY) == says
    assert member_standing.advised(Arrears(), told, DAY) == "active"


def test_who_comes_back_pays_first_and_waits_anew() -> None:
    owing = Account(Money(100), ZERO, DAY)
    with pytest.raises(Refused, match="arrears_unpaid"):
        member_standing.reinstate("suspended", RULES, owing)
    assert member_standing.reinstate("suspended", Arrears(), owing) == "reinstated"
    changes = [Change("suspended", dt.date(2025, 1, 1)), Change("reinstated", dt.date(2025, 3, 1))]
    rests = [
        member_standing.rights_rest(changes, RULES, dt.date(2025, month, day))
        for month, day in ((1, 1), (2, 28), (3, 1), (8, 27), (8, 28))
    ]
    assert rests == [True, True, True, True, False]
    assert not member_standing.rights_rest(changes, RULES, dt.date(2024, 12, 31))


def test_the_registers_word_of_an_end_is_the_last() -> None:
    changes = [Change("suspended", dt.date(2025, 1, 1))]
    assert member_standing.state("deceased", changes, DAY) == "deceased"
    assert member_standing.state("active", changes, DAY) == "suspended"
    assert member_standing.state("active", changes, dt.date(2024, 12, 31)) == "active"
