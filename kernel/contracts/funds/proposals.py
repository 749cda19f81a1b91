"""Another version of a regulation: proposed by one, approved by another."""

from __future__ import annotations

from typing import Final

from marshmallow import fields, validate

from kernel.contracts.envelope import Command, Message, Request
from kernel.contracts.fields import Code, Cursor, Id
from kernel.contracts.funds.common import (
    COMMAND_EXAMPLE,
    COMMITTEE,
    FUND_EXAMPLE,
    OF_A_FUND,
    PAGE_MAX,
    READERS,
)
from kernel.contracts.funds.regulation import AdoptRegulation, Regulation, RegulationInForce
from kernel.contracts.operations import DOORS
from kernel.contracts.refusals import codes

_PROPOSERS: Final = COMMITTEE | frozenset({"clerk"})
_SECOND: Final = {
    "regulation_id": "regulation_01K6BZQ5G0ABCDEFGHJKMNPQRT",
    "version": 2,
    "in_force_from": "2025-10-01",
}


class RegulationProposal(Regulation):
    """A version somebody proposes: approved by another it is adopted, declined it is not."""

    state = Code("asked", "approved", "declined", required=True)
    asked_by = fields.String(required=True)
    decided_by = fields.String(required=True)
    example = {
        **Regulation.example,
        **_SECOND,
        "state": "asked",
        "asked_by": "staff_clerk",
        "decided_by": "",
    }


class RegulationProposed(RegulationProposal, RegulationInForce):
    """A proposal whole: the text that would bind, its rules, the answers to its findings."""

    example = {**RegulationInForce.example, **RegulationProposal.example}


class RegulationProposals(Message):
    """A page of proposals by id, oldest first; `after` begins the next, null at the end."""

    proposals = fields.List(fields.Nested(RegulationProposal), required=True)
    after = fields.String(allow_none=True, required=True)
    example = {"proposals": [RegulationProposal.example], "after": None}


class ProposeRegulation(AdoptRegulation):
    """Propose a version of a fund's regulation; another approves it. One waits at a time.

    Read and checked as in `adopt_regulation`. It is `Refused` to reach back: `in_force_from` lies
    after the last event a claim was decided for, and after the last closed year.
    """

    callers, roles, answers = DOORS, _PROPOSERS, RegulationProposal
    refuses = OF_A_FUND | codes(
        "findings_unanswered regulation_before_decided regulation_impossible "
        "regulation_in_closed_year regulation_proposed_before rules_malformed version_exists"
    )
    example = {**AdoptRegulation.example, **_SECOND}


class ApproveRegulation(Command):
    """Adopt a version that was proposed: by another than who proposed it."""

    regulation_id = Id("regulation", required=True)
    fund_id = Id("fund", required=True)
    callers, roles, answers = DOORS, COMMITTEE, Regulation
    refuses = OF_A_FUND | codes(
        "approver_is_asker findings_unanswered proposal_moved_on proposal_unknown "
        "regulation_before_decided regulation_impossible regulation_in_closed_year "
        "rules_malformed version_exists"
    )
    example = {
        "command_id": COMMAND_EXAMPLE,
        "regulation_id": _SECOND["regulation_id"],
        "fund_id": FUND_EXAMPLE,
    }


class DeclineRegulation(Command):
    """Leave the regulation as it is; who proposed may take it back alone."""

    regulation_id = Id("regulation", required=True)
    fund_id = Id("fund", required=True)
    callers, roles, answers = DOORS, _PROPOSERS, RegulationProposal
    refuses = OF_A_FUND | codes("proposal_moved_on proposal_unknown")
    example = ApproveRegulation.example


class GetRegulationProposal(Request):
    """One proposal whole: what who approves it must have read."""

    regulation_id = Id("regulation", required=True)
    fund_id = Id("fund", required=True)
    callers, roles, answers = DOORS, READERS, RegulationProposed
    refuses = OF_A_FUND | codes("proposal_unknown")
    example = {"regulation_id": _SECOND["regulation_id"], "fund_id": FUND_EXAMPLE}


class ListRegulationProposals(Request):
    """What was proposed of a fund's regulation, by whom, and who decided; a page at a time."""

    fund_id = Id("fund", required=True)
    after = Cursor()
    limit = fields.Integer(load_default=100, validate=validate.Range(1, PAGE_MAX))
    callers, roles, answers = DOORS, READERS, RegulationProposals
    refuses = OF_A_FUND
    example = {"fund_id": FUND_EXAMPLE, "after": "", "limit": 100}
