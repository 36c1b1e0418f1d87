"""The template library: read a template, begin a draft from it, keep one's own."""

from datetime import timedelta

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from agreements.clauses.library import templates as shipped
from agreements.contracts.operations.templates import (
    TemplateInput,
    keep_template,
    retire_template,
)
from agreements.contracts.queries.naming import named
from agreements.contracts.queries.templates import find_own_template, template_library
from portal.core.clock import today
from portal.core.errors import Invalid, NotFound
from portal.core.i18n import Bilingual
from portal.core.permissions import Permission as P
from portal.web.agreements.blueprint import bp, page_of_version, the_version
from portal.web.agreements.forms import TemplateForm
from portal.web.language import gettext
from portal.web.request import db, me, needs


@bp.get("/templates")
@needs(P.AGREEMENT_DRAFT)
def templates() -> ResponseReturnValue:
    """List what drafts can begin from."""
    found = template_library(db(), me())
    return render_template(
        "agreements/templates.html", templates=list(found.values()), shipped=set(shipped())
    )


@bp.get("/templates/<template_code>")
@needs(P.AGREEMENT_DRAFT)
def template(template_code: str) -> ResponseReturnValue:
    """Show a template's whole text."""
    found = template_library(db(), me()).get(template_code)
    if found is None:
        raise NotFound
    return render_template(
        "agreements/template.html",
        template=found,
        clauses=[
            named(db(), said) for said in found.clauses(today(), today() + timedelta(days=364))
        ],
        is_own=template_code not in shipped(),
    )


@bp.post("/templates/<template_code>/retire")
@needs(P.AGREEMENT_DRAFT)
def retire(template_code: str) -> ResponseReturnValue:
    """Offer one of the brand's templates no more."""
    retire_template(db(), me(), find_own_template(db(), me(), template_code))
    flash(gettext("Retired. Agreements that began from it stay as they are."))
    return redirect("/agreements/templates", 303)


@bp.get("/<agreement_number>/versions/<int:version>/keep")
@needs(P.AGREEMENT_DRAFT)
def keep_page(agreement_number: str, version: int) -> ResponseReturnValue:
    """Ask what the template is to be called."""
    return _keep_page(agreement_number, version, TemplateForm(formdata=None))


@bp.post("/<agreement_number>/versions/<int:version>/keep")
@needs(P.AGREEMENT_DRAFT)
def keep(agreement_number: str, version: int) -> ResponseReturnValue:
    """Keep a version's clauses as a template."""
    form = TemplateForm()
    if form.validate():
        name = Bilingual(form.name_en.data or "", form.name_zh.data or "")
        about = Bilingual(form.about_en.data or "", form.about_zh.data or "")
        found = the_version(agreement_number, version)
        try:
            kept = keep_template(db(), me(), found, TemplateInput(name, about))
        except Invalid as error:
            form.blame(error)
        else:
            flash(gettext("Kept. Drafts can begin from it now."))
            return redirect(f"/agreements/templates/{kept.code}", 303)
    return _keep_page(agreement_number, version, form), 422


def _keep_page(agreement_number: str, version: int, form: TemplateForm) -> str:
    found = the_version(agreement_number, version)
    return render_template(
        "agreements/keep.html", form=form, version=found, base=page_of_version(found)
    )
