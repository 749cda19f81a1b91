"""From a fund's register to a paid claim a partner hears of, through all four services.

What a person gets: a member of a small fund was in hospital; the committee pays what its regulation
gives; the neighbouring fund reads of it; a case manager reads the household's logbook.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from gateway.cli.demo import people
from gateway.cli.demo.people import COMMITTEE, REGISTRAR, TREASURER, VOLUNTEER
from gateway.cli.manifests import ListedImport
from kernel.client import Client, new_id
from kernel.contracts import funds as messages
from kernel.values.actors import Actor
from kernel.values.errors import Conflict, Forbidden, KongbunError, Refused
from tests.platform import Platform, order_of
from tests.processes import eventually

pytestmark = [pytest.mark.stack, pytest.mark.timeout(240)]
FUND = "wangnokaen"
ANNOUNCED = (messages.CLAIM_SUBMITTED, messages.CLAIM_APPROVED, messages.CLAIM_PAID)
RULES = {
    "waiting": "180d",
    "claim_within": "90d",
    "benefits": {
        "hospital": {"per_night_satang": 10_000, "nights_max": 5},
        "birth": {"lump_satang": 50_000, "age_min": 15},
    },
}


@dataclass
class Scene:
    """A fund with members, a regulation and money."""

    platform: Platform
    fund_id: str
    members: list[dict[str, Any]]

    def asking(self, actor: Actor) -> Any:
        return self.platform.asking(actor)

    def call(self, actor: Actor, target: str, **fields: Any) -> Any:
        with self.asking(actor) as client:
            return client.call(target, fields)

    def command(self, actor: Actor, target: str, **fields: Any) -> Any:
        return self.call(actor, target, command_id=new_id("command"), **fields)

    def claim(self, member: dict[str, Any], **changes: Any) -> dict[str, Any]:
        return {
            "claim_id": new_id("claim"),
            "fund_id": self.fund_id,
            "claim_no": new_id("number")[-12:],
            "membership_id": member["membership_id"],
            "kind": "hospital",
            "event_on": "2025-09-10",
            "filed_on": "2025-09-20",
            "nights": 7,
            "requested_satang": 70_000,
            **changes,
        }


@pytest.fixture(scope="module")
def scene(platform: Platform) -> Iterator[Scene]:
    demo = platform.demo()
    with platform.asking(REGISTRAR) as client:
        for listed in demo.manifest.imports:
            if _wanted(listed):
                platform.take_in(client, order_of(demo, client, listed))
        fund_id = demo.fund(client, FUND)
        page = client.call("members.list_members", fund_id=fund_id, purpose="membership_service")
    scene = Scene(platform, fund_id, _entitled(page["members"]))
    scene.command(
        COMMITTEE,
        "funds.adopt_regulation",
        regulation_id=new_id("regulation"),
        fund_id=fund_id,
        version=1,
        in_force_from="2019-01-01",
        text="นอนโรงพยาบาลคืนละ 100 บาท ไม่เกิน 5 คืน",
        rules=RULES,
    )
    scene.command(
        TREASURER,
        "funds.record_opening_balance",
        entry_id=new_id("entry"),
        fund_id=fund_id,
        day="2024-10-01",
        amount_satang=120_000,
    )
    eventually(lambda: _heard(scene), "the memberships in funds")
    return scene


def test_a_claim_goes_from_the_clerk_to_the_partner(scene: Scene) -> None:
    partner, subscription_id = _partner(scene)
    order = scene.claim(scene.members[0])
    claim_id = order["claim_id"]
    assert scene.command(people.CLERK, "funds.submit_claim", **order)["state"] == "submitted"
    verdict = scene.call(COMMITTEE, "funds.check_claim", claim_id=claim_id)
    assert (verdict["due_satang"], verdict["codes"]) == (50_000, ["STAY_CAP"])
    assert all(condition["holds"] for condition in verdict["conditions"])
    with pytest.raises(Refused, match="approver_is_submitter"):
        scene.command(people.CLERK_ON_COMMITTEE, "funds.approve_claim", claim_id=claim_id)
    decision = {"claim_id": claim_id, "decided_on": "2025-09-29"}
    approved = scene.command(COMMITTEE, "funds.approve_claim", **decision)
    assert approved["approved_satang"] == 50_000
    pay = {"claim_id": claim_id, "paid_on": "2025-09-30", "method": "cash"}
    assert scene.command(TREASURER, "funds.pay_claim", **pay)["state"] == "paid"
    with pytest.raises(Conflict, match="claim_moved_on"):
        scene.command(TREASURER, "funds.pay_claim", **pay)
    events = eventually(
        lambda: _events(scene, partner, subscription_id, claim_id), "both events in the feed"
    )
    assert [event["type"] for event in events] == [each.type for each in ANNOUNCED]
    assert [int(event["sequence"]) for event in events] == [1, 2, 3]
    heard = messages.CLAIM_PAID.read(events[-1])
    assert heard.data["amount_satang"].satang == 50_000
    assert heard.area_code == "650808"


def test_an_age_only_this_fund_asks_for_is_known_when_the_claim_comes_in(scene: Scene) -> None:
    order = scene.claim(scene.members[1], kind="birth", nights=None, requested_satang=50_000)
    scene.command(people.CLERK, "funds.submit_claim", **order)
    verdict = scene.call(COMMITTEE, "funds.check_claim", claim_id=order["claim_id"])
    assert (verdict["due_satang"], verdict["codes"]) == (50_000, [])
    assert "AGE_BELOW" in [each["code"] for each in verdict["conditions"]]


def test_the_books_show_it(scene: Scene) -> None:
    statement = scene.call(
        TREASURER,
        "funds.get_statement",
        fund_id=scene.fund_id,
        from_day="2024-10-01",
        to_day="2026-12-31",
    )
    closing = {each["account"]: each["amount_satang"] for each in statement["closing"]}
    assert closing == {"cash": 70_000, "equity.opening": -120_000, "welfare.hospital": 50_000}
    assert statement["imbalance_satang"] == 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"membership_id": new_id("membership")}, "member_unknown"),
        ({"event_on": "2025-09-10"}, "duplicate_claim"),
        ({"filed_on": "2025-08-09", "event_on": "2025-08-11"}, "filed_before_event"),
    ],
)
def test_what_no_regulation_could_give_is_refused_at_once(
    scene: Scene, change: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refused) as refusal:
        scene.command(people.CLERK, "funds.submit_claim", **scene.claim(scene.members[0], **change))
    assert refusal.value.code == code


def test_a_claim_filed_late_cannot_be_approved(scene: Scene) -> None:
    order = scene.claim(scene.members[1], event_on="2025-03-01", filed_on="2025-09-01")
    scene.command(people.CLERK, "funds.submit_claim", **order)
    with pytest.raises(Refused, match="late_claim"):
        scene.command(COMMITTEE, "funds.approve_claim", claim_id=order["claim_id"])
    rejected = scene.command(
        COMMITTEE, "funds.reject_claim", claim_id=order["claim_id"], reason="ยื่นช้า"
    )
    assert rejected["state"] == "rejected"


def test_approvals_at_one_moment_never_overspend(scene: Scene) -> None:
    """The fund has 700 baht left; ten claims of 500 baht are approved at once."""
    orders = [scene.claim(member) for member in scene.members[2:12]]
    with scene.asking(people.CLERK) as client:
        for order in orders:
            client.call("funds.submit_claim", {"command_id": new_id("command"), **order})
    with scene.asking(COMMITTEE) as client:
        calls = [
            client.send(
                "funds.approve_claim",
                {"command_id": new_id("command"), "claim_id": order["claim_id"]},
            )
            for order in orders
        ]
        ended = [_outcome(call) for call in calls]
    assert sorted(set(ended)) == ["approved", "fund_balance_too_low"]
    assert ended.count("approved") == 1


def test_another_funds_committee_may_not(scene: Scene) -> None:
    stranger = Actor("staff_stranger", frozenset({"committee"}), frozenset({new_id("fund")}))
    with pytest.raises(Forbidden, match="other_fund"):
        scene.call(stranger, "funds.list_claims", fund_id=scene.fund_id)


def test_a_household_is_told_for_a_purpose(scene: Scene) -> None:
    found = scene.call(VOLUNTEER, "logbook.find_household", house_code="00000000615")
    with scene.platform.asking(VOLUNTEER, door="gateway") as client:
        asked = {"household_id": found["household_id"]}
        told = client.call("logbook.get_household", {**asked, "purpose": "case_management"})
        counted = client.call("logbook.get_household", {**asked, "purpose": "statistics"})
    assert told["persons"][0]["name"]
    assert told["address"]
    assert "address" not in counted
    assert "persons" not in counted
    recorded = scene.call(people.AUDITOR, "logbook.get_disclosures", **asked)["disclosures"]
    assert {told["disclosure_id"], counted["disclosure_id"]} <= {
        each["disclosure_id"] for each in recorded
    }


def test_who_resigns_is_gone_from_register_copy_and_counts(scene: Scene) -> None:
    fund = {"fund_id": scene.fund_id}
    before = scene.call(REGISTRAR, "funds.get_fund", **fund)["members"]
    whose = {"membership_id": scene.members[-1]["membership_id"]}
    order = {**fund, **whose, "leaving_id": new_id("leaving"), "day": "2025-09-30", "reason": "ย้าย"}
    assert scene.command(people.CLERK, "funds.resign_member", **order)["state"] == "done"
    eventually(
        lambda: scene.call(REGISTRAR, "funds.get_fund", **fund)["members"] == before - 1,
        "the copy to hear of it from the register",
    )
    told = scene.call(REGISTRAR, "members.get_member", **whose, purpose="membership_service")
    assert (told["status"], told["left_on"]) == ("resigned", "2025-09-30")
    assert scene.call(REGISTRAR, "funds.prove_summary")["equal"]


def _wanted(listed: ListedImport) -> bool:
    return listed.kind == "funds" or listed.fund == FUND or "houses-" in listed.files[0].name


def _entitled(members: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        member
        for member in members
        if member["status"] == "active" and member["joined_on"] < "2024-01-01"
    ]


def _heard(scene: Scene) -> bool:
    fund = scene.call(REGISTRAR, "funds.get_fund", fund_id=scene.fund_id)
    return bool(fund["members"] >= len(scene.members))


def _partner(scene: Scene) -> tuple[Actor, str]:
    partner_id, subscription_id = new_id("partner"), new_id("subscription")
    scene.command(
        REGISTRAR,
        "integrations.register_partner",
        partner_id=partner_id,
        name="กองทุนเพื่อนบ้าน",
        kind="fund",
        area_codes=["6508"],
        agreement="1/2568",
    )
    partner = Actor(partner_id, frozenset({"partner"}))
    scene.command(
        partner,
        "integrations.subscribe",
        subscription_id=subscription_id,
        partner_id=partner_id,
        event_types=[event.type for event in ANNOUNCED],
        area_codes=["650808"],
    )
    return partner, subscription_id


def _events(scene: Scene, partner: Actor, subscription_id: str, claim_id: str) -> list[Any]:
    """The claim's events in the partner's feed, once the payment is among them."""
    with scene.asking(partner) as client:
        items = _feed(client, subscription_id)
    events = [event for event in items if event["partitionkey"] == claim_id]
    return events if events and events[-1]["type"].endswith("claim_paid") else []


def _feed(client: Client, subscription_id: str) -> list[dict[str, Any]]:
    cursor, events = 0, []
    while True:
        feed = client.call(
            "integrations.get_feed", subscription_id=subscription_id, after=cursor, limit=500
        )
        events += [json.loads(item["event"]) for item in feed["items"]]
        cursor = feed["cursor"]
        if not feed["more"]:
            return events


def _outcome(call: Any) -> str:
    try:
        return str(call.result()["state"])
    except KongbunError as error:
        return error.code
