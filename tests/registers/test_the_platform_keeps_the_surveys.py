"""The sample surveys go in through the door; their books, and who is told of them, are right.

All four services run; row reports are held to the truth, the feed to the announcer's own bytes.
"""

from __future__ import annotations

import os
import signal
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import text

from deploy.local import fleet
from gateway.cli.demo.people import AUDITOR, REGISTRAR, VOLUNTEER
from kernel.client import Client, new_id
from kernel.values.actors import Actor
from kernel.values.errors import Forbidden, Unavailable
from tests.platform import Platform, rows_of
from tests.processes import eventually
from tests.registers import truth

pytestmark = [pytest.mark.stack, pytest.mark.timeout(240)]
WANGTHONG = "households/houses-wangthong.csv"
BANKLANG = "households/survey-banklang.xlsx"
# Where the truth has each table, and what the platform calls its sheet.
TABLES = {
    WANGTHONG: {
        "houses": (WANGTHONG, "houses-wangthong.csv"),
        "members": ("households/members-wangthong.csv", "members-wangthong.csv"),
        "bmn": ("households/bmn-wangthong.csv", "bmn-wangthong.csv"),
    },
    BANKLANG: {
        "houses": (BANKLANG, "ครัวเรือน"),
        "members": (BANKLANG, "สมาชิก"),
        "bmn": (BANKLANG, "จปฐ"),
    },
}
SURVEYS = list(TABLES)
HOUSE = "00000000615"
TYPES = ["kongbun.logbook.household_registered", "kongbun.logbook.household_assessed"]


@pytest.fixture(scope="module")
def surveys(platform: Platform) -> dict[str, dict[str, Any]]:
    """Both surveys, taken in."""
    return platform.take_in_listed(("survey",))


@pytest.mark.parametrize("path", SURVEYS)
def test_every_row_of_a_survey_ends_as_the_truth_says(
    platform: Platform, surveys: dict[str, Any], path: str
) -> None:
    told = surveys[path]
    assert told["state"] == "done", told["failure"]
    reported = [dict(row) for row in rows_of(platform, "logbook", told["import_id"])]
    assert [row["place"] for row in reported] == list(range(1, len(reported) + 1))
    decisions: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for part, (file, sheet) in TABLES[path].items():
        expected = truth.of_file(file, part)
        in_file = {row.get("sheet", "") for row in expected["rows"]} or {""}
        rows = [
            {**row, "sheet": sheet if sheet in in_file else ""}
            for row in reported
            if row["sheet"] == sheet
        ]
        comparison = truth.compare(expected["rows"], rows, every_row_listed=part == "houses")
        assert not comparison.differences, f"{part}: {comparison}"
        assert not comparison.leniencies, f"{part}: {comparison}"
        assert len(rows) == expected["data_rows"]
        decisions.update(expected["decisions"])
        reasons.update(expected["reasons"])
    assert {name: count for name, count in told["counts"].items() if count} == decisions
    assert told["reasons"] == reasons


@pytest.mark.parametrize("path", SURVEYS)
def test_a_survey_brings_every_house_person_and_assessment(
    surveys: dict[str, Any], path: str
) -> None:
    expected = {part: truth.of_file(file, part) for part, (file, _) in TABLES[path].items()}
    results = truth.of_file(path, "results")
    totals = surveys[path]["totals"]
    assert totals["households"] == expected["houses"]["decisions"]["accepted"]
    assert totals["households"] + totals["households_waiting"] == results["households"]
    assert totals["persons"] == expected["members"]["decisions"]["accepted"]
    assert totals["persons"] + totals["persons_counted_only"] == results["persons_listed"]
    assert totals["assessments"] == expected["bmn"]["decisions"]["accepted"]
    kept = sum(len(house["rounds"]) for house in results["by_house"].values())
    assert totals["assessments"] + totals["assessments_waiting"] == kept


def test_the_dimensions_kept_are_those_of_the_truth(
    platform: Platform, surveys: dict[str, Any]
) -> None:
    rounds = Counter(
        (dimension, result)
        for path in SURVEYS
        for house in truth.of_file(path, "results")["by_house"].values()
        for each in house["rounds"].values()
        for dimension, result in each["dims"].items()
    )
    query = (
        "SELECT key, value, count(*) FROM assessments, jsonb_each_text(dimensions) GROUP BY 1, 2"
    )
    with platform.database("logbook") as engine, engine.connect() as connection:
        kept = {(row[0], row[1]): row[2] for row in connection.execute(text(query))}
    assert kept == rounds


def test_a_survey_taken_in_again_changes_nothing(
    platform: Platform, surveys: dict[str, Any]
) -> None:
    before = counts(platform)
    again = platform.take_in_listed(("survey",))
    assert all(told["unchanged"] for told in again.values())
    assert counts(platform) == before


def counts(platform: Platform) -> dict[str, int]:
    found = {}
    for service, name in (("logbook", "households"), ("logbook", "outbox"), ("members", "persons")):
        with platform.database(service) as engine, engine.connect() as connection:
            query = text(f"SELECT count(*) FROM {name}")
            found[name] = connection.execute(query).scalar_one()
    return found


