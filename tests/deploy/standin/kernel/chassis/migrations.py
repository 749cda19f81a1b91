"""Makes one table as the owner; fails if told so by a file in the clone."""

import os
import sys
from pathlib import Path

import psycopg

if Path(f"{sys.argv[1]}.migration-fails.flag").exists():
    sys.exit("the column is_there is there already")
url = os.environ["DATABASE_URL"].replace("+psycopg", "")
with psycopg.connect(url) as connection:
    connection.execute("CREATE TABLE IF NOT EXISTS entries (id bigserial PRIMARY KEY, note text)")
