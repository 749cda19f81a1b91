"""What a house row of a survey is worth: its place on the map, its income, who lives in it."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from kernel.values import thai_names
from kernel.values.citizen_id import CidReading
from kernel.values.money import Money
from kernel.values.thai_names import Name
from kernel.values.verdicts import Decision, Place, Verdict, weigh
from services.logbook.domain.households import Point
from services.logbook.domain.survey_persons import Line as PersonLine

LEADS_TO: Final[Mapping[str, Decision]] = {
    "DUPLICATE_HOUSE": Decision.REJECTED,
    "HOUSE_CODE_INVALID": Decision.REVIEW,
    "HEAD_NOT_LISTED": Decision.REVIEW,
    "GPS_OUTSIDE_AREA": Decision.REVIEW,
    "INCOME_NEGATIVE": Decision.REVIEW,
    "GPS_MISSING": Decision.ACCEPTED,
    "GPS_SWAPPED": Decision.ACCEPTED,  # put right, since only one order lies in Thailand
    "GPS_ZERO": Decision.ACCEPTED,
    "INCOME_MISSING": Decision.ACCEPTED,
    "PERSON_COUNT_DIFFERS": Decision.ACCEPTED,
}

# [own] Thailand lies within these degrees; the two ranges do not overlap, so swapping shows.
_LATITUDES: Final = (5.6, 20.5)
_LONGITUDES: Final = (97.3, 105.7)
_KM_PER_DEGREE: Final = 111.32
# A tambon is seldom 20 km across: a house this far from the middle of the others is elsewhere.
FARTHEST_KM: Final = 40.0  # [own]
_ENOUGH_FOR_A_MIDDLE: Final = 5


@dataclass(frozen=True, slots=True)
class Line:
    """One house as read. `lat` and `lon` as typed, `None` where nothing readable stands."""

    place: Place
    house_code: str
    house_no: str
    moo: int | None
    tambon: str
    lat: float | None
    lon: float | None
    head: Name
    head_cid: CidReading
    declared_persons: int | None
    tenure: str
    income_month: Money | None
    expense_month: Money | None
    debt: Money | None
    debt_source: str
    needs: str
    help_received: str


@dataclass(frozen=True, slots=True)
class HouseRow:
    """A line with its verdict, and what is left after judging: a point in the area, an income
    that is one. `listed_persons` is `None` if no persons were read."""

    line: Line
    verdict: Verdict
    point: Point | None
    income_month: Money | None
    listed_persons: int | None


def judge(
    lines: Sequence[Line],
    persons: Sequence[PersonLine] | None,
    *,
    farthest_km: float = FARTHEST_KM,
) -> tuple[HouseRow, ...]:
    """The verdicts of the houses of one survey. Without `persons` nobody is counted.

    Listed are also persons whose number is wrong or missing: they live there.
    """
    listed: dict[str, list[PersonLine]] = defaultdict(list)
    for person in persons or ():
        listed[person.house_code].append(person)
    middles = _middles(lines)
    seen: set[str] = set()
    rows: list[HouseRow] = []
    for line in lines:
        point, codes = _locate(line, middles.get(line.tambon), farthest_km)
        codes |= {*_codes_of(line)}
        if line.house_code and line.house_code in seen:
            codes.add("DUPLICATE_HOUSE")
        elif persons is not None:
            codes |= {*_person_codes(line, listed[line.house_code])}
        seen.add(line.house_code)
        income = None if "INCOME_NEGATIVE" in codes else line.income_month
        count = None if persons is None else len(listed[line.house_code])
        rows.append(HouseRow(line, weigh(line.place, codes, LEADS_TO), point, income, count))
    return tuple(rows)


def _codes_of(line: Line) -> Iterator[str]:
    if len(line.house_code) != 11:
        yield "HOUSE_CODE_INVALID"
    if line.income_month is None:
        yield "INCOME_MISSING"
    elif line.income_month.satang < 0:
        yield "INCOME_NEGATIVE"


def _person_codes(line: Line, listed: Sequence[PersonLine]) -> Iterator[str]:
    if line.declared_persons is not None and line.declared_persons != len(listed):
        yield "PERSON_COUNT_DIFFERS"
    if line.head.first and not any(_is_head(line, person) for person in listed):
        yield "HEAD_NOT_LISTED"


def _is_head(line: Line, person: PersonLine) -> bool:
    """Whether a listed person is the named head: by number, else by name."""
    if line.head_cid.number and person.cid.number:
        return line.head_cid.number == person.cid.number
    return thai_names.agree(f"{line.head.first} {line.head.last}", person.name)


def _locate(line: Line, middle: Point | None, farthest_km: float) -> tuple[Point | None, set[str]]:
    """The point of a house, put in order, and the codes of what was wrong with it."""
    if line.lat is None or line.lon is None:
        return None, {"GPS_MISSING"}
    if line.lat == 0 and line.lon == 0:
        return None, {"GPS_ZERO"}
    point = _in_thailand(line.lat, line.lon)
    if point is None or (middle and _distance_km(point, middle) > farthest_km):
        return None, {"GPS_OUTSIDE_AREA"}
    return point, {"GPS_SWAPPED"} if point.lat != line.lat else set()


def _in_thailand(lat: float, lon: float) -> Point | None:
    """The point in the order that lies in Thailand, `None` if neither does."""
    for point in (Point(lat, lon), Point(lon, lat)):
        in_latitude = _LATITUDES[0] <= point.lat <= _LATITUDES[1]
        if in_latitude and _LONGITUDES[0] <= point.lon <= _LONGITUDES[1]:
            return point
    return None


def _middles(lines: Sequence[Line]) -> dict[str, Point]:
    """The middle of the houses of each tambon; medians, so that strays do not move it."""
    points: dict[str, list[Point]] = defaultdict(list)
    for line in lines:
        if line.lat is not None and line.lon is not None:
            point = _in_thailand(line.lat, line.lon)
            if point:
                points[line.tambon].append(point)
    return {
        tambon: Point(median(p.lat for p in known), median(p.lon for p in known))
        for tambon, known in points.items()
        if len(known) >= _ENOUGH_FOR_A_MIDDLE
    }


def _distance_km(one: Point, other: Point) -> float:
    """On a flat map, which is near enough within a province."""
    north = (one.lat - other.lat) * _KM_PER_DEGREE
    east = (one.lon - other.lon) * _KM_PER_DEGREE * math.cos(math.radians(other.lat))
    return math.hypot(north, east)
