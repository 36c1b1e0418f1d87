"""Finding what was decided on an inspection, and what a result is judged against."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from inspections.defects.models import Defect
from inspections.lot_inspections.models.booking import Inspection, PlannedClass
from inspections.lot_inspections.models.results import (
    ClassResult,
    Concession,
    FoundDefect,
    InspectionResult,
    Measurement,
)
from inspections.lot_inspections.rules.judging import ClassPlan
from inspections.sampling.rules.deciding import Outcome
from inspections.sampling.rules.plans import Stage
from inspections.sampling.rules.vocabulary import CriticalMode
from portal.core.actor import Actor
from portal.core.errors import NotFound
from portal.core.permissions import Permission
from portal.core.products.models import Characteristic
from portal.core.products.rules import GRAVEST_FIRST, CharacteristicKind, DefectClass, Limits


@dataclass(frozen=True)
class PlannedLine:
    """A class of an inspection's plan, and the pair that it counts in."""

    plan: ClassPlan
    pair_id: int | None


def planned_lines(session: Session, inspection: Inspection) -> dict[DefectClass, PlannedLine]:
    """Return the copied plan by class, gravest first: a result is judged against nothing else."""
    C = PlannedClass
    rows = session.execute(
        select(C.defect_class, C.stages, C.units, C.severity, C.tighter_ac, C.pair_id)
        .where(C.inspection_id == inspection.id)
        .order_by(C.position)
    )
    whole = inspection.critical_mode is CriticalMode.NONE_ACCEPTED
    return {
        row.defect_class: PlannedLine(
            ClassPlan(
                row.defect_class,
                tuple(Stage(*stage) for stage in row.stages),
                row.units,
                row.severity,
                whole and row.defect_class is DefectClass.CRITICAL,
                row.tighter_ac,
            ),
            row.pair_id,
        )
        for row in rows
    }


@dataclass(frozen=True)
class Measured:
    """A characteristic as entries per unit are held against it."""

    defect_class: DefectClass
    limits: Limits


def measured_characteristics(session: Session, inspection: Inspection) -> Mapping[int, Measured]:
    """Return {id: limits and class} of what the specification has noted per unit."""
    return {
        one.id: Measured(one.defect_class, one.limits)
        for one in characteristics_to_measure(session, inspection)
    }


def default_classes(session: Session, defect_ids: set[int]) -> Mapping[int, DefectClass]:
    """Return {defect id: class} of those that the catalogue has."""
    rows = session.execute(select(Defect.id, Defect.defect_class).where(Defect.id.in_(defect_ids)))
    return {row.id: row.defect_class for row in rows}


def result_by_key(session: Session, inspection: Inspection, key: str) -> InspectionResult | None:
    """Return the result that was sent under that key, if it was."""
    return session.scalar(
        select(InspectionResult).where(
            InspectionResult.inspection_id == inspection.id, InspectionResult.key == key
        )
    )


@dataclass(frozen=True)
class Findings:
    """One result with everything that was found."""

    result: InspectionResult
    classes: Mapping[DefectClass, ClassResult]
    defects: Sequence[FoundDefect]
    measured: Sequence[Measurement]


def findings_of(
    session: Session, actor: Actor, inspection: Inspection, number: int | None = None
) -> Findings | None:
    """Return a result (the newest, if no number) with its findings; None while there is none.

    A supplier reads nothing of it before the report is released.
    """
    if not actor.reaches(inspection.supplier_id) or not may_read_findings(actor, inspection):
        return None
    wanted = number or inspection.last_result
    result = session.scalar(
        select(InspectionResult).where(
            InspectionResult.inspection_id == inspection.id, InspectionResult.number == wanted
        )
    )
    if result is None:
        if number is not None:
            raise NotFound
        return None
    classes = session.scalars(select(ClassResult).where(ClassResult.result_id == result.id))
    defects = session.scalars(
        select(FoundDefect)
        .where(FoundDefect.result_id == result.id)
        .options(joinedload(FoundDefect.defect))
        .order_by(FoundDefect.count.desc(), FoundDefect.id)
    )
    measured = session.scalars(
        select(Measurement)
        .where(Measurement.result_id == result.id)
        .options(joinedload(Measurement.characteristic))
        .order_by(Measurement.characteristic_id, Measurement.unit)
    )
    return Findings(
        result, {one.defect_class: one for one in classes}, defects.all(), measured.all()
    )


def class_results(session: Session, result: InspectionResult) -> Sequence[ClassResult]:
    """Return what a result says of each class."""
    own = select(ClassResult).where(ClassResult.result_id == result.id)
    return session.scalars(own.order_by(ClassResult.id)).all()


def may_read_findings(actor: Actor, inspection: Inspection) -> bool:
    """Return whether somebody may read what was found; a supplier once it is released."""
    return not actor.is_supplier or inspection.released_at is not None


def results_of(
    session: Session, actor: Actor, inspection: Inspection
) -> Sequence[InspectionResult]:
    """Return all results of an inspection, the newest first."""
    if not actor.reaches(inspection.supplier_id) or not may_read_findings(actor, inspection):
        return ()
    own = select(InspectionResult).where(InspectionResult.inspection_id == inspection.id)
    return session.scalars(own.order_by(InspectionResult.number.desc())).all()


def concession_of(session: Session, actor: Actor, inspection: Inspection) -> Concession | None:
    """Return the concession that was granted on an inspection, if it was."""
    if not actor.reaches(inspection.supplier_id) or not may_read_findings(actor, inspection):
        return None
    return session.scalar(select(Concession).where(Concession.inspection_id == inspection.id))


def repetition_of(session: Session, inspection: Inspection) -> Inspection | None:
    """Return the inspection that repeats this one, if there is one."""
    return session.scalars(
        select(Inspection).where(Inspection.previous_id == inspection.id).order_by(Inspection.id)
    ).first()


def characteristics_to_measure(
    session: Session, inspection: Inspection
) -> Sequence[Characteristic]:
    """Return what the specification of an inspection has noted per unit, in its order."""
    return session.scalars(
        select(Characteristic)
        .where(
            Characteristic.version_id == inspection.specification_id,
            or_(Characteristic.kind == CharacteristicKind.MEASURED, Characteristic.level != ""),
        )
        .order_by(Characteristic.position)
    ).all()


def may_record(actor: Actor, inspection: Inspection) -> bool:
    """Return whether somebody may report on an inspection: who inspects the lot, or plans."""
    mine = inspection.inspector_id is not None and inspection.inspector_id == actor.user_id
    return actor.may(Permission.INSPECTION_PERFORM, inspection.supplier_id) and (
        mine or actor.may(Permission.INSPECTION_SCHEDULE, inspection.supplier_id)
    )


def gravest_class(session: Session, inspection: Inspection) -> DefectClass:
    """Return the gravest class for which the newest result refuses the lot."""
    refused = set(
        session.scalars(
            select(ClassResult.defect_class)
            .join(InspectionResult, InspectionResult.id == ClassResult.result_id)
            .where(
                InspectionResult.inspection_id == inspection.id,
                InspectionResult.number == inspection.last_result,
                ClassResult.decision == Outcome.REJECT.value,
            )
        )
    )
    return next((one for one in GRAVEST_FIRST if one in refused), DefectClass.MAJOR)
