"""Open the ledger: funds, regulations, memberships heard of, contributions, claims, entries."""

from typing import Final

from alembic import op

from kernel.chassis import steps

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES: Final = (
    """
    CREATE TABLE funds (
        fund_id varchar PRIMARY KEY,
        name varchar NOT NULL,
        level varchar NOT NULL,
        area_codes varchar[] NOT NULL,
        established_on date,
        certification varchar NOT NULL,
        certificate_no varchar NOT NULL DEFAULT '',
        account_sealed bytea,
        account_blind bytea,
        declared_members integer,
        opened_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX funds_by_account ON funds (account_blind)",
    "CREATE INDEX funds_by_area ON funds USING gin (area_codes)",
    """
    CREATE TABLE regulations (
        regulation_id varchar PRIMARY KEY,
        fund_id varchar NOT NULL REFERENCES funds,
        version integer NOT NULL,
        in_force_from date NOT NULL,
        text varchar NOT NULL,
        rules jsonb NOT NULL,
        findings varchar[] NOT NULL,
        adopted_by varchar NOT NULL,
        adopted_at timestamptz NOT NULL,
        UNIQUE (fund_id, version)
    )
    """,
    """
    CREATE TABLE memberships (
        membership_id varchar PRIMARY KEY,
        fund_id varchar NOT NULL,
        person_id varchar NOT NULL,
        member_no varchar NOT NULL,
        joined_on date NOT NULL,
        status varchar NOT NULL,
        died_on date
    )
    """,
    "CREATE INDEX memberships_by_fund ON memberships (fund_id, member_no)",
    """
    CREATE TABLE collections (
        collection_id varchar PRIMARY KEY,
        fund_id varchar NOT NULL REFERENCES funds,
        period varchar NOT NULL,
        import_id varchar,
        entry_id varchar,
        state varchar NOT NULL,
        recorded_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX collections_by_period ON collections (fund_id, period)",
    """
    CREATE TABLE contributions (
        collection_id varchar NOT NULL REFERENCES collections,
        line integer NOT NULL,
        fund_id varchar NOT NULL,
        period varchar NOT NULL,
        membership_id varchar NOT NULL,
        amount_satang bigint NOT NULL,
        entry_fee_satang bigint NOT NULL,
        arrears_satang bigint,
        PRIMARY KEY (collection_id, line)
    )
    """,
    "CREATE INDEX contributions_by_member ON contributions (membership_id, period)",
    """
    CREATE TABLE claims (
        claim_id varchar PRIMARY KEY,
        fund_id varchar NOT NULL REFERENCES funds,
        claim_no varchar NOT NULL,
        membership_id varchar NOT NULL,
        kind varchar NOT NULL,
        event_on date NOT NULL,
        filed_on date NOT NULL,
        nights smallint,
        level varchar,
        damage_percent smallint,
        age smallint,
        requested_satang bigint NOT NULL,
        state varchar NOT NULL,
        version integer,
        approved_satang bigint,
        paid_satang bigint,
        paid_on date,
        paid_by varchar NOT NULL DEFAULT '',
        codes varchar[] NOT NULL,
        reason varchar NOT NULL DEFAULT '',
        submitted_by varchar NOT NULL,
        decided_by varchar NOT NULL DEFAULT '',
        decided_on date,
        import_id varchar,
        due_satang bigint,
        UNIQUE (fund_id, claim_no)
    )
    """,
    "CREATE INDEX claims_by_member ON claims (membership_id, kind, event_on)",
    """
    CREATE UNIQUE INDEX claims_once ON claims (membership_id, kind, event_on)
        WHERE import_id IS NULL AND state <> 'rejected'
    """,
)

_LEDGER: Final = (
    """
    CREATE TABLE entries (
        entry_id varchar PRIMARY KEY,
        fund_id varchar NOT NULL REFERENCES funds,
        day date NOT NULL,
        kind varchar NOT NULL,
        subject varchar NOT NULL,
        reverses varchar,
        made_by varchar NOT NULL,
        made_at timestamptz NOT NULL
    )
    """,
    "CREATE INDEX entries_by_fund ON entries (fund_id, entry_id)",
    "CREATE UNIQUE INDEX entries_reversed_once ON entries (reverses)",
    "CREATE UNIQUE INDEX entries_opened_once ON entries (fund_id) WHERE kind = 'opening'",
    """
    CREATE TABLE postings (
        entry_id varchar NOT NULL REFERENCES entries,
        account varchar NOT NULL,
        fund_id varchar NOT NULL,
        day date NOT NULL,
        amount_satang bigint NOT NULL,
        PRIMARY KEY (entry_id, account)
    )
    """,
    "CREATE INDEX postings_by_fund ON postings (fund_id, account, day)",
    """
    CREATE TABLE balances (
        fund_id varchar NOT NULL REFERENCES funds,
        account varchar NOT NULL,
        amount_satang bigint NOT NULL,
        PRIMARY KEY (fund_id, account),
        CONSTRAINT no_reserve_below_nothing CHECK (account <> 'reserved' OR amount_satang >= 0)
    )
    """,
)

# What the domain asserts when it makes an entry, the database asserts when it keeps one.
_GUARDS: Final = (
    """
    CREATE FUNCTION entries_must_balance() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF (SELECT sum(amount_satang) FROM postings WHERE entry_id = NEW.entry_id) <> 0 THEN
            RAISE EXCEPTION 'entry % does not balance', NEW.entry_id;
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE CONSTRAINT TRIGGER entries_must_balance AFTER INSERT ON postings
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION entries_must_balance()
    """,
    """
    CREATE FUNCTION entries_are_never_edited() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION 'the ledger is corrected by further entries, never edited';
    END $$
    """,
    """
    CREATE TRIGGER entries_are_never_edited BEFORE UPDATE OR DELETE OR TRUNCATE ON entries
        FOR EACH STATEMENT EXECUTE FUNCTION entries_are_never_edited()
    """,
    """
    CREATE TRIGGER postings_are_never_edited BEFORE UPDATE OR DELETE OR TRUNCATE ON postings
        FOR EACH STATEMENT EXECUTE FUNCTION entries_are_never_edited()
    """,
    # One after the other in the order of their key, so that two transactions never wait for each
    # other. An upsert would hold the movement alone, not its sum, against the table's check.
    """
    CREATE FUNCTION balances_follow_postings() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    DECLARE
        moved record;
    BEGIN
        FOR moved IN
            SELECT fund_id, account, sum(amount_satang) AS satang
            FROM added GROUP BY fund_id, account ORDER BY fund_id, account
        LOOP
            INSERT INTO balances VALUES (moved.fund_id, moved.account, 0) ON CONFLICT DO NOTHING;
            UPDATE balances SET amount_satang = amount_satang + moved.satang
                WHERE fund_id = moved.fund_id AND account = moved.account;
        END LOOP;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER balances_follow_postings AFTER INSERT ON postings
        REFERENCING NEW TABLE AS added
        FOR EACH STATEMENT EXECUTE FUNCTION balances_follow_postings()
    """,
)


def upgrade() -> None:
    steps.lay_messages(op)
    steps.lay_imports(op)
    for statement in (*_TABLES, *_LEDGER, *_GUARDS):
        op.execute(statement)
    steps.withhold(op, "UPDATE, DELETE", "entries", "postings")
    steps.withhold(op, "INSERT, UPDATE, DELETE", "balances")
