"""The four services under load and faults, with the ledger: every baht where it belongs."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from kernel.contracts.catalogue import SERVICES
from tests.faults.conftest import LONG
from tests.faults.ledger import Books, House, house, of_ledger
from tests.faults.load import Load
from tests.faults.stage import Stage

pytestmark = [pytest.mark.stack, pytest.mark.faults, pytest.mark.timeout(600)]

CALLERS, COMMANDS = LONG.callers // 2, LONG.commands // 4


@pytest.fixture(scope="module")
def built(stage: Stage) -> Iterator[House]:
    with house(stage) as built:
        yield built


def kill_services(built: House, load: Load) -> None:
    for service in SERVICES:
        built.kill(service)
        built.start(service)
        load.goes_on(COMMANDS)


def replace_services(built: House, load: Load) -> None:
    for service in SERVICES:
        built.replace(service)
        load.goes_on(COMMANDS // 2)


def kill_broker(built: House, _: Load) -> None:
    built.stage.broker.kill()
    built.stage.broker.start()


def stop_database(built: House, _: Load) -> None:
    built.stage.database.stop_at_once()
    built.stage.database.start()


@pytest.mark.parametrize(
    ("name", "go_wrong"),
    [
        ("each of four services kill -9", kill_services),
        ("rolling restart of four services", replace_services),
        ("broker kill -9, four services", kill_broker),
        ("PostgreSQL -m immediate, four services", stop_database),
    ],
    ids=lambda told: told if isinstance(told, str) else "",
)
def test_the_books_hold(built: House, name: str, go_wrong: Callable[[House, Load], None]) -> None:
    books = Books()
    load = Load("", CALLERS, books.script, built.client)
    books.open(built, load)
    with load:
        load.goes_on(COMMANDS)
        go_wrong(built, load)
        load.goes_on(COMMANDS)
    row = of_ledger(f"ledger: {name}", built, load, books)
    built.stage.rows.append(row)
    row.must_be_clean()
