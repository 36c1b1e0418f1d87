"""How far a trace reaches: what its page says first."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Table, func, literal_column, null, select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.i18n import Bilingual
from portal.core.permissions import Permission
from portal.core.suppliers.models import Supplier
from portal.core.traceability.models import Lot, OrderLine
from portal.core.traceability.queries.tracing import go_by_indices, of, reach
from portal.core.traceability.rules import Direction, LotKind

_LOT: Table = Lot.__table__  # type: ignore[assignment]
_LINE: Table = OrderLine.__table__  # type: ignore[assignment]
_SUPPLIER: Table = Supplier.__table__  # type: ignore[assignment]


@dataclass(frozen=True)
class Preview:
    """How far a trace reaches, counted without fetching it."""

    kinds: dict[LotKind, int]
    suppliers: list[tuple[str, Bilingual, int]]
    lines: int
    pieces: int
    orders: int
    customers: int

    @property
    def lots(self) -> int:
        return sum(self.kinds.values())


def _preview(direction: Direction) -> Any:
    """Return one statement for all counts, so that the set is walked once; zeros fill it up."""
    found = reach(direction)
    none: Any = literal_column("0")
    nobody: Any = literal_column("''")
    lots = (
        select(
            _LOT.c.kind, _SUPPLIER.c.code, _SUPPLIER.c.name_en, _SUPPLIER.c.name_zh,
            func.count(), none, none, none,
        )
        .select_from(found.join(_LOT, _LOT.c.id == of(found.c.lot_id)))
        .join(_SUPPLIER, _SUPPLIER.c.id == of(_LOT.c.supplier_id))
        .group_by(_LOT.c.kind, _SUPPLIER.c.code, _SUPPLIER.c.name_en, _SUPPLIER.c.name_zh)
    )  # fmt: skip
    lines = select(
        null(), nobody, nobody, nobody,
        func.count(),
        func.coalesce(func.sum(_LINE.c.quantity), 0),
        func.count(_LINE.c.order_id.distinct()),
        func.count(_LINE.c.customer_id.distinct()),
    ).select_from(found.join(_LINE, _LINE.c.lot_id == of(found.c.lot_id)))  # fmt: skip
    return lots.union_all(lines)


PREVIEW = {direction: _preview(direction) for direction in Direction}


def preview_trace(
    session: Session, actor: Actor, starts: Sequence[int], direction: Direction
) -> Preview:
    """Return how far a trace reaches: lots by kind and supplier, lines, orders and customers."""
    actor.must(Permission.TRACE_READ)
    go_by_indices(session)
    kinds: dict[LotKind, int] = {}
    makers: dict[tuple[str, Bilingual], int] = {}
    sold = (0, 0, 0, 0)
    for kind, code, en, zh, count, *more in session.execute(
        PREVIEW[direction], {"starts": list(starts)}
    ):
        if kind is None:
            sold = (count, *map(int, more))
            continue
        maker = (code, Bilingual(en, zh))
        kinds[kind] = kinds.get(kind, 0) + count
        makers[maker] = makers.get(maker, 0) + count
    suppliers = [(code, name, count) for (code, name), count in makers.items()]
    suppliers.sort(key=lambda one: (-one[2], one[0]))
    return Preview(kinds, suppliers, *sold)
