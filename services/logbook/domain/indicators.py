"""Indicator sets of the basic-needs survey (จปฐ.), and what their answers say of five dimensions.

Sets are versioned data: the form is revised every five years, and an assessment is read by the set
it was asked with. The next set is another entry, never an edit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from kernel.values.errors import Invalid


class Answer(StrEnum):
    """An indicator passed, failed, or not applicable to the household."""

    PASSED = "pass"
    FAILED = "fail"
    NOT_APPLICABLE = "na"


class Result(StrEnum):
    """What the answers of a household say of one dimension."""

    PASSED = "pass"
    FAILED = "fail"
    NOT_APPLICABLE = "na"
    UNKNOWN = "unknown"


ANSWERS: Final[Mapping[str, Answer]] = {
    "1": Answer.PASSED,
    "0": Answer.FAILED,
    "-": Answer.NOT_APPLICABLE,
}
"""How answers are written on the form, and kept; what is none of these cannot be read."""

Answers = tuple[Answer | None, ...]
"""One answer for each indicator of a set, in its order; `None` where nothing readable stands."""


class Dimension(StrEnum):
    """The five dimensions of the family book: health, housing, education, income, access to the
    state's services (https://youthlink.gbdi.cloud/dataset/family_book)."""

    HEALTH = "health"
    LIVING = "living"
    EDUCATION = "education"
    INCOME = "income"
    ACCESS = "access"


class Indicator(NamedTuple):
    """One question of a set. Without a dimension it counts for none."""

    number: int
    says: str
    dimension: Dimension | None


@dataclass(frozen=True)
class IndicatorSet:
    """A version of the form."""

    name: str
    indicators: tuple[Indicator, ...]

    def numbers(self, dimension: Dimension) -> tuple[int, ...]:
        """The numbers of the indicators that count for a dimension."""
        return tuple(each.number for each in self.indicators if each.dimension is dimension)


# The 31 indicators of the years 2560 to 2564, in the words of public analyses of the survey
# (GitHub ids 44368485048 and 33813732923). Which dimension of TPMAP each counts for is not an
# official table: it is this project's own reading. [own]
BMN_2560: Final = IndicatorSet(
    "bmn_2560",
    (
        Indicator(1, "birth weight of 2,500 g or more", Dimension.HEALTH),
        Indicator(2, "breast milk only for the first six months", None),
        Indicator(3, "vaccines from birth to 12 years", None),
        Indicator(4, "safe and sufficient food", Dimension.HEALTH),
        Indicator(5, "proper use of medicine", Dimension.HEALTH),
        Indicator(6, "yearly check-up from 35 years", None),
        Indicator(7, "exercise from 6 years, three times 30 minutes a week", Dimension.HEALTH),
        Indicator(8, "secure and durable house", Dimension.LIVING),
        Indicator(9, "drinking water of 5 litres a person and day", Dimension.LIVING),
        Indicator(10, "use water of 45 litres a person and day", Dimension.LIVING),
        Indicator(11, "tidy and hygienic home", Dimension.LIVING),
        Indicator(12, "no nuisance by pollution", None),
        Indicator(13, "prevention of accidents and disasters", None),
        Indicator(14, "safety of life and property", None),
        Indicator(15, "pre-school care from 3 to 5 years", Dimension.EDUCATION),
        Indicator(16, "compulsory schooling from 6 to 14 years", Dimension.EDUCATION),
        Indicator(17, "on from lower to upper secondary school", Dimension.EDUCATION),
        Indicator(18, "training for school leavers without work", None),
        Indicator(19, "reading and writing from 15 to 59 years", Dimension.EDUCATION),
        Indicator(20, "work and income from 15 to 59 years", Dimension.INCOME),
        Indicator(21, "work and income from 60 years", Dimension.INCOME),
        Indicator(22, "mean income of 38,000 baht a person and year", Dimension.INCOME),
        Indicator(23, "savings", None),
        Indicator(24, "no alcohol", None),
        Indicator(25, "no smoking", None),
        Indicator(26, "religious act once a week", None),
        Indicator(27, "care for the elderly", Dimension.ACCESS),
        Indicator(28, "care for the disabled", Dimension.ACCESS),
        Indicator(29, "care for the chronically ill", Dimension.ACCESS),
        Indicator(30, "part in public work", None),
        Indicator(31, "warm family", None),
    ),
)

SETS: Final = (BMN_2560,)


def set_of(count: int) -> IndicatorSet:
    """The set with this many indicators; `Invalid("indicator_set_unknown")` if there is none."""
    for each in SETS:
        if len(each.indicators) == count:
            return each
    raise Invalid("indicator_set_unknown", {"indicators": count})


def named(name: str) -> IndicatorSet:
    """The set of this name."""
    return next(each for each in SETS if each.name == name)


def results(answers: Answers, by: IndicatorSet) -> dict[Dimension, Result]:
    """What the answers say of each dimension.

    Failed if any of its indicators is; else unknown if one cannot be read; else not applicable if
    none applies; else passed (samples/registers/EXPECTED.json, note on households).
    """
    assert len(answers) == len(by.indicators), "one answer for each indicator of the set"
    return {
        dimension: _result([answers[number - 1] for number in by.numbers(dimension)])
        for dimension in Dimension
    }


def failed(answers: Answers) -> tuple[int, ...]:
    """The numbers of the indicators that failed, of whatever dimension."""
    return tuple(
        number for number, answer in enumerate(answers, start=1) if answer is Answer.FAILED
    )


def _result(answers: Sequence[Answer | None]) -> Result:
    if Answer.FAILED in answers:
        return Result.FAILED
    if None in answers:
        return Result.UNKNOWN
    if all(answer is Answer.NOT_APPLICABLE for answer in answers):
        return Result.NOT_APPLICABLE
    return Result.PASSED
