"""Disclosures: who was told what of a household."""

from __future__ import annotations

from marshmallow import fields

from kernel.contracts.envelope import Message, Request
from kernel.contracts.fields import Code, Id, Instant
from kernel.contracts.logbook.common import DISCLOSURE_EXAMPLE, HOUSEHOLD_EXAMPLE, PURPOSES
from kernel.contracts.operations import DOORS
from kernel.contracts.refusals import codes


class Disclosure(Message):
    """Who was told which fields of a household, why, and when.

    A field of the persons or assessments stands behind theirs: `persons.name`.
    """

    disclosure_id = Id("disclosure", required=True)
    caller = fields.String(required=True)
    actor_id = fields.String(required=True)
    purpose = Code(*PURPOSES, required=True)
    basis = fields.String(required=True)
    fields_told = fields.List(fields.String(), required=True)
    told_at = Instant(required=True)
    example = {
        "disclosure_id": DISCLOSURE_EXAMPLE,
        "caller": "gateway",
        "actor_id": "staff_01K6BZQ5G0ABCDEFGHJKMNPQRS",
        "purpose": "case_management",
        "basis": "public_task",
        "fields_told": ["address", "persons.name", "persons.person_id"],
        "told_at": "2025-09-30T03:00:00.000000Z",
    }


class Disclosures(Message):
    """The disclosures of a household, newest first; at most 500."""

    disclosures = fields.List(fields.Nested(Disclosure), required=True)
    example = {"disclosures": [Disclosure.example]}


class GetDisclosures(Request):
    """Who was told of this household?"""

    household_id = Id("household", required=True)
    callers, roles, answers = DOORS, frozenset({"ministry", "auditor"}), Disclosures
    refuses = codes("household_unknown")
    example = {"household_id": HOUSEHOLD_EXAMPLE}
