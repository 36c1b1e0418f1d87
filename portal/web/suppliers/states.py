"""Deciding where a supplier stands."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from portal.core.errors import Invalid
from portal.core.permissions import Permission as P
from portal.core.suppliers.models import Supplier
from portal.core.suppliers.operations import move_supplier
from portal.core.suppliers.queries import find_supplier
from portal.core.suppliers.rules import DECIDED, GATES, LIFE, SupplierState
from portal.web.choices import options
from portal.web.language import gettext
from portal.web.request import db, me, needs
from portal.web.shell import look
from portal.web.suppliers.forms import StateForm
from portal.web.suppliers.views import bp, surroundings


def open_states(supplier: Supplier) -> list[SupplierState]:
    """Return the states that the person asking may move the supplier to."""
    may_decide = P.SUPPLIER_DECIDE in me().permissions
    may_invite = P.SUPPLIER_INVITE in me().permissions
    return [
        state
        for state in SupplierState
        if LIFE.may_move(supplier.state, state)
        and (may_decide or (may_invite and state not in DECIDED))
    ]


@bp.get("/<code>/state")
@needs(P.SUPPLIER_READ)
def ask_state(code: str) -> ResponseReturnValue:
    """Ask for the next state and its reason."""
    supplier = find_supplier(db(), me(), code)
    form = StateForm(data={"revision": supplier.revision})
    return _page(supplier, form)


@bp.post("/<code>/state")
@needs(P.SUPPLIER_READ)
def move(code: str) -> ResponseReturnValue:
    """Move the supplier to its next state."""
    supplier = find_supplier(db(), me(), code)
    form = StateForm()
    form.to.choices = options((state.value, state.value) for state in SupplierState)
    if form.validate():
        try:
            move_supplier(db(), me(), supplier, form.to_input())
        except Invalid as error:
            form.blame(error)
        else:
            flash(gettext("The state is changed, and the supplier is told."))
            return redirect(f"/suppliers/{supplier.code}", 303)
    return _page(supplier, form), 422


def _page(supplier: Supplier, form: StateForm) -> str:
    states = open_states(supplier)
    form.to.choices = options((state.value, look(_shown(state)).word) for state in states)
    return render_template(
        "suppliers/state.html", **surroundings(supplier), form=form, states=states, gates=GATES
    )


def _shown(state: SupplierState) -> str:
    """Return the word under which the state's look is kept: a rejected company is not returned."""
    return "supplier_rejected" if state is SupplierState.REJECTED else state.value
