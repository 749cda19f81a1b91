"""A platform of their own for tests that ask and announce as strangers do."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest

from deploy.local.servers import Servers
from kernel.contracts.catalogue import SERVICES
from tests.platform import Platform, running


@pytest.fixture(scope="package")
def own_platform(running_servers: Servers) -> Iterator[Platform]:
    """All services, a listener called `reports` that hears every one of them, and a caller,
    `caseworks`, that may ask the logbook of one household for one purpose."""
    name = f"contracts_{secrets.token_hex(3)}"
    callers = {"caseworks": {"logbook.get_household": frozenset({"case_management"})}}
    with running(running_servers, name, listeners={"reports": SERVICES}, callers=callers) as made:
        yield made
