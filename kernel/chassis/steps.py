"""Migration steps every service takes: frozen, as any migration is. A change is another step."""

from __future__ import annotations

from typing import Final, Protocol


class Operations(Protocol):
    """What alembic gives a migration."""

    def execute(self, sqltext: str) -> None: ...


def lay_messages(op: Operations) -> None:
    """The chassis's tables as of version 0.1: commands, outbox, inbox, parked events, keys."""
    for statement in _MESSAGES:
        op.execute(statement)


def lay_imports(op: Operations) -> None:
    """The tables of imports as of version 0.1."""
    for statement in _IMPORTS:
        op.execute(statement)


def keep_who_acted(op: Operations) -> None:
    """Who asked each command; what an operator gave up, and why; whose turn an announcement is."""
    for statement in _WHO_ACTED:
        op.execute(statement)


def withhold(op: Operations, rights: str, *tables: str) -> None:
    """Take rights on tables away from everybody but their owner: the service's own role above all.

    Roles are named by who installs, so they are found by what they were given.
    """
    for table in tables:
        op.execute(_WITHHOLD.format(rights=rights, table=table))


_WITHHOLD: Final = """
    DO $$
    DECLARE
        other record;
    BEGIN
        FOR other IN SELECT DISTINCT grantee FROM information_schema.role_table_grants
            WHERE table_schema = 'public' AND table_name = '{table}' AND grantee <> current_user
        LOOP
            EXECUTE format('REVOKE {rights} ON {table} FROM %I', other.grantee);
        END LOOP;
    END $$
"""

_MESSAGES: Final = (
    """
    CREATE TABLE commands (
        command_id varchar PRIMARY KEY,
        method varchar NOT NULL,
        request_sha256 bytea NOT NULL,
        reply bytea,
        received_at timestamptz NOT NULL
    )
    """,
    "CREATE TABLE sequences (partition_key varchar PRIMARY KEY, last bigint NOT NULL)",
    """
    CREATE TABLE outbox (
        outbox_id bigserial PRIMARY KEY,
        event_id varchar NOT NULL,
        partition smallint NOT NULL,
        name varchar NOT NULL,
        exchange varchar NOT NULL,
        body bytea NOT NULL,
        announced_at timestamptz NOT NULL,
        published_at timestamptz
    )
    """,
    "CREATE INDEX outbox_waiting ON outbox (partition, outbox_id) WHERE published_at IS NULL",
    # For sweeping; they come in by time, so a range of pages is index enough.
    "CREATE INDEX outbox_by_age ON outbox USING brin (announced_at) WITH (autosummarize = on)",
    "CREATE INDEX commands_by_age ON commands USING brin (received_at) WITH (autosummarize = on)",
    "CREATE TABLE inbox (event_id varchar PRIMARY KEY, received_at timestamptz NOT NULL)",
    "CREATE INDEX inbox_by_age ON inbox USING brin (received_at) WITH (autosummarize = on)",
    "CREATE TABLE heard (partition_key varchar PRIMARY KEY, sequence bigint NOT NULL)",
    """
    CREATE TABLE parked (
        event_id varchar PRIMARY KEY,
        name varchar NOT NULL,
        partition_key varchar NOT NULL,
        sequence bigint NOT NULL,
        body bytea NOT NULL,
        why varchar NOT NULL,
        parked_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX parked_in_order ON parked (partition_key, sequence)",
    """
    CREATE TABLE data_keys (
        version smallint PRIMARY KEY,
        wrapped bytea NOT NULL,
        hmac_check bytea NOT NULL,
        made_at timestamptz NOT NULL
    )
    """,
)

_WHO_ACTED: Final = (
    """
    ALTER TABLE commands
        ADD COLUMN caller varchar NOT NULL DEFAULT '',
        ADD COLUMN actor_id varchar NOT NULL DEFAULT '',
        ADD COLUMN call_id varchar NOT NULL DEFAULT ''
    """,
    "ALTER TABLE outbox ADD COLUMN partition_key varchar NOT NULL DEFAULT ''",
    """
    CREATE TABLE discarded (
        event_id varchar PRIMARY KEY,
        name varchar NOT NULL,
        partition_key varchar NOT NULL,
        sequence bigint NOT NULL,
        body bytea NOT NULL,
        why varchar NOT NULL,
        reason varchar NOT NULL,
        discarded_by varchar NOT NULL,
        discarded_at timestamptz NOT NULL
    )
    """,
)

_IMPORTS: Final = (
    """
    CREATE TABLE imports (
        import_id varchar PRIMARY KEY,
        kind varchar NOT NULL,
        fund_id varchar NOT NULL,
        area_code varchar NOT NULL DEFAULT '',
        period varchar NOT NULL DEFAULT '',
        files jsonb NOT NULL,
        files_sha256 varchar NOT NULL,
        as_of date NOT NULL,
        replaces boolean NOT NULL,
        state varchar NOT NULL,
        attempts smallint NOT NULL DEFAULT 0,
        rows_total bigint NOT NULL DEFAULT 0,
        rows_done bigint NOT NULL DEFAULT 0,
        summary jsonb NOT NULL DEFAULT '{}',
        failure jsonb,
        asked_by varchar NOT NULL,
        asked_at timestamptz NOT NULL,
        finished_at timestamptz
    )
    """,
    "CREATE INDEX imports_by_files ON imports (files_sha256, kind, fund_id)",
    "CREATE INDEX imports_waiting ON imports (asked_at) WHERE state = 'waiting'",
    """
    CREATE TABLE import_rows (
        import_id varchar NOT NULL,
        place bigint NOT NULL,
        sheet varchar NOT NULL,
        row bigint NOT NULL,
        decision varchar NOT NULL,
        codes varchar[] NOT NULL,
        PRIMARY KEY (import_id, place)
    )
    """,
)
