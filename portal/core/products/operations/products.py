"""Adding products, and saying who makes them."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from portal.core.actor import Actor
from portal.core.audit.operations import changed, record
from portal.core.errors import Invalid, Outpaced
from portal.core.i18n import N_
from portal.core.numbering import new_code
from portal.core.permissions import Permission
from portal.core.products.events import (
    ProductAdded,
    ProductEdited,
    ProductSourced,
    ProductUnsourced,
)
from portal.core.products.models import Product, ProductSource
from portal.core.products.rules import is_gtin
from portal.core.suppliers.models import Category, Supplier
from portal.core.suppliers.rules import is_code

NO_GTIN = N_("This is not a GTIN: 8, 12, 13 or 14 digits, of which the last fits the others.")


@dataclass(frozen=True)
class ProductInput:
    """What a form or a program says of a product."""

    sku: str = ""
    """Given by the brand, else made up; it stays for good."""
    name_en: str = ""
    name_zh: str = ""
    category_id: int | None = None
    unit: str = "pcs"
    gtin: str = ""
    is_active: bool = True


def add_product(session: Session, actor: Actor, given: ProductInput) -> Product:
    """Add a product that suppliers can make lots of."""
    actor.must(Permission.PRODUCT_EDIT)
    sku = given.sku.strip().upper() or new_code("P")
    if not is_code(sku):
        raise Invalid(N_("A SKU has letters and digits, then also - . _ in it."), field="sku")
    if session.scalar(select(Product.id).where(Product.sku == sku)) is not None:
        raise Invalid(N_("There is a product %(sku)s already."), field="sku", sku=sku)
    product = Product(sku=sku, **_checked(session, given, None))
    session.add(product)
    session.flush()
    record(session, actor, ProductAdded(None, product.id, sku))
    return product


def edit_product(
    session: Session, actor: Actor, product: Product, given: ProductInput, revision: int
) -> None:
    """Change what is said of a product; raises Outpaced if somebody changed it since."""
    actor.must(Permission.PRODUCT_EDIT)
    if product.revision != revision:
        raise Outpaced(N_("Somebody else changed this product since you opened it."))
    for name, value in _checked(session, given, product).items():
        setattr(product, name, value)
    record(session, actor, ProductEdited(None, product.id), changed(product))


def source_product(
    session: Session, actor: Actor, product: Product, supplier: Supplier, supplier_sku: str = ""
) -> ProductSource:
    """Let a supplier make a product; from now on the supplier sees it."""
    actor.must(Permission.PRODUCT_EDIT)
    if _source(session, product, supplier.id) is not None:
        raise Invalid(N_("This supplier makes the product already."), field="supplier")
    source = ProductSource(
        supplier_id=supplier.id, product_id=product.id, supplier_sku=supplier_sku.strip()[:60]
    )
    session.add(source)
    happened = ProductSourced(supplier.id, product.id, product.sku, source.supplier_sku)
    record(session, actor, happened)
    return source


def unsource_product(session: Session, actor: Actor, product: Product, supplier_id: int) -> None:
    """Take a product away from a supplier; its lots stay."""
    actor.must(Permission.PRODUCT_EDIT)
    source = _source(session, product, supplier_id)
    if source is None:
        raise Invalid(N_("This supplier does not make the product."), field="supplier")
    session.delete(source)
    record(session, actor, ProductUnsourced(supplier_id, product.id, product.sku))


def _source(session: Session, product: Product, supplier_id: int) -> ProductSource | None:
    return session.scalar(
        select(ProductSource).where(
            ProductSource.product_id == product.id, ProductSource.supplier_id == supplier_id
        )
    )


def _checked(session: Session, given: ProductInput, product: Product | None) -> dict[str, Any]:
    """Return the columns; raises Invalid for what cannot be."""
    if not given.name_en.strip() and not given.name_zh.strip():
        sentence = N_("Give the product a name in at least one language.")
        raise Invalid(sentence, field="name_en")
    if given.category_id is not None and session.get(Category, given.category_id) is None:
        raise Invalid(N_("There is no such category."), field="category_id")
    return {
        "name_en": given.name_en.strip(),
        "name_zh": given.name_zh.strip(),
        "category_id": given.category_id,
        "unit": given.unit.strip() or "pcs",
        "gtin": _gtin(session, given.gtin, product),
        "is_active": given.is_active,
    }


def _gtin(session: Session, text: str, product: Product | None) -> str | None:
    gtin = text.replace(" ", "").replace("-", "")
    if not gtin:
        return None
    if not is_gtin(gtin):
        raise Invalid(NO_GTIN, field="gtin")
    other = session.scalar(select(Product).where(Product.gtin == gtin))
    if other is not None and other is not product:
        sentence = N_("Product %(sku)s has this GTIN already.")
        raise Invalid(sentence, field="gtin", sku=other.sku)
    return gtin
