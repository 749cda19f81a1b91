"""What a hand-typed address says about where something is: area codes, or why there are none.

Codes are those of the Department of Provincial Administration: province 2 digits, amphoe or khet
4, tambon or khwaeng 6.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class AreaLevel(StrEnum):
    """What kind of area a finding's codes name; in Bangkok they are called khet and khwaeng."""

    TAMBON = "tambon"
    AMPHOE = "amphoe"
    KHWAENG = "khwaeng"
    KHET = "khet"


class AreaProblem(StrEnum):
    """Why an address is not certain. With the first four the codes are a suggestion at most:
    a person decides."""

    MISSPELT = "misspelt"
    OLD_AMPHOE = "old_amphoe"  # the tambon was moved; the codes are its successors
    AMPHOE_UNKNOWN = "amphoe_unknown"
    UNKNOWN = "unknown"
    AMPHOE_MISSING = "amphoe_missing"  # certain only if the finding has a code


@dataclass(frozen=True, slots=True)
class AreaFinding:
    """The codes an address names, in its order, with its problems; several tambon are several
    codes."""

    codes: tuple[str, ...]
    level: AreaLevel
    problems: frozenset[AreaProblem] = frozenset()
