"""Memory in long work: the garbage collector rests, and the database gives pages back."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session


@contextmanager
def collector_resting() -> Iterator[None]:
    """Let the garbage collector rest inside the block, however it is left.

    Rows and counts hold no circles, and looking for some in tens of thousands of them again and
    again costs a fifth of the time.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def give_back_pages(session: Session) -> None:
    """Let SQLite give back the pages that it holds: the file is mapped, and read again as fast."""
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA shrink_memory")
