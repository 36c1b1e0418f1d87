"""The form that asks for an inspection: a lot that is known, or one registered with it."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.operations.booking import book_inspection
from inspections.lot_inspections.queries.finding import supplier_of, types_to_book
from inspections.lot_inspections.queries.gating import gate_of
from inspections.lot_inspections.rules import InspectionType
from inspections.lot_inspections.rules.booking import TYPE_WORDS
from portal.core.clock import today
from portal.core.documents.queries.choosing import suppliers_to_choose
from portal.core.errors import Invalid
from portal.core.i18n import N_, say
from portal.core.permissions import Permission
from portal.core.products.queries import products_to_choose
from portal.core.suppliers.models import Supplier
from portal.core.suppliers.queries.finding import find_supplier, own_supplier, sites_of
from portal.core.traceability.models import Lot
from portal.core.traceability.operations import register_lot
from portal.core.traceability.queries import find_lot, lots_to_choose
from portal.web.choices import options
from portal.web.inspections.blueprint import bp
from portal.web.inspections.forms import BookForm
from portal.web.language import gettext, number
from portal.web.numbers import whole
from portal.web.request import db, locale, me, needs


@bp.get("/new")
@needs(Permission.INSPECTION_BOOK)
def new() -> ResponseReturnValue:
    """Show the empty form; the brand says first for which supplier."""
    lot = _lot_asked_for()
    supplier = _supplier(lot)
    if supplier is None:
        words = request.args.get("q", "").strip()[:100]
        found = suppliers_to_choose(db(), me(), words, limit=100)
        return render_template("inspections/new_for.html", suppliers=found, words=words)
    at_hand: dict[str, object] = {"type": InspectionType.PRE_SHIPMENT.value}
    if lot is not None:
        at_hand |= {"lot_id": lot.id, "order_lines": lot.order_lines}
    return _page(supplier, BookForm(formdata=None, data=at_hand))


@bp.post("/new")
@needs(Permission.INSPECTION_BOOK)
def book() -> ResponseReturnValue:
    """Book it, with the lot if that is new; or show the form again with what is not right."""
    form, supplier = BookForm(), _supplier(None)
    if supplier is None:
        raise Invalid(N_("Choose the supplier first."))
    if form.validate() and _is_known_type(form):
        try:
            inspection = _book(supplier, form)
            flash(say(locale(), N_("Booked: %(number)s."), number=inspection.number))
            return redirect(f"/inspections/{inspection.id}", 303)
        except Invalid as error:
            form.blame(error)
    return _page(supplier, form), 422


def _book(supplier: Supplier, form: BookForm) -> Inspection:
    lot = _new_lot(supplier, form) if form.is_new_lot else find_lot(db(), me(), form.lot_id.data)
    return book_inspection(db(), me(), form.to_input(supplier.id, lot.id, lot.quantity))


def _new_lot(supplier: Supplier, form: BookForm) -> Lot:
    try:
        return register_lot(db(), me(), supplier.id, form.to_lot())
    except Invalid as error:
        if error.field == "quantity":
            error.field = "lot_quantity"
        raise


def _is_known_type(form: BookForm) -> bool:
    known = form.type.data in set(InspectionType)
    if not known:
        form.blame(Invalid(N_("Choose the type of inspection."), field="type"))
    return known


def _lot_asked_for() -> Lot | None:
    asked = whole(request.args.get("lot"))
    return None if asked is None else find_lot(db(), me(), asked)


def _supplier(lot: Lot | None) -> Supplier | None:
    """Return whose goods are booked: one's own, the lot's, or the one that was chosen."""
    if me().is_supplier:
        return own_supplier(db(), me())
    if lot is not None:
        return supplier_of(db(), me(), lot)
    code = request.values.get("supplier", "")
    return find_supplier(db(), me(), code) if code else None


def _page(supplier: Supplier, form: BookForm) -> str:
    lots = lots_to_choose(db(), me(), supplier.id)
    products = products_to_choose(db(), me(), supplier.id)
    sites = [site for site in sites_of(db(), me(), supplier) if site.is_active]
    language = locale()
    form.lot_id.choices = options(
        [
            ("", gettext("A new lot: enter it below")),
            *(
                (str(lot.id), " · ".join((lot.number, lot.sku, number(lot.quantity))))
                for lot in lots
            ),
        ]
    )
    form.product_id.choices = options(
        [
            ("", gettext("Choose the product")),
            *((str(key), f"{sku} · {name.in_(language)}") for key, sku, name in products),
        ]
    )
    form.site_id.choices = options(
        [
            ("", gettext("Not said")),
            *((str(site.id), site.name.in_(language) or site.code) for site in sites),
        ]
    )
    form.type.choices = options(
        [(kind.value, TYPE_WORDS[kind]) for kind in types_to_book(db(), me(), supplier.id)]
    )
    return render_template(
        "inspections/new.html",
        supplier=supplier,
        form=form,
        gate=gate_of(db(), supplier.id, today()),
        has_goods=bool(lots or products),
        today=today(),
    )
