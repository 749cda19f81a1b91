"""Which programs hear events, as the environment names them."""

from __future__ import annotations

import pytest

from deploy.local import listeners
from deploy.local.trouble import Trouble


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
