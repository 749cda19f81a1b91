"""The regions that come with the service: `data/regions.csv`, which names its sources."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path
from typing import Final

from services.funds.domain.regions import Region

FILE: Final = Path(__file__).parents[1] / "data" / "regions.csv"


@cache
def regions(agency: str) -> tuple[Region, ...]:
    """The regions of an agency, as its own list has them."""
    lines = FILE.read_text("utf-8").splitlines()
    return tuple(
        Region(agency, row["region"], row["name"], frozenset(row["provinces"].split()))
        for row in csv.DictReader(line for line in lines if not line.startswith("#"))
        if row["agency"] == agency
    )
