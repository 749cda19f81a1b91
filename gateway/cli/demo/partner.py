"""The partner fund: registers, subscribes for its area, and receives what was announced."""

from __future__ import annotations

import json
import time
from typing import Any, Final

from rich.json import JSON
from rich.progress import Progress, SpinnerColumn, TextColumn

from gateway.cli.demo.claim import claim_id
from gateway.cli.demo.people import REGISTRAR, Demo, command, demo_id
from kernel.client import Client
from kernel.values.actors import Actor

PATIENCE_SECONDS: Final = 60.0
LOOK_SECONDS: Final = 0.1
_TYPES: Final = ("kongbun.funds.claim_approved", "kongbun.funds.claim_paid")


def run(demo: Demo) -> bool:
    """The claim's payment, as the partner received it."""
    partner_id = demo_id("partner", "neighbour")
    subscription_id = demo_id("subscription", "neighbour")
    partner = _register(demo, partner_id)
    with demo.asking(Actor(partner_id, frozenset({"partner"}))) as client:
        _subscribe(client, partner_id, subscription_id)
        demo.tell(
            "{} ({}) รับข่าว {} ของอำเภอ 6508",
            "{} ({}) hears {} of district 6508.",
            partner["name"],
            partner["kind"],
            ", ".join(each.removeprefix("kongbun.funds.") for each in _TYPES),
        )
        received = _wait(demo, client, subscription_id)
    if received is None:
        demo.tell("[red]✗[/] ยังไม่ได้รับ", "[red]✗[/] Nothing has arrived yet.")
        return False
    demo.tell("ข้อความที่ภาคีได้รับ:", "The event as the partner received it:")
    demo.session.console.print(JSON(received["event"], indent=2, ensure_ascii=False))
    return True


def _register(demo: Demo, partner_id: str) -> dict[str, Any]:
    with demo.asking(REGISTRAR) as client:
        told: dict[str, Any] = client.call(
            "integrations.register_partner",
            {
                **command("register partner"),
                "partner_id": partner_id,
                "name": "กองทุนสวัสดิการชุมชนตำบลเพื่อนบ้าน",
                "kind": "fund",
                "area_codes": ["6508"],
                "agreement": "พม. 12/2568",
            },
        )
    return told


def _subscribe(client: Client, partner_id: str, subscription_id: str) -> None:
    client.call(
        "integrations.subscribe",
        {
            **command("subscribe"),
            "subscription_id": subscription_id,
            "partner_id": partner_id,
            "event_types": list(_TYPES),
            "area_codes": ["6508"],
        },
    )


def _wait(demo: Demo, client: Client, subscription_id: str) -> dict[str, Any] | None:
    """Read the feed until the payment of the claim is in it."""
    columns = (SpinnerColumn(), TextColumn("{task.description}"))
    console = demo.session.errors
    shown = console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=not shown) as progress:
        progress.add_task(demo.session.says("รอข่าวการจ่าย", "waiting for the payment's event"))
        cursor, until = 0, time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            feed = client.call(
                "integrations.get_feed", subscription_id=subscription_id, after=cursor, limit=500
            )
            for item in feed["items"]:
                event = json.loads(item["event"])
                if event["type"] == _TYPES[1] and event["partitionkey"] == claim_id():
                    return dict(item)
            cursor = feed["cursor"]
            if not feed["more"]:
                time.sleep(LOOK_SECONDS)  # noqa: TID251 - asks the feed again
    return None
