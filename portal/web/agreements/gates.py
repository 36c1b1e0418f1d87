"""Setting what bookings ask for where no agreement is in force."""

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from agreements.contracts.operations.gates import set_gate
from agreements.contracts.queries.governing import gates as gate_levels
from agreements.contracts.rules import GateLevel
from portal.core.errors import NotFound
from portal.core.permissions import Permission as P
from portal.core.suppliers.queries.categories import all_categories
from portal.web.agreements.blueprint import bp
from portal.web.agreements.words import GATE_WORDS
from portal.web.forms import seen_revision
from portal.web.language import gettext
from portal.web.request import db, me, needs


@bp.get("/gates")
@needs(P.DOCUMENT_REQUIRE)
def gates() -> ResponseReturnValue:
    """Show, category by category, what a booking asks for without an agreement."""
    return render_template(
        "agreements/gates.html",
        categories=all_categories(db(), me()),
        levels=gate_levels(db()),
        choices=[(level.value, gettext(word)) for level, word in GATE_WORDS.items()],
        off=GateLevel.OFF,
    )


@bp.post("/gates")
@needs(P.DOCUMENT_REQUIRE)
def change_gate() -> ResponseReturnValue:
    """Set the level of one category, or of all that have none of their own."""
    scope, level = request.form.get("scope", ""), request.form.get("level", "")
    categories = {one.code: one for one in all_categories(db(), me())}
    if level not in set(GateLevel) or (scope and scope not in categories):
        raise NotFound
    seen = seen_revision(request.form.get("revision"))
    set_gate(db(), me(), categories.get(scope), GateLevel(level), seen)
    flash(gettext("Saved."))
    return redirect("/agreements/gates", 303)
