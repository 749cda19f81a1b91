"""Entrypoints: match rounds."""

from __future__ import annotations

from typing import Any

from kernel.chassis.entrypoints import Ask, UnitOfWork, rpc
from kernel.contracts import funds as contract
from services.funds import tables
from services.funds.store import FundsStore
from services.funds.usecases import match


class Match:
    """Match rounds: opened, counted, awarded, received, claimed back."""

    unit_of_work = UnitOfWork(FundsStore, tables.chassis)
    ask = Ask()

    @rpc
    def count_match_round(self, request: dict[str, Any]) -> Any:
        order = contract.CountMatchRound.read(request)
        unidentified = match.unidentified_asked(self.ask, order["fund_ids"])
        with self.unit_of_work() as work:
            return work.reply(match.count_match_round(work, **order, unidentified=unidentified))

    @rpc
    def open_match_round(self, request: dict[str, Any]) -> Any:
        order = contract.OpenMatchRound.read(request)
        with self.unit_of_work() as work:
            return work.reply(match.open_match_round(work, **order))

    @rpc
    def list_match_rounds(self, request: dict[str, Any]) -> Any:
        order = contract.ListMatchRounds.read(request)
        with self.unit_of_work() as work:
            return work.reply(match.list_match_rounds(work, **order))

    @rpc
    def list_match_eligible(self, request: dict[str, Any]) -> Any:
        order = contract.ListMatchEligible.read(request)
        with self.unit_of_work() as work:
            return work.reply(match.list_match_eligible(work, **order))

    @rpc
    def award_match(self, request: dict[str, Any]) -> Any:
        order = contract.AwardMatch.read(request)
        with self.unit_of_work() as work:
            return work.reply(match.award_match(work, **order))

    @rpc
    def receive_match(self, request: dict[str, Any]) -> Any:
        order = contract.ReceiveMatch.read(request)
        with self.unit_of_work() as work:
            return work.reply(match.receive_match(work, **order))

    @rpc
    def claw_back_match(self, request: dict[str, Any]) -> Any:
        order = contract.ClawBackMatch.read(request)
        with self.unit_of_work() as work:
            return work.reply(match.claw_back_match(work, **order))

    @rpc
    def list_match_awards(self, request: dict[str, Any]) -> Any:
        order = contract.ListMatchAwards.read(request)
        with self.unit_of_work() as work:
            return work.reply(match.list_match_awards(work, **order))
