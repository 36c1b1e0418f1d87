"""Sites and contacts of a supplier, each with a form of its own."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.core.errors import Invalid, Outpaced
from portal.core.permissions import Permission as P
from portal.core.suppliers.models import Contact, Site, Supplier
from portal.core.suppliers.operations import (
    add_contact,
    add_site,
    edit_contact,
    edit_site,
    remove_contact,
    remove_site,
)
from portal.core.suppliers.queries.finding import (
    contacts_of,
    find_contact,
    find_site,
    find_supplier,
    sites_of,
)
from portal.web.choices import countries, options
from portal.web.conflicts import Difference, differences
from portal.web.forms import seen_revision
from portal.web.language import gettext
from portal.web.request import db, locale, me, needs
from portal.web.suppliers.forms import ContactForm, SiteForm
from portal.web.suppliers.views import bp, surroundings


@bp.get("/<code>/sites")
@needs(P.SUPPLIER_READ)
def places(code: str) -> ResponseReturnValue:
    """Show where a company makes things and whom to call."""
    supplier = find_supplier(db(), me(), code)
    sites = sites_of(db(), me(), supplier)
    return render_template(
        "suppliers/places.html",
        **surroundings(supplier),
        sites=sites,
        site_names={site.id: site.name for site in sites},
        contacts=contacts_of(db(), me(), supplier),
    )


@bp.route("/<code>/sites/new", methods=["GET", "POST"])
@needs(P.SUPPLIER_EDIT)
def new_site(code: str) -> ResponseReturnValue:
    """Ask for a site and add it."""
    supplier = find_supplier(db(), me(), code)
    form = SiteForm()
    form.country.choices = countries()
    if request.method != "POST":
        return _form_page(supplier, form, gettext("New site"))
    if form.validate():
        try:
            add_site(db(), me(), supplier, form.to_input())
        except Invalid as error:
            form.blame(error)
        else:
            return _done(supplier)
    return _form_page(supplier, form, gettext("New site")), 422


@bp.route("/<code>/sites/<int:site_id>", methods=["GET", "POST"])
@needs(P.SUPPLIER_EDIT)
def site(code: str, site_id: int) -> ResponseReturnValue:
    """Ask what is to change of a site and change it."""
    supplier = find_supplier(db(), me(), code)
    found = find_site(db(), me(), supplier, site_id)
    form = SiteForm(obj=found)
    form.country.choices = countries()
    title = found.name.in_(locale())
    if request.method != "POST":
        return _form_page(supplier, form, title)
    if form.validate():
        try:
            edit_site(db(), me(), found, form.to_input(), seen_revision(form.revision.data))
        except Invalid as error:
            form.blame(error)
        except Outpaced:
            return _conflict(supplier, form, found, title), 409
        else:
            return _done(supplier)
    return _form_page(supplier, form, title), 422


@bp.post("/<code>/sites/<int:site_id>/remove")
@needs(P.SUPPLIER_EDIT)
def forget_site(code: str, site_id: int) -> ResponseReturnValue:
    """Remove a site on which nothing hangs."""
    supplier = find_supplier(db(), me(), code)
    remove_site(db(), me(), find_site(db(), me(), supplier, site_id))
    flash(gettext("The site is removed."))
    return redirect(f"/suppliers/{supplier.code}/sites", 303)


@bp.route("/<code>/contacts/new", methods=["GET", "POST"])
@needs(P.SUPPLIER_EDIT)
def new_contact(code: str) -> ResponseReturnValue:
    """Ask for a person to call and add it."""
    supplier = find_supplier(db(), me(), code)
    form = _contact_form(supplier)
    if request.method != "POST":
        return _form_page(supplier, form, gettext("New contact"))
    if form.validate():
        try:
            add_contact(db(), me(), supplier, form.to_input())
        except Invalid as error:
            form.blame(error)
        else:
            return _done(supplier)
    return _form_page(supplier, form, gettext("New contact")), 422


@bp.route("/<code>/contacts/<int:contact_id>", methods=["GET", "POST"])
@needs(P.SUPPLIER_EDIT)
def contact(code: str, contact_id: int) -> ResponseReturnValue:
    """Ask what is to change of a contact and change it."""
    supplier = find_supplier(db(), me(), code)
    found = find_contact(db(), me(), supplier, contact_id)
    form = _contact_form(supplier, obj=found)
    if request.method != "POST":
        return _form_page(supplier, form, found.name)
    if form.validate():
        try:
            edit_contact(db(), me(), found, form.to_input(), seen_revision(form.revision.data))
        except Invalid as error:
            form.blame(error)
        except Outpaced:
            return _conflict(supplier, form, found, found.name), 409
        else:
            return _done(supplier)
    return _form_page(supplier, form, found.name), 422


@bp.post("/<code>/contacts/<int:contact_id>/remove")
@needs(P.SUPPLIER_EDIT)
def forget_contact(code: str, contact_id: int) -> ResponseReturnValue:
    """Remove a contact."""
    supplier = find_supplier(db(), me(), code)
    remove_contact(db(), me(), find_contact(db(), me(), supplier, contact_id))
    flash(gettext("The contact is removed."))
    return redirect(f"/suppliers/{supplier.code}/sites", 303)


def _contact_form(supplier: Supplier, **given: object) -> ContactForm:
    form = ContactForm(**given)
    sites = sites_of(db(), me(), supplier)
    nowhere = ("", gettext("No site in particular"))
    named = [(site.id, site.name.in_(locale())) for site in sites]
    form.site_id.choices = options([nowhere, *named])
    return form


def _form_page(
    supplier: Supplier,
    form: SiteForm | ContactForm,
    title: str,
    compared: list[Difference] | None = None,
) -> str:
    return render_template(
        "suppliers/place.html", supplier=supplier, form=form, title=title, compared=compared
    )


def _conflict(
    supplier: Supplier, form: SiteForm | ContactForm, saved: Site | Contact, title: str
) -> str:
    """Show the form again beside what somebody else saved; sent once more, it holds."""
    names = [field.name for field in form if field.name not in ("revision", "csrf_token")]
    compared = differences(form, {name: getattr(saved, name) for name in names})
    form.revision.data = str(saved.revision)
    return _form_page(supplier, form, title, compared)


def _done(supplier: Supplier) -> ResponseReturnValue:
    flash(gettext("Saved."))
    return redirect(f"/suppliers/{supplier.code}/sites", 303)
