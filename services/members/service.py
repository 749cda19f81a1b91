"""The entrypoints of `members`: read, use case, write."""

from __future__ import annotations

from typing import Any

from kernel.chassis.entrypoints import UnitOfWork, on, rpc
from kernel.chassis.operations import Operated
from kernel.chassis.taking_in import Imports, TakesImports
from kernel.chassis.work import Work
from kernel.contracts import funds
from kernel.contracts import members as contract
from kernel.contracts.envelope import Heard
from services.members import tables
from services.members.store import MembersStore
from services.members.usecases import applications, deaths, memberships, persons, standstills


class MembersService(Operated, TakesImports):
    """Persons and their memberships."""

    name = contract.SERVICE
    unit_of_work = UnitOfWork(MembersStore, tables.chassis)
    imports = Imports(tables.imports)

    @rpc
    def enrol_member(self, request: dict[str, Any]) -> Any:
        order = contract.EnrolMember.read(request)
        with self.unit_of_work() as work:
            return work.reply(memberships.enrol_member(work, **order))

    @rpc
    def apply_for_membership(self, request: dict[str, Any]) -> Any:
        order = contract.ApplyForMembership.read(request)
        with self.unit_of_work() as work:
            return work.reply(applications.apply_for_membership(work, **order))

    @rpc
    def approve_application(self, request: dict[str, Any]) -> Any:
        order = contract.ApproveApplication.read(request)
        with self.unit_of_work() as work:
            return work.reply(applications.approve_application(work, **order))

    @rpc
    def decline_application(self, request: dict[str, Any]) -> Any:
        order = contract.DeclineApplication.read(request)
        with self.unit_of_work() as work:
            return work.reply(applications.decline_application(work, **order))

    @rpc
    def enrol_applicant(self, request: dict[str, Any]) -> Any:
        order = contract.EnrolApplicant.read(request)
        with self.unit_of_work() as work:
            return work.reply(applications.enrol_applicant(work, **order))

    @rpc
    def list_applications(self, request: dict[str, Any]) -> Any:
        order = contract.ListApplications.read(request)
        with self.unit_of_work() as work:
            return work.reply(applications.list_applications(work, **order))

    @rpc
    def record_death(self, request: dict[str, Any]) -> Any:
        order = contract.RecordDeath.read(request)
        with self.unit_of_work() as work:
            return work.reply(deaths.record_death(work, **order))

    @rpc
    def register_persons(self, request: dict[str, Any]) -> Any:
        order = contract.RegisterPersons.read(request)
        with self.unit_of_work() as work:
            return work.reply(persons.register_persons(work, **order))

    @rpc
    def register_person(self, request: dict[str, Any]) -> Any:
        order = contract.RegisterPerson.read(request)
        with self.unit_of_work() as work:
            return work.reply(persons.register_person(work, **order))

    @rpc
    def get_person_on_day(self, request: dict[str, Any]) -> Any:
        order = contract.GetPersonOnDay.read(request)
        with self.unit_of_work() as work:
            return work.reply(persons.get_person_on_day(work, **order))

    @rpc
    def get_persons(self, request: dict[str, Any]) -> Any:
        order = contract.GetPersons.read(request)
        with self.unit_of_work() as work:
            return work.reply(persons.get_persons(work, **order))

    @rpc
    def match_roster(self, request: dict[str, Any]) -> Any:
        order = contract.MatchRoster.read(request)
        with self.unit_of_work() as work:
            return work.reply(memberships.match_roster(work, **order))

    @rpc
    def get_ages(self, request: dict[str, Any]) -> Any:
        order = contract.GetAges.read(request)
        with self.unit_of_work() as work:
            return work.reply(memberships.get_ages(work, **order))

    @rpc
    def get_living(self, request: dict[str, Any]) -> Any:
        order = contract.GetLiving.read(request)
        with self.unit_of_work() as work:
            return work.reply(memberships.get_living(work, **order))

    @rpc
    def get_house(self, request: dict[str, Any]) -> Any:
        order = contract.GetHouse.read(request)
        with self.unit_of_work() as work:
            return work.reply(memberships.get_house(work, **order))

    @rpc
    def list_levy_payers(self, request: dict[str, Any]) -> Any:
        order = contract.ListLevyPayers.read(request)
        with self.unit_of_work() as work:
            return work.reply(memberships.list_levy_payers(work, **order))

    @rpc
    def get_age_structures(self, request: dict[str, Any]) -> Any:
        order = contract.GetAgeStructures.read(request)
        with self.unit_of_work() as work:
            return work.reply(memberships.get_age_structures(work, **order))

    @rpc
    def get_member_groups(self, request: dict[str, Any]) -> Any:
        order = contract.GetMemberGroups.read(request)
        with self.unit_of_work() as work:
            return work.reply(memberships.get_member_groups(work, **order))

    @rpc
    def get_unidentified(self, request: dict[str, Any]) -> Any:
        order = contract.GetUnidentified.read(request)
        with self.unit_of_work() as work:
            return work.reply(memberships.get_unidentified(work, **order))

    @rpc
    def list_memberships(self, request: dict[str, Any]) -> Any:
        order = contract.ListMemberships.read(request)
        with self.unit_of_work() as work:
            return work.reply(memberships.list_memberships(work, **order))

    @rpc
    def get_member(self, request: dict[str, Any]) -> Any:
        order = contract.GetMember.read(request)
        with self.unit_of_work() as work:
            return work.reply(memberships.get_member(work, **order))

    @rpc
    def get_beneficiary(self, request: dict[str, Any]) -> Any:
        order = contract.GetBeneficiary.read(request)
        with self.unit_of_work() as work:
            return work.reply(memberships.get_beneficiary(work, **order))

    @rpc
    def get_members(self, request: dict[str, Any]) -> Any:
        order = contract.GetMembers.read(request)
        with self.unit_of_work() as work:
            return work.reply(memberships.get_members(work, **order))

    @rpc
    def find_member(self, request: dict[str, Any]) -> Any:
        order = contract.FindMember.read(request)
        with self.unit_of_work() as work:
            return work.reply(memberships.find_member(work, **order))

    @rpc
    def list_members(self, request: dict[str, Any]) -> Any:
        order = contract.ListMembers.read(request)
        with self.unit_of_work() as work:
            return work.reply(memberships.list_members(work, **order))

    @on(funds.MEMBER_RESIGNED)
    @on(funds.MEMBER_REMOVED)
    @on(funds.MEMBER_MOVED_OUT)
    def end_membership(self, work: Work, heard: Heard) -> None:
        memberships.end_membership(work, heard)

    @on(funds.DEATH_APPROVED)
    def believe_death(self, work: Work, heard: Heard) -> None:
        deaths.believe_death(work, heard)

    @on(funds.DEATH_WITHDRAWN)
    def take_death_back(self, work: Work, heard: Heard) -> None:
        deaths.take_death_back(work, heard)

    @on(funds.FUND_STOPPED)
    def stop_enrolling(self, work: Work, heard: Heard) -> None:
        standstills.stop_enrolling(work, heard)

    @on(funds.FUND_RESUMED)
    def enrol_again(self, work: Work, heard: Heard) -> None:
        standstills.enrol_again(work, heard)


SERVICE = MembersService
