"""Adopting a fund's regulation, and asking for it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from kernel.chassis.work import Work
from kernel.contracts import funds as contract
from kernel.values.errors import NotFound, Refused
from kernel.values.money import total
from services.funds.domain import (
    adoption,
    benefits,
    checking,
    checking_texts,
    findings,
    regulation_reading,
)
from services.funds.domain import what_if as compared
from services.funds.domain.what_if import Past
from services.funds.store.funds import Fund
from services.funds.usecases.funds import fund_of


def check_regulation(rules: Mapping[str, Any]) -> dict[str, Any]:
    """What the checker finds in a draft; nothing is read or written."""
    read = regulation_reading.read(rules)
    return {"findings": checking.findings(read) + checking_texts.remarks(read)}


def adopt_regulation(
    work: Work,
    *,
    regulation_id: str,
    fund_id: str,
    version: int,
    in_force_from: dt.date,
    text: str,
    rules: Mapping[str, Any],
    findings_answered: Mapping[str, str],
) -> dict[str, Any]:
    """Adopt a version, when everything the checker finds in it has been answered for: by one
    person while the fund takes up its history here.

    `Invalid` for rules that cannot be read, `Refused("regulation_impossible")`,
    `Refused("findings_unanswered")`, `Refused("regulation_needs_another")`,
    `Conflict("version_exists")`.
    """
    fund = fund_of(work, fund_id)
    found = findings_of(rules, findings_answered)
    work.store.funds.lock(fund_id)
    adoption.adopt_alone(version, work.store.proposals.past(fund_id))
    adopted = {
        "regulation_id": regulation_id,
        "fund_id": fund_id,
        "version": version,
        "in_force_from": in_force_from,
        "text": text,
        "rules": dict(rules),
        "findings": found,
        "findings_answered": {key: findings_answered[key] for key in found},
    }
    return adopt(work, fund, adopted)


def adopt(work: Work, fund: Fund, adopted: dict[str, Any]) -> dict[str, Any]:
    """Keep a version that may be adopted, and say so."""
    work.store.regulations.add(adopted, work.actor.actor_id, work.now)
    asks_age_for = fund.aged_kinds | regulation_reading.read(adopted["rules"]).aged_kinds
    if asks_age_for != fund.aged_kinds:
        work.store.funds.keep_aged_kinds(fund.fund_id, asks_age_for)
    work.announce(
        contract.REGULATION_ADOPTED,
        adopted["regulation_id"],
        adopted,
        fund_id=fund.fund_id,
        area_code=fund.area_code,
    )
    return adopted


def get_regulation(work: Work, *, fund_id: str, day: dt.date | None) -> dict[str, Any]:
    """The version in force on a day, with its literal text; `NotFound("no_regulation")`."""
    fund_of(work, fund_id)
    found: dict[str, Any] | None = work.store.regulations.in_force(fund_id, day or work.today)
    if found is None:
        raise NotFound("no_regulation")
    return found


def what_if(
    work: Work, *, fund_id: str, from_day: dt.date, to_day: dt.date, rules: Mapping[str, Any]
) -> dict[str, Any]:
    """The claims of a period under a draft: what was given, what would be. Nothing is written."""
    fund_of(work, fund_id)
    if to_day < from_day:
        raise Refused("period_ends_before_it_begins")
    draft = regulation_reading.read(rules)
    store = work.store
    claims = store.claims.of_events(fund_id, from_day, to_day)
    members, arrears = store.memberships.of_fund(fund_id), store.collections.arrears(fund_id)
    income = {
        first: store.ledger.income(fund_id, first, last)
        for first, last in compared.years_of(claims, draft).items()
    }
    past = [
        Past(
            claim,
            members.get(claim.whose),
            arrears.get((claim.whose, f"{claim.event_on:%Y-%m}")),
            income[benefits.pool_year(draft.benefit_year, claim.event_on)[0]],
        )
        for claim in claims
        if claim.person_id or claim.membership_id in members
    ]
    kinds = compared.compare(past, draft)
    return {
        "fund_id": fund_id,
        "from_day": from_day,
        "to_day": to_day,
        "kinds": kinds,
        "paid": total(each.paid for each in kinds),
        "would": total(each.would for each in kinds),
        "difference": total(each.difference for each in kinds),
        "findings": [each.key for each in checking.findings(draft)],
    }


def findings_of(rules: Mapping[str, Any], answered: Mapping[str, str]) -> list[str]:
    """What the checker finds, when somebody has answered for all of it; and what it only remarks
    on, where somebody has."""
    read = regulation_reading.read(rules)
    found = checking.findings(read)
    impossible = [each.key for each in found if each.impossible]
    if impossible:
        raise Refused("regulation_impossible", {"findings": impossible})
    unanswered = [each.key for each in findings.unanswered(found, answered)]
    if unanswered:
        raise Refused("findings_unanswered", {"findings": unanswered})
    remarked = [each for each in checking_texts.remarks(read) if answered.get(each.key, "").strip()]
    return [each.key for each in (*found, *remarked)]
