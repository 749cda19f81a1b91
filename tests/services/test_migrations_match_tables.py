"""Migrations on an empty database make the tables the code works with, of every service."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text

from kernel.chassis import database, migrations
from kernel.contracts.catalogue import SERVICES
from tests.units import Unit, Units

pytestmark = pytest.mark.stack

# What alembic does not compare: collations, the conditions and classes of indexes, checks.
_COLUMNS = """
    SELECT table_name, column_name, data_type, udt_name, is_nullable, collation_name
    FROM information_schema.columns
    WHERE table_schema = :schema AND table_name <> 'alembic_version'
"""
_INDEXES = """
    SELECT tablename, replace(indexdef, schemaname || '.', '')
    FROM pg_indexes WHERE schemaname = :schema AND tablename <> 'alembic_version'
"""
_KEYS = """
    SELECT conrelid::regclass::text, contype::text, pg_get_constraintdef(oid)
    FROM pg_constraint
    WHERE connamespace = CAST(:schema AS regnamespace) AND contype IN ('p', 'u', 'f')
        AND conrelid::regclass::text <> 'alembic_version'
"""


@pytest.fixture(params=SERVICES)
def unit(units: Units, request: pytest.FixtureRequest) -> Unit:
    return units.of(request.param)


@pytest.fixture
def laid(unit: Unit) -> Iterator[Connection]:
    """The migrated database, and in a schema `wanted` beside it the tables as the code has them."""
    with unit.owned.connect() as connection:
        connection.execute(text("CREATE SCHEMA wanted"))
        there = connection.execution_options(schema_translate_map={None: "wanted"})
        unit.tables.metadata.create_all(there)
        yield connection
        connection.rollback()


def test_the_migrated_database_has_the_services_tables(unit: Unit) -> None:
    with unit.owned.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, unit.tables.metadata) == []


@pytest.mark.parametrize("query", [_COLUMNS, _INDEXES, _KEYS], ids=["columns", "indexes", "keys"])
def test_every_column_index_and_key_is_the_same(laid: Connection, query: str) -> None:
    told = {
        schema: {
            tuple(str(each).replace(f"{schema}.", "") for each in row)
            for row in laid.execute(text(query), {"schema": schema})
        }
        for schema in ("public", "wanted")
    }
    assert told["public"] == told["wanted"]
    assert told["public"]


def test_a_second_run_takes_no_step(unit: Unit) -> None:
    with unit.owned.connect() as connection:
        assert migrations.upgrade(connection, f"services.{unit.service}") == []
        assert database.is_current(connection, f"services.{unit.service}")


def test_a_connection_that_took_the_steps_keeps_no_other_from_looking(unit: Unit) -> None:
    with unit.owned.connect() as first, unit.owned.connect() as second:
        for connection in (first, second):
            assert migrations.upgrade(connection, f"services.{unit.service}") == []


def test_a_step_is_numbered_as_its_file_and_follows_the_one_before(unit: Unit) -> None:
    package = f"services.{unit.service}"
    steps = [step.revision for step in migrations.script_directory(package).walk_revisions()]
    assert database.known_steps(package) == steps[::-1]


def test_a_database_is_waited_for_until_all_its_steps_are_taken(unit: Unit) -> None:
    package = f"services.{unit.service}"
    with unit.owned.connect() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
        assert database.is_current(connection, package), "a step of a newer version"
        connection.execute(text("DELETE FROM alembic_version"))
        assert not database.is_current(connection, package), "begun, no step taken"
        connection.execute(text("DROP TABLE alembic_version"))
        assert not database.is_current(connection, package), "empty"
        connection.rollback()
