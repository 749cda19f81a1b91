"""What a person row of a survey is worth. Numbers go to `members`, the book keeps `person_id`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from kernel.values import thai_names
from kernel.values.citizen_id import CidReading
from kernel.values.sex import Sex
from kernel.values.thai_calendar import DayReading
from kernel.values.thai_names import Name
from kernel.values.verdicts import Decision, Place, Verdict, weigh

LEADS_TO: Final[Mapping[str, Decision]] = {
    "CID_CHECKSUM": Decision.REJECTED,
    "CID_LENGTH": Decision.REJECTED,
    "NAME_MISSING": Decision.REJECTED,
    "DUPLICATE_IN_FILE": Decision.REJECTED,
    "CID_MISSING": Decision.REVIEW,
    "CID_CONFLICT": Decision.REVIEW,
    "PERSON_IN_TWO_HOUSEHOLDS": Decision.REVIEW,
    "HOUSE_UNKNOWN": Decision.REVIEW,  # the person exists, wherever the house is
    "DATE_IMPOSSIBLE": Decision.REVIEW,
    "DATE_AMBIGUOUS": Decision.REVIEW,
    "DATE_CE_TYPED": Decision.REVIEW,
    "BIRTH_IN_FUTURE": Decision.REVIEW,
    "BIRTH_MISSING": Decision.ACCEPTED,
    "BIRTH_YEAR_ONLY": Decision.ACCEPTED,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One person of a survey as read; `order` is the number within the house."""

    place: Place
    house_code: str
    order: int | None
    cid: CidReading
    name: Name
    relation: str
    sex: Sex | None
    birth: DayReading
    disability: str
    chronic_disease: str
    groups: tuple[str, ...]
    note: str

    @property
    def survey_id(self) -> str:
        """What names the person within the survey: house code and number in the house."""
        return f"{self.house_code}/{self.order if self.order is not None else self.place.row}"


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A line with its verdict. A birth date that cannot be is taken off the line."""

    line: Line
    verdict: Verdict


def judge(
    lines: Sequence[Line], as_of: date, known_houses: Collection[str] | None
) -> tuple[PersonRow, ...]:
    """The verdicts of the persons of one survey; without `known_houses` no house is checked."""
    among = _codes_among(lines)
    rows: list[PersonRow] = []
    for line, codes in zip(lines, among, strict=True):
        found = {*_codes_of(line, as_of), *codes}
        if known_houses is not None and line.house_code not in known_houses:
            found.add("HOUSE_UNKNOWN")
        in_future = "BIRTH_IN_FUTURE" in found
        kept = replace(line, birth=DayReading(None)) if in_future else line
        rows.append(PersonRow(kept, weigh(line.place, found, LEADS_TO)))
    return tuple(rows)


def _codes_of(line: Line, as_of: date) -> Iterator[str]:
    if line.cid.problem:
        yield line.cid.problem.value
    if not line.name.first:
        yield "NAME_MISSING"
    in_future = line.birth.day is not None and line.birth.day > as_of
    yield from line.birth.codes("BIRTH_MISSING", None if in_future else "BIRTH_YEAR_ONLY")
    if in_future:
        yield "BIRTH_IN_FUTURE"


def _codes_among(lines: Sequence[Line]) -> list[set[str]]:
    """One number twice: the same person in two houses or listed again, or two persons."""
    codes: list[set[str]] = [set() for _ in lines]
    by_cid: dict[str, list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        if line.cid.number:
            by_cid[line.cid.number].append(at)
    for places in by_cid.values():
        first = lines[places[0]]
        for at in places[1:]:
            line = lines[at]
            name = f"{line.name.first} {line.name.last}"
            if not thai_names.agree(name, first.name):
                code, both = "CID_CONFLICT", True
            elif line.house_code == first.house_code:
                code, both = "DUPLICATE_IN_FILE", False
            else:
                code, both = "PERSON_IN_TWO_HOUSEHOLDS", True
            codes[at].add(code)
            if both:
                codes[places[0]].add(code)
    return codes
