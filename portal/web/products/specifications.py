"""What a product must be like: versions, drafts, and what differs between two."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from portal.core.errors import Invalid
from portal.core.permissions import Permission as P
from portal.core.products.models import Product, SpecificationVersion
from portal.core.products.operations import (
    draft_specification,
    publish_specification,
    remove_characteristic,
    set_characteristic,
)
from portal.core.products.queries import (
    find_product,
    find_specification,
    specifications_of,
    wanted_by,
)
from portal.core.products.rules import compare
from portal.web.forms import seen_revision
from portal.web.language import gettext
from portal.web.products.forms import CharacteristicForm, PublishForm
from portal.web.products.views import bp
from portal.web.request import db, me, needs


@bp.post("/<sku>/specification")
@needs(P.PRODUCT_EDIT)
def draft(sku: str) -> ResponseReturnValue:
    """Begin the next version."""
    product = find_product(db(), me(), sku)
    version = draft_specification(db(), me(), product)
    return redirect(f"/products/{product.sku}/specification/{version.number}", 303)


@bp.get("/<sku>/specification/<int:number>")
@needs(P.PRODUCT_READ)
def specification(sku: str, number: int) -> ResponseReturnValue:
    """Show one version; of a draft, what can still be changed."""
    product = find_product(db(), me(), sku)
    version = find_specification(db(), me(), product, number)
    return _page(product, version, _form(version))


@bp.post("/<sku>/specification/<int:number>")
@needs(P.PRODUCT_EDIT)
def write(sku: str, number: int) -> ResponseReturnValue:
    """Add a characteristic to a draft, or change one."""
    product = find_product(db(), me(), sku)
    version, form = find_specification(db(), me(), product, number), CharacteristicForm()
    form.offer()
    if form.validate():
        try:
            set_characteristic(db(), me(), version, form.to_wanted())
        except Invalid as error:
            form.blame(error)
        else:
            flash(gettext("Saved."))
            return redirect(f"/products/{product.sku}/specification/{number}", 303)
    return _page(product, version, form), 422


@bp.post("/<sku>/specification/<int:number>/remove")
@needs(P.PRODUCT_EDIT)
def take_out(sku: str, number: int) -> ResponseReturnValue:
    """Take a characteristic out of a draft."""
    product = find_product(db(), me(), sku)
    version = find_specification(db(), me(), product, number)
    remove_characteristic(db(), me(), version, request.form.get("code", ""))
    flash(gettext("The characteristic was taken out."))
    return redirect(f"/products/{product.sku}/specification/{number}", 303)


@bp.post("/<sku>/specification/<int:number>/publish")
@needs(P.PRODUCT_EDIT)
def publish(sku: str, number: int) -> ResponseReturnValue:
    """Put a draft in force."""
    product = find_product(db(), me(), sku)
    version = find_specification(db(), me(), product, number)
    form = PublishForm()
    if not form.validate():
        return _page(product, version, _form(version)), 422
    seen = seen_revision(form.revision.data)
    publish_specification(db(), me(), version, seen, form.note.data or "")
    flash(gettext("Version %(number)s is in force.") % {"number": number})
    return redirect(f"/products/{product.sku}/specification/{number}", 303)


@bp.get("/<sku>/specification/<int:number>/compare/<int:other>")
@needs(P.PRODUCT_READ)
def compared(sku: str, number: int, other: int) -> ResponseReturnValue:
    """Show what is new in one version against another."""
    product = find_product(db(), me(), sku)
    after, before = (find_specification(db(), me(), product, each) for each in (number, other))
    return render_template(
        "products/compared.html",
        product=product,
        before=before,
        after=after,
        lines=compare(wanted_by(before), wanted_by(after)),
    )


def _form(version: SpecificationVersion) -> CharacteristicForm:
    """Return the form of a new characteristic, or of the one that the address names."""
    code = request.args.get("characteristic", "")
    line = next((each for each in version.characteristics if each.code == code), None)
    form = CharacteristicForm(formdata=None, obj=line)
    form.offer()
    return form


def _page(product: Product, version: SpecificationVersion, form: CharacteristicForm) -> str:
    versions = specifications_of(db(), me(), product)
    return render_template(
        "products/specification.html",
        product=product,
        version=version,
        versions=versions,
        before=next((each for each in versions if each.number < version.number), None),
        form=form,
        publishing=PublishForm(formdata=None, data={"revision": version.revision}),
    )
