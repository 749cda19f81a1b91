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
    """All services, and a listener called `reports` that hears every one of them."""
    name = f"contracts_{secrets.token_hex(3)}"
    with running(running_servers, name, listeners={"reports": SERVICES}) as made:
        yield made
