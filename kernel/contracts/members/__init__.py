"""What `members` is asked, and what it announces: persons, memberships, who is the same person."""

from kernel.contracts.members.applications import *
from kernel.contracts.members.beneficiaries import *
from kernel.contracts.members.common import SERVICE as SERVICE
from kernel.contracts.members.groups import *
from kernel.contracts.members.memberships import *
from kernel.contracts.members.persons import *
from kernel.contracts.members.structure import *
