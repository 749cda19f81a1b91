"""The five dimensions of every surveyed house and round are those of the truth."""

from __future__ import annotations

import pytest

from services.logbook.domain import indicators
from services.logbook.imports.survey import read_assessments
from tests.registers import truth

SURVEYS = {
    "households/houses-wangthong.csv": "households/bmn-wangthong.csv",
    "households/survey-banklang.xlsx": "households/survey-banklang.xlsx",
}


@pytest.mark.parametrize("path", SURVEYS)
def test_each_house_and_round_has_the_results_of_the_truth(path: str) -> None:
    told: dict[str, dict[str, dict[str, object]]] = {}
    for line in read_assessments(truth.content(SURVEYS[path])):
        by = indicators.set_of(len(line.answers))
        answers = tuple(answer for _, answer in line.answers)
        rounds = told.setdefault(line.house_code, {})
        rounds.setdefault(  # the first assessment of a round is kept
            line.round,
            {
                "date": line.assessed.day.isoformat() if line.assessed.day else None,
                "dims": indicators.results(answers, by),
                "failed": list(indicators.failed(answers)),
            },
        )
    expected = truth.of_file(path, "results")["by_house"]
    assert {house: told.get(house, {}) for house in expected} == {
        house: results["rounds"] for house, results in expected.items()
    }
    assert any("unknown" in each["dims"].values() for one in told.values() for each in one.values())