@pytest.fixture
def household_id(platform: Platform, surveys: dict[str, Any]) -> str:
    with platform.asking(VOLUNTEER) as client:
        found = client.call("logbook.find_household", house_code=HOUSE)
        return str(found["household_id"])


def test_the_same_household_for_two_purposes(platform: Platform, household_id: str) -> None:
    with platform.asking(VOLUNTEER, door="gateway") as client:
        counted = ask(client, household_id, "statistics")
        managed = ask(client, household_id, "case_management")
    assert not {"address", "persons", "needs"} & set(counted)
    assert (counted["area_code"], counted["persons_count"]) == ("650801", 2)
    assert managed["address"] == "64/3 หมู่ 6"
    assert [person["name"] for person in managed["persons"]] == [
        "นายอธิกุล พานิชเจริญ",
        "นางอามีเน๊าะ พานิชเจริญ",
    ]
    assert counted["assessments"][0]["dimensions"]["living"] == "fail"
    told = disclosures(platform, household_id)
    assert told[counted["disclosure_id"]]["basis"] == "public_task"
    assert "persons.name" in told[managed["disclosure_id"]]["fields_told"]
    assert told[managed["disclosure_id"]]["caller"] == "gateway"


def ask(client: Client, household_id: str, purpose: str, **more: Any) -> dict[str, Any]:
    told: dict[str, Any] = client.call(
        "logbook.get_household", household_id=household_id, purpose=purpose, **more
    )
    return told


def disclosures(platform: Platform, household_id: str) -> dict[str, dict[str, Any]]:
    with platform.asking(AUDITOR) as client:
        told = client.call("logbook.get_disclosures", household_id=household_id)
    return {each["disclosure_id"]: each for each in told["disclosures"]}


@contextmanager
def standing_still(platform: Platform, service: str) -> Iterator[None]:
    """A service that answers nothing, for a while."""
    pid = int(fleet.pidfile(platform.installation.home, service).read_text().split()[0])
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def test_without_members_nothing_is_told_and_the_asking_is_on_record(
    platform: Platform, household_id: str
) -> None:
    before = disclosures(platform, household_id)
    with platform.asking(VOLUNTEER) as client, standing_still(platform, "members"):
        with pytest.raises(Unavailable):
            ask(client, household_id, "case_management", seconds=1.5)
        assert "persons" not in ask(client, household_id, "statistics")
    assert len(disclosures(platform, household_id)) == len(before) + 2
    with platform.asking(VOLUNTEER) as client:
        assert eventually(lambda: ask(client, household_id, "case_management"), "names again")


def subscribed(platform: Platform, *area_codes: str) -> tuple[Actor, str]:
    """A partner with a subscription to what the logbook says of these areas."""
    partner = Actor(new_id("partner"), frozenset({"partner"}))
    subscription_id = new_id("subscription")
    with platform.asking(REGISTRAR) as client:
        client.call(
            "integrations.register_partner",
            command_id=new_id("command"),
            partner_id=partner.actor_id,
            name="เทศบาลตำบลตัวอย่าง",
            kind="local_government",
            area_codes=list(area_codes),
            agreement="พม. 1/2568",
        )
    with platform.asking(partner) as client:
        client.call(
            "integrations.subscribe",
            command_id=new_id("command"),
            partner_id=partner.actor_id,
            subscription_id=subscription_id,
            event_types=TYPES,
            area_codes=list(area_codes),
        )
    return partner, subscription_id


def feed(platform: Platform, partner: Actor, subscription_id: str) -> list[bytes]:
    """Everything in a partner's feed."""
    got, cursor, more = [], 0, True
    with platform.asking(partner) as client:
        while more:
            told = client.call(
                "integrations.get_feed", subscription_id=subscription_id, after=cursor, limit=500
            )
            got += [item["event"].encode() for item in told["items"]]
            cursor, more = told["cursor"], told["more"]
    return got


def test_a_partners_feed_is_what_the_logbook_announced_of_its_area(
    platform: Platform, surveys: dict[str, Any]
) -> None:
    with platform.database("logbook") as engine, engine.connect() as connection:
        announced = {bytes(row[0]) for row in connection.execute(text("SELECT body FROM outbox"))}
    here = {body for body in announced if b'"areacode":"650801"' in body}
    assert 0 < len(here) < len(announced)
    partner, subscription_id = subscribed(platform, "650801")
    got = eventually(
        lambda: (
            (found := feed(platform, partner, subscription_id))
            and len(found) >= len(here)
            and found
        ),
        "every event of the area",
    )
    assert len(got) == len(here)
    assert set(got) == here


def test_a_partner_reads_only_its_own_feed(platform: Platform) -> None:
    _, subscription_id = subscribed(platform, "6508")
    other, _ = subscribed(platform, "6508")
    with pytest.raises(Forbidden) as refused:
        feed(platform, other, subscription_id)
    assert refused.value.code == "other_partner"
