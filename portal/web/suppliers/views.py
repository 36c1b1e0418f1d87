"""The list of suppliers and the page of one."""

from functools import partial
from itertools import chain

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.core.clock import today
from portal.core.documents.queries.standings import proof_of, suppliers_at_risk
from portal.core.errors import Invalid, Outpaced
from portal.core.i18n import N_
from portal.core.permissions import Permission as P
from portal.core.suppliers.models import Supplier
from portal.core.suppliers.operations import add_supplier, edit_supplier, export_suppliers
from portal.core.suppliers.operations.companies import is_settled
from portal.core.suppliers.people import PeopleFilter, list_people
from portal.core.suppliers.queries.categories import all_categories
from portal.core.suppliers.queries.finding import (
    contacts_of,
    find_supplier,
    own_supplier,
    sites_of,
    states_of,
)
from portal.core.suppliers.queries.listing import (
    SupplierFilter,
    categories_by_supplier,
    count_suppliers,
    count_suppliers_by_state,
    countries_in_use,
    list_suppliers,
)
from portal.core.suppliers.rules import GATES, STATE_WORDS, Market, SupplierState, Tier
from portal.web.choices import country_names
from portal.web.conflicts import Difference, differences
from portal.web.downloads import table_file
from portal.web.forms import seen_revision
from portal.web.language import day, gettext
from portal.web.limits import costly
from portal.web.numbers import whole
from portal.web.paging import PAGE_ROWS, address, page_of
from portal.web.people.views import state_of
from portal.web.people.words import ROLE_WORDS
from portal.web.request import acts, db, locale, me, needs
from portal.web.shell import look
from portal.web.suppliers.forms import MARKETS, SupplierForm
from portal.web.suppliers.listing import rows_of
from scoring.admission.queries.path import STEP_WORDS, current_step, path_of
from scoring.assessments.queries.finding import assessments_of, may_read_result
from scoring.checklists.rules import KIND_WORDS

bp = Blueprint("suppliers", __name__, url_prefix="/suppliers")


