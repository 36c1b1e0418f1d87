"""Document types and the requirement matrix."""

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from portal.core.documents.models import DocumentType
from portal.core.documents.operations.types import (
    add_type,
    change_type,
    install_catalogue,
    remove_requirement,
    set_requirement,
)
from portal.core.documents.queries.choosing import find_category_names
from portal.core.documents.queries.matrix import find_requirement, requirement_lines
from portal.core.documents.queries.types import all_types, find_type
from portal.core.errors import Invalid
from portal.core.i18n import N_, say
from portal.core.permissions import Permission
from portal.web.choices import options
from portal.web.language import gettext
from portal.web.numbers import whole
from portal.web.request import db, locale, me, needs
from portal.web.settings.forms import ABOUT, TIERS, VALIDITY, RequirementForm, TypeForm

bp = Blueprint("settings", __name__, url_prefix="/settings")


@bp.get("")
@needs(Permission.DOCUMENT_REQUIRE)
def settings() -> ResponseReturnValue:
    """Show who has to prove what."""
    return _matrix(_offer(RequirementForm(formdata=None)))


def _matrix(form: RequirementForm) -> str:
    return render_template(
        "settings/matrix.html",
        form=form,
        lines=requirement_lines(db(), me()),
        tiers={tier.value: gettext(word) for tier, word in TIERS.items()},
    )


def _offer(form: RequirementForm) -> RequirementForm:
    types = [kind for kind in all_types(db(), me()) if kind.is_active]
    form.type_id.choices = options((str(kind.id), kind.name.in_(locale())) for kind in types)
    form.category_id.choices = options(
        [
            ("", gettext("Any category")),
            *((str(key), name.in_(locale())) for key, name in find_category_names(db()).items()),
        ]
    )
    return form


@bp.post("/requirements")
@needs(Permission.DOCUMENT_REQUIRE)
def require() -> ResponseReturnValue:
    """Add a requirement, or change how strong it is."""
    form = _offer(RequirementForm())
    if form.validate():
        try:
            set_requirement(db(), me(), form.to_input())
            flash(say(locale(), N_("The requirement holds from now on.")))
            return redirect("/settings", 303)
        except Invalid as error:
            form.blame(error)
    return _matrix(form), 422


@bp.post("/requirements/<int:requirement_id>/remove")
@needs(Permission.DOCUMENT_REQUIRE)
def remove(requirement_id: int) -> ResponseReturnValue:
    """Take a requirement away."""
    remove_requirement(db(), me(), find_requirement(db(), me(), requirement_id))
    flash(say(locale(), N_("The requirement was removed.")))
    return redirect("/settings", 303)


@bp.get("/types")
@needs(Permission.DOCUMENT_REQUIRE)
def types() -> ResponseReturnValue:
    """List the document types."""
    words = {kind.value: gettext(word) for kind, word in (*ABOUT.items(), *VALIDITY.items())}
    return render_template("settings/types.html", types=all_types(db(), me()), words=words)


@bp.post("/types/install")
@needs(Permission.DOCUMENT_REQUIRE)
def install() -> ResponseReturnValue:
    """Add the ready-made types and requirements."""
    count = install_catalogue(db(), me())
    flash(say(locale(), N_("%(count)s types were added."), count=count))
    return redirect("/settings/types", 303)


@bp.get("/types/new")
@needs(Permission.DOCUMENT_REQUIRE)
def new_type() -> ResponseReturnValue:
    """Ask for a new type."""
    start = {"reminder_days": "90 60 30 7", "review_days": 5, "retention_years": 10}
    return _type(TypeForm(formdata=None, data=start | {"is_active": True, "validity": "dated"}))


@bp.post("/types/new")
@needs(Permission.DOCUMENT_REQUIRE)
def create_type() -> ResponseReturnValue:
    """Add a type."""
    form = TypeForm()
    if form.validate():
        try:
            add_type(db(), me(), form.to_input())
            flash(say(locale(), N_("The type was added.")))
            return redirect("/settings/types", 303)
        except Invalid as error:
            form.blame(error)
    return _type(form), 422


@bp.get("/types/<int:type_id>")
@needs(Permission.DOCUMENT_REQUIRE)
def edit_type(type_id: int) -> ResponseReturnValue:
    """Ask what is to change about a type."""
    kind = find_type(db(), me(), type_id)
    form = TypeForm(formdata=None, obj=kind)
    form.reminder_days.data = " ".join(sorted(kind.reminder_days, key=int, reverse=True))
    return _type(form, kind)


@bp.post("/types/<int:type_id>")
@needs(Permission.DOCUMENT_REQUIRE)
def save_type(type_id: int) -> ResponseReturnValue:
    """Change a type."""
    kind, form = find_type(db(), me(), type_id), TypeForm()
    if form.validate():
        try:
            change_type(db(), me(), kind, form.to_input(), whole(form.revision.data) or 0)
            flash(say(locale(), N_("Saved.")))
            return redirect("/settings/types", 303)
        except Invalid as error:
            form.blame(error)
    return _type(form, kind), 422


def _type(form: TypeForm, kind: DocumentType | None = None) -> str:
    return render_template("settings/type.html", form=form, kind=kind)
