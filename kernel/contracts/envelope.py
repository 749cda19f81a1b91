"""What every message is: a schema that reads and writes plain JSON, and the event's envelope.

Requests refuse fields they do not know, readers of replies and events ignore them: so a newer
announcer can speak to an older hearer, and a mistyped request never half works.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any, ClassVar, Final, NamedTuple, cast

import orjson
from marshmallow import EXCLUDE, RAISE, Schema, ValidationError

from kernel.contracts.fields import Id, write_instant
from kernel.contracts.reading import Read, reader
from kernel.contracts.refusals import OF_A_COMMAND, OF_EVERY_CALL
from kernel.contracts.writing import Write, writer
from kernel.values.errors import Invalid

SEQUENCE_DIGITS: Final = 12
SEQUENCE_MAX: Final = 10**SEQUENCE_DIGITS - 1
CONTENT_TYPE: Final = "application/cloudevents+json"
PARTNERS_SERVICE: Final = "integrations"


class Message(Schema):
    """A schema used without an instance: `Claim.read(json)`, `Claim.write(value)`.

    `example` is one message as it stands on the wire; the documents and the tests use it.
    """

    class Meta:
        unknown = EXCLUDE

    example: ClassVar[Mapping[str, Any]] = {}
    _schemas: ClassVar[dict[type[Message], Message]] = {}
    _readers: ClassVar[dict[type[Message], Read]] = {}
    _writers: ClassVar[dict[type[Message], Write]] = {}

    def get_attribute(self, obj: Any, attr: str, default: Any) -> Any:
        """A field's value by its name: of a mapping its item, of anything else its attribute.

        marshmallow's own looks for dotted paths and tries one after the other.
        """
        if type(obj) is dict or isinstance(obj, Mapping):
            return obj.get(attr, default)
        return getattr(obj, attr, default)

    @classmethod
    def schema(cls) -> Message:
        """The one instance of this schema; building one takes longer than a whole call."""
        found = Message._schemas.get(cls)
        if found is None:
            found = Message._schemas[cls] = cls()
        return found

    @classmethod
    def read(cls, raw: Any) -> dict[str, Any]:
        """JSON -> the field's values by name, or `Invalid("message_malformed", {fields})`."""
        read = Message._readers.get(cls)
        if read is None:
            read = Message._readers[cls] = reader(cls.schema())
        try:
            return cast("dict[str, Any]", read(raw))
        except ValidationError as error:
            raise Invalid("message_malformed", {"fields": error.messages}) from None

    @classmethod
    def write(cls, value: Any) -> dict[str, Any]:
        """A domain value (or mapping) -> plain JSON."""
        write = Message._writers.get(cls)
        if write is None:
            write = Message._writers[cls] = writer(cls.schema())
        return cast("dict[str, Any]", write(value))


class Request(Message):
    """A question or a command. Its class name is the method's name in CamelCase.

    `answers`: the reply's schema. `callers`: the broker users that may ask. `roles`: the actor
    needs one of them; empty where no person stands behind the call. `refuses`: the codes it may
    be refused with beside those any call may meet; those of a service it asks are among them.
    """

    class Meta:
        unknown = RAISE

    answers: ClassVar[type[Message]]
    callers: ClassVar[frozenset[str]] = frozenset()
    roles: ClassVar[frozenset[str]] = frozenset()
    refuses: ClassVar[frozenset[str]] = frozenset()
    changes: ClassVar[bool] = False

    @classmethod
    def may_refuse(cls) -> frozenset[str]:
        """Every code a caller may meet."""
        common = OF_EVERY_CALL | OF_A_COMMAND if cls.changes else OF_EVERY_CALL
        return cls.refuses | common

    @classmethod
    def method_name(cls) -> str:
        """`ApproveClaim` -> `approve_claim`."""
        return re.sub(r"(?<!^)(?=[A-Z])", "_", cls.__name__).lower()


class Command(Request):
    """A request that changes something; by its caller-made id it can be repeated."""

    command_id = Id("command", required=True)
    changes = True

    @classmethod
    def read(cls, raw: Any) -> dict[str, Any]:
        """The order without its command id, which is the chassis's to remember."""
        order = super().read(raw)
        del order["command_id"]
        return order


