"""When inspections are due by themselves, and which of them suppliers may book."""

from flask import Blueprint, flash, redirect, render_template
from flask.typing import ResponseReturnValue

from inspections.lot_inspections.operations.triggers import remove_trigger, set_trigger
from inspections.lot_inspections.queries.due import all_triggers, find_trigger
from inspections.lot_inspections.rules.booking import MOMENT_WORDS, STANDARD, TYPE_WORDS
from portal.core.documents.queries.choosing import find_category_names
from portal.core.errors import Invalid
from portal.core.i18n import N_, say
from portal.core.permissions import Permission
from portal.web.choices import options
from portal.web.inspections.forms import TriggerForm
from portal.web.language import gettext
from portal.web.request import db, locale, me, needs

bp = Blueprint("inspection_rules", __name__, url_prefix="/settings/inspections")


@bp.get("")
@needs(Permission.SAMPLING_SET)
def rules() -> ResponseReturnValue:
    """Show which inspections are due when."""
    return _page(TriggerForm(formdata=None, data={"suppliers_book": True}))


@bp.post("")
@needs(Permission.SAMPLING_SET)
def set_rule() -> ResponseReturnValue:
    """Set a rule, or change the one for that type and category."""
    form = TriggerForm()
    if form.validate():
        try:
            set_trigger(db(), me(), form.to_input())
            flash(say(locale(), N_("The rule holds from now on.")))
            return redirect("/settings/inspections", 303)
        except Invalid as error:
            form.blame(error)
    return _page(form), 422


@bp.post("/<int:trigger_id>/remove")
@needs(Permission.SAMPLING_SET)
def remove_rule(trigger_id: int) -> ResponseReturnValue:
    """Take a rule away."""
    remove_trigger(db(), me(), find_trigger(db(), me(), trigger_id))
    flash(say(locale(), N_("The rule was removed.")))
    return redirect("/settings/inspections", 303)


def _page(form: TriggerForm) -> str:
    names = {key: name.in_(locale()) for key, name in find_category_names(db()).items()}
    form.category_id.choices = options(
        [
            ("", gettext("Any category")),
            *((str(key), name) for key, name in names.items()),
        ]
    )
    triggers = all_triggers(db(), me())
    common = {trigger.type for trigger in triggers if trigger.category_id is None}
    return render_template(
        "inspections/triggers.html",
        form=form,
        triggers=triggers,
        standard=[line for line in STANDARD.values() if line.type not in common],
        categories=names,
        types={kind: gettext(word) for kind, word in TYPE_WORDS.items()},
        moments={moment: gettext(word) for moment, word in MOMENT_WORDS.items()},
    )
