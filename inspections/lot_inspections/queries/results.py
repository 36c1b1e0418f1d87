"""Finding what was decided on an inspection, and what a result is judged against."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import bindparam, or_, select
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
from portal.core.products.rules import (
    GRAVEST_FIRST,
    CharacteristicKind,
    DefectClass,
    Limits,
    limits_of,
)


@dataclass(frozen=True)
class PlannedLine:
    """A class of an inspection's plan, and the pair that it counts in."""

    plan: ClassPlan
    pair_id: int | None


_PLANNED = (
    select(
        PlannedClass.defect_class, PlannedClass.stages, PlannedClass.units, PlannedClass.severity,
        PlannedClass.tighter_ac, PlannedClass.pair_id,
    )
    .where(PlannedClass.inspection_id == bindparam("inspection"))
    .order_by(PlannedClass.position)
)  # fmt: skip


def planned_lines(session: Session, inspection: Inspection) -> dict[DefectClass, PlannedLine]:
    """Return the copied plan by class, gravest first: a result is judged against nothing else."""
    rows = session.execute(_PLANNED, {"inspection": inspection.id})
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
class CatalogueDefect:
    """A defect of the catalogue, and the class in which it counts unless said otherwise."""

    id: int
    defect_class: DefectClass


def catalogue_defects(
    session: Session, names: Collection[int | str]
) -> Mapping[int | str, CatalogueDefect]:
    """Return {id and code: defect} of those ids and codes that the catalogue has."""
    known: dict[int | str, CatalogueDefect] = {}
    for kind, by_name in _BY_NAME.items():
        asked = [one for one in names if isinstance(one, kind)]
        if asked:
            for row in session.execute(by_name, {"names": asked}):
                known[row.name] = CatalogueDefect(row.id, row.defect_class)
    return known


_BY_NAME = {
    kind: select(name.label("name"), Defect.id, Defect.defect_class).where(
        name.in_(bindparam("names", expanding=True))
    )
    for kind, name in ((int, Defect.id), (str, Defect.code))
}


@dataclass(frozen=True)
class Measured:
    """A characteristic as entries per unit are held against it."""

    id: int
    defect_class: DefectClass
    limits: Limits


IS_NOTED = or_(Characteristic.kind == CharacteristicKind.MEASURED, Characteristic.level != "")
"""What is noted per unit: measured, or passed or failed at a level of its own."""

_MEASURED = select(
    Characteristic.id, Characteristic.code, Characteristic.defect_class, Characteristic.kind,
    Characteristic.lower, Characteristic.upper,
).where(Characteristic.version_id == bindparam("version"), IS_NOTED)  # fmt: skip


def measured_characteristics(
    session: Session, inspection: Inspection
) -> Mapping[int | str, Measured]:
    """Return {id and code: limits and class} of what the specification has noted per unit."""
    rows = session.execute(_MEASURED, {"version": inspection.specification_id})
    known = [
        (row.code, Measured(row.id, row.defect_class, limits_of(row.kind, row.lower, row.upper)))
        for row in rows
    ]
    return {name: one for code, one in known for name in (code, one.id)}


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
        .where(Characteristic.version_id == inspection.specification_id, IS_NOTED)
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
