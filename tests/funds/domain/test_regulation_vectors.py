"""The sample regulations give what their funds say: a line for each case, as an official writes."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from kernel.contracts.funds import Condition
from kernel.values.money import ZERO, Money
from services.funds.domain import benefits, regulation_reading
from services.funds.domain.documents import DOCUMENTS
from services.funds.domain.events import Event, Given
from services.funds.domain.regulations import Version

SAMPLES = Path(__file__).parents[3] / "samples" / "regulations"
DAY = dt.date(2025, 6, 15)
CASES = [
    pytest.param(group["regulation"], group["kind"], case, id=f"{group['regulation']} {number}")
    for number, (group, case) in enumerate(
        (group, case)
        for group in yaml.safe_load(Path(__file__).with_name("regulation_vectors.yaml").read_text())
        for case in group["cases"]
    )
]


@pytest.mark.parametrize(("regulation", "kind", "case"), CASES)
def test_a_regulation_gives_what_its_fund_says(
    regulation: str, kind: str, case: dict[str, Any]
) -> None:
    judgement = benefits.judge(event_of(kind, dict(case)), version_of(regulation))
    assert judgement.due == (None if case["gives"] is None else baht(case["gives"]))
    assert list(judgement.codes) == case.get("codes", [])
    told = [Condition.write(each) for each in judgement.conditions]
    assert all(each["thai"] and each["english"] for each in told)


def test_two_answers_are_both_named() -> None:
    event = event_of("death", {"joined": dt.date(2009, 1, 1)})
    judgement = benefits.judge(event, version_of("r1-yasothon"))
    assert judgement.choices == (Money(1_500_000), Money(2_000_000))


@cache
def version_of(regulation: str) -> Version:
    told = yaml.safe_load((SAMPLES / f"{regulation}.yaml").read_text("utf-8"))["versions"][0]
    return Version(1, told["in_force_from"], regulation_reading.read(told["rules"]))


def event_of(kind: str, case: dict[str, Any]) -> Event:
    for said in ("gives", "codes", "that"):
        case.pop(said, None)
    event = Event(
        kind=kind,
        event_on=DAY,
        filed_on=case.pop("filed", DAY),
        joined_on=case.pop("joined", dt.date(2010, 6, 15)),
        requested=baht(case.pop("requested", 0)),
        damage_percent=case.pop("damage", None),
        documents=frozenset(case.pop("documents", DOCUMENTS)),
        attested=frozenset(case.pop("attested", ())),
        this_year=Given(
            baht(case.pop("given_this_year", 0)),
            case.pop("times_this_year", 0),
            case.pop("nights_this_year", 0),
        ),
        ever=Given(ZERO, case.pop("times_ever", 0)),
        everybody=Given(baht(case.pop("given_to_all", 0)), case.pop("times_to_all", 0)),
        income=baht(case.pop("income", 0)),
        **{
            name: case.pop(name)
            for name in (
                "nights",
                "level",
                "age",
                "levied",
                "accident",
                "by_proxy",
                "suspended",
                "unpaid_since",
                "house_helped",
            )
            if name in case
        },
    )
    assert not case, "every word of a case is understood"
    return event


def baht(amount: float) -> Money:
    return Money(int(Decimal(str(amount)) * 100))
