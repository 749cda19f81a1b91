"""Any sequence of what people do to a fund: its ledger balances, and no money is in two places."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy.exc import DBAPIError

from tests.funds.deeds import RATE
from tests.funds.funds_year import FundsYear
from tests.funds.orders import REGULATION, Fund
from tests.units import Unit

pytestmark = [pytest.mark.stack, pytest.mark.timeout(300)]

LEVY = {"levy_satang": RATE, "levy_from": "accounts", "levy_shortfall": "owed"}


@pytest.fixture
def year(funds: Unit, tmp_path: Path) -> type[FundsYear]:
    """The deeds by the regulation of ต.วังทอง, but for deaths: the others are levied for those."""
    told = yaml.safe_load(REGULATION.read_text())
    for version in told["versions"]:
        version["rules"]["benefits"]["death"] = LEVY

    class Year(FundsYear):
        pass

    Year.funds, Year.regulation = funds, tmp_path / "levy.yaml"
    Year.regulation.write_text(yaml.safe_dump(told))
    return Year


def test_any_sequence_of_deeds_keeps_the_books_true(year: type[FundsYear]) -> None:
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        year,
        settings=settings(
            max_examples=25,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_one_of_each_deed_after_the_other_keeps_the_books_true(year: type[FundsYear]) -> None:
    """Chance seldom draws a deed that needs others before it; here each is done for certain."""
    a_year = year()
    death, award = a_year.begin_with_a_death(), a_year.begin_with_an_award()
    brought, again = a_year.begin_with_a_book(), a_year.bring_a_book(1, "2025-09-06", 3, 200)
    levied, waste = a_year.levy(claim=death), a_year.begin_with_waste()
    deeds: tuple[Callable[[], Any], ...] = (
        lambda: a_year.confirm_ones_own_book(brought=brought),
        lambda: a_year.confirm_a_book(brought=brought),
        lambda: a_year.confirm_a_book(brought=again),
        lambda: a_year.decline_a_book(brought=again),
        lambda: a_year.bring_a_book(1, "2025-09-07", 1, 100),
        lambda: a_year.deposit(member=1, satang=5_000),
        lambda: a_year.levy(claim=death),
        lambda: a_year.correct(entry=levied),
        lambda: a_year.levy(claim=death),
        lambda: a_year.pay(claim=death),
        lambda: a_year.submit(member=2, day="2025-09-21", nights=1),
        lambda: a_year.claw_back(a_year.receive_match(award, 10_000), 12_000),
        lambda: a_year.settle_waste(satang=5_000),
        lambda: a_year.correct(entry=waste),  # paid for in part: refused
        lambda: a_year.correct(entry=a_year.receive_for_the_year_before(satang=100)),
        lambda: a_year.receive_for_the_year_before(satang=700),
        a_year.close_the_year_before,
        lambda: a_year.receive_for_the_year_before(satang=700),
    )
    for deed in deeds:
        deed()
        a_year.the_books_are_true()
    assert {"welfare.hospital", "welfare.death", "income.levy"} <= set(a_year.fund.balances())
    a_year.teardown()


def test_the_database_refuses_what_the_domain_would_never_write(funds: Unit) -> None:
    fund = Fund(funds)
    fund.open(100_000, members=1)
    with funds.owned.connect() as connection:
        entry_id = connection.exec_driver_sql("SELECT entry_id FROM entries").scalar_one()
    one = f"INSERT INTO postings VALUES ('{entry_id}', '{{}}', '{fund.fund_id}', now(), {{}})"
    for sql in (
        "UPDATE entries SET day = now()",
        "DELETE FROM entries",
        "UPDATE postings SET amount_satang = 1",
        "DELETE FROM postings",
        "TRUNCATE postings",
        "UPDATE balances SET amount_satang = 0",
        "DELETE FROM balances",
        f"INSERT INTO balances VALUES ('{fund.fund_id}', 'mine', 1)",
        one.format("cash.more", 5),
        one.format("reserved", -5),
    ):
        with pytest.raises(DBAPIError, match=r"permission denied|not balance|no_reserve_below"):
            fund.as_app(sql)
    # Not even the owner edits an entry.
    with pytest.raises(DBAPIError, match="never edited"), funds.owned.begin() as connection:
        connection.exec_driver_sql("DELETE FROM entries")
    assert fund.balances() == {"cash": 100_000, "equity.opening": -100_000}
