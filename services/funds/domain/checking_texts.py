"""Clauses that stand in a regulation's data and nowhere in its words, which are what binds."""

from __future__ import annotations

from collections.abc import Iterator

from services.funds.domain.findings import Finding
from services.funds.domain.regulations import Arrears, LeavingRules, Rules
from services.funds.domain.spans import NONE


def remarks(rules: Rules) -> list[Finding]:
    """One for each clause without words: nobody need answer for it, somebody should look."""
    found = [_without_text(name, "rules") for name in _clauses(rules) if not rules.texts.get(name)]
    kinds = sorted(kind for kind, benefit in rules.benefits.items() if not benefit.text.strip())
    return found + [_without_text(kind, "benefits") for kind in kinds]


def _clauses(rules: Rules) -> Iterator[str]:
    """What the rules say beside benefits, by the names `texts` has for it."""
    said = {
        "waiting": rules.waiting != NONE or rules.waiting_accident is not None,
        "claim_within": rules.claim_within is not None,
        "arrears": rules.arrears != Arrears(),
        "leaving": rules.leaving != LeavingRules(),
        "plan": rules.plan is not None,
        "proxy_documents": bool(rules.proxy_documents),
        "admin_cap_percent": rules.admin_cap_percent is not None,
    }
    return (name for name, says in said.items() if says)


def _without_text(name: str, where: str) -> Finding:
    return Finding("WITHOUT_TEXT", name, where, remark=True)
