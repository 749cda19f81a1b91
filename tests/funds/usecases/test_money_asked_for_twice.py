"""A command that is repeated moves money once; two who do the same at once do it once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from kernel.chassis.work import AlreadyDone, Context
from kernel.contracts import funds as contract
from kernel.contracts.envelope import Request
from kernel.values.errors import Conflict
from kernel.wire.clock import new_id
from services.funds.usecases import books, money
from tests.funds.orders import CLERK, TREASURER, Fund
from tests.units import Unit

pytestmark = pytest.mark.stack


@pytest.fixture
def fund(funds: Unit) -> Fund:
    made = Fund(funds)
    made.open(100_000, members=1)
    return made


def ask(fund: Fund, request: type[Request], use_case: Any, raw: dict[str, Any]) -> Any:
    """As the service is asked: the command's id is taken with what it does."""
    actor = CLERK if use_case is money.record_contributions else TREASURER
    context = Context(
        caller="cli", actor=actor, method=request.method_name(), request=request, raw=raw
    )
    try:
        with fund.unit.works.begin(context) as work:
            return work.reply(use_case(work, **request.read(raw)))
    except AlreadyDone as done:
        return done.reply


def sheet(fund: Fund) -> dict[str, Any]:
    payment = {"membership_id": fund.members[0], "amount_satang": 3_000}
    return {
        **contract.RecordContributions.example,
        "command_id": new_id("command"),
        "collection_id": new_id("collection"),
        "fund_id": fund.fund_id,
        "payments": [payment],
    }


def test_a_collection_sent_again_is_the_same_collection(fund: Fund) -> None:
    order = sheet(fund)
    ways = (contract.RecordContributions, money.record_contributions)
    first = ask(fund, *ways, order)
    assert ask(fund, *ways, order) == first
    assert fund.unit.count("entries", "kind = 'contributions'") == 1
    assert fund.unit.count("outbox", "name = 'contributions_recorded'") == 1
    with pytest.raises(Conflict, match="command_id_reused"):
        ask(fund, *ways, {**order, "day": "2025-09-29"})


def test_two_clerks_who_send_one_command_at_once_get_one_answer(fund: Fund) -> None:
    order = {
        **contract.RecordIncome.example,
        "command_id": new_id("command"),
        "entry_id": new_id("entry"),
        "fund_id": fund.fund_id,
    }
    with ThreadPoolExecutor(4) as pool:
        told = list(
            pool.map(
                lambda _: ask(fund, contract.RecordIncome, books.record_income, order), range(8)
            )
        )
    assert all(each == told[0] for each in told)
    assert fund.unit.count("entries", "kind = 'income'") == 1
