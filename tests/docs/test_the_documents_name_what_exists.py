"""What the documents name is there: files, modules, links, settings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.make_contracts.codes import ROOT

DOCS = sorted((ROOT / "docs").rglob("*.md"))
OURS = [path for path in DOCS if path.parent.name != "runbooks"]
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
PLACE = re.compile(r"`((?:kernel|services|gateway|deploy|tests|docs|samples)/[\w./-]*)`", re.ASCII)
SETTINGS = "\n".join(
    path.read_text("utf-8")
    for folder in ("kernel", "gateway", "deploy")
    for path in (ROOT / folder).rglob("*.py")
)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", OURS, ids=named)
def test_a_place_that_is_named_is_there(path: Path) -> None:
    places = set(PLACE.findall(path.read_text("utf-8")))
    assert [place for place in sorted(places) if not (ROOT / place).exists()] == []


@pytest.mark.parametrize("path", DOCS, ids=named)
def test_a_link_leads_to_a_file(path: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8"))
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", OURS, ids=named)
def test_a_setting_that_is_named_is_read_somewhere(path: Path) -> None:
    settings = set(re.findall(r"KONGBUN_[A-Z_]+", path.read_text("utf-8")))
    assert [name for name in sorted(settings) if name not in SETTINGS] == []


@pytest.mark.parametrize(
    "folder", ["values", "sheets", "contracts", "telemetry", "wire", "chassis"]
)
def test_every_module_of_the_kernel_has_its_line(folder: str) -> None:
    modules = {path.name for path in (ROOT / "kernel" / folder).glob("*.py")} - {"__init__.py"}
    assert [name for name in sorted(modules) if name not in ARCHITECTURE] == []


def test_every_trap_is_held_by_a_test_that_exists() -> None:
    rows = (ROOT / "docs" / "traps.md").read_text("utf-8").splitlines()
    traps = [row.strip("|").split(" | ") for row in rows if re.match(r"\| \d+ \|", row)]
    assert [int(number) for number, *_ in traps] == list(range(1, 35))
    for number, _, what, held in traps:
        tests = re.findall(r"`([\w./]+)::(\w+)`", held)
        assert tests or what.startswith("- : "), number
        for path, name in tests:
            assert f"def {name}(" in (ROOT / path).read_text("utf-8"), held


def test_every_decision_stands_in_the_index() -> None:
    folder = ROOT / "docs" / "decisions"
    index = (folder / "README.md").read_text("utf-8")
    pages = sorted(path.name for path in folder.glob("[0-9]*.md"))
    assert [name for name in pages if f"({name})" not in index] == []
    assert [name[:4] for name in pages] == [f"{number:04d}" for number in range(1, len(pages) + 1)]


@pytest.mark.parametrize("path", sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md")), ids=named)
def test_a_decision_is_a_page_with_its_parts(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.startswith(f"# {path.name[:4]} ")
    assert re.search(r"^> .+", text, re.MULTILINE), "the decision, in a line to quote"
    assert "**What enforces it**" in text
    assert len(text.splitlines()) <= 60
