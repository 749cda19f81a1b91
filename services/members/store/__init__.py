"""What `members` reads and writes, by noun: named queries that speak the domain's values."""

from __future__ import annotations

from sqlalchemy import Connection

from kernel.chassis.imports import ImportStore
from kernel.chassis.sealing import Sealing
from kernel.chassis.work import Store
from services.members import tables
from services.members.store.applications import ApplicationStore
from services.members.store.beneficiaries import BeneficiaryStore
from services.members.store.groups import GroupStore
from services.members.store.living import LivingStore
from services.members.store.memberships import MembershipStore
from services.members.store.persons import PersonStore
from services.members.store.readings import ReadingStore
from services.members.store.rosters import RosterStore
from services.members.store.standstills import StandstillStore
from services.members.store.told import ToldStore


class MembersStore(Store):
    """One transaction's view of the service's tables."""

    def __init__(self, connection: Connection, sealing: Sealing) -> None:
        super().__init__(connection, sealing)
        self.persons = PersonStore(connection, sealing)
        self.memberships = MembershipStore(connection, sealing)
        self.beneficiaries = BeneficiaryStore(connection, sealing)
        self.applications = ApplicationStore(connection)
        self.groups = GroupStore(connection)
        self.living = LivingStore(connection)
        self.standstills = StandstillStore(connection)
        self.rosters = RosterStore(connection, sealing)
        self.readings = ReadingStore(connection)
        self.told = ToldStore(connection, sealing)
        self.imports = ImportStore(connection, tables.imports)


STORE = MembersStore
