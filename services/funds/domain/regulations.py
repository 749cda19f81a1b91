"""A fund's regulation as data: what it gives, for what, under which conditions.

The literal text stands beside it and is what binds; this is how the platform reads it. A rule
changes by adopting another version, never by editing one; the version in force on the day of the
event decides (domain.md 2.3).
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from kernel.values.errors import Invalid
from kernel.values.money import Money
from services.funds.domain.spans import NONE, Span

BENEFIT_YEARS: Final = ("fiscal", "calendar", "anniversary")


@dataclass(frozen=True)
class Step:
    """One step by length of membership. `over` is beyond a span, `since` from its completion on."""

    amount: Money
    since: Span | None = None
    over: Span | None = None
    up_to: Span | None = None


@dataclass(frozen=True)
class Lump:
    """One amount."""

    amount: Money


@dataclass(frozen=True)
class PerNight:
    """An amount a night, for so many nights of one stay at most."""

    rate: Money
    nights_max: int | None = None


@dataclass(frozen=True)
class ByMembership:
    """Steps by length of membership; with `highest`, of all that apply the highest one is given."""

    steps: tuple[Step, ...]
    highest: bool = False


@dataclass(frozen=True)
class ByLevel:
    """An amount by level of schooling."""

    amounts: Mapping[str, Money]


@dataclass(frozen=True)
class ByDamage:
    """Amounts from a share of damage on (percent), lowest first."""

    steps: tuple[tuple[int, Money], ...]


AmountRule = Lump | PerNight | ByMembership | ByLevel | ByDamage


@dataclass(frozen=True)
class Benefit:
    """One benefit: how much, and what must hold for it beside the common conditions."""

    amount: AmountRule
    waiting: Span | None = None
    age_min: int | None = None
    times_per_year_max: int | None = None
    stay_max: Money | None = None
    year_max: Money | None = None


@dataclass(frozen=True)
class Rules:
    """What a version of a regulation says."""

    waiting: Span = NONE
    claim_within: Span | None = None
    arrears_above: Money | None = None
    benefit_year: str = "fiscal"
    benefits: Mapping[str, Benefit] = field(default_factory=dict)


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


def read(raw: Mapping[str, Any]) -> Rules:
    """Rules as they were adopted (plain JSON) -> values; `Invalid("rules_malformed", {at})`."""
    top = _Reader(raw, "rules")
    benefits = top.mapping("benefits", {})
    rules = Rules(
        waiting=top.span("waiting") or NONE,
        claim_within=top.span("claim_within"),
        arrears_above=top.money("arrears_above_satang"),
        benefit_year=top.word("benefit_year", BENEFIT_YEARS, "fiscal"),
        benefits={kind: _benefit(each, kind) for kind, each in benefits.items()},
    )
    top.must_be_used_up()
    return rules


def _benefit(raw: Any, kind: str) -> Benefit:
    reader = _Reader(raw, f"benefits.{kind}")
    found = [(name, reading) for name, reading in _AMOUNTS.items() if name in reader.raw]
    if len(found) != 1:
        raise Invalid("rules_malformed", {"at": reader.at, "why": "needs one way to an amount"})
    _, amount = found[0]
    benefit = Benefit(
        amount=amount(reader),
        waiting=reader.span("waiting"),
        age_min=reader.count("age_min"),
        times_per_year_max=reader.count("times_per_year_max"),
        stay_max=reader.money("stay_max_satang"),
        year_max=reader.money("year_max_satang"),
    )
    reader.must_be_used_up()
    return benefit


def _per_night(reader: _Reader) -> PerNight:
    return PerNight(reader.amount("per_night_satang"), reader.count("nights_max"))


def _by_membership(reader: _Reader) -> ByMembership:
    steps = []
    for place, each in enumerate(reader.sequence("by_membership")):
        step = _Reader(each, f"{reader.at}.by_membership[{place}]")
        steps.append(
            Step(step.amount("satang"), step.span("since"), step.span("over"), step.span("up_to"))
        )
        step.must_be_used_up()
    return ByMembership(tuple(steps), bool(reader.take("highest", False)))


def _by_level(reader: _Reader) -> ByLevel:
    levels = _Reader(reader.mapping("by_level_satang"), f"{reader.at}.by_level_satang")
    return ByLevel({level: levels.amount(level) for level in list(levels.raw)})


def _by_damage(reader: _Reader) -> ByDamage:
    steps = []
    for place, each in enumerate(reader.sequence("by_damage")):
        step = _Reader(each, f"{reader.at}.by_damage[{place}]")
        steps.append((step.count("from_percent") or 0, step.amount("satang")))
        step.must_be_used_up()
    return ByDamage(tuple(sorted(steps, key=lambda step: step[0])))


class _Reader:
    """Takes a mapping apart and names the place of what is wrong."""

    def __init__(self, raw: Any, at: str) -> None:
        self.at = at
        if not isinstance(raw, Mapping):
            raise self.wrong("must be a mapping")
        self.raw = dict(raw)

    def wrong(self, why: str, name: str = "") -> Invalid:
        return Invalid("rules_malformed", {"at": f"{self.at}.{name}".rstrip("."), "why": why})

    def take(self, name: str, default: Any = None) -> Any:
        return self.raw.pop(name, default)

    def must_be_used_up(self) -> None:
        if self.raw:
            raise self.wrong("is not a rule this platform knows", min(self.raw))

    def span(self, name: str) -> Span | None:
        value = self.take(name)
        try:
            return None if value is None else Span.read(value)
        except Invalid:
            raise self.wrong("must be a span like 180d, 6m or 5y", name) from None

    def count(self, name: str) -> int | None:
        value = self.take(name)
        if value is not None and (type(value) is not int or value < 0):
            raise self.wrong("must be a whole number, not below zero", name)
        return value

    def money(self, name: str) -> Money | None:
        count = self.count(name)
        return None if count is None else Money(count)

    def amount(self, name: str) -> Money:
        amount = self.money(name)
        if amount is None:
            raise self.wrong("is missing", name)
        return amount

    def word(self, name: str, words: Sequence[str], default: str) -> str:
        value = self.take(name, default)
        if value not in words:
            raise self.wrong(f"must be one of {', '.join(words)}", name)
        return str(value)

    def mapping(self, name: str, default: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        value = self.take(name, default)
        if not isinstance(value, Mapping):
            raise self.wrong("must be a mapping", name)
        return value

    def sequence(self, name: str) -> Sequence[Any]:
        value = self.take(name)
        if not isinstance(value, list) or not value:
            raise self.wrong("must be a list of at least one", name)
        return value


_AMOUNTS: Final[dict[str, Callable[[_Reader], AmountRule]]] = {
    "lump_satang": lambda reader: Lump(reader.amount("lump_satang")),
    "per_night_satang": _per_night,
    "by_membership": _by_membership,
    "by_level_satang": _by_level,
    "by_damage": _by_damage,
}
