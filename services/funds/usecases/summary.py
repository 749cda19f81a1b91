"""The national summary: read, proved, rebuilt."""

from __future__ import annotations

from typing import Any, Final

from kernel import areas
from kernel.chassis.work import Work
from kernel.contracts.funds import DIFFERENCES_MAX
from kernel.values.errors import Refused
from services.funds.domain import summaries
from services.funds.domain.summaries import AreaSummary
from services.funds.imports.regions import regions

_DIGITS: Final = {"nation": 0, "region": 2, "province": 2, "district": 4}
_NATION: Final = "ประเทศไทย"


def get_national_summary(
    work: Work, *, level: str, area_code: str, agency: str, fiscal_year: int | None
) -> dict[str, Any]:
    """The areas of a level; `Refused("province_missing")` for districts without their province."""
    year = None if fiscal_year is None else summaries.kept_under(fiscal_year)
    if level == "district" and not area_code:
        raise Refused("province_missing")
    tallies = work.store.tallies.of_level(_DIGITS[level], area_code, year)
    if level == "region":
        drawn = regions(agency)
        into = {code: region.code for region in drawn for code in region.provinces}
        names = {region.code: region.name for region in drawn}
        told = summaries.by_area(tallies, into, names)
    else:
        told = _named(summaries.by_area(tallies, {}, {"": _NATION} if level == "nation" else {}))
    return {"level": level, "fiscal_year": fiscal_year, "areas": told}


def prove_summary(work: Work) -> dict[str, Any]:
    """Hold the tallies against the facts."""
    told: dict[str, Any] = work.store.tallies.prove(DIFFERENCES_MAX)
    for each in told["differences"]:
        each["fiscal_year"] = summaries.told_as(each["fiscal_year"])
    return told


def rebuild_summary(work: Work) -> dict[str, int]:
    """Count all tallies anew."""
    return {"tallies": work.store.tallies.rebuild()}


def _named(found: list[AreaSummary]) -> list[AreaSummary]:
    return [
        AreaSummary(each.area_code, each.name or areas.name_of(each.area_code) or "", each.counters)
        for each in sorted(found, key=lambda each: each.area_code)
    ]
