"""Provinces, amphoe and tambon of Thailand: codes, names, and addresses typed by hand.

Names and codes are GeoThai's (PyPI geothai, data CC-BY-4.0, from the Department of Provincial
Administration), with the areas that were abolished and their successors. A name is matched in
full or not at all; a misspelt one is answered with a suggestion, which is for a person to take.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Final

import geothai
from geothai.abolished import abolished_areas

from kernel.values.area_findings import AreaFinding, AreaLevel, AreaProblem
from kernel.values.thai_text import squeezed

BANGKOK: Final = "10"
_LEVEL_WORD: Final = re.compile(
    r"^(?:จังหวัด|กิ่งอำเภอ|อำเภอ|ตำบล|แขวง|เขต|จ\.|กิ่งอ\.|อ\.|ต\.|ข\.|ขว\.)"
)
_BANGKOK_NAMES: Final = frozenset({"กรุงเทพมหานคร", "กรุงเทพ", "กทม"})
_WHOLE_AREA: Final = re.compile(r"^(?:-*|ทั้งเขต|ทุกแขวง|ทั้งอำเภอ|ทุกตำบล)$")
_SEVERAL: Final = re.compile(r"\s+และ\s*|\s*(?:,|/|\+)\s*|\s+กับ\s*|\s+-\s+")
_CAPITAL: Final = "เมือง"
_LETTERS_PER_SLIP: Final = 6  # one wrong letter in a short name, one more for every six


def name_of(code: str) -> str | None:
    """The Thai name of a province, amphoe or tambon code in use, `None` for any other."""
    return _names().get(code)


def successors_of(code: str) -> tuple[str, ...]:
    """The codes that took the place of an abolished one; none if none are known."""
    return _successors().get(code, ())


def find(tambon: str, amphoe: str, province: str) -> AreaFinding:
    """Find the area of a hand-typed address: `ต.วังทอง`, `อ.เมือง`, `กทม.`

    The tambon cell may name several. Blank, `-` and `ทั้งเขต` mean the whole khet in Bangkok.
    """
    province_code = _province_codes().get(_bare(province))
    if province_code is None:
        return AreaFinding((), AreaLevel.TAMBON, frozenset({AreaProblem.UNKNOWN}))
    amphoe_code = _amphoe_code(_bare(amphoe), province_code)
    if _WHOLE_AREA.fullmatch(squeezed(tambon)):
        return _whole_amphoe(amphoe_code, province_code)
    level = AreaLevel.KHWAENG if province_code == BANGKOK else AreaLevel.TAMBON
    names = [name for name in map(_bare, _SEVERAL.split(tambon)) if name]
    problems: set[AreaProblem] = set()
    if amphoe_code is None:
        typed = bool(_bare(amphoe))
        problems.add(AreaProblem.AMPHOE_UNKNOWN if typed else AreaProblem.AMPHOE_MISSING)
    codes: list[str] = []
    for name in names:
        found, problem = _find_one(name, amphoe_code, province_code)
        codes += [code for code in found if code not in codes]
        problems |= {problem} if problem else set()
    return AreaFinding(tuple(codes), level, frozenset(problems))


def _whole_amphoe(amphoe_code: str | None, province_code: str) -> AreaFinding:
    if province_code == BANGKOK:
        if amphoe_code:
            return AreaFinding((amphoe_code,), AreaLevel.KHET)
        return AreaFinding((), AreaLevel.KHET, frozenset({AreaProblem.UNKNOWN}))
    codes = (amphoe_code,) if amphoe_code else ()
    return AreaFinding(codes, AreaLevel.AMPHOE, frozenset({AreaProblem.UNKNOWN}))


def _find_one(
    name: str, amphoe_code: str | None, province_code: str
) -> tuple[tuple[str, ...], AreaProblem | None]:
    """The code of one tambon name, or a suggestion with the problem."""
    in_province = _tambon_codes()[province_code]
    exact = in_province.get(name, ())
    here = tuple(code for code in exact if amphoe_code in (None, code[:4]))
    if len(here) == 1:
        return here, None
    if here:  # the name stands more than once in the province, and no amphoe tells which
        return (), AreaProblem.UNKNOWN
    for code, successors in _abolished_codes()[province_code].get(name, ()):
        if amphoe_code in (None, code[:4]):
            return successors, AreaProblem.OLD_AMPHOE if successors else AreaProblem.UNKNOWN
    if len(exact) == 1:  # it stands under another amphoe than the one typed
        return exact, AreaProblem.OLD_AMPHOE
    near = _nearest(name, in_province, amphoe_code or province_code)
    if near:
        return (near,), AreaProblem.MISSPELT
    return (), AreaProblem.UNKNOWN


def _nearest(name: str, names: dict[str, tuple[str, ...]], within: str) -> str | None:
    """The one tambon whose name is a slip of the pen away; `None` if there is none or two."""
    most = max(1, len(name) // _LETTERS_PER_SLIP)
    near = sorted(
        (slips, code)
        for other, codes in names.items()
        for code in codes
        if code.startswith(within) and (slips := _slips(name, other, most)) <= most
    )
    if not near or (len(near) > 1 and near[1][0] == near[0][0]):
        return None
    return near[0][1]


def _slips(one: str, other: str, most: int) -> int:
    """Letters left out, added, changed or swapped between two words; above `most`, any number."""
    if abs(len(one) - len(other)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        last, before, row = before, row, [at]
        for place, letter_there in enumerate(other, start=1):
            slips = min(
                before[place] + 1, row[-1] + 1, before[place - 1] + (letter != letter_there)
            )
            swapped = at > 1 and place > 1 and letter == other[place - 2]
            if swapped and one[at - 2] == letter_there:
                slips = min(slips, last[place - 2] + 1)
            row.append(slips)
    return row[-1]


def _bare(text: str) -> str:
    """A name without its level word, spaces and dots."""
    name = _LEVEL_WORD.sub("", squeezed(text))
    return name.replace(".", "").replace("ฯ", "")


def _amphoe_code(name: str, province_code: str) -> str | None:
    if name == _CAPITAL and province_code != BANGKOK:
        return f"{province_code}01"
    return _amphoe_codes()[province_code].get(name)


@cache
def _names() -> dict[str, str]:
    names = {province.code: province.name_th for province in geothai.provinces()}
    for province in geothai.provinces():
        for district in geothai.districts(province.code):
            names[district.code] = district.name_th
            tambon = geothai.subdistricts(district.code)
            names.update((subdistrict.code, subdistrict.name_th) for subdistrict in tambon)
    return names


@cache
def _province_codes() -> dict[str, str]:
    codes = {_bare(name): code for code, name in _names().items() if len(code) == 2}
    return codes | dict.fromkeys(_BANGKOK_NAMES, BANGKOK) | {"อยุธยา": "14"}


@cache
def _amphoe_codes() -> dict[str, dict[str, str]]:
    by_province: dict[str, dict[str, str]] = {code: {} for code in _province_codes().values()}
    for code, name in _names().items():
        if len(code) == 4:
            by_province[code[:2]][_bare(name)] = code
    return by_province


@cache
def _tambon_codes() -> dict[str, dict[str, tuple[str, ...]]]:
    pairs = ((code, name) for code, name in _names().items() if len(code) == 6)
    return _by_province_and_name(pairs)


@cache
def _successors() -> dict[str, tuple[str, ...]]:
    return {area.code: area.successors for area in abolished_areas()}


@cache
def _abolished_codes() -> dict[str, dict[str, tuple[tuple[str, tuple[str, ...]], ...]]]:
    pairs = ((area.code, area.name_th) for area in abolished_areas() if len(area.code) == 6)
    return {
        province: {
            name: tuple((code, _successors()[code]) for code in codes)
            for name, codes in names.items()
        }
        for province, names in _by_province_and_name(pairs).items()
    }


def _by_province_and_name(
    pairs: Iterable[tuple[str, str]],
) -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {code: {} for code in _province_codes().values()}
    for code, name in pairs:
        names = found[code[:2]]
        names[_bare(name)] = (*names.get(_bare(name), ()), code)
    return found
