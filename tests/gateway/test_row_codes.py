"""Every code a reader gives has its sentence in the clerk's words, and no sentence is idle."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from kernel.sheets import FILE_PROBLEMS
from kernel.sheets.tables import LeftOut
from services.funds.domain import claim_history, claim_rows, contribution_rows, fund_rows
from services.logbook.domain import survey_assessments, survey_houses, survey_persons
from services.members.domain import register

WORDS: dict[str, dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[2] / "gateway" / "words" / "row_codes.yaml").read_text("utf-8")
)
READERS_CODES = {
    code
    for rules in (
        register,
        contribution_rows,
        claim_history,
        fund_rows,
        survey_houses,
        survey_persons,
        survey_assessments,
    )
    for code in rules.LEADS_TO
}
KNOWN = {
    # What a regulation says of an imported claim is no reader's code: its own module names them.
    "rows": READERS_CODES | claim_history._FLAGS,
    "totals": {*contribution_rows.FILE_CODES, *claim_rows.BOOK_CODES},
    "files": {*FILE_PROBLEMS, "period_not_found", "period_differs"},
    "left_out": {why.value for why in LeftOut},
}
SENTENCES = [(part, code) for part, codes in WORDS.items() for code in codes]


@pytest.mark.parametrize("part", KNOWN)
def test_the_words_are_those_of_the_codes(part: str) -> None:
    assert set(WORDS[part]) == KNOWN[part]


@pytest.mark.parametrize(("part", "code"), SENTENCES)
def test_each_code_says_what_is_and_what_to_do_in_both_languages(part: str, code: str) -> None:
    entry = WORDS[part][code]
    assert set(entry) == {"says", "do"}
    for sentences in entry.values():
        assert set(sentences) == {"th", "en"}
        assert any("ก" <= letter <= "๎" for letter in sentences["th"])
        assert sentences["en"].endswith(".")
        assert sentences["en"] != sentences["th"]
