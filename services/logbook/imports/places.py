"""Where a survey's houses lie: it names their tambon, and the clerk says in which area."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from kernel import areas
from kernel.values.area_findings import AreaProblem
from kernel.values.errors import Invalid

_DISTRICT: Final = 4
_TAMBON: Final = 6


def tambon_codes(names: Iterable[str], area_code: str) -> dict[str, str]:
    """The code of each tambon a survey names, within the area that was told.

    A name alone does not do: nine tambon are called วังทอง. Where the area told is a tambon, a
    slip of the pen in its name is forgiven, and a house without a name lies there.
    `Invalid`: `area_needed`, `area_unknown`, `area_differs` with the names that are not there.
    """
    if not area_code:
        raise Invalid("area_needed")
    if areas.name_of(area_code[:_TAMBON]) is None:
        raise Invalid("area_unknown", {"area_code": area_code})
    codes = {name: _code(name, area_code) for name in set(names)}
    elsewhere = sorted(name for name, code in codes.items() if code is None)
    if elsewhere:
        raise Invalid("area_differs", {"area_code": area_code, "tambon": elsewhere[:10]})
    return {name: code for name, code in codes.items() if code is not None}


def _code(name: str, area_code: str) -> str | None:
    exactly = area_code[:_TAMBON] if len(area_code) >= _TAMBON else None
    if not name:
        return exactly
    amphoe = area_code[:_DISTRICT] if len(area_code) >= _DISTRICT else ""
    found = areas.find(name, areas.name_of(amphoe) or "", areas.name_of(area_code[:2]) or "")
    if len(found.codes) != 1:
        return None
    (code,) = found.codes
    if exactly:
        return code if code == exactly else None
    certain = found.problems <= {AreaProblem.AMPHOE_MISSING}  # the one of this name there is
    return code if certain and code.startswith(area_code) else None
