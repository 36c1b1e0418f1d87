"""Deciding which kinds of documents there are and who needs them."""

from dataclasses import asdict, dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import changed, record
from portal.core.documents.events import (
    CatalogueInstalled,
    RequirementRemoved,
    RequirementSet,
    TypeAdded,
    TypeChanged,
)
from portal.core.documents.models import DocumentType, Requirement
from portal.core.documents.rules import (
    REMINDER_DAYS,
    REVIEW_DAYS,
    RequirementLevel,
    SubjectKind,
    Validity,
)
from portal.core.documents.rules.catalogue import REQUIREMENTS, TYPES
from portal.core.errors import Invalid, Outpaced
from portal.core.i18n import N_
from portal.core.permissions import Permission
from portal.core.suppliers.models import Category
from portal.core.suppliers.rules import Tier


@dataclass(frozen=True)
class TypeInput:
    """What an administrator says about a document type."""

    code: str
    name_en: str
    name_zh: str
    subject_kind: SubjectKind = SubjectKind.SUPPLIER
    validity: Validity = Validity.DATED
    period_months: int | None = None
    reminder_days: frozenset[str] = frozenset(str(days) for days in REMINDER_DAYS)
    review_days: int = REVIEW_DAYS
    retention_years: int = 10
    needs_number: bool = False
    is_report: bool = False
    guidance_en: str = ""
    guidance_zh: str = ""
    is_active: bool = True


def add_type(session: Session, actor: Actor, given: TypeInput) -> DocumentType:
    """Add a document type; raises Invalid for a code that exists."""
    actor.must(Permission.DOCUMENT_REQUIRE)
    _check(given)
    if session.scalar(select(DocumentType.id).where(DocumentType.code == given.code)):
        raise Invalid(N_("There is already a type with this code."), field="code")
    kind = DocumentType(**asdict(given))
    session.add(kind)
    record(session, actor, TypeAdded(None, kind.id, kind.code))
    return kind


def change_type(
    session: Session, actor: Actor, kind: DocumentType, given: TypeInput, revision: int
) -> None:
    """Change a document type as it was seen; documents that exist keep their dates."""
    actor.must(Permission.DOCUMENT_REQUIRE)
    if kind.revision != revision:
        raise Outpaced(N_("Somebody else changed this type since you opened it."))
    _check(given)
    taken = select(DocumentType.id).where(
        DocumentType.code == given.code, DocumentType.id != kind.id
    )
    if session.scalar(taken):
        raise Invalid(N_("There is already a type with this code."), field="code")
    for name, value in asdict(given).items():
        if getattr(kind, name) != value:
            setattr(kind, name, value)
    record(session, actor, TypeChanged(None, kind.id, kind.code), changed(kind))


def _check(given: TypeInput) -> None:
    if given.validity is Validity.PERIODIC and not given.period_months:
        raise Invalid(N_("Say after how many months it has to be renewed."), field="period_months")
    if given.is_report and given.subject_kind is not SubjectKind.LOT:
        raise Invalid(N_("An inspection report is about a lot."), field="subject_kind")
    if not all(day.isdigit() and 0 < int(day) <= 999 for day in given.reminder_days):
        raise Invalid(N_("Write days as numbers, for instance 90 60 30 7."), field="reminder_days")


@dataclass(frozen=True)
class RequirementInput:
    """One cell of the matrix; None stands for any."""

    type_id: int
    level: RequirementLevel
    category_id: int | None = None
    tier: Tier | None = None
    market: str | None = None

    @property
    def scope(self) -> str:
        """Return the cell as one word."""
        parts = (self.category_id, self.tier.value if self.tier else None, self.market)
        return "/".join("*" if part is None else str(part) for part in parts)


def set_requirement(session: Session, actor: Actor, given: RequirementInput) -> Requirement:
    """Require a type from whoever the cell is about, or change how strongly."""
    actor.must(Permission.DOCUMENT_REQUIRE)
    kind = session.get(DocumentType, given.type_id)
    if kind is None:
        raise Invalid(N_("Choose the type of the document."), field="type_id")
    if given.category_id is not None and session.get(Category, given.category_id) is None:
        raise Invalid(N_("Choose a category of the list."), field="category_id")
    cell = session.scalars(
        select(Requirement).where(
            Requirement.type_id == given.type_id, Requirement.scope == given.scope
        )
    ).one_or_none()
    if cell is None:
        cell = Requirement(**asdict(given), scope=given.scope)
        session.add(cell)
    changes = changed_level(cell, given.level)
    record(
        session, actor, RequirementSet(None, cell.id, kind.code, given.scope, given.level), changes
    )
    return cell


def changed_level(cell: Requirement, level: RequirementLevel) -> dict[str, list[object]]:
    """Set a cell's level and return what that changed, for the trail."""
    before = cell.level
    cell.level = level
    return {} if before is level else {"level": [before.value, level.value]}


def remove_requirement(session: Session, actor: Actor, cell: Requirement) -> None:
    """No longer require a type from whoever the cell is about."""
    actor.must(Permission.DOCUMENT_REQUIRE)
    kind = session.get_one(DocumentType, cell.type_id)
    session.delete(cell)
    record(session, actor, RequirementRemoved(None, cell.id, kind.code, cell.scope))


def install_catalogue(session: Session, actor: Actor) -> int:
    """Add those ready-made types and requirements that are not there yet; return how many types.

    Requirements come only with a type that is new: what a brand removed does not come back.
    """
    actor.must(Permission.DOCUMENT_REQUIRE)
    known = set(session.scalars(select(DocumentType.code)))
    fresh = {
        offer.code: DocumentType(**asdict(TypeInput(**asdict(offer))))
        for offer in TYPES
        if offer.code not in known
    }
    session.add_all(fresh.values())
    cells = [
        RequirementInput(fresh[code].id, level, market=market)
        for code, market, level in REQUIREMENTS
        if code in fresh
    ]
    session.add_all(Requirement(**asdict(cell), scope=cell.scope) for cell in cells)
    if fresh:
        first = next(iter(fresh.values()))
        record(session, actor, CatalogueInstalled(None, first.id, len(fresh), len(cells)))
    return len(fresh)
