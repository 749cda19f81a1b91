"""Entrypoints: looking ahead."""

from __future__ import annotations

from typing import Any

from kernel.chassis.entrypoints import Ask, UnitOfWork, rpc
from kernel.contracts import funds as contract
from services.funds import tables
from services.funds.store import FundsStore
from services.funds.usecases import forecasts


class Forecasts:
    """A fund's years ahead, and the funds to be warned of."""

    unit_of_work = UnitOfWork(FundsStore, tables.chassis)
    ask = Ask()

    @rpc
    def get_forecast(self, request: dict[str, Any]) -> Any:
        order = contract.GetForecast.read(request)
        structures = forecasts.structures_asked(self.ask, [order["fund_id"]])
        with self.unit_of_work() as work:
            return work.reply(forecasts.get_forecast(work, **order, structures=structures))

    @rpc
    def list_early_warnings(self, request: dict[str, Any]) -> Any:
        order = contract.ListEarlyWarnings.read(request)
        with self.unit_of_work() as work:
            funds, after = forecasts.funds_to_look_at(work, **order)
        structures = forecasts.structures_asked(self.ask, [fund.fund_id for fund in funds])
        with self.unit_of_work() as work:
            return work.reply(
                forecasts.list_early_warnings(work, funds=funds, after=after, structures=structures)
            )
