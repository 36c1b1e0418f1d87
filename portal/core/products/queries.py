"""Finding products, their makers and specifications."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, or_, select, true
from sqlalchemy.orm import Session, selectinload

from portal.core.actor import Actor
from portal.core.db import containing
from portal.core.errors import NotFound
from portal.core.i18n import Bilingual
from portal.core.permissions import Permission
from portal.core.products.models import Product, ProductSource, SpecificationVersion
from portal.core.products.rules import SpecificationState, Wanted, is_gtin, same_gtins
from portal.core.suppliers.models import Category, Supplier


def within_makers(actor: Actor) -> ColumnElement[bool]:
    """Return the condition that narrows products to those the actor's supplier makes."""
    if actor.supplier_id is None:
        return true()
    return exists().where(
        ProductSource.product_id == Product.id, ProductSource.supplier_id == actor.supplier_id
    )


def find_product(session: Session, actor: Actor, sku: str) -> Product:
    """Return a product with its category, or refuse as if it did not exist."""
    actor.must(Permission.PRODUCT_READ, actor.supplier_id)
    product = session.scalar(
        select(Product)
        .where(Product.sku == sku, within_makers(actor))
        .options(selectinload(Product.category))
    )
    if product is None:
        raise NotFound
    return product


def is_there(session: Session, actor: Actor, product: Product) -> bool:
    """Return whether the page of a product is there for the actor.

    A lot stays with its supplier when the product is taken away.
    """
    return (
        session.scalar(select(Product.id).where(Product.id == product.id, within_makers(actor)))
        is not None
    )


@dataclass(frozen=True)
class ProductFilter:
    """What somebody wants to see of the list."""

    text: str = ""
    category_id: int | None = None
    supplier_id: int | None = None
    is_active: bool | None = None
    sort: str = "sku"


@dataclass(frozen=True)
class ProductLine:
    """One line of the list."""

    id: int
    sku: str
    name: Bilingual
    category: Bilingual | None
    gtin: str | None
    unit: str
    is_active: bool
    makers: int
    """How many suppliers make it, as far as the reader reaches."""
    specification: int | None
    """Number of the version in force."""


_Lines = Select[*tuple[Any, ...]]

SORTS: dict[str, Any] = {
    "sku": Product.sku,
    "name": func.coalesce(func.nullif(Product.name_en, ""), Product.name_zh),
    "name_zh": func.coalesce(func.nullif(Product.name_zh, ""), Product.name_en),
    "created": Product.id,
}


def count_products(session: Session, actor: Actor, wanted: ProductFilter) -> int:
    """Return how many products fit."""
    actor.must(Permission.PRODUCT_READ, actor.supplier_id)
    return session.scalar(_narrowed(select(func.count(Product.id)), actor, wanted)) or 0


def list_products(
    session: Session, actor: Actor, wanted: ProductFilter, *, begin: int = 0, limit: int = 50
) -> list[ProductLine]:
    """Return the lines from `begin` on, at most `limit` of them."""
    actor.must(Permission.PRODUCT_READ, actor.supplier_id)
    key = SORTS.get(wanted.sort.removeprefix("-"), Product.sku)
    order = (key.desc(), Product.id.desc()) if wanted.sort.startswith("-") else (key, Product.id)
    cut = _narrowed(select(Product.id), actor, wanted).order_by(*order).offset(begin).limit(limit)
    makers = (
        select(func.count())
        .select_from(ProductSource)
        .where(ProductSource.product_id == Product.id)
        .where(_own(actor))
        .scalar_subquery()
    )
    in_force = (
        select(SpecificationVersion.number)
        .where(SpecificationVersion.product_id == Product.id)
        .where(SpecificationVersion.state == SpecificationState.PUBLISHED)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Product.id, Product.sku, Product.name_en, Product.name_zh, Product.gtin, Product.unit,
            Product.is_active, Category.name_en.label("kind_en"), Category.name_zh.label("kind_zh"),
            makers.label("makers"), in_force.label("in_force"),
        )
        .outerjoin(Category, Category.id == Product.category_id)
        .where(Product.id.in_(cut))
        .order_by(*order)
    )  # fmt: skip
    return [
        ProductLine(
            row.id, row.sku, Bilingual(row.name_en, row.name_zh),
            Bilingual(row.kind_en, row.kind_zh) if row.kind_en is not None else None,
            row.gtin, row.unit, row.is_active, row.makers, row.in_force,
        )
        for row in rows
    ]  # fmt: skip


