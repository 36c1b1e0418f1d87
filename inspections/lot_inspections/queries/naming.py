"""Finding inspections by the names that programs use."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.sql.base import ExecutableOption

from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.queries.finding import in_sight, whole
from portal.core.actor import Actor
from portal.core.errors import NotFound


def find_inspection_named(session: Session, actor: Actor, name: str) -> Inspection:
    """Return the inspection with that number or identifier; raises NotFound."""
    return _found(session, actor, name, *whole())


def find_inspection_to_judge(session: Session, actor: Actor, name: str) -> Inspection:
    """Return it with its lot alone: a result asks for nothing else of it; raises NotFound."""
    return _found(session, actor, name, joinedload(Inspection.lot, innerjoin=True))


def _found(session: Session, actor: Actor, name: str, *loaded: ExecutableOption) -> Inspection:
    found = session.scalars(
        select(Inspection).where(_is_named(name), in_sight(actor)).options(*loaded)
    ).one_or_none()
    if found is None:
        raise NotFound
    return found


def _is_named(name: str) -> ColumnElement[bool]:
    if name.isascii() and name.isdigit() and len(name) < 20:
        return Inspection.id == int(name)
    return Inspection.number == name.upper()[:20]
