"""Beginning an agreement or its next version, saying what it covers, and sending it."""

from datetime import date, timedelta

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from agreements.contracts.models import AgreementVersion
from agreements.contracts.operations.drafting import (
    DraftInput,
    describe_version,
    send_version,
    start_agreement,
    start_version,
    withdraw_version,
)
from agreements.contracts.queries.finding import covers_of
from agreements.contracts.queries.templates import template_library
from agreements.contracts.rules import Covered
from portal.core.clock import today
from portal.core.documents.queries.choosing import suppliers_to_choose
from portal.core.errors import Invalid
from portal.core.i18n import Bilingual
from portal.core.permissions import Permission as P
from portal.core.suppliers.queries.finding import find_supplier
from portal.web.agreements.blueprint import bp, page_of_version, the_version
from portal.web.agreements.forms import CoverForm, DraftForm
from portal.web.agreements.products import products_of
from portal.web.forms import seen_revision
from portal.web.language import gettext
from portal.web.request import State, db, locale, me, needs
from portal.web.suppliers.views import category_choices


@bp.get("/new")
@needs(P.AGREEMENT_DRAFT)
def new() -> ResponseReturnValue:
    """Ask with whom, from which template, and for which goods."""
    first = today()
    asked = {name: request.args.get(name, "") for name in ("supplier", "template")}
    given = {**{name: one for name, one in asked.items() if one}, "begins_on": first}
    return _new_page(_draft_form(data={**given, "ends_on": _a_year_from(first)}))


@bp.post("/new")
@needs(P.AGREEMENT_DRAFT)
def start() -> ResponseReturnValue:
    """Draft an agreement from a template."""
    form = _draft_form()
    if form.validate():
        try:
            version = _start(form)
        except Invalid as error:
            form.blame(error)
        else:
            flash(gettext("The draft is here. The supplier sees it when you send it."))
            return redirect(page_of_version(version), 303)
    return _new_page(form), 422


@bp.post("/<agreement_number>/versions/<int:version>/next")
@needs(P.AGREEMENT_DRAFT)
def renew(agreement_number: str, version: int) -> ResponseReturnValue:
    """Draft the next version from this one."""
    begun = start_version(db(), me(), the_version(agreement_number, version))
    flash(gettext("The next version is a copy of this one. Change what is new, then send it."))
    return redirect(page_of_version(begun), 303)


@bp.get("/<agreement_number>/versions/<int:version>/cover")
@needs(P.AGREEMENT_DRAFT)
def cover(agreement_number: str, version: int) -> ResponseReturnValue:
    """Ask what a draft is called and which goods it covers."""
    found = the_version(agreement_number, version)
    covers = covers_of(db(), found.id)
    told = {
        "title_en": found.title_en,
        "title_zh": found.title_zh,
        "categories": [one.category_id for one in covers if one.category_id],
        "products": [one.product_id for one in covers if one.product_id],
        "revision": found.revision,
    }
    return _cover_page(_cover_form(found, told), found)


@bp.post("/<agreement_number>/versions/<int:version>/cover")
@needs(P.AGREEMENT_DRAFT)
def change_cover(agreement_number: str, version: int) -> ResponseReturnValue:
    """Change what a draft is called and which goods it covers."""
    found = the_version(agreement_number, version)
    form = _cover_form(found)
    if form.validate():
        title = Bilingual(form.title_en.data or "", form.title_zh.data or "")
        covered = Covered(
            frozenset(form.categories.data or ()), frozenset(form.products.data or ())
        )
        try:
            describe_version(db(), me(), found, seen_revision(form.revision.data), title, covered)
        except Invalid as error:
            form.blame(error)
        else:
            flash(gettext("Saved."))
            return redirect(page_of_version(found), 303)
    return _cover_page(form, found), 422


@bp.post("/<agreement_number>/versions/<int:version>/send")
@needs(P.AGREEMENT_DRAFT)
def send(agreement_number: str, version: int) -> ResponseReturnValue:
    """Send a draft to the supplier."""
    found = the_version(agreement_number, version)
    try:
        send_version(db(), me(), found, seen_revision(request.form.get("revision")))
    except Invalid as error:
        flash(error.in_(locale()), "bad")
    else:
        flash(gettext("Sent. The supplier reads it now and is told by mail."))
    return redirect(page_of_version(found), 303)


@bp.post("/<agreement_number>/versions/<int:version>/withdraw")
@needs(P.AGREEMENT_DRAFT)
def withdraw(agreement_number: str, version: int) -> ResponseReturnValue:
    """Give up a version that was not signed by both."""
    found = the_version(agreement_number, version)
    seen, reason = seen_revision(request.form.get("revision")), request.form.get("reason", "")
    try:
        withdraw_version(db(), me(), found, seen, reason[:2000])
    except Invalid as error:
        flash(error.in_(locale()), "bad")
    else:
        flash(gettext("Withdrawn. It stays readable."))
    return redirect(page_of_version(found), 303)


def _start(form: DraftForm) -> AgreementVersion:
    chosen = template_library(db(), me())[form.template.data]
    clauses = chosen.clauses(form.begins_on.data or date.min, form.ends_on.data or date.min)
    given = DraftInput(chosen.title, Covered(frozenset(form.categories.data or ())), clauses)
    supplier = find_supplier(db(), me(), form.supplier.data)
    return start_agreement(db(), me(), supplier, State.here().config.brand_name, given)


def _draft_form(data: dict[str, object] | None = None) -> DraftForm:
    form = DraftForm(data=data) if data is not None else DraftForm()
    offered = suppliers_to_choose(db(), me())
    form.supplier.choices = [(one.code, one.name.in_(locale())) for one in offered]
    form.template.choices = [
        (one.code, one.name.in_(locale())) for one in template_library(db(), me()).values()
    ]
    form.categories.choices = list(category_choices())
    return form


def _cover_form(version: AgreementVersion, data: dict[str, object] | None = None) -> CoverForm:
    form = CoverForm(data=data) if data is not None else CoverForm()
    form.categories.choices = list(category_choices())
    form.products.choices = products_of(version.supplier_id)
    return form


def _new_page(form: DraftForm) -> str:
    return render_template("agreements/new.html", form=form)


def _cover_page(form: CoverForm, version: AgreementVersion) -> str:
    return render_template(
        "agreements/cover.html", form=form, version=version, base=page_of_version(version)
    )


def _a_year_from(first: date) -> date:
    return first + timedelta(days=364)
