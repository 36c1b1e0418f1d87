"""Storing rows that belong together: column by column what can be, all others one by one."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from copy import copy
from typing import Any

from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.errors import DomainError, RowsRefused
from portal.imports.checking import Desk
from portal.imports.mapping import Plan
from portal.imports.operations import Tally
from portal.imports.readers.shape import Batch, Fault, Row

Checked = list[tuple[Row, Any]]
Refused = list[tuple[Row, Fault]]


class Chunk:
    """Rows that are stored together; each is checked once, however often storing is tried."""

    def __init__(self, desk: Desk, batch: Batch) -> None:
        self.desk, self.batch = desk, batch
        by_columns = desk.plan.source.apply_columns is not None
        self.columns = desk.plan.read_columns(batch) if by_columns else None
        self._checked: dict[int, tuple[Row, Any, list[Fault]]] = {}

    def check(self, places: Iterable[int]) -> tuple[Checked, Refused]:
        """Return the good ones of these rows, and what is wrong with the others."""
        good: Checked = []
        refused: Refused = []
        for place in places:
            if place not in self._checked:
                row = self.batch.row(place)
                self._checked[place] = (row, *self.desk.check(row))
            row, value, faults = self._checked[place]
            if faults:
                refused += ((row, fault) for fault in faults)
            else:
                good.append((row, value))
        return good, refused

    def refused(self) -> Refused:
        """Return what is wrong with rows as such, before anything is stored of any."""
        places = range(len(self.batch)) if self.columns is None else sorted(self.columns.odd)
        return self.check(places)[1]


def store_chunk(session: Session, actor: Actor, chunk: Chunk) -> tuple[Tally, Refused]:
    """Store the rows of a chunk that can be; return what became of all, and why not of some."""
    source = chunk.desk.plan.source
    tally, left = _apply_columns(session, actor, chunk)
    good, refused = chunk.check(left)
    if source.order is not None:
        order = source.order
        good.sort(key=lambda pair: order(pair[1]))
    for begin in range(0, len(good), source.chunk):
        some = good[begin : begin + source.chunk]
        done, more = _apply_rows(session, actor, chunk.desk.plan, some)
        tally += done
        refused += more
    bad_rows = len({row.line for row, _ in refused})
    return tally + Tally(rows=bad_rows, refused=bad_rows), refused


def _apply_columns(session: Session, actor: Actor, chunk: Chunk) -> tuple[Tally, Sequence[int]]:
    """Store what can be stored column by column; return the places of all other rows."""
    apply = chunk.desk.plan.source.apply_columns
    if apply is None or chunk.columns is None:
        return Tally(), range(len(chunk.batch))
    counts, left = apply(session, actor, chunk.columns)
    rows = len(chunk.batch) - len(left)
    return Tally(rows, counts.created, counts.updated, counts.unchanged), sorted(left)


def _apply_rows(session: Session, actor: Actor, plan: Plan, good: Checked) -> tuple[Tally, Refused]:
    """Store checked rows but those that the act refuses, which says of all at once why."""
    refused: Refused = []
    while good:
        try:
            with _savepoint(session):
                counts = plan.source.apply(session, actor, [value for _, value in good])
        except RowsRefused as error:
            rows = ((good[at][0], why) for at, why in error.rows.items())
            refused += [(row, plan.fault_of(row, why)) for row, why in rows]
            good = [pair for at, pair in enumerate(good) if at not in error.rows]
        else:
            done = Tally(len(good), counts.created, counts.updated, counts.unchanged)
            return done, refused
    return Tally(), refused


@contextmanager
def _savepoint(session: Session) -> Iterator[None]:
    """Undo a refused act inside the transaction, and that any of it happened."""
    noted = {key: copy(session.info.get(key)) for key in ("events", "trail", "jobs")}
    try:
        with session.begin_nested():
            yield
    except DomainError:
        for key, before in noted.items():
            session.info.pop(key, None)
            if before is not None:
                session.info[key] = before
        raise
