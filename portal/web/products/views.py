"""The list of products, the page of one, and who makes it."""

from itertools import chain

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.core.documents.queries.choosing import suppliers_to_choose
from portal.core.errors import Invalid, Outpaced
from portal.core.i18n import N_
from portal.core.permissions import Permission as P
from portal.core.products.models import Product
from portal.core.products.operations import (
    add_product,
    edit_product,
    export_products,
    source_product,
    unsource_product,
)
from portal.core.products.queries import (
    ProductFilter,
    count_products,
    find_product,
    list_products,
    makers_of,
    published_specification,
    specifications_of,
)
from portal.core.suppliers.queries.finding import find_supplier
from portal.core.traceability.queries import LotFilter, count_lots, list_lots
from portal.web.conflicts import differences
from portal.web.downloads import table_file
from portal.web.forms import seen_revision
from portal.web.language import gettext
from portal.web.limits import costly
from portal.web.numbers import whole
from portal.web.paging import PAGE_ROWS, address, page_of
from portal.web.products.forms import ProductForm, SourceForm
from portal.web.request import acts, db, locale, me, needs
from portal.web.suppliers.views import category_choices

bp = Blueprint("products", __name__, url_prefix="/products")

RECENT_LOTS = 10
IN_USE = {"yes": True, "no": False}


@bp.get("")
@needs(P.PRODUCT_READ)
def products() -> ResponseReturnValue:
    """List the products; a supplier sees those it makes."""
    wanted = asked()
    page = page_of(count_products(db(), me(), wanted))
    begin = (page.number - 1) * PAGE_ROWS
    return render_template(
        "products/list.html",
        lines=list_products(db(), me(), wanted, begin=begin),
        page=page,
        wanted=wanted,
        address=address,
        categories=category_choices(),
    )


@bp.get("/export.<any(csv, xlsx):kind>")
@costly
@needs(P.PRODUCT_READ)
@acts
def export(kind: str) -> ResponseReturnValue:
    """Give the filtered list as a file; that it was taken is written down."""
    heads = (
        N_("SKU"), N_("Name in English"), N_("Name in Chinese"), N_("Category"),
        N_("Unit of quantity"), N_("GTIN"), N_("Specification"), N_("Still made"),
    )  # fmt: skip
    body = (
        (
            line.sku, line.name.en, line.name.zh,
            line.category.in_(locale()) if line.category else "", line.unit, line.gtin or "",
            line.specification or "", gettext("yes") if line.is_active else gettext("no"),
        )
        for line in export_products(db(), me(), asked(), kind)
    )  # fmt: skip
    return table_file("products", kind, chain([[gettext(head) for head in heads]], body))


def asked() -> ProductFilter:
    """Return the filter that the address says; what is unknown filters nothing."""
    given = request.args
    return ProductFilter(
        text=given.get("q", "").strip()[:100],
        category_id=whole(given.get("category")),
        is_active=IN_USE.get(given.get("made", "")),
        sort=given.get("sort", "sku")[:20],
    )


@bp.get("/new")
@needs(P.PRODUCT_EDIT)
def new() -> ResponseReturnValue:
    """Ask for a new product."""
    return _edit_page(_form(), None)


@bp.post("/new")
@needs(P.PRODUCT_EDIT)
def add() -> ResponseReturnValue:
    """Add a product."""
    form = _form()
    if form.validate():
        try:
            product = add_product(db(), me(), form.to_input())
        except Invalid as error:
            form.blame(error)
        else:
            flash(gettext("The product is here. Now say who makes it and what it must be like."))
            return redirect(f"/products/{product.sku}", 303)
    return _edit_page(form, None), 422


@bp.get("/<sku>")
@needs(P.PRODUCT_READ)
def show(sku: str) -> ResponseReturnValue:
    """Show what a product is, who makes it, and its newest lots."""
    return _product_page(find_product(db(), me(), sku), _source_form())


@bp.get("/<sku>/edit")
@needs(P.PRODUCT_EDIT)
def edit(sku: str) -> ResponseReturnValue:
    """Ask what is to change."""
    product = find_product(db(), me(), sku)
    return _edit_page(_form(data={**_told(product), "revision": product.revision}), product)


@bp.post("/<sku>/edit")
@needs(P.PRODUCT_EDIT)
def change(sku: str) -> ResponseReturnValue:
    """Change what is said of a product."""
    product, form = find_product(db(), me(), sku), _form()
    if not form.validate():
        return _edit_page(form, product), 422
    try:
        edit_product(db(), me(), product, form.to_input(), seen_revision(form.revision.data))
    except Invalid as error:
        form.blame(error)
        return _edit_page(form, product), 422
    except Outpaced:
        compared = differences(form, _told(product))
        form.revision.data = str(product.revision)
        return _edit_page(form, product, compared), 409
    flash(gettext("Saved."))
    return redirect(f"/products/{product.sku}", 303)


@bp.post("/<sku>/suppliers")
@needs(P.PRODUCT_EDIT)
def source(sku: str) -> ResponseReturnValue:
    """Let a supplier make the product."""
    product, form = find_product(db(), me(), sku), _source_form()
    if form.validate():
        try:
            supplier = find_supplier(db(), me(), form.supplier.data)
            source_product(db(), me(), product, supplier, form.supplier_sku.data or "")
        except Invalid as error:
            form.blame(error)
        else:
            flash(gettext("The supplier sees the product from now on."))
            return redirect(f"/products/{product.sku}", 303)
    return _product_page(product, form), 422


@bp.post("/<sku>/suppliers/<code>/remove")
@needs(P.PRODUCT_EDIT)
def unsource(sku: str, code: str) -> ResponseReturnValue:
    """Take the product away from a supplier."""
    product, supplier = find_product(db(), me(), sku), find_supplier(db(), me(), code)
    unsource_product(db(), me(), product, supplier.id)
    flash(gettext("The supplier makes it no more."))
    return redirect(f"/products/{product.sku}", 303)


def _form(data: dict[str, object] | None = None) -> ProductForm:
    form = ProductForm(data=data) if data is not None else ProductForm()
    form.offer(category_choices())
    return form


def _source_form() -> SourceForm:
    form = SourceForm()
    offered = suppliers_to_choose(db(), me()) if me().may(P.PRODUCT_EDIT) else []
    form.supplier.choices = [(each.code, each.name.in_(locale())) for each in offered]
    return form


def _told(product: Product) -> dict[str, object]:
    """Return what is said of a product, as its form holds it."""
    names = ("sku", "name_en", "name_zh", "category_id", "unit", "gtin", "is_active")
    return {name: getattr(product, name) for name in names}


def _edit_page(form: ProductForm, product: Product | None, compared: object = None) -> str:
    return render_template("products/edit.html", form=form, product=product, compared=compared)


def _product_page(product: Product, form: SourceForm) -> str:
    lots = LotFilter(product_id=product.id)
    return render_template(
        "products/show.html",
        product=product,
        form=form,
        makers=makers_of(db(), me(), product),
        versions=specifications_of(db(), me(), product),
        in_force=published_specification(db(), product.id),
        lots=list_lots(db(), me(), lots, limit=RECENT_LOTS),
        lot_count=count_lots(db(), me(), lots),
    )
