"""Whoever reads the database without its keys finds no family in it."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from kernel.wire.keys import WrongKey
from tests.logbook import orders
from tests.units import Unit

pytestmark = pytest.mark.stack


def dump(unit: Unit) -> bytes:
    """Everything that stands in the service's tables, as bytes."""
    with unit.owned.connect() as connection:
        return b"\n".join(
            cell if isinstance(cell, bytes) else str(cell).encode()
            for name in unit.tables.metadata.tables
            for row in connection.execute(text(f"SELECT * FROM {name}"))
            for cell in row
        )


def test_nothing_that_locates_or_names_a_family_stands_open(logbook: Unit) -> None:
    asked = orders.registered(logbook)
    stored = dump(logbook)
    (resident,) = asked["persons"]
    told = [
        *(asked[name] for name in ("house_code", "address", "tenure", "debt_source", "needs")),
        *(resident[name] for name in ("relation", "disability", "chronic_disease")),
        *("16.927184", "100.509061", "DISABLED", asked["help_received"]),
    ]
    assert [each for each in told if each.encode() in stored] == []
    assert asked["household_id"].encode() in stored


def test_a_book_comes_back_as_it_was_kept(logbook: Unit) -> None:
    asked = orders.registered(logbook)
    with logbook.work() as work:
        kept = work.store.households.get(asked["household_id"])
    assert (kept.house_code, kept.address, kept.point) == (
        asked["house_code"],
        asked["address"],
        (16.927184, 100.509061),
    )
    (resident,) = kept.residents
    assert (resident.groups, resident.disability) == (("DISABLED",), "การเห็น")


def test_what_is_sealed_for_one_house_does_not_open_in_another(logbook: Unit) -> None:
    one, other = orders.registered(logbook), orders.registered(logbook)
    with logbook.owned.begin() as connection:
        connection.execute(
            text(
                "UPDATE households SET address_sealed ="
                " (SELECT address_sealed FROM households WHERE household_id = :one)"
                " WHERE household_id = :other"
            ),
            {"one": one["household_id"], "other": other["household_id"]},
        )
    with pytest.raises(WrongKey), logbook.work() as work:
        work.store.households.get(other["household_id"])
