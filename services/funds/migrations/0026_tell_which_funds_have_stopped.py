"""Tell which funds have stopped: `members` hears of it from now on, of these it never did.

Written as bytes once and for all, as any announcement: the form is that of version 1 of the event.
A standstill is named after its fund, and so is the event, which is told once; what the service
announces of the same standstill later follows it, in the partition its id belongs to.
"""

import datetime as dt
import json
import zlib
from typing import Any, Final

from alembic import op
from sqlalchemy import text

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_STOPPED: Final = """
    SELECT funds.fund_id, funds.area_codes, now() AS now,
        coalesce(max(fund_changes.day), (now() AT TIME ZONE 'Asia/Bangkok')::date) AS day
    FROM funds LEFT JOIN fund_changes ON fund_changes.fund_id = funds.fund_id
        AND fund_changes.field = 'status' AND fund_changes.value = 'stopped'
    WHERE funds.status = 'stopped'
    GROUP BY funds.fund_id
    ORDER BY funds.fund_id
"""
_DRAWN: Final = "INSERT INTO sequences (partition_key, last) VALUES (:partition_key, 1)"
_TOLD: Final = """
    INSERT INTO outbox (event_id, partition, name, exchange, body, announced_at, partition_key)
    VALUES (:event_id, :partition, 'fund_stopped', 'funds.events', :body, :now, :partition_key)
"""


def upgrade() -> None:
    connection = op.get_bind()
    rows = [_row(row) for row in connection.execute(text(_STOPPED))]
    if rows:
        keys = [{"partition_key": row["partition_key"]} for row in rows]
        connection.execute(text(_DRAWN), keys)
        connection.execute(text(_TOLD), rows)


def _row(fund: Any) -> dict[str, Any]:
    ulid = fund.fund_id.removeprefix("fund_")
    key, event_id = f"standstill_{ulid}", f"event_{ulid}"
    moment = fund.now.astimezone(dt.UTC).isoformat(timespec="microseconds")
    envelope = {
        "specversion": "1.0",
        "id": event_id,
        "source": "/kongbun/funds",
        "type": "kongbun.funds.fund_stopped",
        "subject": f"standstill/{key}",
        "time": moment.replace("+00:00", "Z"),
        "datacontenttype": "application/json",
        "dataschema": "urn:kongbun:funds:fund_stopped:1",
        "partitionkey": key,
        "sequence": f"{1:012d}",
        "fundid": fund.fund_id,
        **({"areacode": fund.area_codes[0]} if fund.area_codes else {}),
        "data": {"standstill_id": key, "fund_id": fund.fund_id, "day": fund.day.isoformat()},
    }
    return {
        "event_id": event_id,
        "partition": zlib.crc32(key.encode()) % 32,
        "body": json.dumps(envelope, separators=(",", ":")).encode(),
        "now": fund.now,
        "partition_key": key,
    }