def _own(actor: Actor) -> ColumnElement[bool]:
    return true() if actor.supplier_id is None else ProductSource.supplier_id == actor.supplier_id


def _narrowed(query: _Lines, actor: Actor, wanted: ProductFilter) -> _Lines:
    query = query.where(within_makers(actor))
    if wanted.text:
        like = containing(wanted.text)
        columns = (Product.sku, Product.name_en, Product.name_zh, Product.gtin)
        fits = [func.lower(column).like(like, escape="\\") for column in columns]
        if is_gtin(wanted.text):
            fits.append(Product.gtin.in_(same_gtins(wanted.text)))
        query = query.where(or_(*fits))
    if wanted.category_id is not None:
        query = query.where(Product.category_id == wanted.category_id)
    if wanted.supplier_id is not None:
        made = exists().where(
            ProductSource.product_id == Product.id,
            ProductSource.supplier_id == wanted.supplier_id,
            _own(actor),
        )
        query = query.where(made)
    if wanted.is_active is not None:
        query = query.where(Product.is_active == wanted.is_active)
    return query


def products_to_choose(
    session: Session, actor: Actor, supplier_id: int | None = None
) -> list[tuple[int, str, Bilingual]]:
    """Return id, SKU and name of the products in use, of one supplier if asked."""
    actor.must(Permission.PRODUCT_READ, actor.supplier_id)
    wanted = ProductFilter(supplier_id=supplier_id, is_active=True)
    query = select(Product.id, Product.sku, Product.name_en, Product.name_zh)
    rows = session.execute(_narrowed(query, actor, wanted).order_by(Product.sku))
    return [(row.id, row.sku, Bilingual(row.name_en, row.name_zh)) for row in rows]


@dataclass(frozen=True)
class Maker:
    """A supplier that makes a product."""

    supplier_id: int
    code: str
    name: Bilingual
    supplier_sku: str


def makers_of(session: Session, actor: Actor, product: Product) -> list[Maker]:
    """Return who makes a product; a supplier sees only itself."""
    actor.must(Permission.PRODUCT_READ, actor.supplier_id)
    rows = session.execute(
        select(
            Supplier.id, Supplier.code, Supplier.name_en, Supplier.name_zh,
            ProductSource.supplier_sku,
        )
        .join(ProductSource, ProductSource.supplier_id == Supplier.id)
        .where(ProductSource.product_id == product.id, _own(actor))
        .order_by(Supplier.code)
    )  # fmt: skip
    return [
        Maker(row.id, row.code, Bilingual(row.name_en, row.name_zh), row.supplier_sku)
        for row in rows
    ]


def published_specification(session: Session, product_id: int) -> SpecificationVersion | None:
    """Return the version in force with its characteristics, if there is one."""
    return session.scalar(
        select(SpecificationVersion)
        .where(
            SpecificationVersion.product_id == product_id,
            SpecificationVersion.state == SpecificationState.PUBLISHED,
        )
        .options(selectinload(SpecificationVersion.characteristics))
    )


def find_specification(
    session: Session, actor: Actor, product: Product, number: int
) -> SpecificationVersion:
    """Return one version with its characteristics; a supplier sees no drafts."""
    actor.must(Permission.PRODUCT_READ, actor.supplier_id)
    version = session.scalar(
        select(SpecificationVersion)
        .where(SpecificationVersion.product_id == product.id)
        .where(SpecificationVersion.number == number)
        .options(selectinload(SpecificationVersion.characteristics))
    )
    if version is None or (actor.is_supplier and version.state is SpecificationState.DRAFT):
        raise NotFound
    return version


def specifications_of(
    session: Session, actor: Actor, product: Product
) -> Sequence[SpecificationVersion]:
    """Return a product's versions, newest first; a supplier sees no drafts."""
    actor.must(Permission.PRODUCT_READ, actor.supplier_id)
    own = select(SpecificationVersion).where(SpecificationVersion.product_id == product.id)
    if actor.is_supplier:
        own = own.where(SpecificationVersion.state != SpecificationState.DRAFT)
    return session.scalars(own.order_by(SpecificationVersion.number.desc())).all()


def wanted_by(version: SpecificationVersion) -> list[Wanted]:
    """Return a version's characteristics as plain values, for comparing."""
    names = Wanted.__dataclass_fields__
    return [
        Wanted(**{name: getattr(line, name) for name in names}) for line in version.characteristics
    ]
