"""Bringing a database up to date: `python -m kernel.chassis.migrations funds`.

A one-shot job before the new version starts, never at a service's start. `DATABASE_URL` is the
owner's. Steps are forward only, and each must suit the code now running: expand, move, contract.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url

from kernel.chassis.database import folder

LOCK_TIMEOUT: Final = "5s"
_LOCK_SPACE: Final = 0x6D696772
_TEMPLATE: Final = Path(__file__).parent / "migration_template"


def script_directory(package: str) -> ScriptDirectory:
    """The steps of a service's package."""
    versions = folder(package)
    config = Config()
    config.set_main_option("script_location", str(_TEMPLATE))
    config.set_main_option("version_locations", str(versions))
    config.set_main_option("path_separator", "os")
    return ScriptDirectory.from_config(config)


def upgrade(connection: Connection, package: str) -> list[str]:
    """Take every step that is missing, each in its own transaction; returns their names."""
    scripts = script_directory(package)
    taken: list[str] = []

    def steps(revision: Any, _: Any) -> Any:
        upcoming = scripts._upgrade_revs("head", revision)  # noqa: SLF001 - alembic's own way
        taken.extend(step.revision.revision for step in upcoming)
        return upcoming

    connection.execute(text(f"SET lock_timeout = '{LOCK_TIMEOUT}'"))
    connection.execute(text("SET statement_timeout = 0"))
    with _alone(connection, package):
        with EnvironmentContext(Config(), scripts, fn=steps) as environment:
            environment.configure(connection=connection, transaction_per_migration=True)
            environment.run_migrations()
        connection.commit()
    return taken


@contextmanager
def _alone(connection: Connection, package: str) -> Iterator[None]:
    """Of two jobs at once the second waits, then finds nothing to do."""
    lock = {"space": _LOCK_SPACE, "package": package}
    connection.execute(text("SELECT pg_advisory_lock(:space, hashtext(:package))"), lock)
    connection.commit()
    try:
        yield
    finally:
        if not connection.invalidated:  # else its session is over, and the lock with it
            connection.rollback()
            connection.execute(text("SELECT pg_advisory_unlock(:space, hashtext(:package))"), lock)
            connection.commit()


def main(arguments: list[str]) -> int:
    if len(arguments) != 1:
        print("usage: python -m kernel.chassis.migrations SERVICE", file=sys.stderr)  # noqa: T201
        return 2
    url = os.environ.get("DATABASE_URL")
    if not url:
        print("DATABASE_URL must be the owner's URL", file=sys.stderr)  # noqa: T201
        return 2
    engine = create_engine(make_url(url), hide_parameters=True)
    with engine.connect() as connection:
        taken = upgrade(connection, f"services.{arguments[0]}")
    steps = ", ".join(taken) if taken else "nothing to do"
    print(f"{arguments[0]}: {steps}")  # noqa: T201 - a job tells whoever ran it
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
