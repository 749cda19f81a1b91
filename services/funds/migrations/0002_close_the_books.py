"""Close the books: one fund's rows at a time, years that are shut, corrections by two people."""

from typing import Final

from alembic import op

from kernel.chassis import steps

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TABLES: Final = (
    "ALTER TABLE funds ADD COLUMN book_year varchar NOT NULL DEFAULT 'fiscal'",
    "ALTER TABLE entries ADD COLUMN sides smallint",
    # A wrong opening balance is turned round like any entry, and posted anew: the fund's row is
    # locked instead, so that no two are posted at once.
    "DROP INDEX entries_opened_once",
    """
    CREATE TABLE closed_years (
        fund_id varchar NOT NULL REFERENCES funds,
        year integer NOT NULL,
        from_day date NOT NULL,
        to_day date NOT NULL,
        entry_id varchar,
        result_satang bigint NOT NULL,
        frozen jsonb NOT NULL,
        closed_by varchar NOT NULL,
        closed_at timestamptz NOT NULL,
        PRIMARY KEY (fund_id, year)
    )
    """,
    "CREATE UNIQUE INDEX closed_years_by_day ON closed_years (fund_id, to_day)",
    """
    CREATE TABLE reversals (
        reversal_id varchar PRIMARY KEY,
        fund_id varchar NOT NULL REFERENCES funds,
        entry_id varchar NOT NULL REFERENCES entries,
        reason varchar NOT NULL,
        asked_by varchar NOT NULL,
        asked_at timestamptz NOT NULL,
        state varchar NOT NULL,
        decided_by varchar NOT NULL DEFAULT '',
        correction_id varchar
    )
    """,
    """
    CREATE UNIQUE INDEX reversals_asked_once ON reversals (entry_id)
        WHERE state <> 'declined'
    """,
    "CREATE INDEX reversals_by_fund ON reversals (fund_id, reversal_id)",
)

# As its owner, so that no row is hidden from the sum: what is not seen would seem to balance.
_GUARDS: Final = (
    """
    CREATE OR REPLACE FUNCTION entries_must_balance() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    DECLARE
        made entries;
        told record;
    BEGIN
        SELECT * INTO made FROM entries WHERE entry_id = NEW.entry_id;
        SELECT sum(amount_satang) AS satang, count(*) AS sides,
               bool_and(fund_id = made.fund_id AND day = made.day) AS of_it
            INTO told FROM postings WHERE entry_id = NEW.entry_id;
        IF told.satang <> 0 OR NOT told.of_it OR told.sides <> coalesce(made.sides, told.sides) THEN
            RAISE EXCEPTION 'entry % does not balance', NEW.entry_id;
        END IF;
        RETURN NULL;
    END $$
    """,
    # Looked at when the transaction ends: by then it holds its fund's row, which closing a year
    # locks, so no entry slips into a year while that is being closed.
    """
    CREATE FUNCTION closed_years_stay_closed() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    BEGIN
        IF EXISTS (SELECT FROM closed_years
                   WHERE fund_id = NEW.fund_id AND to_day >= NEW.day
                     AND entry_id IS DISTINCT FROM NEW.entry_id) THEN
            RAISE EXCEPTION 'entry % falls into a closed year', NEW.entry_id;
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE CONSTRAINT TRIGGER closed_years_stay_closed AFTER INSERT ON entries
        DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION closed_years_stay_closed()
    """,
    """
    CREATE TRIGGER closed_years_are_never_opened BEFORE UPDATE OR DELETE OR TRUNCATE ON closed_years
        FOR EACH STATEMENT EXECUTE FUNCTION entries_are_never_edited()
    """,
    """
    CREATE FUNCTION ledger_imbalance() RETURNS bigint
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
        'SELECT coalesce(sum(amount_satang), 0)::bigint FROM balances'
    """,
)

_OF_ONE_FUND: Final = (
    *("entries", "postings", "balances", "collections"),
    *("closed_years", "reversals"),
)


def upgrade() -> None:
    for statement in (*_TABLES, *_GUARDS):
        op.execute(statement)
    steps.withhold(op, "UPDATE, DELETE", "closed_years")
    steps.withhold(op, "DELETE", "reversals")
    for table in _OF_ONE_FUND:
        op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
        op.execute(f"""
            CREATE POLICY of_one_fund ON {table} USING (
                fund_id = current_setting('kongbun.fund_id', true)
                OR current_setting('kongbun.fund_id', true) = '*'
            )
        """)
