"""PostgreSQL stopped as by a power cut, and without a connection to spare."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.faults.conftest import Size
from tests.faults.load import Load
from tests.faults.stage import Stage
from tests.processes import eventually

pytestmark = pytest.mark.stack


def test_postgresql_is_stopped_at_once_and_started_again(stage: Stage, size: Size) -> None:
    with stage.crew():
        with Load(stage.door_url, size.callers) as load:
            for _ in range(size.rounds):
                load.goes_on(size.commands)
                stage.database.stop_at_once()
                eventually(lambda: "database_down" in load.counts.refusals, "a refusal")
                stage.database.start()
            load.goes_on(size.commands)
        stage.judge("PostgreSQL -m immediate and start", load)


def test_no_connection_is_left_in_the_pool(stage: Stage, size: Size) -> None:
    few = {"KONGBUN_DATABASE_CONNECTIONS": "3"}
    with stage.crew("speaker", **few), stage.crew("hearer"), stage.engines() as (said_by, _):
        with Load(stage.door_url, callers=2 * size.callers) as load:
            for _ in range(size.rounds):
                load.goes_on(size.commands)
                refused = load.counts.refusals.get("busy", 0)
                with said_by.begin() as holder:
                    holder.execute(text("LOCK TABLE things IN EXCLUSIVE MODE"))
                    eventually(
                        lambda before=refused: load.counts.refusals.get("busy", 0) > before,
                        "a refusal for want of connections",
                    )
            load.goes_on(size.commands)
        stage.judge("pool exhausted", load)
