"""One claim: submitted, held against the regulation, approved by a second person, paid."""

from __future__ import annotations

from typing import Any, Final

from gateway import wording
from gateway.cli import judgements
from gateway.cli.demo.people import (
    CLERK,
    CLERK_ON_COMMITTEE,
    COMMITTEE,
    TREASURER,
    Demo,
    command,
    demo_id,
)
from gateway.cli.showing import baht
from kernel.client import Client
from kernel.values.errors import KongbunError

FUND: Final = "wangthong"
MEMBER_NO: Final = "1003"
CLAIM_NO: Final = "115/2568"
EVENT_ON: Final = "2025-09-20"
NIGHTS: Final = 6
REQUESTED_SATANG: Final = 90_000
DECIDED_ON: Final = "2025-09-28"
PAID_ON: Final = "2025-09-30"


def claim_id() -> str:
    return demo_id("claim", CLAIM_NO)


def run(demo: Demo) -> bool:
    """Six nights in hospital are claimed; the regulation gives five."""
    with demo.asking(CLERK) as client:
        membership_id = _member(demo, client)
        claim = _submit(demo, client, membership_id)
        verdict = client.call("funds.check_claim", claim_id=claim["claim_id"])
    _show_verdict(demo, claim, verdict)
    _approve_own(demo)
    with demo.asking(COMMITTEE) as client:
        order = {"claim_id": claim_id(), "decided_on": DECIDED_ON}
        approved = client.call("funds.approve_claim", {**command("approve"), **order})
        demo.tell(
            "[green]✓[/] กรรมการอีกคนอนุมัติ {} บาท และกันเงินไว้แล้ว",
            "[green]✓[/] Another member of the committee approves {} baht; it is reserved.",
            baht(approved["approved_satang"]),
        )
    with demo.asking(TREASURER) as client:
        order = {**command("pay"), "claim_id": claim_id(), "paid_on": PAID_ON, "method": "cash"}
        paid = client.call("funds.pay_claim", order)
        demo.tell(
            "[green]✓[/] เหรัญญิกจ่าย {} บาท ลงบัญชีแล้ว",
            "[green]✓[/] The treasurer pays {} baht; it is posted.",
            baht(paid["paid_satang"]),
        )
    return bool(paid["state"] == "paid" and paid["paid_satang"] == verdict_due(approved))


def verdict_due(approved: dict[str, Any]) -> int:
    return int(approved["approved_satang"])


def _member(demo: Demo, client: Client) -> str:
    member = client.call(
        "members.find_member",
        fund_id=demo.fund(client, FUND),
        member_no=MEMBER_NO,
        purpose="membership_service",
    )
    name = f"{member['title']}{member['first']} {member['last']}"
    demo.tell(
        "สมาชิกเลขที่ {} {} บัตรประชาชน {} เป็นสมาชิกตั้งแต่ {}",
        "Member {} {}, id number {}, a member since {}",
        MEMBER_NO,
        name,
        member["cid_masked"] or "-",
        demo.day(member["joined_on"]),
    )
    return str(member["membership_id"])


def _submit(demo: Demo, client: Client, membership_id: str) -> dict[str, Any]:
    order = {
        **command("submit"),
        "claim_id": claim_id(),
        "fund_id": demo.fund(client, FUND),
        "claim_no": CLAIM_NO,
        "membership_id": membership_id,
        "kind": "hospital",
        "event_on": EVENT_ON,
        "filed_on": "2025-09-25",
        "nights": NIGHTS,
        "requested_satang": REQUESTED_SATANG,
    }
    claim: dict[str, Any] = client.call("funds.submit_claim", order)
    demo.tell(
        "คำขอ {}: นอนโรงพยาบาล {} คืน ตั้งแต่ {} ขอ {} บาท",
        "Claim {}: {} nights in hospital from {}, {} baht asked for",
        CLAIM_NO,
        NIGHTS,
        demo.day(EVENT_ON),
        baht(REQUESTED_SATANG),
    )
    return claim


def _show_verdict(demo: Demo, claim: dict[str, Any], verdict: dict[str, Any]) -> None:
    # Once the claim is decided, a later check of it counts what it was given itself.
    judgements.conditions(demo.session, verdict)
    demo.tell(
        "ระเบียบฉบับที่ {} ให้ {} บาท (ขอ {} บาท)",
        "Version {} of the regulation gives {} baht ({} asked for).",
        verdict["version"],
        baht(verdict["due_satang"]),
        baht(claim["requested_satang"]),
    )


def _approve_own(demo: Demo) -> None:
    """The clerk who submitted the claim tries to approve it too."""
    try:
        with demo.asking(CLERK_ON_COMMITTEE) as client:
            order = {**command("approve own"), "claim_id": claim_id()}
            client.call("funds.approve_claim", order)
    except KongbunError as refused:
        words = wording.of_error(refused.code, demo.session.language)
        demo.tell(
            "[red]✗[/] ผู้ยื่นคำขออนุมัติเอง: {}",
            "[red]✗[/] The clerk who submitted it tries to approve it: {}",
            words.says,
        )
