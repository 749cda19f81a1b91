"""Lines of a collection come many at once, and never without it."""

from __future__ import annotations

import pytest
from sqlalchemy import exc

from kernel.values.money import ZERO, Money
from kernel.wire.clock import new_id
from services.funds.store.collections import Collection, ContributionLine
from tests.funds.orders import Fund
from tests.units import Unit

pytestmark = pytest.mark.stack


def test_a_line_without_its_collection_is_refused_by_the_database(funds: Unit) -> None:
    row = (new_id("collection"), new_id("fund"), "2025-09", new_id("membership"))
    with funds.work() as work:
        work.store.act_for(row[1])
        with pytest.raises(exc.IntegrityError):
            work.connection.exec_driver_sql(
                "INSERT INTO contributions VALUES (%s, 1, %s, %s, %s, 100, 0)", row
            )


def test_a_thousand_lines_stand_behind_one_collection(funds: Unit) -> None:
    fund = Fund(funds)
    fund.open(balance_satang=0, members=0)
    lines = [
        ContributionLine(place, new_id("membership"), Money(3_000), ZERO)
        for place in range(1, 1_001)
    ]
    with funds.work() as work:
        work.store.act_for(fund.fund_id)
        told = Collection(new_id("collection"), fund.fund_id, "2025-09", None)
        work.store.collections.add(told, lines, work.now)
    assert funds.count("contributions") == 1_000
