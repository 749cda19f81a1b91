"""Regulations are data: read strictly, checked before they are adopted, chosen by the day."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest

from kernel.values.errors import Invalid
from services.funds.domain import regulation_reading, regulations
from services.funds.domain.regulations import Rules, Version

SAMPLES = Path(__file__).parents[3] / "samples" / "regulations"


def death(*steps: dict[str, Any], **more: Any) -> Rules:
    return regulation_reading.read({"benefits": {"death": {"by_membership": list(steps), **more}}})


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("rules", "at"),
    [
        ({"waitng": "180d"}, "rules.waitng"),
        ({"waiting": "half a year"}, "rules.waiting"),
        ({"benefit_year": "moon"}, "rules.benefit_year"),
        ({"arrears_above_satang": -1}, "rules.arrears_above_satang"),
        ({"arrears_above_satang": 90.5}, "rules.arrears_above_satang"),
        ({"benefits": []}, "rules.benefits"),
        ({"benefits": {"birth": {}}}, "benefits.birth"),
        ({"benefits": {"birth": {"lump_satang": 1, "per_night_satang": 1}}}, "benefits.birth"),
        ({"benefits": {"birth": {"lump_satang": "500"}}}, "benefits.birth.lump_satang"),
        ({"benefits": {"death": {"by_membership": []}}}, "benefits.death.by_membership"),
        (
            {"benefits": {"death": {"by_membership": [{"since": "1y"}]}}},
            "benefits.death.by_membership[0].satang",
        ),
    ],
)
def test_rules_that_cannot_be_read_name_the_place(rules: dict[str, Any], at: str) -> None:
    with pytest.raises(Invalid) as refusal:
        regulation_reading.read(rules)
    assert refusal.value.details["at"] == at


def test_the_version_in_force_on_the_day_decides() -> None:
    first = Version(1, day("2017-10-01"), Rules())
    second = Version(2, day("2025-04-01"), Rules())
    versions = [second, first]
    assert regulations.in_force(versions, day("2017-09-30")) is None
    assert regulations.in_force(versions, day("2025-03-31")) is first
    assert regulations.in_force(versions, day("2025-04-01")) is second


def test_of_two_versions_of_one_day_the_later_number_decides() -> None:
    begun = day("2025-04-01")
    versions = [Version(3, begun, Rules()), Version(2, begun, Rules())]
    assert regulations.in_force(versions, begun) == versions[0]
