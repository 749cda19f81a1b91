"""Which programs hear events, and which ask, as the environment names them."""

from __future__ import annotations

import pytest

from deploy.local import listeners
from deploy.local.trouble import Trouble
from kernel.contracts import callers


def test_a_listener_is_named_with_the_services_it_hears() -> None:
    told = {listeners.SETTING: "reports=funds+members archive=logbook"}
    heard = {"reports": ("funds", "members"), "archive": ("logbook",)}
    assert listeners.by_environment(told) == heard
    assert listeners.by_environment({}) == {}


@pytest.mark.parametrize(
    "told", ["funds=members", "gateway=funds", "Reports=funds", "reports", "reports=", "reports=x"]
)
def test_what_cannot_be_a_listener_is_said(told: str) -> None:
    with pytest.raises(Trouble, match=listeners.SETTING):
        listeners.by_environment({listeners.SETTING: told})


def test_a_caller_is_named_with_what_it_may_ask_and_for_which_purposes() -> None:
    told = "caseworks=logbook.get_household:statistics:case_management,maps=funds.list_funds"
    asked = listeners.callers_by_environment({callers.SETTING: told})
    assert asked == {
        "caseworks": {"logbook.get_household": frozenset({"case_management", "statistics"})},
        "maps": {"funds.list_funds": frozenset()},
    }
    assert callers.read(callers.write(asked)) == asked
    assert listeners.callers_by_environment({}) == {}


@pytest.mark.parametrize(
    "told",
    [
        *("funds=funds.list_funds", "Caseworks=funds.list_funds", "caseworks", "caseworks="),
        *("caseworks=funds", "caseworks=funds.dance", "caseworks=members.match_roster"),
        *("caseworks=logbook.get_household", "caseworks=logbook.get_household:gossip"),
        "caseworks=funds.list_funds:statistics",
    ],
)
def test_what_cannot_be_a_caller_is_said(told: str) -> None:
    with pytest.raises(Trouble, match=callers.SETTING):
        listeners.callers_by_environment({callers.SETTING: told})
