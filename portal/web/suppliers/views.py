"""The list of suppliers and the page of one."""

from itertools import chain

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.core.clock import today
from portal.core.documents.queries.standings import proof_of
from portal.core.errors import Invalid
from portal.core.i18n import N_
from portal.core.permissions import Permission as P
from portal.core.suppliers.models import Supplier
from portal.core.suppliers.operations import add_supplier, edit_supplier, export_suppliers
from portal.core.suppliers.operations.companies import is_settled
from portal.core.suppliers.queries import (
    SupplierFilter,
    all_categories,
    contacts_of,
    count_suppliers,
    count_suppliers_by_state,
    find_supplier,
    list_suppliers,
    own_supplier,
    sites_of,
    states_of,
)
from portal.core.suppliers.rules import GATES, Market, SupplierState, Tier
from portal.web.choices import country_names
from portal.web.downloads import table_file
from portal.web.language import day, gettext
from portal.web.limits import costly
from portal.web.paging import PAGE_ROWS, address, page_of
from portal.web.request import acts, db, locale, me, needs
from portal.web.shell import look
from portal.web.suppliers.forms import MARKETS, SupplierForm, number

bp = Blueprint("suppliers", __name__, url_prefix="/suppliers")


@bp.get("")
@needs(P.SUPPLIER_READ)
def suppliers() -> ResponseReturnValue:
    """List the suppliers; a supplier's own people go to their company."""
    if me().is_supplier:
        return redirect(f"/suppliers/{own_supplier(db(), me()).code}")
    wanted = asked()
    page = page_of(count_suppliers(db(), me(), wanted))
    lines = list_suppliers(db(), me(), wanted, begin=(page.number - 1) * PAGE_ROWS)
    return render_template(
        "suppliers/list.html",
        lines=lines,
        page=page,
        wanted=wanted,
        address=address,
        counts=count_suppliers_by_state(db(), me()),
        categories=category_choices(),
        countries=country_names(),
        states=SupplierState,
        tier_words=[(tier.value, gettext(look(tier).word)) for tier in Tier],
        market_words=[(market.value, gettext(word)) for market, word in MARKETS.items()],
    )


@bp.get("/export.<any(csv, xlsx):kind>")
@costly
@needs(P.SUPPLIER_READ)
@acts
def export(kind: str) -> ResponseReturnValue:
    """Give the filtered list as a file; that it was taken is written down."""
    lines = export_suppliers(db(), me(), asked(), kind)
    heads = (
        N_("Code"), N_("Name in English"), N_("Name in Chinese"), N_("Country"),
        N_("Registration number"), N_("State"), N_("Tier"), N_("Markets"), N_("Added"),
    )  # fmt: skip
    body = (
        (
            line.code, line.name.en, line.name.zh, line.country, line.registration_number or "",
            gettext(look(line.state).word), gettext(look(line.tier).word) if line.tier else "",
            " ".join(sorted(line.markets)), day(line.created_at),
        )
        for line in lines
    )  # fmt: skip
    return table_file("suppliers", kind, chain([[gettext(head) for head in heads]], body))


def asked() -> SupplierFilter:
    """Return the filter that the address says; what is unknown filters nothing."""
    given = request.args
    category = given.get("category", "")
    return SupplierFilter(
        text=given.get("q", "").strip()[:100],
        state=SupplierState(given["state"]) if given.get("state") in set(SupplierState) else None,
        tier=Tier(given["tier"]) if given.get("tier") in set(Tier) else None,
        category_id=int(category) if category.isascii() and category.isdigit() else None,
        country=given.get("country", "")[:2],
        market=given["market"] if given.get("market") in set(Market) else "",
        sort=given.get("sort", "name")[:20],
    )


def category_choices() -> list[tuple[int, str]]:
    """Return every category in the person's language."""
    return [(found.id, found.name.in_(locale())) for found in all_categories(db(), me())]


@bp.get("/new")
@needs(P.SUPPLIER_INVITE)
def new() -> ResponseReturnValue:
    """Ask for a new company."""
    form = SupplierForm()
    form.offer(category_choices())
    return render_template("suppliers/edit.html", form=form, supplier=None)


@bp.post("/new")
@needs(P.SUPPLIER_INVITE)
def add() -> ResponseReturnValue:
    """Add a company and go on to invite somebody of it."""
    form = SupplierForm()
    form.offer(category_choices())
    if form.validate():
        try:
            supplier = add_supplier(db(), me(), form.to_input())
        except Invalid as error:
            form.blame(error)
        else:
            flash(gettext("The company is here. Now invite somebody of it."))
            return redirect(f"/suppliers/{supplier.code}", 303)
    return render_template("suppliers/edit.html", form=form, supplier=None), 422


@bp.get("/<code>")
@needs(P.SUPPLIER_READ)
def show(code: str) -> ResponseReturnValue:
    """Show what a company is and where it stands."""
    supplier = find_supplier(db(), me(), code)
    return render_template(
        "suppliers/overview.html",
        **surroundings(supplier),
        history=states_of(db(), me(), supplier)[:5],
        main_site=next(iter(sites_of(db(), me(), supplier)), None),
        contact=next(iter(contacts_of(db(), me(), supplier)), None),
        proof=proof_of(db(), me(), supplier.id, today()),
    )


@bp.get("/<code>/history")
@needs(P.SUPPLIER_READ)
def history(code: str) -> ResponseReturnValue:
    """Show how a company's state came to be."""
    supplier = find_supplier(db(), me(), code)
    return render_template(
        "suppliers/history.html",
        **surroundings(supplier),
        history=states_of(db(), me(), supplier),
    )


@bp.get("/<code>/edit")
@needs(P.SUPPLIER_EDIT)
def edit(code: str) -> ResponseReturnValue:
    """Ask what is to change."""
    supplier = find_supplier(db(), me(), code)
    told = ("name_en", "name_zh", "country", "registration_number", "address", "website")
    given: dict[str, object] = {name: getattr(supplier, name) for name in (*told, "revision")}
    given["categories"] = [category.id for category in supplier.categories]
    given["markets"] = list(supplier.markets)
    form = SupplierForm(data=given)
    form.offer(category_choices())
    return _edit_page(form, supplier)


@bp.post("/<code>/edit")
@needs(P.SUPPLIER_EDIT)
def change(code: str) -> ResponseReturnValue:
    """Change what is said of a company."""
    supplier = find_supplier(db(), me(), code)
    form = SupplierForm()
    form.offer(category_choices())
    if form.validate():
        try:
            edit_supplier(db(), me(), supplier, form.to_input(), number(form.revision.data))
        except Invalid as error:
            form.blame(error)
        else:
            flash(gettext("Saved."))
            return redirect(f"/suppliers/{supplier.code}", 303)
    return _edit_page(form, supplier), 422


def _edit_page(form: SupplierForm, supplier: Supplier) -> str:
    settled = me().is_supplier and is_settled(supplier)
    return render_template("suppliers/edit.html", form=form, supplier=supplier, is_settled=settled)


def surroundings(supplier: Supplier) -> dict[str, object]:
    """Return what every page of one company shows around its own content."""
    return {
        "supplier": supplier,
        "gate": GATES[supplier.state],
        "today": today(),
        "countries": country_names(),
    }
