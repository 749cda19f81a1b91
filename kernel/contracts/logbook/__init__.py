"""What `logbook` is asked, and what it announces: households, assessments, disclosures."""

from kernel.contracts.logbook.assessments import *
from kernel.contracts.logbook.common import DIMENSIONS as DIMENSIONS
from kernel.contracts.logbook.common import PURPOSES as PURPOSES
from kernel.contracts.logbook.common import SERVICE as SERVICE
from kernel.contracts.logbook.disclosures import *
from kernel.contracts.logbook.households import *
