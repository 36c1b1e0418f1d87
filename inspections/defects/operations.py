"""Keeping the catalogue of defects."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from inspections.defects.events import (
    DefectAdded,
    DefectEdited,
    DefectPictured,
    DefectsInstalled,
)
from inspections.defects.models import Defect
from inspections.defects.rules import OFFERED
from portal.core.actor import Actor
from portal.core.audit.operations import changed, record
from portal.core.errors import Invalid, Outpaced
from portal.core.i18n import N_
from portal.core.permissions import Permission
from portal.core.products.rules import DefectClass
from portal.core.suppliers.models import Category
from portal.core.suppliers.rules import is_code


@dataclass(frozen=True)
class DefectInput:
    """What a form says of a defect."""

    code: str
    """Stays for good: results refer to it."""
    defect_class: DefectClass
    name_en: str = ""
    name_zh: str = ""
    category_id: int | None = None
    guidance_en: str = ""
    guidance_zh: str = ""
    is_active: bool = True


def add_defect(session: Session, actor: Actor, given: DefectInput) -> Defect:
    """Add a defect to the catalogue."""
    actor.must(Permission.DEFECT_EDIT)
    code = given.code.strip().upper()
    if not is_code(code):
        raise Invalid(N_("A code has letters and digits, then also - . _ in it."), field="code")
    if session.scalar(select(Defect.id).where(Defect.code == code)) is not None:
        raise Invalid(N_("There is a defect %(code)s already."), field="code", code=code)
    defect = Defect(code=code, **_checked(session, given))
    session.add(defect)
    session.flush()
    record(session, actor, DefectAdded(None, defect.id, code))
    return defect


def edit_defect(
    session: Session, actor: Actor, defect: Defect, given: DefectInput, revision: int
) -> None:
    """Change a defect for inspections to come; results keep the class they counted by."""
    actor.must(Permission.DEFECT_EDIT)
    if defect.revision != revision:
        raise Outpaced(N_("Somebody else changed this defect since you opened it."))
    for name, value in _checked(session, given).items():
        setattr(defect, name, value)
    record(session, actor, DefectEdited(None, defect.id, defect.code), changed(defect))


def picture_defect(session: Session, actor: Actor, defect: Defect, sha256: str) -> None:
    """Show what a defect looks like; the picture is kept already."""
    actor.must(Permission.DEFECT_EDIT)
    defect.picture_sha256 = sha256
    record(session, actor, DefectPictured(None, defect.id, defect.code, sha256))


def install_defects(session: Session, actor: Actor) -> int:
    """Add the ready-made defects that are not there yet; return how many."""
    actor.must(Permission.DEFECT_EDIT)
    known = set(session.scalars(select(Defect.code)))
    fresh = [Defect(**vars(offer)) for offer in OFFERED if offer.code not in known]
    session.add_all(fresh)
    if fresh:
        record(session, actor, DefectsInstalled(None, fresh[0].id, len(fresh)))
    return len(fresh)


def _checked(session: Session, given: DefectInput) -> dict[str, Any]:
    """Return the columns; raises Invalid for what cannot be."""
    if not given.name_en.strip() and not given.name_zh.strip():
        sentence = N_("Give the defect a name in at least one language.")
        raise Invalid(sentence, field="name_en")
    if given.category_id is not None and session.get(Category, given.category_id) is None:
        raise Invalid(N_("There is no such category."), field="category_id")
    told = {name: value for name, value in vars(given).items() if name != "code"}
    return {name: value.strip() if type(value) is str else value for name, value in told.items()}
