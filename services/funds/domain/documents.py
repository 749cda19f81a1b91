"""The papers a claim may need, by code (domain.md 2.1)."""

from __future__ import annotations

from typing import Final

POWER_OF_ATTORNEY: Final = "power_of_attorney"
DOCUMENTS: Final = (
    *("id_card", "house_registration", "member_book", "death_certificate", "birth_certificate"),
    *("mother_id_card", "hospital_certificate", "beneficiary_id_card"),
    *("beneficiary_house_registration", "transcript", "disability_card", "damage_letter"),
    *("photographs", "survey", "committee_resolution", POWER_OF_ATTORNEY, "proxy_id_card"),
    "proxy_house_registration",
)
