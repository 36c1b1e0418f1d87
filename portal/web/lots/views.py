"""The list of lots, the page of one, and registering a new one."""

from itertools import chain
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.core.documents.queries.choosing import Choice, suppliers_to_choose
from portal.core.errors import Invalid, Outpaced
from portal.core.i18n import N_
from portal.core.nonconformities.queries.finding import nonconformities_of_lot
from portal.core.permissions import Permission as P
from portal.core.products.queries import find_product, is_there, products_to_choose
from portal.core.suppliers.models import Supplier
from portal.core.suppliers.queries.finding import find_supplier, own_supplier, sites_of
from portal.core.traceability.models import Lot
from portal.core.traceability.operations import edit_lot, export_lots, register_lot
from portal.core.traceability.queries import LotFilter, count_lots, find_lot, list_lots
from portal.core.traceability.queries.holding import held_lots
from portal.core.traceability.rules import KINDS
from portal.web.choices import options
from portal.web.conflicts import differences
from portal.web.downloads import table_file
from portal.web.forms import seen_revision
from portal.web.inspections.at_home import inspections_of_lot
from portal.web.language import gettext
from portal.web.limits import costly
from portal.web.lots.forms import LotForm
from portal.web.paging import PAGE_ROWS, address, page_of
from portal.web.request import acts, db, locale, me, needs

bp = Blueprint("lots", __name__, url_prefix="/lots")


@bp.get("")
@needs(P.LOT_READ)
def lots() -> ResponseReturnValue:
    """List the lots."""
    wanted = _asked()
    page = page_of(count_lots(db(), me(), wanted))
    return render_template(
        "lots/list.html",
        lines=list_lots(db(), me(), wanted, begin=(page.number - 1) * PAGE_ROWS),
        page=page,
        wanted=wanted,
        address=address,
        suppliers=[(each.code, each.name.in_(locale())) for each in _suppliers()],
        products=[(sku, name.in_(locale())) for _, sku, name in products_to_choose(db(), me())],
    )


@bp.get("/export.<any(csv, xlsx):kind>")
@costly
@needs(P.LOT_READ)
@acts
def export(kind: str) -> ResponseReturnValue:
    """Give the filtered list as a file; that it was taken is written down."""
    heads = (
        N_("Lot number"), N_("SKU"), N_("Product"), N_("Supplier"), N_("Quantity"),
        N_("Unit of quantity"), N_("Made on"), N_("Order lines"),
    )  # fmt: skip
    language = locale()
    body = (
        (
            line.number, line.sku, line.product.in_(language), line.supplier.in_(language),
            line.quantity, line.unit, line.produced_on or "", line.order_lines,
        )
        for line in export_lots(db(), me(), _asked(), kind)
    )  # fmt: skip
    return table_file("lots", kind, chain([[gettext(head) for head in heads]], body))


def _asked() -> LotFilter:
    """Return the filter that the address says; what is not there finds nothing."""
    given = request.args
    supplier, product = given.get("supplier", ""), given.get("product", "")
    return LotFilter(
        text=given.get("q", "").strip()[:300],
        supplier_id=find_supplier(db(), me(), supplier).id if supplier else None,
        product_id=find_product(db(), me(), product).id if product else None,
        sort=given.get("sort", "-registered")[:20],
    )


@bp.get("/new")
@needs(P.LOT_EDIT)
def new() -> ResponseReturnValue:
    """Ask for a new lot."""
    supplier = _supplier()
    form = _form(supplier)
    asked = request.args.get("product", "")
    if asked and supplier is not None:
        form.product_id.data = find_product(db(), me(), asked).id
    return render_template("lots/new.html", form=form, supplier=supplier)


@bp.post("/new")
@needs(P.LOT_EDIT)
def add() -> ResponseReturnValue:
    """Register a lot."""
    supplier = _supplier()
    form = _form(supplier)
    if supplier is not None and form.validate():
        try:
            lot = register_lot(db(), me(), supplier.id, form.to_input())
        except Invalid as error:
            form.blame(error)
        else:
            flash(gettext("The lot is registered."))
            return redirect(f"/lots/{lot.id}", 303)
    return render_template("lots/new.html", form=form, supplier=supplier), 422


