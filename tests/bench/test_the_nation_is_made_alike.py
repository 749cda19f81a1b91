"""The made-up nation: exact totals at any share, and the same for the same seed."""

from __future__ import annotations

import datetime as dt

import pytest

from bench.parts.nation import COLUMNS, FUNDS, HELPED, MEMBERS, Nation, allot, made_id
from kernel import areas
from kernel.values import ids

DAY = dt.date(2025, 9, 30)


@pytest.mark.parametrize("share", [0.01, 0.03, 0.1, 1.0])
def test_the_headline_totals_are_exact_at_any_share(share: float) -> None:
    nation = Nation(share, DAY)
    told = (
        len(nation.sizes),
        sum(members for _, members, _, _ in nation.sizes),
        sum(helped for _, _, _, helped in nation.sizes),
    )
    assert told == (round(FUNDS * share), round(MEMBERS * share), round(HELPED * share))


def test_a_fund_has_the_rows_its_size_says_and_their_columns() -> None:
    nation = Nation(0.01, DAY)
    _, members, _, helped = nation.sizes[7]
    rows = nation.rows(7)
    assert [len(rows[name]) for name in ("funds", "memberships", "persons", "claims")] == [
        *(1, members, members),
        helped,
    ]
    for table, lines in rows.items():
        assert {line.count("\t") for line in lines} == {COLUMNS[table].count(",")}


def test_one_seed_makes_one_nation_and_another_another() -> None:
    first, again, other = Nation(0.01, DAY), Nation(0.01, DAY), Nation(0.01, DAY, seed=1)
    assert first.rows(3) == again.rows(3)
    assert first.rows(3) != other.rows(3)


def test_every_entry_balances() -> None:
    sums: dict[str, int] = {}
    for line in Nation(0.01, DAY).rows(11)["postings"]:
        entry_id, _, _, _, satang = line.split("\t")
        sums[entry_id] = sums.get(entry_id, 0) + int(satang)
    assert set(sums.values()) == {0}


def test_funds_lie_in_areas_of_the_register_one_in_each() -> None:
    made = Nation(1.0, DAY).areas
    assert len(set(made)) == len(made) == FUNDS
    assert all(areas.name_of(code) for _, code in made)


def test_ids_have_the_platforms_form() -> None:
    assert ids.parse(made_id("fund", 5_996), "fund").kind == "fund"


def test_parts_add_up_to_the_whole() -> None:
    assert sum(allot(1_000_003, [0.1, 7, 3.3, 0.0001])) == 1_000_003
