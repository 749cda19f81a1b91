"""Adopting a fund's regulation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from kernel.chassis.work import Work
from kernel.contracts import funds as contract
from kernel.values.errors import Conflict, Refused
from services.funds.domain import checking, regulations
from services.funds.usecases.funds import fund_of


def adopt_regulation(
    work: Work,
    *,
    regulation_id: str,
    fund_id: str,
    version: int,
    in_force_from: dt.date,
    text: str,
    rules: Mapping[str, Any],
    accept_findings: Sequence[str],
) -> dict[str, Any]:
    """Adopt a version, when everything the checker finds in it has been answered for.

    `Invalid` for rules that cannot be read, `Refused("regulation_impossible")`,
    `Refused("findings_unanswered")`, `Conflict("version_exists")`.
    """
    fund = fund_of(work, fund_id)
    found = _findings(rules, accept_findings)
    if any(each.number == version for each in work.store.regulations.versions(fund_id)):
        raise Conflict("version_exists", {"version": version})
    adopted = {
        "regulation_id": regulation_id,
        "fund_id": fund_id,
        "version": version,
        "in_force_from": in_force_from,
        "text": text,
        "rules": dict(rules),
        "findings": found,
    }
    work.store.regulations.add(adopted, work.actor.actor_id, work.now)
    work.announce(
        contract.REGULATION_ADOPTED,
        regulation_id,
        adopted,
        fund_id=fund_id,
        area_code=fund.area_codes[0],
    )
    return adopted


def _findings(rules: Mapping[str, Any], accepted: Sequence[str]) -> list[str]:
    """What the checker finds, when somebody has answered for all of it."""
    read = regulations.read(rules)
    impossible = checking.impossible(read)
    if impossible:
        raise Refused("regulation_impossible", {"findings": impossible})
    found = checking.findings(read)
    unanswered = [finding for finding in found if finding not in accepted]
    if unanswered:
        raise Refused("findings_unanswered", {"findings": unanswered})
    return found
