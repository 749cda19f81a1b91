"""What a row of a member book is worth: the codes it gets, and what they lead to.

`judge` takes the lines of one book in their order, since a person may stand in it twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from kernel.values.citizen_id import CidProblem
from kernel.values.thai_calendar import DayReading, Precision, completed_years
from kernel.values.thai_names import CHILD_TITLE_ENDS, CHILD_TITLES
from kernel.values.verdicts import Decision, Verdict, weigh
from services.members.domain.matching import Identity, Likeness, group
from services.members.domain.register_lines import Line

LEADS_TO: Final[Mapping[str, Decision]] = {
    "CID_CHECKSUM": Decision.REJECTED,
    "CID_LENGTH": Decision.REJECTED,
    "NAME_MISSING": Decision.REJECTED,
    "DUPLICATE_IN_FILE": Decision.REJECTED,
    "CID_MISSING": Decision.REVIEW,
    "CID_CONFLICT": Decision.REVIEW,
    "DUPLICATE_CID_NAME_DIFFERS": Decision.REVIEW,
    "DATE_IMPOSSIBLE": Decision.REVIEW,
    "DATE_AMBIGUOUS": Decision.REVIEW,
    "DATE_CE_TYPED": Decision.REVIEW,
    "DATE_YEAR_ONLY": Decision.REVIEW,
    "BIRTH_IN_FUTURE": Decision.REVIEW,
    "JOIN_DATE_MISSING": Decision.REVIEW,
    "JOIN_BEFORE_BIRTH": Decision.REVIEW,
    "JOIN_IN_FUTURE": Decision.REVIEW,
    "MEMBER_NO_MISSING": Decision.REVIEW,
    "MEMBER_NO_REPEATED": Decision.REVIEW,
    "CID_MISSING_EXPLAINED": Decision.ACCEPTED,
    "BIRTH_MISSING": Decision.ACCEPTED,
    "BIRTH_YEAR_ONLY": Decision.ACCEPTED,
    "NO_SURNAME": Decision.ACCEPTED,
    "PHONE_INVALID": Decision.ACCEPTED,
    "TITLE_AGE_MISMATCH": Decision.ACCEPTED,
}

# Words that explain why somebody has no number, as registrars write them. [own]: extend freely.
NO_CID_REASONS: Final = (
    "ไร้สัญชาติ", "ไร้รัฐ", "ไม่มีสัญชาติ", "พิสูจน์สัญชาติ", "สถานะทางทะเบียน", "ต่างด้าว",
    "แรงงานข้ามชาติ", "บุคคลบนพื้นที่สูง", "แรกเกิด", "เพิ่งเกิด", "ทารก", "แจ้งเกิด",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RegisterRow:
    """A line with its verdict. A birth date that cannot be is taken off the line."""

    line: Line
    verdict: Verdict

    @property
    def died_on(self) -> date | None:
        """The day of death, if the book tells one."""
        died = self.line.standing.died
        return died.day if died else None


def judge(lines: Sequence[Line], as_of: date) -> tuple[RegisterRow, ...]:
    """The verdicts of one book, on the day `as_of` (ages, and what lies in the future)."""
    return tuple(
        _row(line, {*_codes_of(line, as_of), *shared})
        for line, shared in zip(lines, _codes_among(lines), strict=True)
    )


def _row(line: Line, codes: set[str]) -> RegisterRow:
    kept = replace(line, birth=DayReading(None)) if "BIRTH_IN_FUTURE" in codes else line
    return RegisterRow(kept, weigh(line.place, codes, LEADS_TO))


def _codes_of(line: Line, as_of: date) -> Iterator[str]:
    yield from _cid_codes(line)
    yield from _name_codes(line, as_of)
    yield from _birth_codes(line.birth, as_of)
    yield from _joined_codes(line, as_of)
    if line.standing.died:
        yield from line.standing.died.codes(year_only="DATE_YEAR_ONLY")
        if line.standing.died.day and line.standing.died.day > as_of:
            yield "DATE_IMPOSSIBLE"
    if line.phone_typed and line.phone is None:
        yield "PHONE_INVALID"
    if not line.member_no:
        yield "MEMBER_NO_MISSING"


def _cid_codes(line: Line) -> Iterator[str]:
    if line.cid.problem is CidProblem.MISSING:
        said = line.note + line.cid.remark
        explained = any(reason in said for reason in NO_CID_REASONS)
        yield "CID_MISSING_EXPLAINED" if explained else "CID_MISSING"
    elif line.cid.problem:
        yield line.cid.problem.value


def _name_codes(line: Line, as_of: date) -> Iterator[str]:
    if not line.name.first:
        yield "NAME_MISSING"
    elif not line.name.last:
        yield "NO_SURNAME"
    known = line.birth.day
    if line.name.title in CHILD_TITLES and known:
        # Dead children keep their title: the age that counts is the one they reached.
        reached = min(as_of, line.standing.died.day or as_of) if line.standing.died else as_of
        if completed_years(known, reached) >= CHILD_TITLE_ENDS:
            yield "TITLE_AGE_MISMATCH"


def _birth_codes(birth: DayReading, as_of: date) -> Iterator[str]:
    in_future = birth.day is not None and birth.day > as_of
    yield from birth.codes("BIRTH_MISSING", None if in_future else "BIRTH_YEAR_ONLY")
    if in_future:
        yield "BIRTH_IN_FUTURE"


def _joined_codes(line: Line, as_of: date) -> Iterator[str]:
    joined, birth = line.joined, line.birth
    yield from joined.codes("JOIN_DATE_MISSING", "DATE_YEAR_ONLY")
    if joined.day is None:
        return
    if joined.day > as_of:
        yield "JOIN_IN_FUTURE"
    if birth.day and birth.day <= as_of:
        by_year = Precision.YEAR in (birth.precision, joined.precision)
        if joined.day.year < birth.day.year if by_year else joined.day < birth.day:
            yield "JOIN_BEFORE_BIRTH"


_BY_LIKENESS: Final = {
    Likeness.SAME: "DUPLICATE_IN_FILE",
    Likeness.RENAMED: "DUPLICATE_CID_NAME_DIFFERS",
    Likeness.DIFFERENT: "CID_CONFLICT",
}


def _codes_among(lines: Sequence[Line]) -> list[set[str]]:
    """The codes rows get because of other rows of the book."""
    codes: list[set[str]] = [set() for _ in lines]
    by_cid: dict[str, list[int]] = defaultdict(list)
    for at, line in enumerate(lines):
        if line.cid.number and line.name.first:
            by_cid[line.cid.number].append(at)
    for places in by_cid.values():
        identities = [Identity(lines[at].name, lines[at].birth.day) for at in places]
        for at, likeness in zip(places, group(identities), strict=True):
            if likeness:
                codes[at].add(_BY_LIKENESS[likeness])
    taken: set[str] = set()
    for line, found in zip(lines, codes, strict=True):
        if line.member_no in taken and "DUPLICATE_IN_FILE" not in found:
            found.add("MEMBER_NO_REPEATED")
        if line.member_no:
            taken.add(line.member_no)
    return codes
