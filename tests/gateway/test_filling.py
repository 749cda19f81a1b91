"""What a person types after a command becomes the request's fields, each name with one unit."""

from __future__ import annotations

from typing import Any

import click
import pytest

from gateway.cli import filling
from kernel.contracts import catalogue
from kernel.contracts import funds as contract
from kernel.contracts.envelope import Request
from kernel.values.errors import Invalid

EVERY = [each for name in catalogue.SERVICES for each in catalogue.contract(name).requests.values()]


def typed(*pairs: str, request: type[Request] = contract.RecordIncome) -> dict[str, Any]:
    return filling.fields(request, pairs)


@pytest.mark.parametrize(
    ("pair", "satang"),
    [
        ("amount_baht=55,695", 5_569_500),
        ("amount_baht=0.30", 30),
        ("amount_satang=5569500", 5_569_500),
        ("amount_satang=30", 30),
    ],
)
def test_an_amount_is_baht_or_satang_as_its_name_says(pair: str, satang: int) -> None:
    assert typed(pair)["amount_satang"] == satang


@pytest.mark.parametrize("said", ["30.50", "1,095", "30 บาท", "", "satang"])
def test_satang_that_are_no_whole_number_are_refused(said: str) -> None:
    with pytest.raises(Invalid) as refused:
        typed(f"amount_satang={said}")
    assert refused.value.code == "satang_malformed"


@pytest.mark.parametrize(
    ("inside", "satang"),
    [
        ('"amount_baht":"1,095.50"', 109_550),
        ('"amount_baht":30', 3_000),
        ('"amount_baht":30.5', 3_050),
        ('"amount_satang":30', 30),
    ],
)
def test_an_amount_inside_a_list_has_the_unit_its_name_says(inside: str, satang: int) -> None:
    told = typed(f"payments=[{{{inside}}}]", request=contract.RecordContributions)
    assert told["payments"] == [{"amount_satang": satang}]


def test_amounts_of_a_regulation_may_be_in_baht_however_deep() -> None:
    rules = '{"benefits":{"hospital":{"per_night_baht":100,"year_max_satang":150000}}}'
    told = typed(f"rules={rules}", request=contract.CheckRegulation)
    hospital = {"per_night_satang": 10_000, "year_max_satang": 150_000}
    assert told["rules"]["benefits"]["hospital"] == hospital


def test_an_amount_given_in_both_units_is_refused() -> None:
    with pytest.raises(click.UsageError, match="given twice"):
        typed("amount_baht=30", "amount_satang=3000")
    with pytest.raises(click.UsageError, match="given twice"):
        filling.in_satang({"amount_baht": 30, "amount_satang": 3_000})


@pytest.mark.parametrize("pair", ["fund_baht=1", "amount=30", "amount_baht", "_baht=1"])
def test_what_is_no_field_is_refused(pair: str) -> None:
    with pytest.raises(click.UsageError, match="no field of this command"):
        typed(pair)


@pytest.mark.parametrize("request_", EVERY, ids=lambda each: each.method_name())
def test_what_help_names_can_be_typed_and_no_amount_goes_without_its_unit(
    request_: type[Request],
) -> None:
    lines = list(filling.explained(request_))
    names = [line.strip().partition("=")[0] for line in lines if line.startswith("  ")]
    known = request_.schema().fields
    assert len(names) == len(known)
    for name in names:
        assert name in known or name.removesuffix("_baht") + "_satang" in known
    amounts = [line for line in lines if "_baht" in line and line.startswith("  ")]
    assert not amounts or any("_satang take whole satang" in line for line in lines)
