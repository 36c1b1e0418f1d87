"""Walking the genealogy: set-based, safe with circles, by indices alone on either database."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import CTE, BigInteger, BindParameter, Select, Table, bindparam, select, text
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Session
from sqlalchemy.sql.functions import FunctionElement

from portal.core.traceability.models import Lot, TraceEdge
from portal.core.traceability.rules import Direction

_EDGE: Table = TraceEdge.__table__  # type: ignore[assignment]
_LOT: Table = Lot.__table__  # type: ignore[assignment]
STARTS: BindParameter[int] = bindparam("starts", expanding=True)

_OFF = ("hashjoin", "mergejoin", "seqscan")
_BY_INDICES = text(
    "SELECT "
    + ", ".join(f"set_config('enable_{way}', 'off', true)" for way in _OFF)
    + ", set_config('jit', 'off', true)"
)
_TRANSACTION = "goes by indices"


def go_by_indices(session: Session) -> None:
    """Keep PostgreSQL from reading whole tables until the transaction ends.

    It takes a recursive set for hundreds of thousands of rows where hundreds come, and would then
    read every order line there is.
    """
    here = session.get_transaction()
    if session.get_bind().dialect.name == "postgresql" and (
        here is None or session.info.get(_TRANSACTION) is not here
    ):
        session.execute(_BY_INDICES)
        session.info[_TRANSACTION] = session.get_transaction()


class _JoinedFrom(FunctionElement[int]):
    """A column as it is, to SQLite with a sign before it."""

    inherit_cache = True
    type = BigInteger()


@compiles(_JoinedFrom)
def _bare(element: Any, compiler: Any, **given: Any) -> str:
    said: str = compiler.process(element.clauses.clauses[0], **given)
    return said


@compiles(_JoinedFrom, "sqlite")
def _signed(element: Any, compiler: Any, **given: Any) -> str:
    return f"+{compiler.process(element.clauses.clauses[0], **given)}"


def of(column: Any) -> Any:
    """Return a column that a join comes from: its table is read before the one that is looked up.

    Once SQLite has statistics it would rather read all orders and look their lots up in the set;
    no index answers for a column with a sign, so that only one way is left. PostgreSQL gets the
    bare column: under row policies it takes no index for what is computed.
    """
    return _JoinedFrom(column)


def reach(direction: Direction) -> CTE:
    """Return the set of lots that `starts` leads to, itself included; circles end by themselves."""
    base = select(_LOT.c.id.label("lot_id")).where(_LOT.c.id.in_(STARTS))
    if direction is Direction.FORWARD:
        return _walk(base, "down", _EDGE.c.from_lot_id, _EDGE.c.to_lot_id)
    up = _walk(base, "up", _EDGE.c.to_lot_id, _EDGE.c.from_lot_id)
    if direction is Direction.BACKWARD:
        return up
    return _walk(select(up.c.lot_id), "down", _EDGE.c.from_lot_id, _EDGE.c.to_lot_id)


def _walk(base: Select[tuple[int]], name: str, here: Any, there: Any) -> CTE:
    found = base.cte(name, recursive=True)
    return found.union(select(there).select_from(found.join(_EDGE, here == of(found.c.lot_id))))


def _reached(direction: Direction) -> Select[tuple[int]]:
    return select(reach(direction).c.lot_id)


def _edges(direction: Direction) -> Select[tuple[int, int, Any, Any, Any]]:
    found = reach(direction)
    end = _EDGE.c.to_lot_id if direction is Direction.BACKWARD else _EDGE.c.from_lot_id
    return select(
        _EDGE.c.from_lot_id, _EDGE.c.to_lot_id, _EDGE.c.kind, _EDGE.c.quantity, _EDGE.c.at
    ).select_from(found.join(_EDGE, end == of(found.c.lot_id)))


REACHED = {direction: _reached(direction) for direction in Direction}
EDGES = {direction: _edges(direction) for direction in Direction}
"""Statements of the trace, made once."""


def reached(session: Session, starts: Sequence[int], direction: Direction) -> list[int]:
    """Return every lot that the trace reaches, the starts included."""
    go_by_indices(session)
    return list(session.scalars(REACHED[direction], {"starts": list(starts)}))


def edges_of(session: Session, starts: Sequence[int], direction: Direction) -> list[Any]:
    """Return every edge that the trace goes along."""
    go_by_indices(session)
    return list(session.execute(EDGES[direction], {"starts": list(starts)}))
