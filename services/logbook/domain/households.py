"""Households as they are kept: one book per house, its people by the ids `members` gave them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from kernel.values.errors import Refused
from kernel.values.money import ZERO, Money
from services.logbook.domain import indicators
from services.logbook.domain.indicators import Answers, IndicatorSet


class Point(NamedTuple):
    """Degrees north and east."""

    lat: float
    lon: float


@dataclass(frozen=True)
class Resident:
    """Somebody who lives in a household.

    Without a `person_id` somebody is listed whose id number is missing or wrong, or who is listed
    in two houses: counted, and told of nowhere until a person has decided.
    """

    person_id: str | None
    relation: str = ""
    birth_on: date | None = None
    birth_precision: str = "day"
    groups: tuple[str, ...] = ()
    disability: str = ""
    chronic_disease: str = ""


@dataclass(frozen=True)
class Household:
    """The book of a house. `waits` for somebody to decide about its survey row: a book that waits
    is told to nobody, and gives way to the one that is opened in its place."""

    household_id: str
    house_code: str
    area_code: str
    address: str = ""
    point: Point | None = None
    tenure: str = ""
    income_month: Money | None = None
    expense_month: Money | None = None
    debt: Money | None = None
    debt_source: str = ""
    needs: str = ""
    help_received: str = ""
    residents: tuple[Resident, ...] = ()
    waits: bool = False

    @property
    def tambon(self) -> str:
        """The code of the sub-district, which is as near as the public is told."""
        return self.area_code[:6]


@dataclass(frozen=True)
class Assessment:
    """The answers of a household in one round. One that `waits` gives way to the next one of its
    round, as a household does."""

    assessment_id: str
    household_id: str
    round: str
    day: date
    answers: Answers
    by: IndicatorSet = indicators.BMN_2560
    assessor: str = ""
    waits: bool = False

    @property
    def dimensions(self) -> dict[str, str]:
        """What the answers say of the five dimensions, in plain words."""
        told = indicators.results(self.answers, self.by)
        return {str(dimension): str(result) for dimension, result in told.items()}

    @property
    def failed(self) -> tuple[int, ...]:
        """The indicators that failed."""
        return indicators.failed(self.answers)


def must_be_sound(household: Household) -> None:
    """What no book may say: `Refused("amount_below_zero")`, `Refused("person_twice")`."""
    amounts = (household.income_month, household.expense_month, household.debt)
    if any(amount is not None and amount < ZERO for amount in amounts):
        raise Refused("amount_below_zero")
    known = [each.person_id for each in household.residents if each.person_id]
    if len(set(known)) < len(known):
        raise Refused("person_twice")
