"""The use cases of funds on a database of their own, emptied for each test."""

from __future__ import annotations

import pytest

from tests.units import Unit, Units


@pytest.fixture
def funds(units: Units) -> Unit:
    return units.of("funds")
