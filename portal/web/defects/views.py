"""The catalogue of defects, with a picture of each."""

from flask import Blueprint, Response, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from inspections.defects.models import Defect
from inspections.defects.operations import (
    add_defect,
    edit_defect,
    install_defects,
    picture_defect,
)
from inspections.defects.queries import DefectFilter, find_defect, list_defects
from portal.adapters.pictures import MEDIA_TYPE, keep_received
from portal.core.errors import Invalid, NotFound, Outpaced
from portal.core.files.models import BRAND
from portal.core.files.operations import keep_brand_file
from portal.core.permissions import Permission as P
from portal.core.products.rules import DefectClass
from portal.web.conflicts import differences
from portal.web.defects.forms import DefectForm
from portal.web.files.body import received_files
from portal.web.forms import seen_revision
from portal.web.language import gettext
from portal.web.products.forms import CLASS_WORDS
from portal.web.request import State, db, locale, me, needs
from portal.web.suppliers.views import category_choices

bp = Blueprint("defects", __name__, url_prefix="/defects")

A_WEEK = "private, max-age=604800, immutable"


@bp.get("")
@needs(P.SAMPLING_READ)
def defects() -> ResponseReturnValue:
    """Show the catalogue."""
    wanted = _asked()
    return render_template(
        "defects/list.html",
        lines=list_defects(db(), me(), wanted),
        wanted=wanted,
        class_words=[(name.value, gettext(word)) for name, word in CLASS_WORDS.items()],
        is_empty=not list_defects(db(), me(), DefectFilter(is_active=None)),
    )


def _asked() -> DefectFilter:
    given = request.args
    name = given.get("class", "")
    return DefectFilter(
        text=given.get("q", "").strip()[:100],
        defect_class=DefectClass(name) if name in set(DefectClass) else None,
        is_active=None if given.get("all") else True,
    )


@bp.post("/install")
@needs(P.DEFECT_EDIT)
def install() -> ResponseReturnValue:
    """Take the ready-made catalogue over."""
    count = install_defects(db(), me())
    flash(gettext("%(count)s defects were added.") % {"count": count})
    return redirect("/defects", 303)


@bp.get("/new")
@needs(P.DEFECT_EDIT)
def new() -> ResponseReturnValue:
    """Ask for a new defect."""
    return _page(_form(), None)


@bp.post("/new")
@needs(P.DEFECT_EDIT)
def add() -> ResponseReturnValue:
    """Add a defect."""
    form = _form()
    if form.validate():
        try:
            defect = add_defect(db(), me(), form.to_input())
            _keep_picture(defect)
        except Invalid as error:
            form.blame(error)
        else:
            flash(gettext("The defect was added."))
            return redirect("/defects", 303)
    return _page(form, None), 422


@bp.get("/<int:defect_id>")
@needs(P.SAMPLING_READ)
def show(defect_id: int) -> ResponseReturnValue:
    """Show a defect; to whoever keeps the catalogue, ready to be changed."""
    defect = find_defect(db(), me(), defect_id)
    form = DefectForm(formdata=None, obj=defect)
    return _page(_offer(form), defect)


@bp.post("/<int:defect_id>")
@needs(P.DEFECT_EDIT)
def change(defect_id: int) -> ResponseReturnValue:
    """Change a defect."""
    defect, form = find_defect(db(), me(), defect_id), _form()
    form.code.data = defect.code
    form.code.validators = []
    if not form.validate():
        return _page(form, defect), 422
    try:
        edit_defect(db(), me(), defect, form.to_input(), seen_revision(form.revision.data))
        _keep_picture(defect)
    except Invalid as error:
        form.blame(error)
        return _page(form, defect), 422
    except Outpaced:
        names = ("name_en", "name_zh", "defect_class", "category_id", "guidance_en", "guidance_zh")
        compared = differences(form, {name: getattr(defect, name) for name in names})
        form.revision.data = str(defect.revision)
        return _page(form, defect, compared), 409
    flash(gettext("Saved."))
    return redirect("/defects", 303)


@bp.get("/<int:defect_id>/picture")
@needs(P.SAMPLING_READ)
def picture(defect_id: int) -> ResponseReturnValue:
    """Show what a defect looks like."""
    defect = find_defect(db(), me(), defect_id)
    if defect.picture_sha256 is None:
        raise NotFound
    with State.here().files.open(f"{BRAND}/{defect.picture_sha256}") as file:
        answer = Response(file.read(), mimetype=MEDIA_TYPE)
    answer.headers["Cache-Control"] = A_WEEK
    return answer


def _keep_picture(defect: Defect) -> None:
    """Keep the picture that came with the form, if one did."""
    for received in received_files("picture"):
        kept = keep_received(State.here().files, BRAND, received)
        keep_brand_file(db(), me(), kept.sha256, kept.size, MEDIA_TYPE)
        picture_defect(db(), me(), defect, kept.sha256)


def _form() -> DefectForm:
    return _offer(DefectForm())


def _offer(form: DefectForm) -> DefectForm:
    form.offer(category_choices() if me().may(P.SUPPLIER_READ, me().supplier_id) else [])
    return form


def _page(form: DefectForm, defect: Defect | None, compared: object = None) -> str:
    return render_template(
        "defects/edit.html", form=form, defect=defect, compared=compared, language=locale()
    )