@bp.get("")
@needs(P.SUPPLIER_READ)
def suppliers() -> ResponseReturnValue:
    """List the suppliers; a supplier's own people go to their company."""
    if me().is_supplier:
        return redirect(f"/suppliers/{own_supplier(db(), me()).code}")
    wanted = asked()
    counts = count_suppliers_by_state(db(), me())
    narrowed = wanted != SupplierFilter(sort=wanted.sort)
    page = page_of(count_suppliers(db(), me(), wanted) if narrowed else sum(counts.values()))
    in_use = countries_in_use(db(), me())
    lines = list_suppliers(db(), me(), wanted, begin=(page.number - 1) * PAGE_ROWS)
    return render_template(
        "suppliers/list.html",
        rows=rows_of(lines),
        page=page,
        wanted=wanted,
        address=address,
        counts=counts,
        categories=category_choices(),
        countries=[(code, name) for code, name in country_names().items() if code in in_use],
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
    wanted = asked()
    lines = export_suppliers(db(), me(), wanted, kind)
    categories = categories_by_supplier(db(), me(), wanted)
    heads = (
        N_("Code"), N_("Name in English"), N_("Name in Chinese"), N_("Country"),
        N_("Registration number"), N_("Registered address"), N_("Website"), N_("Categories"),
        N_("Markets"), N_("State"), N_("Holds until"), N_("Tier"), N_("Added"),
    )  # fmt: skip
    body = (
        (
            line.code, line.name.en, line.name.zh, line.country, line.registration_number or "",
            line.address, line.website, "; ".join(categories.get(line.id, ())),
            "; ".join(sorted(line.markets)), gettext(STATE_WORDS[line.state]),
            day(line.state_until), gettext(look(line.tier).word) if line.tier else "",
            day(line.created_at),
        )
        for line in lines
    )  # fmt: skip
    return table_file("suppliers", kind, chain([[gettext(head) for head in heads]], body))


def asked() -> SupplierFilter:
    """Return the filter that the address says; what is unknown filters nothing."""
    given = request.args
    return SupplierFilter(
        text=given.get("q", "").strip()[:100],
        state=SupplierState(given["state"]) if given.get("state") in set(SupplierState) else None,
        tier=Tier(given["tier"]) if given.get("tier") in set(Tier) else None,
        category_id=whole(given.get("category")),
        country=given.get("country", "")[:2],
        market=given["market"] if given.get("market") in set(Market) else "",
        among=_at_risk() if given.get("risk") else None,
        sort=given.get("sort", "name_zh" if locale() == "zh" else "name")[:20],
    )


def _at_risk() -> frozenset[int]:
    return frozenset(risk.supplier_id for risk in suppliers_at_risk(db(), me(), today()))


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
            return redirect(f"/people/invite?supplier={supplier.code}", 303)
    return render_template("suppliers/edit.html", form=form, supplier=None), 422


@bp.get("/<code>")
@needs(P.SUPPLIER_READ)
def show(code: str) -> ResponseReturnValue:
    """Show what a company is and where it stands."""
    supplier = find_supplier(db(), me(), code)
    way = path_of(db(), me(), supplier, today())
    may_see = me().may(P.ASSESSMENT_READ, supplier.id)
    return render_template(
        "suppliers/overview.html",
        way=way,
        current=current_step(way, supplier),
        step_words=STEP_WORDS,
        assessments=assessments_of(db(), me(), supplier.id) if may_see else [],
        kind_words=KIND_WORDS,
        may_read=partial(may_read_result, me()),
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


@bp.get("/<code>/people")
@needs(P.PERSON_READ)
def people(code: str) -> ResponseReturnValue:
    """Show who of a company uses the portal."""
    supplier = find_supplier(db(), me(), code)
    lines, total = list_people(db(), me(), PeopleFilter(supplier_id=supplier.id))
    return render_template(
        "suppliers/people.html",
        **surroundings(supplier),
        lines=lines,
        total=total,
        words=ROLE_WORDS,
        state_of=state_of,
    )


@bp.get("/<code>/edit")
@needs(P.SUPPLIER_EDIT)
def edit(code: str) -> ResponseReturnValue:
    """Ask what is to change."""
    supplier = find_supplier(db(), me(), code)
    form = SupplierForm(data={**_told(supplier), "revision": supplier.revision})
    form.offer(category_choices())
    return _edit_page(form, supplier)


@bp.post("/<code>/edit")
@needs(P.SUPPLIER_EDIT)
def change(code: str) -> ResponseReturnValue:
    """Change what is said of a company."""
    supplier = find_supplier(db(), me(), code)
    form = SupplierForm()
    form.offer(category_choices())
    _fix(form, supplier)
    if not form.validate():
        return _edit_page(form, supplier), 422
    try:
        edit_supplier(db(), me(), supplier, form.to_input(), seen_revision(form.revision.data))
    except Invalid as error:
        form.blame(error)
        return _edit_page(form, supplier), 422
    except Outpaced:
        compared = differences(form, _told(supplier))
        form.revision.data = str(supplier.revision)
        return _edit_page(form, supplier, compared), 409
    flash(gettext("Saved."))
    return redirect(f"/suppliers/{supplier.code}", 303)


def _told(supplier: Supplier) -> dict[str, object]:
    """Return what is said of a company, as its form holds it."""
    names = ("name_en", "name_zh", "country", "registration_number", "address", "website")
    told: dict[str, object] = {name: getattr(supplier, name) for name in names}
    told["categories"] = [category.id for category in supplier.categories]
    told["markets"] = list(supplier.markets)
    return told


def fixed_fields(supplier: Supplier) -> tuple[str, ...]:
    """Return the fields that the person asking may not change."""
    if not me().is_supplier:
        return ()
    kept = ("country", "registration_number")
    return (*kept, "name_en", "name_zh", "categories", "markets") if is_settled(supplier) else kept


def _fix(form: SupplierForm, supplier: Supplier) -> None:
    """Let the fields that are not the person's to change say what is so."""
    told = _told(supplier)
    for name in fixed_fields(supplier):
        form[name].data = told[name]


def _edit_page(
    form: SupplierForm, supplier: Supplier, compared: list[Difference] | None = None
) -> str:
    return render_template(
        "suppliers/edit.html",
        form=form,
        supplier=supplier,
        fixed=fixed_fields(supplier),
        compared=compared,
        countries=country_names(),
    )


def surroundings(supplier: Supplier) -> dict[str, object]:
    """Return what every page of one company shows around its own content."""
    return {
        "supplier": supplier,
        "gate": GATES[supplier.state],
        "today": today(),
        "countries": country_names(),
    }
