"""The tables every service has for its messages, beside its own."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Index,
    LargeBinary,
    MetaData,
    SmallInteger,
    String,
    Table,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

_INSTANT = DateTime(timezone=True)


class ChassisTables(NamedTuple):
    """What the chassis reads and writes in a service's database."""

    commands: Table
    sequences: Table
    outbox: Table
    inbox: Table
    heard: Table
    parked: Table
    discarded: Table
    data_keys: Table


class ImportTables(NamedTuple):
    """Register files taken in, and how each of their rows ended."""

    imports: Table
    import_rows: Table


def chassis_tables(metadata: MetaData) -> ChassisTables:
    """Add the chassis's tables to a service's metadata."""
    return ChassisTables(
        commands=_commands(metadata),
        sequences=_numbered(metadata, "sequences", "last"),
        outbox=_outbox(metadata),
        inbox=_inbox(metadata),
        heard=_numbered(metadata, "heard", "sequence"),
        parked=_parked(metadata),
        discarded=_discarded(metadata),
        data_keys=_data_keys(metadata),
    )


def import_tables(metadata: MetaData) -> ImportTables:
    """Add the tables of a service that takes in register files."""
    imports = Table(
        "imports",
        metadata,
        Column("import_id", String, primary_key=True),
        Column("kind", String, nullable=False),
        Column("fund_id", String, nullable=False),
        Column("area_code", String, nullable=False, server_default=""),
        Column("period", String, nullable=False, server_default=""),
        Column("files", JSONB, nullable=False),
        Column("files_sha256", String, nullable=False),
        Column("as_of", Date, nullable=False),
        Column("replaces", Boolean, nullable=False),
        Column("state", String, nullable=False),
        Column("attempts", SmallInteger, nullable=False, server_default="0"),
        Column("rows_total", BigInteger, nullable=False, server_default="0"),
        Column("rows_done", BigInteger, nullable=False, server_default="0"),
        Column("summary", JSONB, nullable=False, server_default="{}"),
        Column("failure", JSONB),
        Column("asked_by", String, nullable=False),
        Column("asked_at", _INSTANT, nullable=False),
        Column("finished_at", _INSTANT),
        Index("imports_by_files", "files_sha256", "kind", "fund_id"),
        Index("imports_waiting", "asked_at", postgresql_where=text("state = 'waiting'")),
    )
    rows = Table(
        "import_rows",
        metadata,
        Column("import_id", String, primary_key=True),
        Column("place", BigInteger, primary_key=True, autoincrement=False),
        Column("sheet", String, nullable=False),
        Column("row", BigInteger, nullable=False),
        Column("decision", String, nullable=False),
        Column("codes", ARRAY(String), nullable=False),
    )
    return ImportTables(imports, rows)


def _outbox(metadata: MetaData) -> Table:
    return Table(
        "outbox",
        metadata,
        Column("outbox_id", BigInteger, primary_key=True, autoincrement=True),
        Column("event_id", String, nullable=False),
        Column("partition", SmallInteger, nullable=False),
        Column("name", String, nullable=False),
        Column("exchange", String, nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("announced_at", _INSTANT, nullable=False),
        Column("published_at", _INSTANT),
        Column("partition_key", String, nullable=False, server_default=""),
        Index(
            "outbox_waiting",
            "partition",
            "outbox_id",
            postgresql_where=text("published_at IS NULL"),
        ),
        _by_age("outbox", "announced_at"),
    )


def _parked(metadata: MetaData) -> Table:
    return Table(
        "parked",
        metadata,
        *_put_aside(),
        Column("parked_at", _INSTANT, nullable=False),
        Index("parked_in_order", "partition_key", "sequence"),
    )


def _discarded(metadata: MetaData) -> Table:
    """What an operator gave up, for ever: nobody else remembers why an effect is missing."""
    return Table(
        "discarded",
        metadata,
        *_put_aside(),
        Column("reason", String, nullable=False),
        Column("discarded_by", String, nullable=False),
        Column("discarded_at", _INSTANT, nullable=False),
    )


def _put_aside() -> list[Column[Any]]:
    return [
        Column("event_id", String, primary_key=True),
        Column("name", String, nullable=False),
        Column("partition_key", String, nullable=False),
        Column("sequence", BigInteger, nullable=False),
        Column("body", LargeBinary, nullable=False),
        Column("why", String, nullable=False),
    ]


def _commands(metadata: MetaData) -> Table:
    return Table(
        "commands",
        metadata,
        Column("command_id", String, primary_key=True),
        Column("method", String, nullable=False),
        Column("request_sha256", LargeBinary, nullable=False),
        Column("reply", LargeBinary),
        Column("received_at", _INSTANT, nullable=False),
        Column("caller", String, nullable=False, server_default=""),
        Column("actor_id", String, nullable=False, server_default=""),
        Column("call_id", String, nullable=False, server_default=""),
        _by_age("commands", "received_at"),
    )


def _numbered(metadata: MetaData, name: str, column: str) -> Table:
    """How far each aggregate is: in announcing (`sequences`), in hearing (`heard`)."""
    return Table(
        name,
        metadata,
        Column("partition_key", String, primary_key=True),
        Column(column, BigInteger, nullable=False),
    )


def _inbox(metadata: MetaData) -> Table:
    return Table(
        "inbox",
        metadata,
        Column("event_id", String, primary_key=True),
        Column("received_at", _INSTANT, nullable=False),
        _by_age("inbox", "received_at"),
    )


def _data_keys(metadata: MetaData) -> Table:
    return Table(
        "data_keys",
        metadata,
        Column("version", SmallInteger, primary_key=True, autoincrement=False),
        Column("wrapped", LargeBinary, nullable=False),
        Column("hmac_check", LargeBinary, nullable=False),
        Column("made_at", _INSTANT, nullable=False),
    )


def _by_age(table: str, column: str) -> Index:
    """For sweeping: rows come in by time, so a range of pages is index enough."""
    return Index(
        f"{table}_by_age",
        column,
        postgresql_using="brin",
        postgresql_with={"autosummarize": "on"},
    )
