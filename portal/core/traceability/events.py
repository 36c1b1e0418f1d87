"""What can have happened to goods."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True)
class LotRegistered(Event, name="lot.registered"):
    number: str
    product_id: int
    quantity: int


@dataclass(frozen=True)
class LotEdited(Event, name="lot.edited"):
    number: str


@dataclass(frozen=True)
class LotsMerged(Event, name="lot.merged"):
    created: int
    updated: int
    unchanged: int


@dataclass(frozen=True)
class LotsExported(Event, name="lot.exported"):
    kind: str
    lines: int
