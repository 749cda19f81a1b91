"""The life table that comes with the service: `data/life_table.csv`, which names its source."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Final

from services.funds.domain.life_tables import LifeTable

FILE: Final = Path(__file__).parents[1] / "data" / "life_table.csv"


@cache
def life_table() -> LifeTable:
    """Read the table; its first lines say, each behind a `#`, what it is and whence."""
    lines = FILE.read_text("utf-8").splitlines()
    told = dict(line[2:].split(": ", 1) for line in lines if line.startswith("# as_of"))
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    assert [int(row["age"]) for row in rows] == list(range(len(rows))), "ages follow one another"
    return LifeTable(told["as_of"], tuple(int(row["dying_per_million"]) for row in rows))
