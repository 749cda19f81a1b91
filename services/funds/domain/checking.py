"""Reading a regulation before it is adopted: what it leaves open, says twice, or can never give.

A real regulation has gaps and overlaps (domain.md 2.2, R1: "8 to 18 years" beside "over 15 years",
rights from 180 days beside steps from 6 months). Nothing here mends one; whoever adopts the version
answers for each. What is impossible must be mended first: no answer makes it possible.
"""

from __future__ import annotations

from collections.abc import Iterator

from services.funds.domain import checking_ceilings, checking_steps
from services.funds.domain.events import NONMEMBER
from services.funds.domain.findings import Finding
from services.funds.domain.regulations import Benefit, ByAge, ByDamage, ByMembership, Rules


def findings(rules: Rules) -> list[Finding]:
    """All that was found, benefit by benefit; empty for a regulation without riddles."""
    found = list(_of_rules(rules))
    for kind in sorted(rules.benefits):
        found += _of_benefit(kind, rules, rules.benefits[kind])
    return found


def _of_benefit(kind: str, rules: Rules, benefit: Benefit) -> Iterator[Finding]:
    rule = benefit.amount
    if isinstance(rule, ByMembership):
        usual, accident = (rules.waiting_for(benefit, accident=each) for each in (False, True))
        yield from checking_steps.of_membership(kind, usual, accident, rule)
    if isinstance(rule, ByAge):
        yield from checking_steps.of_age(kind, benefit.age_min or 0, rule)
    if isinstance(rule, ByDamage):
        yield from checking_steps.of_damage(kind, rule)
    if benefit.for_nonmembers and benefit.asks_age:
        yield Finding("AGE_OF_A_STRANGER", kind, "age", impossible=True)
    if kind == NONMEMBER and not benefit.for_nonmembers:  # held to the terms of members
        yield Finding("HELP_FOR_NOBODY", kind, "for_nonmembers", impossible=True)
    yield from checking_ceilings.of_benefit(kind, benefit)


def _of_rules(rules: Rules) -> Iterator[Finding]:
    suspend, remove = rules.arrears.suspend_after, rules.arrears.remove_after
    if suspend and remove and remove.days_about <= suspend.days_about:
        yield Finding(
            "REMOVED_BEFORE_SUSPENDED",
            "arrears",
            f"{suspend}/{remove}",
            {"remove_after": remove, "suspend_after": suspend},
            impossible=True,
        )
    plan = rules.plan
    if plan and not plan.daily:
        yield Finding("NO_RATE", "plan", "0", impossible=True)
    if plan and not plan.period_days and not plan.monthly:
        yield Finding(
            "NO_PERIOD",
            "plan",
            f"{plan.daily.satang}",
            impossible=True,
        )
