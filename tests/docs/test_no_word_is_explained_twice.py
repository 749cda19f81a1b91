"""YAML takes the last of two keys that are the same, and says nothing of the first."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
FILES = (
    ROOT / "docs" / "make_contracts" / "fields.yaml",
    ROOT / "kernel" / "contracts" / "funds" / "sentences.yaml",
    *sorted((ROOT / "gateway" / "words").glob("*.yaml")),
    *sorted((ROOT / "samples" / "regulations").glob("*.yaml")),
)


def repeated(node: yaml.Node) -> list[str]:
    """The keys that stand twice in one mapping, with their lines."""
    if isinstance(node, yaml.SequenceNode):
        return [each for item in node.value for each in repeated(item)]
    if not isinstance(node, yaml.MappingNode):
        return []
    keys = [key.value for key, _ in node.value]
    twice = [
        f"{key.value} (line {key.start_mark.line + 1})"
        for place, (key, _) in enumerate(node.value)
        if key.value in keys[:place]
    ]
    return twice + [each for _, value in node.value for each in repeated(value)]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_word_is_explained_twice(path: Path) -> None:
    assert repeated(yaml.compose(path.read_text("utf-8"))) == []
