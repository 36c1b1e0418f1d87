"""Finding defects of the catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session, selectinload

from inspections.defects.models import Defect
from portal.core.actor import Actor
from portal.core.db import containing
from portal.core.errors import NotFound
from portal.core.permissions import Permission
from portal.core.products.rules import GRAVEST_FIRST, DefectClass

BY_GRAVITY = case(
    {name.value: place for place, name in enumerate(GRAVEST_FIRST)}, value=Defect.defect_class
)


@dataclass(frozen=True)
class DefectFilter:
    """What somebody wants to see of the catalogue."""

    text: str = ""
    defect_class: DefectClass | None = None
    category_id: int | None = None
    is_active: bool | None = True


def find_defect(session: Session, actor: Actor, defect_id: int) -> Defect:
    """Return a defect of the catalogue."""
    actor.must(Permission.SAMPLING_READ, actor.supplier_id)
    defect = session.get(Defect, defect_id, options=[selectinload(Defect.category)])
    if defect is None:
        raise NotFound
    return defect


def list_defects(session: Session, actor: Actor, wanted: DefectFilter) -> Sequence[Defect]:
    """Return the defects that fit, gravest first."""
    actor.must(Permission.SAMPLING_READ, actor.supplier_id)
    found = select(Defect).options(selectinload(Defect.category))
    if wanted.text:
        like = containing(wanted.text)
        columns: tuple[Any, ...] = (Defect.code, Defect.name_en, Defect.name_zh)
        found = found.where(
            or_(*(func.lower(column).like(like, escape="\\") for column in columns))
        )
    if wanted.defect_class is not None:
        found = found.where(Defect.defect_class == wanted.defect_class)
    if wanted.category_id is not None:
        found = found.where(Defect.category_id == wanted.category_id)
    if wanted.is_active is not None:
        found = found.where(Defect.is_active == wanted.is_active)
    return session.scalars(found.order_by(BY_GRAVITY, Defect.code)).all()


def defects_for(session: Session, category_id: int | None) -> Sequence[Defect]:
    """Return the defects in use for goods of a category, and those of all goods."""
    fits = or_(Defect.category_id.is_(None), Defect.category_id == category_id)
    return session.scalars(
        select(Defect).where(Defect.is_active, fits).order_by(BY_GRAVITY, Defect.code)
    ).all()
