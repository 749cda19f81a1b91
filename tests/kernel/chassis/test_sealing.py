"""Sealing: unreadable where it lies, found by its number, shut when moved or under another key."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, create_engine

from deploy.local.bootstrap import Installation
from kernel.chassis.sealing import Sealing, SealingKeys, unlock
from kernel.wire.keys import WrongKey
from tests.kernel.chassis.standin import contract, tables

NOW = dt.datetime(2025, 9, 30, tzinfo=dt.UTC)
SEALING = Sealing({1: os.urandom(32)}, os.urandom(32))


@given(st.text())
def test_what_was_sealed_opens_in_its_place(text: str) -> None:
    sealed = SEALING.seal(text, "persons.cid|person_1")
    assert SEALING.open(sealed, "persons.cid|person_1") == text


def test_a_sealed_value_moved_elsewhere_stays_shut() -> None:
    sealed = SEALING.seal("1000096111111", "persons.cid|person_1")
    with pytest.raises(WrongKey):
        SEALING.open(sealed, "persons.cid|person_2")


def test_a_sealed_value_changed_stays_shut() -> None:
    sealed = bytearray(SEALING.seal("1000096111111", "persons.cid|person_1"))
    sealed[-1] ^= 1
    with pytest.raises(WrongKey):
        SEALING.open(bytes(sealed), "persons.cid|person_1")


def test_the_same_value_is_never_sealed_alike_but_found_alike() -> None:
    place = "persons.cid|person_1"
    assert SEALING.seal("1000096111111", place) != SEALING.seal("1000096111111", place)
    assert SEALING.blind("1000096111111", "cid") == SEALING.blind("1000096111111", "cid")
    assert SEALING.blind("1000096111111", "cid") != SEALING.blind("1000096111111", "phone")
    assert SEALING.blind("1", "ab") != SEALING.blind("b\x001", "a")


@pytest.fixture
def empty_keys(standins: Installation) -> Iterator[Connection]:
    """A transaction in which the database has no data key yet; undone at the end."""
    engine: Engine = create_engine(standins.owners[contract.HEARER])
    with engine.connect() as connection:
        connection.execute(tables.chassis.data_keys.delete())
        yield connection
        connection.rollback()
    engine.dispose()


@pytest.mark.stack
def test_the_first_key_is_made_once_and_opens_again(empty_keys: Connection) -> None:
    given_keys = SealingKeys(os.urandom(32), os.urandom(32))
    sealed = unlock(empty_keys, tables.chassis, given_keys, NOW).seal("x", "a|b")
    assert unlock(empty_keys, tables.chassis, given_keys, NOW).open(sealed, "a|b") == "x"


@pytest.mark.stack
@pytest.mark.parametrize("which", ["kek", "hmac_key"])
def test_a_wrong_key_is_noticed(empty_keys: Connection, which: str) -> None:
    good = {"kek": os.urandom(32), "hmac_key": os.urandom(32)}
    unlock(empty_keys, tables.chassis, SealingKeys(**good), NOW)
    wrong = SealingKeys(**{**good, which: os.urandom(32)})
    with pytest.raises(WrongKey, match=which.replace("_key", "")):
        unlock(empty_keys, tables.chassis, wrong, NOW)
