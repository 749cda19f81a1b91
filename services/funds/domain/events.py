"""What happened, to whom: everything a regulation may ask about before it gives anything."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field

from kernel.values.money import ZERO, Money
from services.funds.domain.member_standing import Left
from services.funds.domain.spans import Span


@dataclass(frozen=True)
class Given:
    """What the regulation gave before, in one benefit year or ever: how much, how often,
    for how many nights."""

    amount: Money = ZERO
    times: int = 0
    nights: int = 0


NOTHING = Given()
NONMEMBER = "nonmember"
"""The kind of what is given to who is no member."""


@dataclass(frozen=True)
class Event:
    """What happened. None stands for not known; `joined_on` is None of who is no member.

    `requested` is what the claim asks for, `arrears` are those carried into the month of the event,
    `unpaid_since` is the first day no payment before the event covers, `age` in completed years on
    its day, `this_year` and `ever` what this person was given for the kind before, `everybody` what
    all were given for it this year, `income` what came in that year; `levied` is how many pay a
    levy, `house_helped` whether another of the house was given something for the same event.
    """

    kind: str
    event_on: dt.date
    filed_on: dt.date
    joined_on: dt.date | None
    died_on: dt.date | None = None
    requested: Money | None = None
    arrears: Money | None = None
    unpaid_since: dt.date | None = None
    extended: bool = False
    suspended: bool = False
    left: Left | None = None
    asked_before: bool = False
    house_helped: bool = False
    accident: bool = False
    nights: int | None = None
    level: str | None = None
    damage_percent: int | None = None
    age: int | None = None
    levied: int | None = None
    by_proxy: bool = False
    documents: frozenset[str] = frozenset()
    attested: frozenset[str] = frozenset()
    this_year: Given = NOTHING
    ever: Given = NOTHING
    everybody: Given = NOTHING
    income: Money = ZERO


Values = Mapping[str, Money | Span | dt.date | int | str | tuple[str, ...]]


@dataclass(frozen=True)
class Condition:
    """One condition, held against one claim: its code, and what it compares, by name.

    The sentence a committee reads is made where the reply is written, of both.
    """

    code: str
    holds: bool
    values: Values = field(default_factory=dict)
