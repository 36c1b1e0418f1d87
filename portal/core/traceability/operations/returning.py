"""Taking in returns: what came back of which line, never more than was sold."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select, tuple_
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.errors import Invalid, Refusals
from portal.core.i18n import N_
from portal.core.permissions import Permission
from portal.core.traceability.events import ReturnsMerged
from portal.core.traceability.models import CustomerOrder, GoodsReturn, OrderLine
from portal.core.traceability.operations.merging import MergeCount
from portal.core.traceability.operations.taking import Count, Upsert, chunks, take_all

SET = 10_000
"""Rows taken together: whatever they name is asked for once."""

Sold = tuple[int, str, int, date]
"""A line that was sold: order, line, quantity, day of the order."""


@dataclass(frozen=True)
class ReturnRow:
    """What came back of a line as another system tells it."""

    order: str
    line: str
    quantity: int
    returned_on: date
    reason: str = ""
    supplier_caused: bool | None = None


def demand_return(row: ReturnRow) -> None:
    """Refuse what cannot be about a return, whatever it names."""
    if row.quantity <= 0:
        raise Invalid(N_("The quantity is more than 0."), field="quantity")


def merge_returns(session: Session, actor: Actor, rows: Sequence[ReturnRow]) -> MergeCount:
    """Add the new returns and update the known ones, by order, line and day."""
    actor.must(Permission.IMPORT_RUN)
    merged = take_all(session, rows, _take_returns, most=SET)
    record(session, actor, ReturnsMerged(None, 0, **vars(merged)))
    return merged


def _take_returns(session: Session, rows: Sequence[ReturnRow], count: Count) -> None:
    lines = _lines_named(session, {(row.order, row.line) for row in rows})
    returns = Upsert(
        session, GoodsReturn, ("order_id", "line", "returned_on"),
        ("quantity", "reason", "supplier_caused"),
    )  # fmt: skip
    known = list(lines.values())
    returns.load(
        (lines[row.order, row.line][0], row.line, row.returned_on)
        for row in rows
        if (row.order, row.line) in lines
    )
    back = _returned(session, [(order_id, line) for order_id, line, _, _ in known])
    refusals = Refusals()
    for at, row in enumerate(rows):
        with refusals.of(at):
            demand_return(row)
            order_id, line, quantity, ordered_on = _line_of(row, lines)
            if row.returned_on < ordered_on:
                raise Invalid(N_("It came back before it was ordered."), field="returned_on")
            before = returns.before((order_id, line, row.returned_on))
            after = back.get((order_id, line), 0) + row.quantity
            after -= before["quantity"] if before else 0
            if after > quantity:
                raise Invalid(
                    N_("%(sum)s would have come back of %(quantity)s that were sold."),
                    field="quantity",
                    sum=after,
                    quantity=quantity,
                )
            back[order_id, line] = after
            count.add(
                returns.take(
                    {
                        "order_id": order_id,
                        "line": line,
                        "returned_on": row.returned_on,
                        "quantity": row.quantity,
                        "reason": row.reason,
                        "supplier_caused": row.supplier_caused,
                    }
                )
            )
    refusals.demand_none()
    returns.write()


def _line_of(row: ReturnRow, lines: Mapping[tuple[str, str], Sold]) -> Sold:
    found = lines.get((row.order, row.line))
    if found is None:
        raise Invalid(
            N_("There is no line %(line)s of order %(number)s."),
            field="line",
            line=row.line,
            number=row.order,
        )
    return found


def _lines_named(session: Session, wanted: set[tuple[str, str]]) -> dict[tuple[str, str], Sold]:
    found: dict[tuple[str, str], Sold] = {}
    for some in chunks(sorted({order for order, _ in wanted})):
        rows = session.execute(
            select(
                CustomerOrder.number, CustomerOrder.id, OrderLine.line, OrderLine.quantity,
                CustomerOrder.ordered_on,
            )
            .join(OrderLine, OrderLine.order_id == CustomerOrder.id)
            .where(CustomerOrder.number.in_(some))
        )  # fmt: skip
        found.update(((row[0], row[2]), (row[1], row[2], row[3], row[4])) for row in rows)
    return found


def _returned(session: Session, keys: Sequence[tuple[int, str]]) -> dict[tuple[int, str], int]:
    back: dict[tuple[int, str], int] = {}
    for some in chunks(keys):
        rows = session.execute(
            select(GoodsReturn.order_id, GoodsReturn.line, func.sum(GoodsReturn.quantity))
            .where(tuple_(GoodsReturn.order_id, GoodsReturn.line).in_(list(some)))
            .group_by(GoodsReturn.order_id, GoodsReturn.line)
        )
        back.update(((row[0], row[1]), int(row[2])) for row in rows)
    return back
