"""Keep the nation's tallies: what happens is noted with the fact itself, and folded in later."""

from typing import Final

from alembic import op

from kernel.chassis import steps

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_TABLES: Final = (
    """
    CREATE TABLE tally_changes (
        change_id bigserial PRIMARY KEY,
        fund_id varchar NOT NULL,
        fiscal_year integer NOT NULL,
        counter varchar NOT NULL,
        amount bigint NOT NULL
    )
    """,
    """
    CREATE TABLE tallies (
        level smallint NOT NULL,
        area_code varchar NOT NULL,
        fiscal_year integer NOT NULL,
        counter varchar NOT NULL,
        amount bigint NOT NULL,
        PRIMARY KEY (level, area_code, fiscal_year, counter)
    )
    """,
    # Rows come and go by the second.
    """
    ALTER TABLE tally_changes SET (
        autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,
        autovacuum_vacuum_insert_threshold = -1
    )
    """,
)

# What counts, and how. Income stands below zero in the ledger, and is told so here as well.
# A closing entry moves income and expense on into equity: that is no money coming or going.
_WHAT_COUNTS: Final = (
    """
    CREATE FUNCTION fiscal_year_of(day date) RETURNS integer LANGUAGE sql IMMUTABLE AS
        $$ SELECT extract(year FROM day + interval '3 months')::integer $$
    """,
    """
    CREATE FUNCTION is_tallied(account varchar) RETURNS boolean LANGUAGE sql IMMUTABLE AS
        $$ SELECT account LIKE 'income.%' OR account LIKE 'welfare.%' OR account LIKE 'expense.%' $$
    """,
    """
    CREATE FUNCTION counted_anew() RETURNS TABLE
        (level smallint, area_code varchar, fiscal_year integer, counter varchar, amount bigint)
        LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
        WITH facts AS (
            SELECT fund_id, 0 AS fiscal_year, 'funds' AS counter, 1::bigint AS amount FROM funds
            UNION ALL
            SELECT fund_id, 0, 'members', count(*) FROM memberships
                WHERE status = 'active' GROUP BY fund_id
            UNION ALL
            SELECT fund_id, fiscal_year_of(coalesce(paid_on, event_on)), 'helped.' || kind, count(*)
                FROM claims WHERE state = 'paid' GROUP BY 1, 2, 3
            UNION ALL
            SELECT postings.fund_id, fiscal_year_of(postings.day), account,
                   sum(amount_satang)::bigint
                FROM postings JOIN entries USING (entry_id)
                WHERE is_tallied(account) AND kind <> 'closing' GROUP BY 1, 2, 3
        )
        SELECT size::smallint, left(coalesce(area_codes[1], ''), size), fiscal_year, counter,
               sum(amount)::bigint
        FROM facts JOIN funds USING (fund_id), (VALUES (0), (2), (4)) AS levels (size)
        GROUP BY 1, 2, 3, 4 HAVING sum(amount) <> 0
    $$
    """,
)

_NOTING: Final = (
    """
    CREATE FUNCTION funds_are_tallied() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    BEGIN
        INSERT INTO tally_changes (fund_id, fiscal_year, counter, amount)
            SELECT fund_id, 0, 'funds', 1 FROM added;
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION memberships_are_tallied() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            INSERT INTO tally_changes (fund_id, fiscal_year, counter, amount)
                SELECT fund_id, 0, 'members', count(*) FROM added
                WHERE status = 'active' GROUP BY fund_id;
        ELSIF TG_OP = 'UPDATE' THEN
            INSERT INTO tally_changes (fund_id, fiscal_year, counter, amount)
                SELECT fund_id, 0, 'members', sum(one) FROM (
                    SELECT fund_id, 1 AS one FROM added WHERE status = 'active' UNION ALL
                    SELECT fund_id, -1 FROM gone WHERE status = 'active'
                ) AS moved GROUP BY fund_id HAVING sum(one) <> 0;
        ELSIF TG_OP = 'DELETE' THEN
            INSERT INTO tally_changes (fund_id, fiscal_year, counter, amount)
                SELECT fund_id, 0, 'members', -count(*) FROM gone
                WHERE status = 'active' GROUP BY fund_id;
        ELSE
            INSERT INTO tally_changes (fund_id, fiscal_year, counter, amount)
                SELECT fund_id, 0, 'members', -count(*) FROM memberships
                WHERE status = 'active' GROUP BY fund_id;
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION claims_are_tallied() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    BEGIN
        IF TG_OP = 'INSERT' THEN
            INSERT INTO tally_changes (fund_id, fiscal_year, counter, amount)
                SELECT fund_id, fiscal_year_of(coalesce(paid_on, event_on)), 'helped.' || kind,
                       count(*)
                FROM added WHERE state = 'paid' GROUP BY 1, 2, 3;
        ELSE
            INSERT INTO tally_changes (fund_id, fiscal_year, counter, amount)
                SELECT fund_id, fiscal_year_of(day), 'helped.' || kind, sum(one) FROM (
                    SELECT fund_id, coalesce(paid_on, event_on) AS day, kind, 1 AS one
                        FROM added WHERE state = 'paid' UNION ALL
                    SELECT fund_id, coalesce(paid_on, event_on), kind, -1
                        FROM gone WHERE state = 'paid'
                ) AS moved GROUP BY 1, 2, 3 HAVING sum(one) <> 0;
        END IF;
        RETURN NULL;
    END $$
    """,
    """
    CREATE FUNCTION postings_are_tallied() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    BEGIN
        INSERT INTO tally_changes (fund_id, fiscal_year, counter, amount)
            SELECT added.fund_id, fiscal_year_of(added.day), account, sum(amount_satang)
            FROM added JOIN entries USING (entry_id)
            WHERE is_tallied(account) AND kind <> 'closing' GROUP BY 1, 2, 3;
        RETURN NULL;
    END $$
    """,
)

