"""Taking in a household survey."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from kernel.chassis.imports import Desk, Importer, ImportTask, Outcome
from kernel.chassis.work import Work
from kernel.values.errors import Conflict, Refused
from kernel.values.money import ZERO, Money
from kernel.values.verdicts import Decision, Place
from services.logbook.domain import indicators, surveys
from services.logbook.domain.households import Assessment, Household, Resident
from services.logbook.domain.survey_assessments import AssessmentRow
from services.logbook.domain.survey_houses import Line as HouseLine
from services.logbook.domain.survey_persons import PersonRow
from services.logbook.domain.surveys import JudgedSurvey, SurveyedBook
from services.logbook.imports.places import tambon_codes
from services.logbook.imports.whole_survey import read_survey
from services.logbook.imports.words import group_code
from services.logbook.usecases.assessments import announce_assessed
from services.logbook.usecases.households import announce_registered
from services.logbook.usecases.registering import register_persons

KIND: Final = "survey"


def import_survey(task: ImportTask, desk: Desk) -> None:
    """Read a survey, and open the books it brings in one transaction.

    Before that its persons are registered with `members`, under ids made from the import's: a
    crash in between leaves persons that the next attempt finds again, and no book.
    `Conflict("survey_imported")` if any of its houses has a book already.
    """
    survey = read_survey(task.files, task.as_of)
    tambon = tambon_codes((line.tambon for line in survey.houses), task.area_code)
    judged = surveys.judge(survey, task.as_of)
    desk.progress(0, len(judged.verdicts))
    with desk.work() as work:
        _must_be_new(work, task, judged)
        sealing = work.store.sealing
    numbered = surveys.accepted(judged.persons)
    person_ids = register_persons(desk, sealing, task.import_id, numbered)
    desk.progress(len(person_ids), len(judged.verdicts))
    with desk.work() as work:
        work.store.households.make_room(judged.house_codes)
        _must_be_new(work, task, judged)
        housed = work.store.residents.housed(list(person_ids.values()))
        elsewhere = {place for place, person_id in person_ids.items() if person_id in housed}
        judged = judged.with_persons_elsewhere(elsewhere)
        alone = {place: each for place, each in person_ids.items() if place not in elsewhere}
        totals = _keep(work, task, judged.books(), tambon, alone)
        work.store.imports.finish(task, Outcome(judged.verdicts, totals=totals), work.now)


def _must_be_new(work: Work, task: ImportTask, judged: JudgedSurvey) -> None:
    """Nothing of a survey is taken in if any of its houses has a book."""
    houses = work.store.households.registered(judged.house_codes)
    if houses and task.replaces:
        raise Refused("survey_cannot_be_replaced", {"houses": houses})
    if houses:
        raise Conflict("survey_imported", {"houses": houses})


def _keep(
    work: Work,
    task: ImportTask,
    books: Sequence[SurveyedBook],
    tambon: Mapping[str, str],
    person_ids: Mapping[Place, str],
) -> dict[str, int]:
    """Write the books, announce those that wait for nobody; returns what it adds up to."""
    by, now = work.actor.actor_id, work.now
    households = [_household(work, book, tambon, person_ids) for book in books]
    pairs = [
        (household, _assessment(work, household, row))
        for household, book in zip(households, books, strict=True)
        for row in book.assessments
    ]
    work.store.households.add(households, by, now, task.import_id)
    work.store.assessments.add([each for _, each in pairs], by, now, task.import_id)
    for household in households:
        if not household.waits:
            announce_registered(work, household)
    for household, assessment in pairs:
        if not (household.waits or assessment.waits):
            announce_assessed(work, household, assessment)
    residents = [resident for household in households for resident in household.residents]
    return {
        "households": sum(not household.waits for household in households),
        "households_waiting": sum(household.waits for household in households),
        "persons": sum(resident.person_id is not None for resident in residents),
        "persons_counted_only": sum(resident.person_id is None for resident in residents),
        "assessments": sum(not assessment.waits for _, assessment in pairs),
        "assessments_waiting": sum(assessment.waits for _, assessment in pairs),
    }


def _household(
    work: Work, book: SurveyedBook, tambon: Mapping[str, str], person_ids: Mapping[Place, str]
) -> Household:
    line = book.house.line
    return Household(
        household_id=work.new_id("household"),
        house_code=line.house_code,
        area_code=tambon[line.tambon],
        address=_address(line),
        point=book.house.point,
        tenure=line.tenure,
        income_month=book.house.income_month,
        expense_month=_amount(line.expense_month),
        debt=_amount(line.debt),
        debt_source=line.debt_source,
        needs=line.needs,
        help_received=line.help_received,
        residents=tuple(_resident(row, person_ids) for row in book.persons),
        waits=book.waits,
    )


def _resident(row: PersonRow, person_ids: Mapping[Place, str]) -> Resident:
    line = row.line
    return Resident(
        person_id=person_ids.get(line.place),
        relation=line.relation,
        birth_on=line.birth.day,
        birth_precision=str(line.birth.precision or "day"),
        groups=tuple(map(group_code, line.groups)),
        disability=line.disability,
        chronic_disease=line.chronic_disease,
    )


def _assessment(work: Work, household: Household, row: AssessmentRow) -> Assessment:
    line = row.line
    assert line.assessed.day is not None, "an assessment without its day is not kept"
    return Assessment(
        assessment_id=work.new_id("assessment"),
        household_id=household.household_id,
        round=line.round,
        day=line.assessed.day,
        answers=tuple(answer for _, answer in line.answers),
        by=indicators.set_of(len(line.answers)),
        assessor=line.assessor,
        waits=row.verdict.decision is not Decision.ACCEPTED,
    )


def _address(line: HouseLine) -> str:
    """Where the house stands within its tambon."""
    moo = f"หมู่ {line.moo}" if line.moo is not None else ""
    return f"{line.house_no} {moo}".strip()


def _amount(read: Money | None) -> Money | None:
    """An amount that can be one: what is below zero was mistyped, and is not known."""
    return None if read is None or read < ZERO else read


IMPORTERS: Final[dict[str, Importer]] = {KIND: import_survey}
