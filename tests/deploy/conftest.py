"""A clone of its own for these tests: their servers are never the ones somebody works with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from deploy.local.bootstrap import Installation, prepare
from tests.deploy.clones import Clone, make_clone


@pytest.fixture(scope="session", autouse=True)
def own_servers() -> Iterator[None]:
    """Even where servers are given: these tests are about our own."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("DATABASE", "AMQP", "RABBITMQ_API"):
            patch.delenv(f"KONGBUN_{name}_URL", raising=False)
        yield


@pytest.fixture(scope="session")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Clone]:
    """A clone whose servers run."""
    made = make_clone(tmp_path_factory.mktemp("clone"))
    try:
        made.start()
        yield made
    finally:
        made.remove()


@pytest.fixture(scope="session")
def installation(clone: Clone) -> Installation:
    """The main installation of the clone."""
    return prepare(clone.start(), root=clone.root)
