"""What SQLite's planner knows of the tables: without it a long list takes the wrong index.

PostgreSQL keeps its own by autovacuum.
"""

import time
from typing import Any

from sqlalchemy import inspect

from portal.adapters.jobs import Work
from portal.core.db import Database

ENTRIES = 200_000
"""Entries of each index that are looked at. With few of them SQLite takes a state that half of all
rows are in for a rare one, and sorts them all for each page."""


def keep_statistics(work: Work) -> dict[str, Any]:
    """Look at the tables again, as they have grown."""
    begin = time.perf_counter()
    refresh_statistics(work.database)
    return {"ms": round((time.perf_counter() - begin) * 1000)}


def refresh_statistics(database: Database) -> None:
    """Tell the planner how large tables are and how many rows a value has.

    Table by table: whoever wants to write meanwhile waits some hundredths of a second at most.
    """
    if database.engine.dialect.name != "sqlite":
        return
    for name in inspect(database.engine).get_table_names():
        with database.engine.begin() as connection:
            connection.exec_driver_sql(f"PRAGMA analysis_limit={ENTRIES}")
            connection.exec_driver_sql(f'ANALYZE "{name}"')
