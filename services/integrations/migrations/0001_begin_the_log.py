"""Begin the log: partners, subscriptions, the events partners may hear."""

from typing import Final

from alembic import op

from kernel.chassis import steps

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES: Final = (
    """
    CREATE TABLE partners (
        partner_id varchar PRIMARY KEY,
        name varchar NOT NULL,
        kind varchar NOT NULL,
        area_codes varchar[] NOT NULL,
        agreement varchar NOT NULL,
        registered_by varchar NOT NULL,
        registered_at timestamptz NOT NULL
    )
    """,
    """
    CREATE TABLE subscriptions (
        subscription_id varchar PRIMARY KEY,
        partner_id varchar NOT NULL REFERENCES partners,
        event_types varchar[] NOT NULL,
        area_codes varchar[] NOT NULL,
        state varchar NOT NULL,
        subscribed_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX subscriptions_of_partner ON subscriptions (partner_id)",
    """
    CREATE TABLE log_head (
        one smallint PRIMARY KEY CHECK (one = 1),
        last bigint NOT NULL
    )
    """,
    """
    CREATE TABLE event_log (
        position bigint PRIMARY KEY,
        event_id varchar NOT NULL,
        type varchar NOT NULL,
        area_code varchar NOT NULL,
        body bytea NOT NULL,
        logged_at timestamptz NOT NULL
    )
    """,
    "CREATE UNIQUE INDEX event_log_once ON event_log (event_id)",
    "CREATE INDEX event_log_by_concern ON event_log (position, type, area_code)",
)


def upgrade() -> None:
    steps.lay_messages(op)
    for statement in _TABLES:
        op.execute(statement)
