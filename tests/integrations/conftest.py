"""The use cases of integrations on a database of their own, emptied for each test."""

from __future__ import annotations

import pytest

from tests.units import Unit, Units


@pytest.fixture
def integrations(units: Units) -> Unit:
    return units.of("integrations")
