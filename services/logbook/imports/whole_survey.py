"""Puts a survey together: one workbook, or the three tables in files of their own, in any order.

A table is known by its header, whatever its file or sheet is called. `sheet` of every place is the
sheet's name; where several files are given it is the file's name, with the sheet's behind it if the
file is a workbook. So places stay unique, and a clerk finds the row again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TypeVar

from kernel.sheets.books import DEFAULT_LIMITS, Limits, open_book
from kernel.sheets.cells import Sheet
from kernel.values.errors import Invalid
from kernel.values.verdicts import Place
from services.logbook.domain import indicators, survey_assessments, survey_houses, survey_persons
from services.logbook.domain.surveys import Survey
from services.logbook.imports import survey

Line = TypeVar("Line", survey_houses.Line, survey_persons.Line, survey_assessments.Line)


def read_survey(
    files: Sequence[tuple[str, bytes]], as_of: date, limits: Limits = DEFAULT_LIMITS
) -> Survey:
    """The survey in these files (name, content).

    `Invalid` with a code of `kernel.sheets.FILE_PROBLEMS`: `header_not_found` for a file without
    any of the tables, and for tables that no file has (`tables`, in the details);
    `indicator_set_unknown` for answers to a form that is not known.
    """
    houses: list[survey_houses.Line] = []
    persons: list[survey_persons.Line] = []
    assessments: list[survey_assessments.Line] = []
    for name, content in _named_apart(files):
        sheets, file = open_book(content, limits), name if len(files) > 1 else ""
        before = len(houses) + len(persons) + len(assessments)
        houses += _lines(survey.houses_in, sheets, file)
        persons += _lines(partial(survey.persons_in, as_of=as_of), sheets, file)
        assessments += _lines(survey.assessments_in, sheets, file)
        if len(houses) + len(persons) + len(assessments) == before:
            raise Invalid("header_not_found", {"file": name})
    parts = {"houses": houses, "persons": persons, "assessments": assessments}
    missing = [part for part, lines in parts.items() if not lines]
    if missing:
        raise Invalid("header_not_found", {"tables": missing})
    for line in assessments:
        _must_be_of_a_form(line)
    return Survey(tuple(houses), tuple(persons), tuple(assessments))


def _lines(
    read: Callable[[Sequence[Sheet]], Sequence[Line]], sheets: Sequence[Sheet], file: str
) -> Sequence[Line]:
    """The lines of one table, none if these sheets do not have it; their places with the file."""
    try:
        lines = read(sheets)
    except Invalid as refused:
        if refused.code == "header_not_found":
            return ()
        raise
    return [replace(line, place=_place(line.place, file)) for line in lines] if file else lines


def _place(place: Place, file: str) -> Place:
    return Place(f"{file}: {place.sheet}" if place.sheet else file, place.row)


def _named_apart(files: Sequence[tuple[str, bytes]]) -> list[tuple[str, bytes]]:
    """The files; one of a name that stood before is numbered."""
    seen: list[str] = []
    apart = []
    for name, content in files:
        times = seen.count(name)
        seen.append(name)
        apart.append((f"{name} ({times + 1})" if times else name, content))
    return apart


def _must_be_of_a_form(line: survey_assessments.Line) -> None:
    numbers = [number for number, _ in line.answers]
    by = indicators.set_of(len(numbers))
    if numbers != [each.number for each in by.indicators]:
        raise Invalid("indicator_set_unknown", {"indicators": numbers})
