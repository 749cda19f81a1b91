"""What each purpose allows: the legal basis, who may ask, and exactly which fields are told.

Data, to be read by whoever answers for the families' data: to change what is told, change it here.
What does not stand here is told to nobody. Bases are those of the PDPA, B.E. 2562, section 24; the
groups, disabilities and diseases are sensitive (section 26): told where the law on social
protection asks for them, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

Roles = frozenset[str]


@dataclass(frozen=True)
class Purpose:
    """One purpose.

    `askers` holds the services and doors that may ask, each with the roles of which the person
    behind the call needs one. `persons` and `assessments` name the fields of theirs that are told;
    without any, the whole list is left out. The field `name` is kept by `members`, not here.
    """

    basis: str
    askers: Mapping[str, Roles]
    fields: tuple[str, ...]
    persons: tuple[str, ...] = ()
    assessments: tuple[str, ...] = ()

    @cached_property
    def told(self) -> list[str]:
        """Every field this purpose tells, in the order a disclosure records them."""
        return sorted(
            (
                *self.fields,
                *(f"persons.{name}" for name in self.persons),
                *(f"assessments.{name}" for name in self.assessments),
            )
        )

    @property
    def tells_names(self) -> bool:
        return "name" in self.persons


_VISITORS: Final = frozenset({"volunteer", "ministry"})
_FUND: Final = frozenset({"clerk", "committee"})
_READERS: Final = _VISITORS | _FUND | {"auditor"}

PURPOSES: Final[Mapping[str, Purpose]] = {
    # A volunteer or the provincial office helps one family: the ministry's task by law.
    "case_management": Purpose(
        basis="public_task",
        askers={"cli": _VISITORS, "gateway": _VISITORS},
        fields=(
            *("area_code", "address", "tenure", "persons_count"),
            *("income_month_satang", "expense_month_satang", "debt_satang", "debt_source"),
            *("needs", "help_received"),
        ),
        persons=(
            *("person_id", "name", "relation", "birth_year"),
            *("groups", "disability", "chronic_disease"),
        ),
        assessments=("assessment_id", "round", "day", "dimensions", "failed"),
    ),
    # A fund looks whether the claimant's relative lives in the house: its contract with a member.
    "claim_review": Purpose(
        basis="contract",
        askers={"funds": _FUND, "cli": _FUND, "gateway": _FUND},
        fields=("area_code",),
        persons=("person_id", "relation"),
    ),
    # Flood, storm, fire: whom to fetch first, and where. Life comes first.
    "disaster_response": Purpose(
        basis="vital_interest",
        askers={"cli": _VISITORS, "gateway": _VISITORS},
        fields=("area_code", "address", "latitude", "longitude", "persons_count"),
        persons=("person_id", "name", "groups"),
    ),
    # Counting: nothing that leads to the door or to a person.
    "statistics": Purpose(
        basis="public_task",
        askers={
            "cli": _READERS,
            "gateway": _READERS,
            "funds": _READERS,
            "integrations": frozenset({"ministry"}),
        },
        fields=("area_code", "persons_count"),
        assessments=("assessment_id", "round", "dimensions"),
    ),
}
