"""Keep changes of a fund's account and areas, asked for by one and approved by another.

Where a fund moves to another district, its tallies go with it: what is folded in already by the
trigger, what still waits when it is folded.
"""

from typing import Final

from alembic import op

from kernel.chassis import steps

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_STEPS: Final = (
    """
    CREATE TABLE asked_changes (
        change_id varchar PRIMARY KEY,
        fund_id varchar NOT NULL REFERENCES funds,
        what varchar NOT NULL,
        from_day date NOT NULL,
        reason varchar NOT NULL,
        before jsonb NOT NULL,
        account_before_sealed bytea,
        after jsonb NOT NULL,
        account_after_sealed bytea,
        asked_by varchar NOT NULL,
        asked_at timestamptz NOT NULL,
        state varchar NOT NULL,
        decided_by varchar NOT NULL,
        decided_at timestamptz
    )
    """,
    "CREATE INDEX asked_changes_by_fund ON asked_changes (fund_id, change_id)",
    """
    CREATE UNIQUE INDEX asked_changes_one_open ON asked_changes (fund_id, what)
        WHERE state = 'asked'
    """,
    "ALTER TABLE asked_changes ENABLE ROW LEVEL SECURITY",
    """
    CREATE POLICY of_one_fund ON asked_changes USING (
        fund_id = current_setting('kongbun.fund_id', true)
        OR current_setting('kongbun.fund_id', true) = '*'
    )
    """,
)

# What the fund's facts come to, less what waits to be folded in: that much stands in the tallies
# under the area before. One statement sees both at one moment; the lock keeps folding apart.
_MOVING: Final = (
    """
    CREATE FUNCTION tallies_move_with_their_fund() RETURNS trigger
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
    DECLARE
        old_code varchar := left(coalesce(OLD.area_codes[1], ''), 4);
        new_code varchar := left(coalesce(NEW.area_codes[1], ''), 4);
    BEGIN
        IF old_code = new_code THEN
            RETURN NULL;
        END IF;
        PERFORM pg_advisory_xact_lock(hashtext('fold_tallies'));
        WITH facts AS (
            SELECT 0 AS fiscal_year, 'funds' AS counter, 1::bigint AS amount
            UNION ALL
            SELECT 0, 'members', count(*) FROM memberships
                WHERE fund_id = NEW.fund_id AND status = 'active'
            UNION ALL
            SELECT fiscal_year_of(coalesce(paid_on, event_on)), 'helped.' || kind, count(*)
                FROM claims WHERE fund_id = NEW.fund_id AND state = 'paid' GROUP BY 1, 2
            UNION ALL
            SELECT fiscal_year_of(day), account, sum(amount_satang)::bigint
                FROM postings WHERE fund_id = NEW.fund_id AND is_tallied(account)
                    AND NOT EXISTS (SELECT FROM entries WHERE entries.entry_id = postings.entry_id
                                    AND kind = 'closing')
                GROUP BY 1, 2
            UNION ALL
            SELECT fiscal_year, counter, -sum(amount)::bigint FROM tally_changes
                WHERE fund_id = NEW.fund_id GROUP BY 1, 2
        ), moved AS (
            SELECT code, fiscal_year, counter, sign * sum(amount)::bigint AS amount
            FROM facts, (VALUES (old_code, -1), (new_code, 1)) AS ends (code, sign)
            GROUP BY code, sign, fiscal_year, counter
        )
        INSERT INTO tallies (level, area_code, fiscal_year, counter, amount)
            SELECT tier, left(code, tier % 10), CASE WHEN tier < 10 THEN fiscal_year ELSE 0 END,
                   counter, sum(amount)
            FROM moved, (VALUES (2), (4), (12), (14)) AS levels (tier)
            GROUP BY 1, 2, 3, 4
        ON CONFLICT (level, fiscal_year, area_code, counter)
            DO UPDATE SET amount = tallies.amount + excluded.amount;
        RETURN NULL;
    END $$
    """,
    """
    CREATE TRIGGER tallies_move_with_their_fund AFTER UPDATE OF area_codes ON funds
        FOR EACH ROW EXECUTE FUNCTION tallies_move_with_their_fund()
    """,
)


def upgrade() -> None:
    for statement in (*_STEPS, *_MOVING):
        op.execute(statement)
    steps.withhold(op, "DELETE", "asked_changes")
