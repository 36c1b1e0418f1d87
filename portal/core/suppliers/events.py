"""What can have happened to a supplier."""

from dataclasses import dataclass, field
from datetime import date

from portal.core.events import PERSONAL, Event
from portal.core.suppliers.rules import SupplierState, Tier


@dataclass(frozen=True)
class SupplierAdded(Event, name="supplier.added"):
    code: str


@dataclass(frozen=True)
class SupplierEdited(Event, name="supplier.edited"):
    pass


@dataclass(frozen=True)
class SupplierMoved(Event, name="supplier.moved"):
    before: SupplierState
    after: SupplierState
    reason: str
    until: date | None = None


@dataclass(frozen=True)
class SuppliersMerged(Event, name="supplier.merged"):
    created: int
    updated: int
    unchanged: int


@dataclass(frozen=True)
class SuppliersExported(Event, name="supplier.exported"):
    kind: str
    lines: int


@dataclass(frozen=True)
class SiteAdded(Event, name="site.added"):
    code: str


@dataclass(frozen=True)
class SiteEdited(Event, name="site.edited"):
    pass


@dataclass(frozen=True)
class SiteRemoved(Event, name="site.removed"):
    code: str


@dataclass(frozen=True)
class ContactAdded(Event, name="contact.added"):
    contact_name: str = field(metadata=PERSONAL)


@dataclass(frozen=True)
class ContactEdited(Event, name="contact.edited"):
    contact_name: str = field(metadata=PERSONAL)


@dataclass(frozen=True)
class ContactRemoved(Event, name="contact.removed"):
    contact_name: str = field(metadata=PERSONAL)


@dataclass(frozen=True)
class CategoryAdded(Event, name="category.added"):
    code: str


@dataclass(frozen=True)
class CategoryEdited(Event, name="category.edited"):
    pass


@dataclass(frozen=True)
class CategoryRemoved(Event, name="category.removed"):
    code: str


@dataclass(frozen=True)
class SupplierTiered(Event, name="supplier.tiered"):
    before: Tier | None
    after: Tier
    proposed: Tier | None
    reason: str
    requalify_on: date | None