@bp.get("/<int:lot_id>")
@needs(P.LOT_READ)
def show(lot_id: int) -> ResponseReturnValue:
    """Show a lot."""
    lot = find_lot(db(), me(), lot_id)
    return render_template(
        "lots/show.html",
        lot=lot,
        inspections=_inspections(lot),
        kinds=KINDS,
        found=nonconformities_of_lot(db(), me(), lot) if _may_read_found() else [],
        is_held=bool(held_lots(db(), [lot.id])),
        **_around(lot),
    )


@bp.get("/<int:lot_id>/edit")
@needs(P.LOT_EDIT)
def edit(lot_id: int) -> ResponseReturnValue:
    """Ask what is to change."""
    lot = find_lot(db(), me(), lot_id)
    form = LotForm(formdata=None, data={**_told(lot), "revision": lot.revision})
    return _edit_page(_offer(form, _around(lot)["supplier"]), lot)


@bp.post("/<int:lot_id>/edit")
@needs(P.LOT_EDIT)
def change(lot_id: int) -> ResponseReturnValue:
    """Change what is said of a lot."""
    lot = find_lot(db(), me(), lot_id)
    form = _offer(LotForm(), _around(lot)["supplier"])
    form.supplier.data, form.product_id.data = lot.supplier.code, lot.product_id
    form.number.data = lot.number
    if not form.validate():
        return _edit_page(form, lot), 422
    try:
        edit_lot(db(), me(), lot, form.to_input(), seen_revision(form.revision.data))
    except Invalid as error:
        form.blame(error)
        return _edit_page(form, lot), 422
    except Outpaced:
        compared = differences(form, _told(lot))
        form.revision.data = str(lot.revision)
        return _edit_page(form, lot, compared), 409
    flash(gettext("Saved."))
    return redirect(f"/lots/{lot.id}", 303)


def _inspections(lot: Lot) -> object:
    """Return the inspections of a lot in the reader's sight, the newest first."""
    if not me().may(P.INSPECTION_SEE, lot.supplier_id):
        return []
    return inspections_of_lot(lot.id)


def _may_read_found() -> bool:
    return me().may(P.NONCONFORMITY_READ, me().supplier_id)


def _suppliers() -> list[Choice]:
    return [] if me().is_supplier else suppliers_to_choose(db(), me())


def _supplier() -> Supplier | None:
    """Return whose lot it will be: one's own company's, or the one that the address names."""
    if me().is_supplier:
        return own_supplier(db(), me())
    code = request.values.get("supplier", "")
    return find_supplier(db(), me(), code) if code else None


def _form(supplier: Supplier | None) -> LotForm:
    return _offer(LotForm(), supplier)


def _offer(form: LotForm, supplier: Supplier | None) -> LotForm:
    """Offer what belongs to the supplier; without one, the suppliers."""
    language = locale()
    nothing = ("", "—")
    if supplier is None:
        named = ((each.code, each.name.in_(language)) for each in _suppliers())
        form.supplier.choices = options([nothing, *named])
        form.product_id.choices = form.site_id.choices = options([nothing])
        return form
    form.supplier.choices = options([(supplier.code, supplier.name.in_(language))])
    form.supplier.data = supplier.code
    products = products_to_choose(db(), me(), supplier.id)
    form.product_id.choices = options(
        (key, f"{name.in_(language)} · {sku}") for key, sku, name in products
    )
    sites = sites_of(db(), me(), supplier)
    named_sites = ((site.id, site.name.in_(language) or site.code) for site in sites)
    form.site_id.choices = options([nothing, *named_sites])
    return form


def _around(lot: Lot) -> dict[str, Any]:
    """Return what a lot's page names beside it."""
    sites = {site.id: site for site in sites_of(db(), me(), lot.supplier)}
    return {
        "supplier": lot.supplier,
        "site": sites.get(lot.site_id) if lot.site_id else None,
        "has_product_page": is_there(db(), me(), lot.product),
    }


def _told(lot: Lot) -> dict[str, object]:
    names = ("number", "quantity", "site_id", "produced_on", "order_lines", "product_id")
    return {name: getattr(lot, name) for name in names}


def _edit_page(form: LotForm, lot: Lot, compared: object = None) -> str:
    return render_template("lots/edit.html", form=form, lot=lot, compared=compared)
