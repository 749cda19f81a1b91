"""What every service lets an operator do: see, replay and give up parked events."""

from __future__ import annotations

from typing import Any

from nameko.extensions import DependencyProvider

from kernel.chassis import inbox, parking
from kernel.chassis.entrypoints import context_of, rpc
from kernel.chassis.hearing import Effects
from kernel.chassis.machinery import Machinery
from kernel.chassis.work import Context, Work
from kernel.contracts import operations as contract
from kernel.telemetry.log import log
from kernel.values.errors import Invalid, Refused, Unavailable
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
            return work.reply({**found._asdict(), "data": self._told(found)})

    def retry(self, event_id: str, over_gap: bool) -> dict[str, int]:
        """Let it and its aggregate's others take effect in sequence, until one will not."""
        effects, done = self._effects, 0
        with effects.works.begin(Context()) as work:
            waiting = parking.in_order(work.connection, effects.tables, event_id)
            if over_gap:
                inbox.leap(work.connection, effects.tables, *effects.read(waiting[0].body))
                log.warning("gap_given_up", event_id=waiting[0].event_id, by=self._by)
        for parked in waiting:
            event, heard = effects.read(parked.body)
            try:
                effects.apply([(event, heard)], release=[parked.event_id])
            except inbox.OutOfSequence:
                break
            done += 1
        log.info("events_retried", event_id=event_id, by=self._by, count=done)
        return {"done": done, "left": len(waiting) - done}

    def discard(self, event_id: str, reason: str, over_gap: bool) -> Any:
        """Step over it: its effect is given up, its place in the sequence is taken."""
        effects = self._effects
        with effects.works.begin(self._context) as work:
            waiting = parking.in_order(work.connection, effects.tables, event_id)
            found = next(parked for parked in waiting if parked.event_id == event_id)
            try:
                self._step_over(work, found, over_gap=over_gap and found is waiting[0])
            except inbox.OutOfSequence:
                first = waiting[0].event_id
                code = "event_waits_for_missing" if first == event_id else "event_waits_for_another"
                raise Refused(code, {"first_parked": first}) from None
            by = work.actor.actor_id
            parking.discard(work.connection, effects.tables, found, reason, by, work.now)
            reply = work.reply({"done": 0, "left": len(waiting) - 1})
        log.warning("event_discarded", event_id=event_id, by=self._by)
        return reply

    @property
    def _by(self) -> str:
        return self._context.actor.actor_id

    def _told(self, parked: parking.Parked) -> Any:
        """What a parked event says; nothing of one that no contract reads, whatever is in it."""
        try:
            self._effects.read(parked.body)
        except Invalid:
            return {}
        return serializer.loads(parked.body)["data"]

    def _step_over(self, work: Work, parked: parking.Parked, *, over_gap: bool) -> None:
        effects = self._effects
        try:
            event, heard = effects.read(parked.body)
        except Invalid:
            # No contract reads it: what its envelope says of the sequence is all there is.
            key, sequence = parked.partition_key, parked.sequence
            if over_gap:
                inbox.step(work.connection, effects.tables, {key: sequence - 1})
            inbox.pass_over(work.connection, effects.tables, key, sequence)
            return
        if over_gap:
            inbox.leap(work.connection, effects.tables, event, heard)
        if inbox.take(work.connection, effects.tables, [(event, heard)], work.now).early:
            raise inbox.OutOfSequence


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
