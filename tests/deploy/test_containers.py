"""Containers: one recipe, no secrets inside, each with what it may read. No engine is needed."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import psycopg
import pytest
import yaml

from deploy.containers import handover
from deploy.local import bootstrap
from deploy.local.layout import ROOT
from kernel.contracts.catalogue import DOORS, SERVICES
from tests.deploy.clones import Clone

DOCKERFILE = ROOT / "deploy" / "Dockerfile"
COMPOSE = ROOT / "deploy" / "compose.yml"
BIN = Path(sys.executable).parent
FINISHED = {"condition": "service_completed_successfully"}


def compose() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(COMPOSE.read_text())
    return loaded


def said_by(*command: str) -> str:
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    assert said.returncode == 0, said.stdout + said.stderr
    return said.stdout


def test_the_compose_file_is_one() -> None:
    said_by(str(BIN / "check-jsonschema"), "--builtin-schema", "vendor.compose-spec", str(COMPOSE))


def test_the_dockerfile_is_clean() -> None:
    said_by(str(BIN / "hadolint"), str(DOCKERFILE))


def test_images_run_as_nobody_in_particular_and_are_watched() -> None:
    stages = re.split(r"^FROM ", DOCKERFILE.read_text(), flags=re.MULTILINE)[1:]
    final = {stage.split()[2]: stage for stage in stages if "USER" in stage}
    assert set(final) == {"bootstrap", "door", "service"}
    for stage in final.values():
        (user,) = re.findall(r"^USER (\d+):\d+$", stage, flags=re.MULTILINE)
        assert int(user) > 10_000
    assert "/livez" in final["service"].partition("HEALTHCHECK")[2]


def test_an_image_holds_the_kernel_and_its_own_service_only() -> None:
    copied = re.findall(r"^COPY (?!--from)(.*)$", DOCKERFILE.read_text(), flags=re.MULTILINE)
    sources = {word for line in copied for word in line.split()[:-1]}
    of_services = {source for source in sources if source.startswith("services")}
    assert of_services == {"services/__init__.py", "services/${SERVICE}/"}
    assert "." not in sources
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    assert "*" in ignored
    assert not [line for line in ignored if line.startswith("!.")], "no dot folder is let in"


def test_folders_for_volumes_are_made_for_every_part() -> None:
    made = DOCKERFILE.read_text()
    mounts = [volume.split(":")[1] for volume in compose()["services"]["bootstrap"]["volumes"]]
    for part in (*SERVICES, *DOORS, *(f"{service}-owner" for service in SERVICES)):
        assert f"/handover/{part}" in mounts
        assert re.search(rf"\b{part}\b", made), part


def test_everything_starts_in_its_turn() -> None:
    parts = compose()["services"]
    assert parts["postgres"]["depends_on"] == parts["rabbitmq"]["depends_on"]
    assert parts["postgres"]["depends_on"] == {"passwords": FINISHED}
    assert parts["bootstrap"]["depends_on"] == {
        "postgres": {"condition": "service_healthy"},
        "rabbitmq": {"condition": "service_healthy"},
    }
    for service in SERVICES:
        migrations = parts[f"{service}-migrations"]
        assert migrations["depends_on"] == {"bootstrap": FINISHED}
        assert migrations["image"] == parts[service]["image"] == f"kongbun/{service}"
        assert parts[service]["build"]["args"] == {"SERVICE": service}
        assert parts[service]["depends_on"] == {f"{service}-migrations": FINISHED}


def test_a_service_mounts_its_own_secrets_and_nobody_elses() -> None:
    parts = compose()["services"]
    files = "files:/var/lib/kongbun/files"
    for service in SERVICES:
        assert parts[service]["volumes"] == [f"{service}:/run/kongbun:ro", files]
        assert parts[f"{service}-migrations"]["volumes"] == [f"{service}-owner:/run/kongbun:ro"]
    assert parts["cli"]["volumes"] == ["cli:/run/kongbun:ro", files]


def test_no_secret_stands_in_a_description_and_no_port_is_open() -> None:
    for name, part in compose()["services"].items():
        for setting, value in (part.get("environment") or {}).items():
            assert setting.endswith("_FILE") or not re.search("PASS|SECRET|KEY", setting), name
            assert not re.search(r"://[^/@:]*:[^/@]+@", str(value)), name
        for port in part.get("ports", ()):
            assert port.startswith("127.0.0.1:"), name
        if "build" in part:
            assert part["read_only"] is True
            assert part["cap_drop"] == ["ALL"]


def test_images_of_others_are_pinned() -> None:
    for name, part in compose()["services"].items():
        if "build" not in part:
            assert re.search(r":v?\d+(\.\d+)*(-\w+)?$", part["image"]), name
    assert re.match(r"postgres:1[6-9]", compose()["services"]["postgres"]["image"])
    assert re.match(r"rabbitmq:4.*management", compose()["services"]["rabbitmq"]["image"])


def test_what_is_mounted_from_here_is_here() -> None:
    for part in compose()["services"].values():
        for volume in part.get("volumes", ()):
            source = volume.split(":")[0]
            if source.startswith("."):
                assert (COMPOSE.parent / source).exists(), source
            else:
                assert source in compose()["volumes"], source


@pytest.fixture
def handed_over(clone: Clone, tmp_path: Path) -> Iterator[Path]:
    """The two jobs' work, on the clone's servers."""
    folder, state = tmp_path / "handover", tmp_path / "state"
    state.mkdir()
    handover.passwords(folder)
    handover.prepare(folder, state, clone.start(), "containers")
    yield folder
    bootstrap.drop(clone.start(), "containers", state)


@pytest.mark.stack
def test_the_jobs_hand_each_part_what_it_may_read(clone: Clone, handed_over: Path) -> None:
    for service in SERVICES:
        settings = read(handed_over / service / "settings")
        assert settings["KONGBUN_KEYS"] == "/run/kongbun/keys"
        assert "KONGBUN_METRICS_PORT" not in settings, "the image says where"
        psycopg.connect(settings["DATABASE_URL"].replace("+psycopg", "")).close()
        assert set(read(handed_over / f"{service}-owner" / "settings")) == {"DATABASE_URL"}
        found = {path.name for path in (handed_over / service / "keys").iterdir()}
        assert found == {"kek.key", "hmac.key", "files.key", "actor.pub"}
    for path in handed_over.rglob("*"):
        if path.is_file() and path.parts[-2] not in {"postgres", "rabbitmq", "grafana"}:
            assert stat.S_IMODE(path.stat().st_mode) == 0o600, path
    before = {path: path.read_bytes() for path in handed_over.rglob("*") if path.is_file()}
    handover.passwords(handed_over)
    handover.prepare(handed_over, handed_over.parent / "state", clone.start(), "containers")
    assert {path: path.read_bytes() for path in before} == before


def read(settings: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in settings.read_text().splitlines())


def test_administrators_get_their_passwords_by_file(tmp_path: Path) -> None:
    handover.passwords(tmp_path)
    urls = {
        "KONGBUN_DATABASE_URL": "postgresql://postgres@postgres:5432/postgres",
        "KONGBUN_AMQP_URL": "amqp://kongbun_admin@rabbitmq:5672",
        "KONGBUN_RABBITMQ_API_URL": "http://kongbun_admin:mine@rabbitmq:15672",
    }
    given = handover.given(urls, tmp_path)
    password = (tmp_path / "postgres" / "password").read_text()
    assert unquote(urlsplit(given.database_url).password or "") == password
    assert urlsplit(given.rabbitmq_api_url).password == "mine", "a URL's own comes first"
    broker = (tmp_path / "rabbitmq" / "password").read_text()
    assert f"default_pass = {broker}\n" in (tmp_path / "rabbitmq" / "admin.conf").read_text()


def test_a_container_becomes_what_it_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "settings").write_text("DATABASE_URL=postgresql://a:b@c/d?x=1&y=$HOME\n")
    program = tmp_path / "python"
    program.write_text('#!/bin/sh\necho "$@ $DATABASE_URL"\n')
    program.chmod(0o755)
    environment = {
        "PATH": f"{tmp_path}:{os.environ['PATH']}",
        "KONGBUN_SETTINGS": str(tmp_path / "settings"),
        "SERVICE": "funds",
    }
    url = "postgresql://a:b@c/d?x=1&y=$HOME"
    for asked, becomes in {
        (): f"-m kernel.chassis.runner funds {url}",
        ("migrate",): f"-m kernel.chassis.migrations funds {url}",
        ("echo", "hello"): "hello",
    }.items():
        said = subprocess.run(
            [ROOT / "deploy" / "containers" / "enter", *asked],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert said.stdout.strip() == becomes
