"""What every service lets an operator do: see, replay and give up parked events."""

from __future__ import annotations

from typing import Any

from nameko.extensions import DependencyProvider

from kernel.chassis import inbox, parking
from kernel.chassis.entrypoints import context_of, rpc
from kernel.chassis.hearing import Effects
from kernel.chassis.machinery import Machinery
from kernel.chassis.work import Context
from kernel.contracts import operations as contract
from kernel.telemetry.log import log
from kernel.values.errors import Refused, Unavailable
from kernel.wire import serializer
from kernel.wire.links import RETRY_AFTER_MS


class Parking(DependencyProvider):  # type: ignore[misc] # nameko has no types
    """The parked events of a service, for the message under way."""

    machinery = Machinery()

    def get_dependency(self, worker_ctx: Any) -> ParkedEvents:
        return ParkedEvents(self.machinery, context_of(worker_ctx))


class ParkedEvents:
    """List, replay, discard."""

    def __init__(self, machinery: Machinery, context: Context) -> None:
        self._machinery, self._context = machinery, context

    @property
    def _effects(self) -> Effects:
        """Asked for in a method: a provider that raises would end the process."""
        effects = self._machinery.effects
        if effects is None:
            raise Unavailable("database_down", {"retry_after_ms": RETRY_AFTER_MS})
        return effects

    def listed(self) -> Any:
        effects = self._effects
        with effects.works.begin(self._context) as work:
            parked = parking.listed(work.connection, effects.tables)
            return work.reply({"parked": parked})

    def one(self, event_id: str) -> Any:
        effects = self._effects
        with effects.works.begin(self._context) as work:
            waiting = parking.in_order(work.connection, effects.tables, event_id)
            found = next(parked for parked in waiting if parked.event_id == event_id)
            told = serializer.loads(found.body)["data"]
            return work.reply({**found._asdict(), "data": told})

    def retry(self, event_id: str) -> dict[str, int]:
        """Let it and its aggregate's others take effect in sequence, until one will not."""
        effects, done = self._effects, 0
        with effects.works.begin(Context()) as work:
            waiting = parking.in_order(work.connection, effects.tables, event_id)
        for parked in waiting:
            event, heard = effects.read(parked.body)
            try:
                effects.apply([(event, heard)], release=[parked.event_id])
            except inbox.OutOfSequence:
                break
            done += 1
        return {"done": done, "left": len(waiting) - done}

    def discard(self, event_id: str, reason: str) -> Any:
        """Step over it: its effect is given up, its place in the sequence is taken."""
        effects = self._effects
        with effects.works.begin(self._context) as work:
            waiting = parking.in_order(work.connection, effects.tables, event_id)
            body = next(parked.body for parked in waiting if parked.event_id == event_id)
            try:
                inbox.take(work.connection, effects.tables, [effects.read(body)], work.now)
            except inbox.OutOfSequence:
                first = waiting[0].event_id
                raise Refused("event_waits_for_another", {"first_parked": first}) from None
            parking.release(work.connection, effects.tables, event_id)
            reply = work.reply({"done": 0, "left": len(waiting) - 1})
        log.warning("event_discarded", event_id=event_id, by=work.actor.actor_id, reason=reason)
        return reply


class Operated:
    """What a service's class inherits so that an operator can look after it."""

    parking = Parking()

    @rpc
    def list_parked(self, request: dict[str, Any]) -> Any:
        contract.ListParked.read(request)
        return self.parking.listed()

    @rpc
    def get_parked(self, request: dict[str, Any]) -> Any:
        return self.parking.one(**contract.GetParked.read(request))

    @rpc
    def retry_parked(self, request: dict[str, Any]) -> Any:
        return self.parking.retry(**contract.RetryParked.read(request))

    @rpc
    def discard_parked(self, request: dict[str, Any]) -> Any:
        return self.parking.discard(**contract.DiscardParked.read(request))
