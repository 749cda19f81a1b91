"""What a regulation gave earlier, kept while claims are gone through in their events' order."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from kernel.values.money import Money
from services.funds.domain import benefits
from services.funds.domain.events import NOTHING, Event, Given


@dataclass
class Before:
    """What was given to each in a benefit year and ever, and to all in a fund's year."""

    benefit_year: str = "fiscal"
    _given: dict[tuple[str, ...], Given] = field(default_factory=dict)

    def known_to(self, event: Event, whose: str) -> Event:
        """The event, knowing what was given before it."""
        this_year, ever, everybody = self._keys(event, whose)
        return replace(
            event,
            this_year=self._given.get(this_year, NOTHING),
            ever=self._given.get(ever, NOTHING),
            everybody=self._given.get(everybody, NOTHING),
        )

    def add(self, event: Event, whose: str, due: Money, nights: int) -> None:
        """It was given so much for this event, for so many nights."""
        for key in self._keys(event, whose):
            before = self._given.get(key, NOTHING)
            self._given[key] = Given(before.amount + due, before.times + 1, before.nights + nights)

    def _keys(self, event: Event, whose: str) -> tuple[tuple[str, ...], ...]:
        year = benefits.year_of(self.benefit_year, event.event_on, event.joined_on)
        pool = benefits.pool_year(self.benefit_year, event.event_on)
        return (
            (whose, event.kind, _first(year)),
            (whose, event.kind),
            ("", event.kind, _first(pool)),
        )


def _first(year: tuple[dt.date, dt.date]) -> str:
    return year[0].isoformat()
