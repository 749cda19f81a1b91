"""Regulations are data: read strictly, checked before they are adopted, chosen by the day."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import yaml

from kernel.values.errors import Invalid
from services.funds.domain import checking, regulations
from services.funds.domain.regulations import Rules, Version

SAMPLES = Path(__file__).parents[3] / "samples" / "regulations"


def death(*steps: dict[str, Any], **more: Any) -> Rules:
    return regulations.read({"benefits": {"death": {"by_membership": list(steps), **more}}})


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
        regulations.read(rules)
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


def test_steps_that_overlap_are_found() -> None:
    rules = death({"since": "0d", "up_to": "18y", "satang": 1}, {"over": "15y", "satang": 2})
    assert checking.findings(rules) == ["OVERLAP death 0 days to 18 years and 15 years and more"]


def test_steps_with_a_gap_are_found() -> None:
    rules = death({"since": "0d", "up_to": "1y", "satang": 1}, {"over": "2y", "satang": 2})
    assert checking.findings(rules) == ["GAP death between 0 days to 1 years and 2 years and more"]


def test_steps_of_which_the_highest_is_given_cannot_overlap() -> None:
    rules = death({"since": "180d", "satang": 1}, {"since": "365d", "satang": 2}, highest=True)
    assert checking.findings(rules) == []


def test_a_ceiling_that_can_never_be_reached_is_impossible() -> None:
    rules = regulations.read(
        {
            "benefits": {
                "hospital": {"per_night_satang": 1, "stay_max_satang": 9, "year_max_satang": 5}
            }
        }
    )
    assert checking.impossible(rules) == ["hospital: the stay's ceiling is above the year's"]


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_the_sample_regulations_can_be_adopted(path: Path) -> None:
    told = yaml.safe_load(path.read_text("utf-8"))
    assert (path.parent / told["text"]).is_file()
    for version in told["versions"]:
        rules = regulations.read(version["rules"])
        assert set(checking.findings(rules)) <= set(told.get("accept_findings", []))
        assert checking.impossible(rules) == []