class Heard(NamedTuple):
    """An event as its hearer gets it: `data` the field's values, `raw` the bytes it came in."""

    event_id: str
    service: str
    name: str
    subject: str
    time: dt.datetime
    partition_key: str
    sequence: int
    traceparent: str
    fund_id: str
    area_code: str
    data: dict[str, Any]
    raw: bytes = b""


@dataclass(frozen=True)
class Event:
    """A fact a service announces: its name, the kind of thing it is about, and what it tells.

    `heard_by` names the services that keep what it tells; `partners_may_hear` adds integrations.
    `items` names the list in the data whose items carry a `sequence` of their own, and `item_id`
    the field that names each item's aggregate: one event may tell of up to 500 aggregates.
    """

    service: str
    name: str
    about: str
    data: type[Message]
    heard_by: frozenset[str] = frozenset()
    partners_may_hear: bool = False
    items: str | None = None
    item_id: str | None = None
    version: int = 1

    @property
    def hearers(self) -> frozenset[str]:
        return self.heard_by | ({PARTNERS_SERVICE} if self.partners_may_hear else frozenset())

    @property
    def exchange(self) -> str:
        return f"{self.service}.events"

    @property
    def type(self) -> str:
        return f"kongbun.{self.service}.{self.name}"

    def write(self, announced: Announced) -> bytes:
        """The event as CloudEvents 1.0 structured JSON: the same bytes wherever it goes."""
        told = announced.attributes
        envelope = {
            "specversion": "1.0",
            "id": announced.event_id,
            "source": f"/kongbun/{self.service}",
            "type": self.type,
            "subject": f"{self.about}/{announced.aggregate_id}",
            "time": write_instant(announced.time),
            "datacontenttype": "application/json",
            "dataschema": f"urn:kongbun:{self.service}:{self.name}:{self.version}",
            "partitionkey": announced.aggregate_id,
            "sequence": f"{announced.sequence:0{SEQUENCE_DIGITS}d}",
            **{name: value for name, value in told.items() if value},
            "data": self.data.write(announced.data),
        }
        return orjson.dumps(envelope)

    def read(self, envelope: Mapping[str, Any], raw: bytes = b"") -> Heard:
        """A parsed envelope, with the bytes it came in -> the event; `Invalid` if it is not of
        this contract's form."""
        try:
            _must_be_storable(envelope)
            return Heard(
                event_id=envelope["id"],
                service=self.service,
                name=self.name,
                subject=envelope["subject"],
                time=dt.datetime.fromisoformat(envelope["time"]),
                partition_key=envelope["partitionkey"],
                sequence=int(envelope["sequence"]),
                traceparent=envelope.get("traceparent", ""),
                fund_id=envelope.get("fundid", ""),
                area_code=envelope.get("areacode", ""),
                data=self.data.read(envelope["data"]),
                raw=raw,
            )
        except (KeyError, TypeError, ValueError) as error:
            raise Invalid("event_malformed", {"why": type(error).__name__}) from None


def _must_be_storable(envelope: Mapping[str, Any]) -> None:
    """`ValueError` for what a hearer could not even put aside: PostgreSQL has no such text."""
    if "\0" in envelope["id"] or "\0" in envelope["partitionkey"]:
        raise ValueError("NUL in an id")
    if int(envelope["sequence"]) > SEQUENCE_MAX:
        raise ValueError("no sequence gets so far")


class Announced(NamedTuple):
    """What is announced: the values the envelope is written from."""

    event_id: str
    aggregate_id: str
    sequence: int
    time: dt.datetime
    data: Any
    attributes: Mapping[str, str]


@dataclass(frozen=True)
class Contract:
    """What one service may be asked, and what it announces, each by its name."""

    service: str
    requests: Mapping[str, type[Request]]
    events: Mapping[str, Event]

    @classmethod
    def of(cls, module: ModuleType) -> Contract:
        """Collect the messages a contract module defines; its `SERVICE` says whose they are."""
        requests, events = {}, {}
        for value in vars(module).values():
            if isinstance(value, Event) and value.service == module.SERVICE:
                events[value.name] = value
            elif _is_request(value):
                requests[value.method_name()] = value
        return cls(module.SERVICE, requests, events)


def _is_request(value: Any) -> bool:
    return isinstance(value, type) and issubclass(value, Request) and hasattr(value, "answers")
