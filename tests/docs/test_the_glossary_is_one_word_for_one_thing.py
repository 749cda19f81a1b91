"""Every word of the glossary stands once, in two languages, and the code has it."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import pytest

from docs.make_contracts.codes import ROOT

GLOSSARY = (ROOT / "docs" / "glossary.md").read_text("utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split(" | ")]
    for line in GLOSSARY.splitlines()
    if line.startswith("| **")
]
CODE = ("kernel", "services", "gateway", "samples/registers")


@cache
def everything() -> str:
    """All code, and the names of its files."""
    files = [path for folder in CODE for path in (ROOT / folder).rglob("*.py")]
    names = [path.relative_to(ROOT).as_posix() for path in files]
    return "\n".join([*names, *CODE, *(path.read_text("utf-8") for path in files)])


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row[0]))
def test_a_row_is_whole(row: list[str]) -> None:
    english, thai, code, meaning, mark = row
    assert re.fullmatch(r"\*\*[^*]+\*\*", english)
    assert re.search("[ก-๎]", thai)
    assert re.fullmatch(r"-|`[^`]+`(, `[^`]+`)*", code)
    assert meaning
    assert not meaning.endswith(".")
    assert re.fullmatch(r"-|\[own\]|\[source: .+\]", mark)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: str(row[0]))
def test_the_code_has_the_word(row: list[str]) -> None:
    for name in re.findall(r"`([^`]+)`", row[2]):
        assert re.search(rf"(?<![A-Za-z0-9]){re.escape(name)}(?![A-Za-z0-9])", everything())


@pytest.mark.parametrize("column", [0, 1])
def test_no_word_stands_twice(column: int) -> None:
    counted = Counter(row[column] for row in ROWS)
    assert [word for word, times in counted.items() if times > 1] == []
