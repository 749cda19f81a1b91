"""Reading a regulation before it is adopted: what its steps leave open, and what they say twice.

A real regulation has both (domain.md 2.2, R1: "8 to 18 years" beside "over 15 years"). Nothing here
mends it; each finding must be answered for by whoever adopts the version.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from services.funds.domain.regulations import Benefit, ByDamage, ByMembership, Rules, Step


def findings(rules: Rules) -> list[str]:
    """What was found, each as `WHAT kind where`; empty for a regulation without riddles."""
    found = []
    for kind in sorted(rules.benefits):
        benefit = rules.benefits[kind]
        found += [f"{what} {kind} {where}" for what, where in _riddles(rules, benefit)]
    return found


def impossible(rules: Rules) -> list[str]:
    """Clauses that can never give what they promise."""
    return [
        f"{kind}: the stay's ceiling is above the year's"
        for kind, benefit in sorted(rules.benefits.items())
        if benefit.stay_max and benefit.year_max and benefit.stay_max > benefit.year_max
    ]


def _riddles(rules: Rules, benefit: Benefit) -> Iterator[tuple[str, str]]:
    if isinstance(benefit.amount, ByDamage):
        percents = [percent for percent, _ in benefit.amount.steps]
        if len(set(percents)) < len(percents):
            yield "OVERLAP", "damage"
    if not isinstance(benefit.amount, ByMembership) or benefit.amount.highest:
        return
    steps = sorted(benefit.amount.steps, key=_from)
    waiting = benefit.waiting or rules.waiting
    if _from(steps[0]) > waiting.days_about:
        yield "GAP", f"before {_named(steps[0])}"
    for step, following in pairwise(steps):
        ends = step.up_to.days_about if step.up_to else float("inf")
        if _from(following) < ends:
            yield "OVERLAP", f"{_named(step)} and {_named(following)}"
        elif _from(following) > ends + 1:
            yield "GAP", f"between {_named(step)} and {_named(following)}"


def _from(step: Step) -> float:
    since = step.over or step.since
    return since.days_about if since else 0.0


def _named(step: Step) -> str:
    begins = step.over or step.since
    start = begins.english if begins else "the beginning"
    return f"{start} to {step.up_to.english}" if step.up_to else f"{start} and more"
