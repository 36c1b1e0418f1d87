"""Taking in deliveries and defect reports, any number of times: the same list changes nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import Table, bindparam, insert, inspect, select, tuple_, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.clock import today
from portal.core.db import Base
from portal.core.errors import Refusals
from portal.core.numbering import new_id
from portal.core.permissions import Permission
from scoring.facts.events import DefectReportsMerged, DeliveriesMerged
from scoring.facts.models import DefectReport, DeliveryLine
from scoring.facts.queries import whom_rows_can_name
from scoring.facts.rules import DeliveryRow, ReportRow, demand_delivery, demand_report

CHUNK = 500
DELIVERY_FACTS = (
    "sku", "product_id", "ordered_on", "confirmed_on", "shipped_on", "received_on", "cohort_on",
    "ordered_quantity", "received_quantity", "market", "channel",
)  # fmt: skip
REPORT_FACTS = (
    "kind", "found_on", "shipped_on", "quantity", "supplier_caused", "sku", "lot", "cause",
    "cost_cents", "currency", "booked_on", "downtime_minutes",
)  # fmt: skip


@dataclass(frozen=True)
class MergeCount:
    """What came of a list."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0


def merge_deliveries(session: Session, actor: Actor, rows: Sequence[DeliveryRow]) -> MergeCount:
    """Add the new order lines and update the known ones, by supplier, order and line.

    An empty cell says nothing: it never takes back what an earlier list told.
    """
    actor.must(Permission.IMPORT_RUN)
    known, day = whom_rows_can_name(session), today()
    told = []
    refusals = Refusals()
    for at, row in enumerate(rows):
        with refusals.of(at):
            demand_delivery(row, day)
            told.append(
                vars(row)
                | {
                    "supplier_id": known.supplier_of(row.supplier),
                    "product_id": known.products.get(row.sku.upper()),
                    "cohort_on": row.cohort_on,
                }
            )
    refusals.demand_none()
    keys = (DeliveryLine.supplier_id, DeliveryLine.order_number, DeliveryLine.line)
    count = _Merge(session, DeliveryLine, keys, DELIVERY_FACTS).take_all(told)
    record(session, actor, DeliveriesMerged(None, 0, **vars(count)))
    return count


def merge_reports(session: Session, actor: Actor, rows: Sequence[ReportRow]) -> MergeCount:
    """Add the new defect reports and update the known ones, by supplier and number."""
    actor.must(Permission.IMPORT_RUN)
    known, day = whom_rows_can_name(session), today()
    told = []
    refusals = Refusals()
    for at, row in enumerate(rows):
        with refusals.of(at):
            demand_report(row, day)
            told.append(vars(row) | {"supplier_id": known.supplier_of(row.supplier)})
    refusals.demand_none()
    keys = (DefectReport.supplier_id, DefectReport.number)
    count = _Merge(session, DefectReport, keys, REPORT_FACTS).take_all(told)
    record(session, actor, DefectReportsMerged(None, 0, **vars(count)))
    return count


Rows = list[dict[str, Any]]


class _Merge:
    """Lists of one kind of facts against what is known, by natural key."""

    def __init__(
        self,
        session: Session,
        model: type[Base],
        keys: tuple[InstrumentedAttribute[Any], ...],
        facts: tuple[str, ...],
    ) -> None:
        self.session, self.model, self.keys, self.facts = session, model, keys, facts
        self.names = tuple(key.key for key in keys)

    def take_all(self, rows: Rows) -> MergeCount:
        """Write the rows chunk by chunk; return how many were new, changed, the same."""
        created = updated = 0
        for begin in range(0, len(rows), CHUNK):
            new, changed = self._take(rows[begin : begin + CHUNK])
            created, updated = created + new, updated + changed
        return MergeCount(created, updated, len(rows) - created - updated)

    def _take(self, rows: Rows) -> tuple[int, int]:
        known = self._known(rows)
        new: dict[tuple[Any, ...], dict[str, Any]] = {}
        differs: dict[int, dict[str, Any]] = {}
        changed = 0
        for row in rows:
            key = tuple(row[name] for name in self.names)
            before = new.get(key) or known.get(key)
            if before is None:
                new[key] = {name: row[name] for name in (*self.names, *self.facts)}
                new[key]["id"] = new_id()
                continue
            told = {name: row[name] for name in self.facts if row[name] not in (None, "")}
            fresh = {name: value for name, value in told.items() if before[name] != value}
            if fresh:
                before.update(fresh)
                changed += 1
                if key not in new:
                    differs[before["id"]] = before
        self._write(list(new.values()), list(differs.values()))
        return len(new), changed

    def _known(self, rows: Rows) -> dict[tuple[Any, ...], dict[str, Any]]:
        wanted = [tuple(row[name] for name in self.names) for row in rows]
        columns = [getattr(self.model, name) for name in ("id", *self.names, *self.facts)]
        found = self.session.execute(select(*columns).where(tuple_(*self.keys).in_(wanted)))
        known = [dict(row._mapping) for row in found]
        return {tuple(row[name] for name in self.names): row for row in known}

    def _write(self, new: Rows, differs: Rows) -> None:
        if new:
            self.session.execute(insert(self.model), new)
        if not differs:
            return
        table = cast(Table, inspect(self.model).local_table)
        told = {name: bindparam(f"new_{name}", type_=table.c[name].type) for name in self.facts}
        self.session.execute(
            update(table)
            .where(table.c.id == bindparam("of"))
            .values(**told, revision=table.c.revision + 1),
            [
                {"of": row["id"], **{f"new_{name}": row[name] for name in self.facts}}
                for row in differs
            ],
        )
