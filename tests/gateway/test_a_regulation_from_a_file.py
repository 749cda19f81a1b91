"""`kongbun regulation`: what a committee has in a file is checked, tried, proposed and adopted."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from gateway.cli import regulation_files
from gateway.cli.regulation_files import NotARegulation
from kernel.client import new_id
from kernel.contracts import funds as contract
from kernel.values.actors import EVERY_FUND, Actor
from tests.gateway.conftest import Run
from tests.platform import ROOT, Platform

SAMPLES = ROOT / "samples" / "regulations"
WANGTHONG = str(SAMPLES / "wangthong.yaml")


@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.yaml")), ids=lambda path: path.stem)
def test_every_sample_is_such_a_file(path: Path) -> None:
    written = regulation_files.read(path)
    assert written.text
    assert [each.number for each in written.versions] == list(range(1, len(written.versions) + 1))
    assert written.version().number == len(written.versions)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ("[1", "is no YAML"),
        ("text: rules.md", "no list of `versions`"),
        ("{text: rules.md, versions: []}", "has no version"),
        ("{text: rules.md, versions: [{rules: {}}]}", "without a number"),
        ("{text: rules.md, versions: [{version: 1, rules: {}}]}", "lacks `in_force_from`"),
        ("{versions: [{version: 1, in_force_from: 2025-01-01, rules: {}}]}", "literal text"),
        (
            "{text: no.md, versions: [{version: 1, in_force_from: 2025-01-01, rules: {}}]}",
            "names no file with its literal text in `text`: no.md",
        ),
    ],
)
def test_what_is_no_regulation_says_what_is_wrong(tmp_path: Path, told: str, why: str) -> None:
    file = tmp_path / "rules.yaml"
    file.write_text(told, "utf-8")
    with pytest.raises(NotARegulation) as wrong:
        regulation_files.read(file)
    assert why in str(wrong.value)


@pytest.fixture(scope="module")
def fund_id(platform: Platform) -> str:
    """A fund without a regulation."""
    made = new_id("fund")
    order = {**contract.OpenFund.example, "fund_id": made, "command_id": new_id("command")}
    with platform.asking(
        Actor("staff_a", frozenset({"ministry"}), frozenset({EVERY_FUND}))
    ) as client:
        client.call("funds.open_fund", {**order, "account_no": "", "government_ids": []})
    return made


@pytest.mark.stack
@pytest.mark.timeout(240)
def test_a_committee_adopts_what_was_and_proposes_what_comes(
    kongbun: Run, fund_id: str, tmp_path: Path
) -> None:
    committee = ("--as", "committee", "regulation")
    adopted = kongbun(*committee, "adopt", fund_id, WANGTHONG)
    assert adopted.returncode == 0, adopted.stderr
    assert "Version 1 is adopted.\n" in adopted.stdout
    assert "Version 2 is adopted.\n" in adopted.stdout
    again = kongbun(*committee, "adopt", fund_id, WANGTHONG, lang="th")
    assert again.returncode == 1
    assert "version_exists" in again.stderr

    told = yaml.safe_load(Path(WANGTHONG).read_text("utf-8"))
    third = {**told["versions"][1], "version": 3, "in_force_from": "2030-10-01"}
    draft = tmp_path / "draft.yaml"
    written = {"text": "rules.md", "versions": [{**third, "in_force_from": None}]}
    draft.write_text(yaml.safe_dump(written, allow_unicode=True), "utf-8")
    broken = kongbun(*committee, "propose", fund_id, str(draft))
    assert broken.returncode == 2
    assert "draft.yaml lacks `in_force_from`" in broken.stderr

    (tmp_path / "rules.md").write_text("ระเบียบฉบับที่ 3", "utf-8")
    text = draft.read_text("utf-8").replace("in_force_from: null", "in_force_from: 2030-10-01")
    answers = yaml.safe_dump({"findings_answered": told.get("findings_answered", {})})
    draft.write_text(text + answers, "utf-8")
    proposed = kongbun(*committee, "propose", fund_id, str(draft), lang="th")
    assert proposed.returncode == 0, proposed.stderr
    assert "เสนอฉบับที่ 3 แล้ว" in proposed.stdout
    (line,) = [each for each in proposed.stdout.splitlines() if "approve-regulation" in each]
    approve = line.split()[1:]
    approved = kongbun(*approve[:2], "--actor", "staff_another", *approve[2:])
    assert approved.returncode == 0, approved.stderr


@pytest.mark.stack
@pytest.mark.timeout(240)
def test_what_is_open_is_shown_and_ends_in_status_1(
    kongbun: Run, fund_id: str, tmp_path: Path
) -> None:
    committee = ("--as", "committee", "regulation")
    sample = SAMPLES / "r1-yasothon.yaml"
    sound = kongbun(*committee, "check", str(sample))
    assert sound.returncode == 0, sound.stderr
    assert "✓" in sound.stdout
    assert "?" not in sound.stdout
    bare = {**yaml.safe_load(sample.read_text("utf-8")), "findings_answered": {}}
    bare["text"] = "rules.md"
    (tmp_path / "rules.md").write_text("ระเบียบ", "utf-8")
    (tmp_path / "bare.yaml").write_text(yaml.safe_dump(bare, allow_unicode=True), "utf-8")
    asked = kongbun(*committee, "check", str(tmp_path / "bare.yaml"))
    assert asked.returncode == 1
    assert "OVERLAP death" in asked.stdout
    refused = kongbun(*committee, "adopt", fund_id, str(tmp_path / "bare.yaml"))
    assert refused.returncode == 1
    assert "adopted" not in refused.stdout

    days = ("--from", "2024-10-01", "--to", "2025-09-30")
    tried = kongbun(*committee, "what-if", fund_id, str(sample), *days)
    assert tried.returncode == 0, tried.stderr
    assert "difference (฿)" in tried.stdout
