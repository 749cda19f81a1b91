"""A fund's regulation as data: what it gives, for what, under which conditions.

The literal text stands beside each clause and is what binds; this is how the platform reads it. A
rule changes by adopting another version, never by editing one; the version in force on the day of
the event decides (domain.md 2.3). Every figure is the fund's own.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from kernel.values.money import ZERO, Money
from services.funds.domain.spans import NONE, Span

BENEFIT_YEARS: Final = ("fiscal", "calendar", "anniversary")
LEVIED: Final = ("member", "household")
SHORTFALLS: Final = ("owed", "suspended", "fund_bears")
HOUSED: Final = frozenset({"disaster"})
WAYS_OUT: Final = ("resigned", "removed", "moved_out")


@dataclass(frozen=True)
class Step:
    """One step by length of membership. `over` is beyond a span, `since` from its completion on."""

    amount: Money
    since: Span | None = None
    over: Span | None = None
    up_to: Span | None = None


@dataclass(frozen=True)
class Band:
    """One band by age in completed years, both ends within it; without an end it is open."""

    amount: Money
    from_age: int
    up_to_age: int | None = None


@dataclass(frozen=True)
class Lump:
    """One amount; with `per_night`, nights beside it (a birth and the nights it took)."""

    amount: Money
    per_night: Money = ZERO
    nights_max: int | None = None


@dataclass(frozen=True)
class UpTo:
    """What is asked for, at most so much: a share of a cost, never the whole ceiling for less."""

    most: Money


@dataclass(frozen=True)
class PerNight:
    """An amount a night, for so many nights of one stay, and of one benefit year, at most."""

    rate: Money
    nights_max: int | None = None
    nights_year_max: int | None = None


@dataclass(frozen=True)
class ByMembership:
    """Steps by length of membership; with `highest`, of all that apply the highest one is given."""

    steps: tuple[Step, ...]
    highest: bool = False


@dataclass(frozen=True)
class ByAge:
    """Bands by age on the day."""

    bands: tuple[Band, ...]


@dataclass(frozen=True)
class ByLevel:
    """An amount by level of schooling."""

    amounts: Mapping[str, Money]


@dataclass(frozen=True)
class ByDamage:
    """Amounts from a share of damage on (percent), lowest first."""

    steps: tuple[tuple[int, Money], ...]


@dataclass(frozen=True)
class Levy:
    """An amount from each who lives on the day of the death, less what running it costs.

    The count is frozen at the event's day, and never holds the household of the dead. With a
    `shortfall` it is taken out of the members' accounts, and that says what becomes of who has
    too little in it: one owes it, owes it and is suspended, or the fund bears it.
    """

    rate: Money
    each: str = "member"
    admin_percent: int = 0
    shortfall: str | None = None


AmountRule = Lump | UpTo | PerNight | ByMembership | ByAge | ByLevel | ByDamage | Levy


@dataclass(frozen=True)
class Attested:
    """What no register knows and a person must have seen: a mark sheet, a share of the cost, the
    harm a member has done."""

    thai: str
    english: str


@dataclass(frozen=True)
class Benefit:
    """One benefit: how much, and what must hold for it beside the common conditions.

    `pool_year` is what the fund gives for this kind to everybody in one benefit year, `seats_year`
    how often; `pool_percent_of_income` ties the pool to what came in that year. `once_per_house`
    gives one member of a house something for an event, and no other of it; claims of a house within
    `house_event_days` may be of one event written on different days, and whoever decides is warned.
    """

    amount: AmountRule
    text: str = ""
    waiting: Span | None = None
    waiting_accident: Span | None = None
    claim_within: Span | None = None
    age_min: int | None = None
    times_per_year_max: int | None = None
    times_lifetime_max: int | None = None
    event_max: Money | None = None
    stay_max: Money | None = None
    year_max: Money | None = None
    lifetime_max: Money | None = None
    pool_year: Money | None = None
    pool_percent_of_income: int | None = None
    seats_year: int | None = None
    documents: tuple[str, ...] = ()
    attested: Mapping[str, Attested] = field(default_factory=dict)
    for_nonmembers: bool = False
    once_per_house: bool = False
    house_event_days: int | None = None

    @property
    def limited_by_year(self) -> bool:
        """Whether what the member was given earlier in the year bears on it."""
        nights = isinstance(self.amount, PerNight) and self.amount.nights_year_max is not None
        return nights or self.year_max is not None or self.times_per_year_max is not None

    @property
    def asks_age(self) -> bool:
        """Whether a person's age bears on it."""
        return self.age_min is not None or isinstance(self.amount, ByAge)

    def nights_paid(self, nights: int | None) -> int:
        """How many of a stay's nights it pays for: only those use up the nights of a year."""
        most = self.nights_paid_max
        return nights or 0 if most is None else min(nights or 0, most)

    @property
    def nights_paid_max(self) -> int | None:
        """For how many nights of one stay it pays at most, by their number or by a ceiling."""
        rule = self.amount
        if not isinstance(rule, PerNight) or not rule.rate:
            return None
        caps = (cap for cap in (self.stay_max, self.event_max) if cap is not None)
        by_cap = [-(-cap.satang // rule.rate.satang) for cap in caps]
        by_number = [] if rule.nights_max is None else [rule.nights_max]
        return min(by_number + by_cap, default=None)

    @property
    def pooled(self) -> bool:
        """Whether what others were given this year bears on it."""
        limits = (self.pool_year, self.pool_percent_of_income, self.seats_year)
        return any(limit is not None for limit in limits)


@dataclass(frozen=True)
class Plan:
    """What a member saves: so much a day, paid for so many days at once, or by calendar month.

    Never a twelfth of a year: 12 payments of 30 days are 360 days (domain.md 1.2).
    """

    daily: Money
    period_days: tuple[int, ...] = ()
    monthly: bool = False
    entry_fee: Money = ZERO
    first_payment: Money = ZERO

    def due_for_days(self, days: int) -> Money:
        """What one period of so many days costs."""
        return self.daily * days

    def due_for_month(self, year: int, month: int) -> Money:
        """What a calendar month costs, by its real number of days."""
        return self.daily * calendar.monthrange(year, month)[1]


@dataclass(frozen=True)
class Arrears:
    """What becomes of who does not pay: rights rest, membership ends, how one comes back.

    Rights rest while more than `above` is carried over, and once unpaid for `suspend_after`,
    whether or not anybody has suspended the member; after `remove_after` the committee may end the
    membership. Who comes back pays what is owed if `back_pay`, and
    waits `new_waiting` again.
    """

    above: Money | None = None
    suspend_after: Span | None = None
    remove_after: Span | None = None
    back_pay: bool = False
    new_waiting: Span | None = None


@dataclass(frozen=True)
class LeavingRules:
    """How members leave but by death: the ways that another than who asked decides, the grounds
    beside arrears one is removed for, and whether moving out of the area ends a membership."""

    by_another: tuple[str, ...] = ("removed",)
    grounds: Mapping[str, Attested] = field(default_factory=dict)
    moving_ends: bool = True


@dataclass(frozen=True)
class Rules:
    """What a version of a regulation says. `texts` is the literal text of clauses that are no
    benefits, by the name of what they rule; by `claim_extension` the committee may put off the day
    a claim must be filed by, once."""

    waiting: Span = NONE
    waiting_accident: Span | None = None
    claim_within: Span | None = None
    claim_extension: Span | None = None
    arrears: Arrears = field(default_factory=Arrears)
    leaving: LeavingRules = field(default_factory=LeavingRules)
    benefit_year: str = "fiscal"
    benefits: Mapping[str, Benefit] = field(default_factory=dict)
    plan: Plan | None = None
    proxy_documents: tuple[str, ...] = ()
    admin_cap_percent: int | None = None
    texts: Mapping[str, str] = field(default_factory=dict)

    @property
    def arrears_above(self) -> Money | None:
        return self.arrears.above

    @property
    def aged_kinds(self) -> frozenset[str]:
        """The kinds of benefit that ask how old somebody is."""
        return frozenset(kind for kind, each in self.benefits.items() if each.asks_age)

    def waiting_for(self, benefit: Benefit, *, accident: bool) -> Span:
        """How long a member waits for a benefit: the narrower clause goes before the wider."""
        usual = benefit.waiting or self.waiting
        if not accident:
            return usual
        return benefit.waiting_accident or self.waiting_accident or usual


@dataclass(frozen=True)
class Version:
    """A version of one fund's regulation, in force for events from a day on."""

    number: int
    in_force_from: dt.date
    rules: Rules


def in_force(versions: Sequence[Version], day: dt.date) -> Version | None:
    """The version in force on a day: the latest begun by then; of one day's, the highest number."""
    begun = [version for version in versions if version.in_force_from <= day]
    return max(begun, key=lambda version: (version.in_force_from, version.number), default=None)
