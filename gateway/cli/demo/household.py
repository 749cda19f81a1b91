"""One household's logbook: what another service is told, under which purpose, and the record."""

from __future__ import annotations

from typing import Final

from gateway.cli import showing
from gateway.cli.demo.people import AUDITOR, VOLUNTEER, Demo

HOUSE_CODE: Final = "00000000615"


def run(demo: Demo) -> bool:
    """The same household for two purposes, asked for over RPC by the gateway service."""
    with demo.asking(VOLUNTEER) as client:
        found = client.call("logbook.find_household", house_code=HOUSE_CODE)
    household_id = found["household_id"]
    told = {}
    with demo.asking(VOLUNTEER, door="gateway") as client:
        for purpose in ("statistics", "case_management"):
            told[purpose] = client.call(
                "logbook.get_household", household_id=household_id, purpose=purpose
            )
            demo.tell(
                "บริการ gateway ถามด้วยวัตถุประสงค์ [bold]{}[/] ได้รับ:",
                "The gateway service asks, for the purpose [bold]{}[/], and is told:",
                purpose,
            )
            showing.reply(demo.session.console, told[purpose], demo.session.language)
    with demo.asking(AUDITOR) as client:
        recorded = client.call("logbook.get_disclosures", household_id=household_id)
    demo.tell(
        "บันทึกการเปิดเผยของครัวเรือนนี้: {} ครั้ง",
        "Disclosures recorded for this household: {}",
        len(recorded["disclosures"]),
    )
    return "address" not in told["statistics"] and bool(told["case_management"]["persons"])
