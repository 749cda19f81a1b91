"""The watch over refusals in tests: it fails the test that saw one nobody was told of."""

from __future__ import annotations

from typing import Any

import pytest

from kernel.contracts import funds as contract
from kernel.values.errors import NotFound, Unavailable
from kernel.wire.clock import new_id
from services.funds.usecases import funds
from tests import refusals
from tests.platform import Platform
from tests.units import Unit, Units, someone


@pytest.fixture
def unit(units: Units) -> Unit:
    return units.of("funds")


def ask(unit: Unit) -> Any:
    with unit.work(someone("ministry")) as work:
        return funds.get_fund(work, fund_id=new_id("fund"))


def test_a_use_case_may_refuse_with_what_its_method_declares(unit: Unit) -> None:
    with pytest.raises(NotFound, match="fund_unknown"):
        ask(unit)


def test_a_use_case_that_refuses_otherwise_fails_its_test(
    unit: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contract.GetFund, "refuses", frozenset({"other_fund"}))
    with pytest.raises(AssertionError, match=r"funds\.get_fund refused with .*fund_unknown"):
        ask(unit)


def test_a_call_of_a_platform_that_is_refused_otherwise_fails_its_test(
    own_platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    with own_platform.asking(someone("ministry")) as client:
        with pytest.raises(NotFound, match="fund_unknown"):
            client.call("funds.get_fund", fund_id=new_id("fund"))
        monkeypatch.setattr(contract.GetFund, "refuses", frozenset({"other_fund"}))
        with pytest.raises(AssertionError, match="fund_unknown"):
            client.call("funds.get_fund", fund_id=new_id("fund"))
        pending = client.send("funds.get_fund", {"fund_id": new_id("fund")})
        with pytest.raises(AssertionError, match="fund_unknown"):
            pending.result()


def test_a_call_may_be_refused_with_what_any_call_may_meet() -> None:
    with pytest.raises(Unavailable), refusals.of_call("funds.get_fund"):
        raise Unavailable("busy")


def test_a_call_that_is_refused_otherwise_fails_its_test() -> None:
    undeclared = pytest.raises(AssertionError, match=r"GetFund\.refuses, kernel\.contracts")
    with undeclared, refusals.of_call("funds.get_fund"):
        raise NotFound("claim_unknown")
