"""The watch: every alert can fire, says what to do, and asks only for what is measured."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import promql_parser
import pytest
import yaml

from deploy.local.layout import ROOT
from kernel.contracts.catalogue import SERVICES
from kernel.telemetry.metrics import NAMES
from tests.deploy import promtool

PROMETHEUS = ROOT / "deploy" / "prometheus"
RUNBOOKS = ROOT / "docs" / "runbooks"
DASHBOARD = ROOT / "deploy" / "grafana" / "dashboards" / "kongbun.json"
# Prometheus makes `up`; the broker's own are looked for in test_local_servers.py.
OF_OTHERS = {
    "up",
    "rabbitmq_alarms_memory_used_watermark",
    "rabbitmq_alarms_free_disk_space_watermark",
}


def rules() -> list[dict[str, Any]]:
    groups = yaml.safe_load((PROMETHEUS / "alerts.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


def alerts() -> list[dict[str, Any]]:
    return [rule for rule in rules() if "alert" in rule]


def dashboard() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(DASHBOARD.read_text())
    return loaded


def queries() -> Iterator[str]:
    for panel in dashboard()["panels"]:
        for target in panel.get("targets", ()):
            # Grafana puts these in before it asks.
            expression = target["expr"].replace("$__rate_interval", "5m")
            yield expression.replace("$__range", "6h").replace("$service", "funds")


def metrics_of(expression: str) -> set[str]:
    """The metrics a query names, without what a histogram's parts are called."""
    promql_parser.parse(expression)  # ValueError if Prometheus would refuse it
    bare = re.sub(r'"[^"]*"', "", expression)
    words = set(re.findall(r"\b(?:up|(?:service:)?kongbun_[\w:]+|rabbitmq_\w+)\b", bare))
    return {word.removesuffix("_bucket") for word in words}


def test_prometheus_takes_its_configuration() -> None:
    said = promtool.run("check", "config", "prometheus.yml", cwd=PROMETHEUS)
    assert said.returncode == 0, said.stdout + said.stderr


def test_alerts_fire_when_they_must_and_only_then() -> None:
    said = promtool.run("test", "rules", "alerts_test.yml", cwd=PROMETHEUS)
    assert said.returncode == 0, said.stdout + said.stderr


def test_every_alert_is_seen_firing_and_seen_quiet() -> None:
    cases = yaml.safe_load((PROMETHEUS / "alerts_test.yml").read_text())["tests"]
    tried = [check for case in cases for check in case["alert_rule_test"]]
    names = {alert["alert"] for alert in alerts()}
    assert {check["alertname"] for check in tried if check.get("exp_alerts")} == names
    assert {check["alertname"] for check in tried if not check.get("exp_alerts")} >= names - {
        "LedgerImbalance"  # quiet in the first case of all
    }


@pytest.mark.parametrize("alert", alerts(), ids=lambda alert: alert["alert"])
def test_an_alert_says_how_bad_it_is_and_what_to_do(alert: dict[str, Any]) -> None:
    assert alert["labels"]["severity"] in {"page", "ticket"}
    told = alert["annotations"]
    assert told["summary"].isascii()
    assert re.search("[ก-๙]", told["summary_th"])
    page = ROOT / told["runbook_url"]
    assert page.parent == RUNBOOKS
    text = page.read_text()
    assert text.startswith(f"# {alert['alert']}\n")
    for heading in ("## What it means", "## What to look at", "## What to do"):
        assert heading in text
    assert f"[{alert['alert']}]({page.name})" in (RUNBOOKS / "README.md").read_text()


def test_no_runbook_is_left_over() -> None:
    pages = {path.name for path in RUNBOOKS.glob("*.md")} - {"README.md"}
    assert pages == {Path(alert["annotations"]["runbook_url"]).name for alert in alerts()}


def test_links_between_runbooks_lead_somewhere() -> None:
    for page in RUNBOOKS.glob("*.md"):
        for link in re.findall(r"\]\(([^)#]+)\)", page.read_text()):
            assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_alerts_and_dashboard_ask_only_for_what_is_measured() -> None:
    recorded = {rule["record"] for rule in rules() if "record" in rule}
    asked = {name for rule in rules() for name in metrics_of(rule["expr"])}
    asked |= {name for query in queries() for name in metrics_of(query)}
    assert asked <= NAMES | OF_OTHERS | recorded
    unseen = NAMES - asked
    assert not unseen, f"measured, but neither watched nor shown: {unseen}"


def test_runbooks_name_only_what_is_measured() -> None:
    for page in RUNBOOKS.glob("*.md"):
        named = set(re.findall(r"kongbun_\w+", page.read_text()))
        assert {name.removesuffix("_bucket") for name in named} <= NAMES, page.name


def test_the_dashboard_stands_where_grafana_looks() -> None:
    board = dashboard()
    provisioning = DASHBOARD.parents[1] / "provisioning"
    source = yaml.safe_load((provisioning / "datasources/prometheus.yml").read_text())
    (uid,) = [each["uid"] for each in source["datasources"]]
    used = {target["datasource"]["uid"] for p in board["panels"] for target in p.get("targets", ())}
    assert used == {uid}
    ids = [panel["id"] for panel in board["panels"]]
    assert len(ids) == len(set(ids))


def test_panels_lie_side_by_side() -> None:
    """No two on one place, none beyond Grafana's 24 columns."""
    covered: set[tuple[int, int]] = set()
    for panel in dashboard()["panels"]:
        at = panel["gridPos"]
        assert at["x"] + at["w"] <= 24
        cells = {
            (x, y)
            for x in range(at["x"], at["x"] + at["w"])
            for y in range(at["y"], at["y"] + at["h"])
        }
        assert not cells & covered, panel["title"]
        covered |= cells


def test_prometheus_watches_every_service_of_the_compose_file() -> None:
    watched = yaml.safe_load((PROMETHEUS / "prometheus.yml").read_text())["scrape_configs"]
    targets = {
        job["job_name"]: {address for each in job["static_configs"] for address in each["targets"]}
        for job in watched
    }
    assert targets["kongbun"] == {f"{service}:9100" for service in SERVICES}
    assert targets["rabbitmq"] == {"rabbitmq:15692"}
