"""What can have happened to products and what they must be like."""

from dataclasses import dataclass

from portal.core.events import Event


@dataclass(frozen=True)
class ProductAdded(Event, name="product.added"):
    sku: str


@dataclass(frozen=True)
class ProductEdited(Event, name="product.edited"):
    pass


@dataclass(frozen=True)
class ProductSourced(Event, name="product.sourced"):
    sku: str
    supplier_sku: str


@dataclass(frozen=True)
class ProductUnsourced(Event, name="product.unsourced"):
    sku: str


@dataclass(frozen=True)
class ProductsMerged(Event, name="product.merged"):
    created: int
    updated: int
    unchanged: int


@dataclass(frozen=True)
class SpecificationDrafted(Event, name="specification.drafted"):
    product_id: int
    number: int


@dataclass(frozen=True)
class SpecificationEdited(Event, name="specification.edited"):
    number: int
    characteristic: str


@dataclass(frozen=True)
class SpecificationPublished(Event, name="specification.published"):
    product_id: int
    number: int
    characteristics: int


@dataclass(frozen=True)
class ProductsExported(Event, name="product.exported"):
    kind: str
    lines: int
