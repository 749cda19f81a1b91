"""The engine of a service."""

from __future__ import annotations

import os
import socket

import pytest

from deploy.local.bootstrap import Installation
from kernel.chassis.database import connect
from tests.kernel.chassis.standin import contract

pytestmark = pytest.mark.stack


def test_a_database_that_is_gone_without_a_goodbye_is_noticed(standins: Installation) -> None:
    engine = connect(standins.services[contract.SPEAKER]["DATABASE_URL"], 1)
    with engine.connect() as connection:
        number = connection.connection.dbapi_connection.fileno()
        with socket.socket(fileno=os.dup(number)) as line:
            lost_ms = line.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
            idle_seconds = line.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE)
    engine.dispose()
    assert (lost_ms, idle_seconds) == (15_000, 30)
