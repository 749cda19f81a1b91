"""The floor of a household's question: a raw echo that asks of the database what `logbook` asks.

`python -m bench.parts.raw_household URL DATABASE_URL` serves: the body is a household's id. The
book, its residents and the record that it was told of in one trip by psycopg's own pipeline, then
the reply; nothing is checked, opened or written as a contract says.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final

import psycopg

from bench.parts.raw import serve
from kernel.client import new_id

QUEUE: Final = "bench-raw-household"
_READ: Final = (
    "SELECT * FROM households WHERE household_id = %s",
    "SELECT * FROM residents WHERE household_id = %s",
)
_TOLD: Final = (
    "INSERT INTO disclosures SELECT %s, %s, 'cli', 'staff_bench', 'claim_review', 'contract', "
    "ARRAY['area_code'], 'bench', now()"
)


def telling(connection: psycopg.Connection) -> Callable[[bytes], bytes]:
    def tell(body: bytes) -> bytes:
        household_id = body.decode()
        with connection.pipeline():
            read = [connection.execute(query, [household_id]) for query in _READ]
            connection.execute(_TOLD, [new_id("disclosure"), household_id])
            connection.commit()
        return b",".join(str(each.fetchall()).encode() for each in read)

    return tell


if __name__ == "__main__":
    # Prepared from the first, as ours are.
    serve(sys.argv[1], QUEUE, telling(psycopg.connect(sys.argv[2], prepare_threshold=0)))
