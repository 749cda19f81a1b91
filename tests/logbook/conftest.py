"""The logbook's use cases on a database of their own, emptied for each test."""

from __future__ import annotations

import pytest

from tests.logbook.surveys import Desk
from tests.units import Unit, Units


@pytest.fixture
def logbook(units: Units) -> Unit:
    return units.of("logbook")


@pytest.fixture
def members(units: Units) -> Unit:
    return units.of("members")


@pytest.fixture
def desk(logbook: Unit, members: Unit) -> Desk:
    return Desk(logbook, members)
