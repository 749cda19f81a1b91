"""What the ministry and a partner ask of integrations, as the contract reads it."""

from __future__ import annotations

from typing import Any

from kernel.contracts import integrations as contract
from kernel.wire.clock import new_id
from services.integrations.usecases import partners
from tests.units import Unit, someone

MINISTRY = someone("ministry")


def register(unit: Unit, **changes: Any) -> str:
    asked = {**contract.RegisterPartner.example, "partner_id": new_id("partner"), **changes}
    with unit.work(MINISTRY) as work:
        partners.register_partner(work, **contract.RegisterPartner.read(asked))
    return str(asked["partner_id"])


def subscribe(unit: Unit, partner_id: str, actor_id: str | None = None, **changes: Any) -> str:
    asked = {
        **contract.Subscribe.example,
        "partner_id": partner_id,
        "subscription_id": new_id("subscription"),
        **changes,
    }
    with unit.work(someone("partner", actor_id=actor_id or partner_id)) as work:
        partners.subscribe(work, **contract.Subscribe.read(asked))
    return str(asked["subscription_id"])
