"""What the checker of regulations finds, in a form that can be answered for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from services.funds.domain.events import Values


@dataclass(frozen=True)
class Finding:
    """One finding: what it is, of which benefit or clause, where in it, and what it compares. A
    `remark` may be answered for and need not be."""

    code: str
    kind: str
    where: str
    values: Values = field(default_factory=dict)
    impossible: bool = False
    remark: bool = False

    @property
    def key(self) -> str:
        """What an answer names it by; it stays the same while the clause does."""
        return f"{self.code} {self.kind} {self.where}"


def unanswered(found: Iterable[Finding], answers: Mapping[str, str]) -> list[Finding]:
    """Findings nobody has answered for in so many words."""
    return [each for each in found if not answers.get(each.key, "").strip()]
