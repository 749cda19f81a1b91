"""Steps and bands held against one another: where two hold at once, and where none does.

Spans are compared on real calendars, not by rule of thumb: 180 days and 6 months end on different
days, and the days between them are a gap somebody will fall into.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from itertools import pairwise
from typing import Final, NamedTuple

from services.funds.domain.events import Values
from services.funds.domain.findings import Finding
from services.funds.domain.regulations import Band, ByAge, ByDamage, ByMembership, Step
from services.funds.domain.spans import NONE, Span

# Days on which spans of days, months and years come out differently.
_JOINED: Final = tuple(
    dt.date.fromisoformat(day)
    for day in ("2019-03-01", "2019-08-31", "2020-02-29", "2020-12-15", "2021-01-31", "2022-07-01")
)
_ONE: Final = dt.timedelta(days=1)


class _Held(NamedTuple):
    """The first and last day a step holds for one who joined on some day."""

    first: dt.date
    last: dt.date


def of_membership(
    kind: str, waiting: Span, after_accident: Span, rule: ByMembership
) -> Iterator[Finding]:
    """Gaps and overlaps of steps by length of membership."""
    steps = sorted(rule.steps, key=_begins)
    for step in steps:
        yield from _alone(
            kind, min(waiting, after_accident, key=lambda each: each.days_about), step
        )
    for entitled in dict.fromkeys((waiting, after_accident)):
        yield from _before_the_first(kind, entitled, steps[0])
    for step, following in pairwise(steps):
        yield from _between(kind, step, following, highest=rule.highest)


def _before_the_first(kind: str, waiting: Span, first: Step) -> Iterator[Finding]:
    if any(_held(first, day).first > waiting.after(day) for day in _JOINED):
        told: Values = {"waiting": waiting, "step": _code(first)}
        yield Finding("GAP", kind, f"{waiting}/{_code(first)}", told)


def of_age(kind: str, age_min: int, rule: ByAge) -> Iterator[Finding]:
    """Gaps and overlaps of bands by age."""
    first = rule.bands[0].from_age
    if first > age_min:
        told = {"age_min": age_min, "from_age": first}
        yield Finding("GAP", kind, f"{age_min}/{_band(rule.bands[0])}", told)
    for band in rule.bands:
        if band.up_to_age is not None and band.up_to_age < band.from_age:
            yield _impossible(kind, _band(band), {"band": _band(band)})
    for band, following in pairwise(rule.bands):
        where = f"{_band(band)}/{_band(following)}"
        if band.up_to_age is None or following.from_age <= band.up_to_age:
            yield Finding("OVERLAP", kind, where, {"bands": where})
        elif following.from_age > band.up_to_age + 1:
            yield Finding("GAP", kind, where, {"bands": where})


def of_damage(kind: str, rule: ByDamage) -> Iterator[Finding]:
    """Shares of damage named twice, or above the whole."""
    for (percent, _), (following, _) in pairwise(rule.steps):
        if percent == following:
            yield Finding("OVERLAP", kind, f"{percent}%", {"damage_percent": percent})
    for percent, _ in rule.steps:
        if percent > 100:
            yield _impossible(kind, f"{percent}%", {"damage_percent": percent})


def _alone(kind: str, waiting: Span, step: Step) -> Iterator[Finding]:
    """Steps that nobody can ever stand on."""
    held = [_held(step, day) for day in _JOINED]
    if all(each.last < each.first for each in held):
        yield _impossible(kind, _code(step), {"step": _code(step)})
    elif all(each.last < waiting.after(day) for each, day in zip(held, _JOINED, strict=True)):
        yield _impossible(kind, _code(step), {"step": _code(step), "waiting": waiting})


def _between(kind: str, step: Step, following: Step, *, highest: bool) -> Iterator[Finding]:
    where = f"{_code(step)}/{_code(following)}"
    told = {"step": _code(step), "following": _code(following)}
    pairs = [(_held(step, day), _held(following, day)) for day in _JOINED]
    if not highest and any(after.first <= before.last for before, after in pairs):
        yield Finding("OVERLAP", kind, where, told)
    if any(
        before.last < dt.date.max and after.first > before.last + _ONE for before, after in pairs
    ):
        yield Finding("GAP", kind, where, told)
    if following.amount < step.amount:
        yield Finding("STEP_FALLS", kind, where, told)


def _held(step: Step, joined: dt.date) -> _Held:
    first = (step.since or NONE).after(joined)
    if step.over is not None:
        first = max(first, step.over.after(joined) + _ONE)
    return _Held(first, step.up_to.after(joined) if step.up_to else dt.date.max)


def _begins(step: Step) -> dt.date:
    return _held(step, _JOINED[0]).first


def _impossible(kind: str, where: str, told: Values) -> Finding:
    return Finding("NEVER_REACHED", kind, where, told, impossible=True)


def _code(step: Step) -> str:
    begins = f">{step.over}" if step.over else f"{step.since or NONE}"
    return f"{begins}..{step.up_to or ''}"


def _band(band: Band) -> str:
    return f"{band.from_age}-{'' if band.up_to_age is None else band.up_to_age}"