_ADDED: Final = "REFERENCING NEW TABLE AS added"
_GONE: Final = "REFERENCING OLD TABLE AS gone"
_BOTH: Final = f"{_GONE} NEW TABLE AS added"
_TRIGGERS: Final = (
    ("funds", "INSERT", "AFTER", _ADDED),
    ("memberships", "INSERT", "AFTER", _ADDED),
    ("memberships", "UPDATE", "AFTER", _BOTH),
    ("memberships", "DELETE", "AFTER", _GONE),
    ("memberships", "TRUNCATE", "BEFORE", ""),
    ("claims", "INSERT", "AFTER", _ADDED),
    ("claims", "UPDATE", "AFTER", _BOTH),
    ("postings", "INSERT", "AFTER", _ADDED),
)

_FOLDING: Final = (
    # Changes of a fund that is not known yet wait for it.
    """
    CREATE FUNCTION fold_tallies(most integer) RETURNS integer
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    DECLARE
        folded integer;
    BEGIN
        IF NOT pg_try_advisory_xact_lock(hashtext('fold_tallies')) THEN
            RETURN 0;
        END IF;
        WITH taken AS (
            DELETE FROM tally_changes WHERE change_id IN (
                SELECT change_id FROM tally_changes JOIN funds USING (fund_id)
                ORDER BY change_id LIMIT most
            ) RETURNING *
        ), kept AS (
            INSERT INTO tallies (level, area_code, fiscal_year, counter, amount)
                SELECT size, left(coalesce(area_codes[1], ''), size), fiscal_year, counter,
                       sum(amount)
                FROM taken JOIN funds USING (fund_id), (VALUES (0), (2), (4)) AS levels (size)
                GROUP BY 1, 2, 3, 4
            ON CONFLICT (level, area_code, fiscal_year, counter)
                DO UPDATE SET amount = tallies.amount + excluded.amount
        )
        SELECT count(*) INTO folded FROM taken;
        RETURN folded;
    END $$
    """,
    # The lock lets whoever noted a change commit first; who comes later notes it behind us.
    """
    CREATE FUNCTION rebuild_tallies() RETURNS bigint
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    BEGIN
        LOCK TABLE tally_changes, tallies IN SHARE ROW EXCLUSIVE MODE;
        DELETE FROM tally_changes WHERE fund_id IN (SELECT fund_id FROM funds);
        DELETE FROM tallies;
        INSERT INTO tallies SELECT * FROM counted_anew();
        RETURN (SELECT count(*) FROM tallies);
    END $$
    """,
)


def upgrade() -> None:
    for statement in (*_TABLES, *_WHAT_COUNTS, *_NOTING, *_FOLDING):
        op.execute(statement)
    for table, event, moment, told in _TRIGGERS:
        op.execute(
            f"CREATE TRIGGER {table}_{event.lower()}s_are_tallied {moment} {event} ON {table}"
            f" {told} FOR EACH STATEMENT EXECUTE FUNCTION {table}_are_tallied()"
        )
    op.execute("SELECT rebuild_tallies()")
    steps.withhold(op, "INSERT, UPDATE, DELETE", "tallies", "tally_changes")
