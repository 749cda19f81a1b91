"""What a regulation gave earlier, kept while claims are gone through in their events' order."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field, replace

from kernel.values.money import Money
from services.funds.domain import benefits
from services.funds.domain.claims import Membership
from services.funds.domain.events import NOTHING, Event, Given


@dataclass
class Before:
    """What was given to each member in a benefit year and ever, and to all in a fund's year."""

    benefit_year: str = "fiscal"
    _given: dict[tuple[str, ...], Given] = field(default_factory=dict)

    def known_to(self, event: Event, membership: Membership) -> Event:
        """The event, knowing what was given before it."""
        this_year, ever, everybody = self._keys(event, membership)
        return replace(
            event,
            this_year=self._given.get(this_year, NOTHING),
            ever=self._given.get(ever, NOTHING),
            everybody=self._given.get(everybody, NOTHING),
        )

    def add(self, event: Event, membership: Membership, due: Money, nights: int) -> None:
        """It was given so much for this event, for so many nights."""
        for key in self._keys(event, membership):
            before = self._given.get(key, NOTHING)
            self._given[key] = Given(before.amount + due, before.times + 1, before.nights + nights)

    def _keys(self, event: Event, membership: Membership) -> tuple[tuple[str, ...], ...]:
        day, member = event.event_on, membership.membership_id
        year = benefits.benefit_year(self.benefit_year, day, membership.joined_on)
        return (
            (member, event.kind, _first(year)),
            (member, event.kind),
            ("", event.kind, _first(benefits.pool_year(self.benefit_year, day))),
        )


def _first(year: tuple[dt.date, dt.date]) -> str:
    return year[0].isoformat()
