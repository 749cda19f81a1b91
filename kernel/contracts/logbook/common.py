"""Words and ids the messages of `logbook` share."""

from __future__ import annotations

from typing import Final

SERVICE: Final = "logbook"
DIMENSIONS: Final = ("health", "living", "education", "income", "access")
"""The five dimensions of need: health, housing, education, income, access to state services."""
RESULTS: Final = ("pass", "fail", "na", "unknown")
PURPOSES: Final = ("case_management", "claim_review", "disaster_response", "statistics")
GROUPS: Final = (
    *("CHILD_0_5", "CHILD_6_17", "YOUTH_18_25", "WOMEN", "SINGLE_PARENT", "ELDERLY_60"),
    *("BEDRIDDEN", "DISABLED", "POOR", "HOMELESS", "BEGGAR", "ETHNIC_HIGHLAND", "STATELESS"),
    *("TRAFFICKED", "DV_VICTIM", "EX_OFFENDER", "HIV", "LGBTQ", "UNEMPLOYED", "MIGRANT"),
    "DISASTER",
)
"""The groups the ministry's help is aimed at; a person may belong to several."""
INDICATORS: Final = 31
PAGE_MAX: Final = 500

VISITORS: Final = frozenset({"volunteer", "ministry"})
COMMAND_EXAMPLE: Final = "command_01K6BZQ5G0ABCDEFGHJKMNPQRS"
HOUSEHOLD_EXAMPLE: Final = "household_01K6BZQ5G0ABCDEFGHJKMNPQRS"
PERSON_EXAMPLE: Final = "person_01K6BZQ5G0ABCDEFGHJKMNPQRS"
ASSESSMENT_EXAMPLE: Final = "assessment_01K6BZQ5G0ABCDEFGHJKMNPQRS"
DISCLOSURE_EXAMPLE: Final = "disclosure_01K6BZQ5G0ABCDEFGHJKMNPQRS"
