"""LAR, DPPM and DHU: what inspections found, one statement for all suppliers."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, select
from sqlalchemy.orm import Session, aliased

from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.models.results import ClassResult, FoundDefect, InspectionResult
from inspections.lot_inspections.rules import InspectionState, Verdict
from inspections.sampling.rules.vocabulary import Regime
from scoring.metrics.queries.tallies import Tallies, among
from scoring.metrics.rules.definitions import Metric, Tally
from scoring.metrics.rules.periods import Window

Earlier = aliased(Inspection)

IS_FIRST = and_(
    Inspection.previous_id.is_(None),
    ~exists().where(
        Earlier.lot_id == Inspection.lot_id,
        Earlier.state == InspectionState.DECIDED,
        Earlier.skipped.is_(False),
        Earlier.decided_at < Inspection.decided_at,
    ),
)
"""The first look at a lot; what came after rework, or later at the same lot, is not."""


def decided_within(window: Window) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions of inspections that count in a period: looked at, and decided."""
    return (
        Inspection.state == InspectionState.DECIDED,
        Inspection.skipped.is_(False),
        Inspection.decided_at >= window.since,
        Inspection.decided_at < window.until,
    )


def inspection_tallies(
    session: Session, window: Window, supplier_ids: Collection[int] | None
) -> Tallies:
    """Return LAR, DPPM and DHU of suppliers; a lot counts once, at its first inspection."""
    found: Tallies = defaultdict(dict)
    for row in session.execute(_lots(window, supplier_ids)):
        found[row.supplier_id][Metric.LAR] = Tally(row.accepted, row.lots)
    beyond = session.execute(_defects_beyond_units(window, supplier_ids))
    more: dict[int, int] = {row[0]: int(row[1]) for row in beyond}
    for each in session.execute(_units(window, supplier_ids)):
        mine = found[each.supplier_id]
        if each.units:
            mine[Metric.DPPM] = Tally(int(each.nonconforming), int(each.units))
        defects = int(each.found) + more.get(each.supplier_id, 0)
        mine[Metric.DHU] = Tally(defects, int(each.inspected))
    return found


def _lots(window: Window, supplier_ids: Collection[int] | None) -> Select[*tuple[Any, ...]]:
    accepted = func.sum(case((Inspection.verdict == Verdict.ACCEPTED, 1), else_=0))
    return (
        select(Inspection.supplier_id, accepted.label("accepted"), func.count().label("lots"))
        .where(*decided_within(window), IS_FIRST, among(Inspection.supplier_id, supplier_ids))
        .group_by(Inspection.supplier_id)
    )


OF_NEWEST_RESULT = and_(
    InspectionResult.inspection_id == Inspection.id,
    InspectionResult.number == Inspection.last_result,
)


def _units(window: Window, supplier_ids: Collection[int] | None) -> Select[*tuple[Any, ...]]:
    """Count units by the newest result: those looked at once, whatever the classes.

    Where nonconformities per 100 units were counted, nobody knows how many units they were on.
    """
    looks = (
        select(
            Inspection.supplier_id,
            Inspection.regime,
            func.max(ClassResult.inspected).label("inspected"),
            func.sum(ClassResult.found).label("found"),
        )
        .join(InspectionResult, OF_NEWEST_RESULT)
        .join(ClassResult, ClassResult.result_id == InspectionResult.id)
        .where(*decided_within(window), among(Inspection.supplier_id, supplier_ids))
        .group_by(Inspection.supplier_id, Inspection.id, Inspection.regime)
        .subquery()
    )
    by_unit = looks.c.regime != Regime.PER_100
    return select(
        looks.c.supplier_id,
        func.sum(case((by_unit, looks.c.found), else_=0)).label("nonconforming"),
        func.sum(case((by_unit, looks.c.inspected), else_=0)).label("units"),
        func.sum(looks.c.found).label("found"),
        func.sum(looks.c.inspected).label("inspected"),
    ).group_by(looks.c.supplier_id)


def _defects_beyond_units(
    window: Window, supplier_ids: Collection[int] | None
) -> Select[*tuple[Any, ...]]:
    """Count the defects that were listed beyond one per nonconforming unit."""
    listed = (
        select(
            Inspection.supplier_id,
            ClassResult.found,
            func.sum(FoundDefect.count).label("listed"),
        )
        .join(InspectionResult, OF_NEWEST_RESULT)
        .join(ClassResult, ClassResult.result_id == InspectionResult.id)
        .join(
            FoundDefect,
            and_(
                FoundDefect.result_id == InspectionResult.id,
                FoundDefect.defect_class == ClassResult.defect_class,
            ),
        )
        .where(*decided_within(window), among(Inspection.supplier_id, supplier_ids))
        .group_by(Inspection.supplier_id, ClassResult.id, ClassResult.found)
        .subquery()
    )
    return (
        select(listed.c.supplier_id, func.sum(listed.c.listed - listed.c.found))
        .where(listed.c.listed > listed.c.found)
        .group_by(listed.c.supplier_id)
    )
