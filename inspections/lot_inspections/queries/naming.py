"""Finding things of an inspection by the names that programs use."""

from collections.abc import Collection, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from inspections.defects.models import Defect
from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.queries.finding import find_inspection, in_sight
from portal.core.actor import Actor
from portal.core.errors import NotFound
from portal.core.products.models import Characteristic


def find_inspection_named(session: Session, actor: Actor, name: str) -> Inspection:
    """Return the inspection with that number or identifier; raises NotFound."""
    if name.isascii() and name.isdigit() and len(name) < 20:
        return find_inspection(session, actor, int(name))
    found = session.scalar(
        select(Inspection.id).where(Inspection.number == name.upper()[:20], in_sight(actor))
    )
    if found is None:
        raise NotFound
    return find_inspection(session, actor, found)


def defects_by_code(session: Session, codes: Collection[str]) -> Mapping[str, int]:
    """Return {code: id} of those that the catalogue has."""
    rows = session.execute(select(Defect.code, Defect.id).where(Defect.code.in_(codes)))
    return {row.code: row.id for row in rows}


def characteristics_by_code(session: Session, inspection: Inspection) -> Mapping[str, int]:
    """Return {code: id} of what the specification of an inspection asks for."""
    rows = session.execute(
        select(Characteristic.code, Characteristic.id).where(
            Characteristic.version_id == inspection.specification_id
        )
    )
    return {row.code: row.id for row in rows}
