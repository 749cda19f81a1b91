"""A request's `refuses` is what its method can be refused with: no code missing, none idle."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import pytest
import yaml

from docs.make_contracts import codes
from docs.make_contracts.document import own_requests
from gateway import wording
from kernel.contracts import catalogue, operations, refusals
from kernel.contracts.envelope import Request
from tests.contracts.reaching import handlers, reached

ROOT: Final = Path(__file__).parents[2]
CONTRACTS: Final = catalogue.contracts()
WORDED: Final = yaml.safe_load((ROOT / "gateway/words/errors.yaml").read_text("utf-8"))
METHODS: Final[dict[str, type[Request]]] = {
    f"{service}.{name}": request
    for service, contract in CONTRACTS.items()
    for name, request in contract.requests.items()
}
OWN: Final = [
    f"{service}.{request.method_name()}"
    for service in catalogue.SERVICES
    for request in own_requests(service)
]
RAISED_BY: Final = {
    part: {each.code for each in codes.raised() if each.part == part}
    for part in ("kernel", *catalogue.SERVICES)
}
DECLARED: Final = frozenset().union(*(request.refuses for request in METHODS.values()))

# Where the code stands on the way, and cannot come of it.
NEVER_MET: Final = {
    # A claim has a fund, and its books are found by the claim.
    "funds.approve_claim": {"fund_unknown"},
    "funds.reject_claim": {"fund_unknown"},
    "funds.pay_claim": {"fund_unknown"},
    "funds.take_levy": {"fund_unknown"},
    # Posted today: no year is closed before it is over.
    "funds.withdraw_claim": {"fund_unknown", "date_in_closed_period"},
    "funds.award_match": {"date_in_closed_period"},
    "funds.claw_back_match": {"date_in_closed_period"},
    # A payment has its entry, and so has what was asked to be turned round.
    "funds.void_payment": {"fund_unknown", "date_in_closed_period", "entry_unknown"},
    "funds.reverse_entry": {"entry_unknown"},
    # The closing entry is of the year that is being closed.
    "funds.close_year": {"date_in_closed_period"},
    # One way of leaving is not judged by the rules of another.
    "funds.resign_member": {"removal_ground_unknown", "removal_not_due", "moving_ends_nothing"},
    "funds.remove_member": {"moving_ends_nothing"},
    "funds.move_member_out": {"removal_ground_unknown", "removal_not_due"},
    # Judged when it was asked; a day does not come to lie ahead, a member stays one of the fund.
    "funds.approve_leaving": {"day_in_future", "member_unknown"},
    # The person is entered or found in the same transaction.
    "members.apply_for_membership": {"person_unknown"},
    "members.enrol_applicant": {"person_unknown"},
    "members.enrol_member": {"person_unknown"},
}
# Of an import or of the door that stores its file, or caught on the way: never of a method.
OF_NO_METHOD: Final = refusals.codes(
    "amount_malformed area_differs area_needed claims_book_declined claims_cannot_be_replaced "
    "encoding_unknown file_damaged file_empty file_name_malformed file_too_large file_unknown "
    "file_unreadable header_not_found import_crashed import_failed memberships_not_heard_of "
    "no_data_rows period_differs period_imported period_not_found register_cannot_be_replaced "
    "register_imported span_malformed survey_cannot_be_replaced survey_imported"
)


@pytest.mark.parametrize("target", OWN)
def test_what_a_method_can_be_refused_with_is_declared(target: str) -> None:
    met = reached(target) - NEVER_MET.get(target, set())
    missing = met - METHODS[target].may_refuse()
    assert not missing, f"{target} can be refused with {sorted(missing)}: name them in `refuses`"


@pytest.mark.parametrize("target", OWN)
def test_no_method_declares_what_it_cannot_be_refused_with(target: str) -> None:
    idle = METHODS[target].refuses - reached(target)
    assert not idle, f"nothing that {target} runs refuses with {sorted(idle)}"


@pytest.mark.parametrize("target", NEVER_MET)
def test_what_is_never_met_stands_on_the_way(target: str) -> None:
    assert NEVER_MET[target] <= reached(target) - METHODS[target].refuses


@pytest.mark.parametrize("target", METHODS)
def test_a_declared_code_is_raised_by_the_service_or_by_whom_it_asks(target: str) -> None:
    """Of what every service is asked, by one that is."""
    service, _, name = target.partition(".")
    asked = {
        other
        for other, contract in CONTRACTS.items()
        if any(service in request.callers for request in contract.requests.values())
    }
    also = (
        set() if target in OWN else {each for each in CONTRACTS if name in CONTRACTS[each].requests}
    )
    raised = set().union(*(RAISED_BY[part] for part in {"kernel", service, *asked, *also}))
    assert METHODS[target].refuses <= raised


@pytest.mark.parametrize("target", METHODS)
def test_a_request_names_no_code_that_any_call_may_meet(target: str) -> None:
    assert not METHODS[target].refuses & (refusals.OF_EVERY_CALL | refusals.OF_A_COMMAND)


@pytest.mark.parametrize("code", sorted(DECLARED | refusals.OF_EVERY_CALL | refusals.OF_A_COMMAND))
def test_a_declared_code_has_its_sentences(code: str) -> None:
    assert set(WORDED[code]["says"]) == set(wording.LANGUAGES)


def test_what_any_call_may_meet_is_said_by_the_kernel() -> None:
    assert RAISED_BY["kernel"] >= refusals.OF_EVERY_CALL | refusals.OF_A_COMMAND


def test_every_code_is_of_a_method_of_any_call_or_of_no_method() -> None:
    raised = frozenset().union(*RAISED_BY.values())
    declared = DECLARED | refusals.OF_EVERY_CALL | refusals.OF_A_COMMAND
    assert raised - declared == OF_NO_METHOD
    assert not declared - raised


def test_an_effect_tried_again_is_refused_with_what_its_handlers_are() -> None:
    heard = [handler for service in CONTRACTS for handler in handlers(service)]
    assert "members.believe_death" in heard
    assert frozenset().union(*map(reached, heard)) == operations.OF_AN_EFFECT


def test_a_code_goes_through_whoever_asks_unless_it_is_caught() -> None:
    assert "person_unknown" in reached("members.get_person_on_day")
    assert "person_unknown" in reached("funds.submit_help")
    assert "membership_unknown" in reached("members.get_house")
    assert "membership_unknown" not in reached("funds.submit_claim")
