"""Beneficiaries: sealed beside their membership, opened one at a time."""

from __future__ import annotations

import json
from typing import Final

from sqlalchemy import Connection, select

from kernel.chassis.sealing import Sealing
from kernel.values.thai_names import Name
from services.members import tables
from services.members.domain.register_lines import Beneficiary

SEALED_AS: Final = "memberships.beneficiary"


class BeneficiaryStore:
    """Named reads of whom members named to receive the death benefit."""

    def __init__(self, connection: Connection, sealing: Sealing) -> None:
        self._connection, self._sealing = connection, sealing

    def of_membership(self, membership_id: str) -> Beneficiary | None:
        """Whom the member named, if the register says so."""
        table = tables.memberships
        query = select(table.c.beneficiary_sealed).where(table.c.membership_id == membership_id)
        sealed = self._connection.execute(query).scalar_one_or_none()
        if sealed is None:
            return None
        told = json.loads(self._sealing.open(sealed, f"{SEALED_AS}|{membership_id}"))
        name = Name(told["title"], told["first"], told["last"])
        return Beneficiary(name, told["relation"], told["cid"])
