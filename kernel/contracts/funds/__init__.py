"""What `funds` is asked, and what it announces: funds, regulations, money, claims."""

from kernel.contracts.funds.activities import *
from kernel.contracts.funds.balance_sheets import *
from kernel.contracts.funds.books import *
from kernel.contracts.funds.claim_facts import *
from kernel.contracts.funds.claims import *
from kernel.contracts.funds.claims_books import *
from kernel.contracts.funds.closings import *
from kernel.contracts.funds.common import SERVICE as SERVICE
from kernel.contracts.funds.deaths import *
from kernel.contracts.funds.forecast import *
from kernel.contracts.funds.fund import *
from kernel.contracts.funds.helping import *
from kernel.contracts.funds.judgements import *
from kernel.contracts.funds.leaving import *
from kernel.contracts.funds.ledger import *
from kernel.contracts.funds.levies import *
from kernel.contracts.funds.match import *
from kernel.contracts.funds.member_returns import *
from kernel.contracts.funds.memberships import *
from kernel.contracts.funds.organisation import *
from kernel.contracts.funds.particulars import *
from kernel.contracts.funds.payments import *
from kernel.contracts.funds.proposals import *
from kernel.contracts.funds.regulation import *
from kernel.contracts.funds.reports import *
from kernel.contracts.funds.standing import *
from kernel.contracts.funds.standstills import *
from kernel.contracts.funds.summary import *
