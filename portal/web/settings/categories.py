"""Categories of goods: what requirements, plans and agreements hang on."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue
from wtforms import HiddenField, StringField
from wtforms.validators import InputRequired, Length

from portal.core.errors import Invalid, Outpaced
from portal.core.i18n import N_
from portal.core.permissions import Permission as P
from portal.core.suppliers.models import Category
from portal.core.suppliers.operations import (
    CategoryInput,
    add_category,
    edit_category,
    remove_category,
)
from portal.core.suppliers.queries.categories import (
    all_categories,
    count_category_uses,
    find_category,
)
from portal.web.conflicts import Difference, differences
from portal.web.forms import PageForm, seen_revision
from portal.web.language import gettext
from portal.web.request import db, me, needs
from portal.web.settings.views import bp


class CategoryForm(PageForm):
    name_en = StringField(N_("Name in English"), [InputRequired(), Length(max=120)])
    name_zh = StringField(N_("Name in Chinese"), [InputRequired(), Length(max=120)])
    code = StringField(N_("Code"), [InputRequired(), Length(max=40)])
    revision = HiddenField()

    def to_input(self) -> CategoryInput:
        """Return what the act takes."""
        code = (self.code.data or "").lower()
        return CategoryInput(code, self.name_en.data or "", self.name_zh.data or "")


@bp.get("/categories")
@needs(P.DOCUMENT_REQUIRE)
def categories() -> ResponseReturnValue:
    """List the categories and how many suppliers have each."""
    return _list(CategoryForm(formdata=None))


@bp.post("/categories")
@needs(P.DOCUMENT_REQUIRE)
def new_category() -> ResponseReturnValue:
    """Add a category."""
    form = CategoryForm()
    if form.validate():
        try:
            add_category(db(), me(), form.to_input())
        except Invalid as error:
            form.blame(error)
        else:
            flash(gettext("The category was added."))
            return redirect("/settings/categories", 303)
    return _list(form), 422


@bp.get("/categories/<int:category_id>")
@needs(P.DOCUMENT_REQUIRE)
def category(category_id: int) -> ResponseReturnValue:
    """Ask what is to change about a category."""
    found = find_category(db(), me(), category_id)
    return _page(CategoryForm(formdata=None, obj=found), found)


@bp.post("/categories/<int:category_id>")
@needs(P.DOCUMENT_REQUIRE)
def change_category(category_id: int) -> ResponseReturnValue:
    """Rename a category."""
    found, form = find_category(db(), me(), category_id), CategoryForm()
    form.code.data = found.code
    form.code.validators = []
    if not form.validate():
        return _page(form, found), 422
    try:
        edit_category(db(), me(), found, form.to_input(), seen_revision(form.revision.data))
    except Outpaced:
        saved = {"name_en": found.name_en, "name_zh": found.name_zh}
        compared = differences(form, saved)
        form.revision.data = str(found.revision)
        return _page(form, found, compared), 409
    flash(gettext("Saved."))
    return redirect("/settings/categories", 303)


@bp.post("/categories/<int:category_id>/remove")
@needs(P.DOCUMENT_REQUIRE)
def drop_category(category_id: int) -> ResponseReturnValue:
    """Remove a category that nothing hangs on."""
    remove_category(db(), me(), find_category(db(), me(), category_id))
    flash(gettext("The category was removed."))
    return redirect("/settings/categories", 303)


def _list(form: CategoryForm) -> str:
    return render_template(
        "settings/categories.html",
        form=form,
        categories=all_categories(db(), me()),
        uses=count_category_uses(db(), me()),
    )


def _page(form: CategoryForm, found: Category, compared: list[Difference] | None = None) -> str:
    uses = count_category_uses(db(), me()).get(found.id, 0)
    return render_template(
        "settings/category.html", form=form, category=found, uses=uses, compared=compared
    )
