"""Deciding where a supplier stands."""

from flask import flash, redirect, render_template
from flask.typing import ResponseReturnValue

from portal.core.clock import now
from portal.core.errors import Invalid, WrongState
from portal.core.i18n import N_
from portal.core.permissions import Permission as P
from portal.core.suppliers.models import Supplier
from portal.core.suppliers.operations import move_supplier
from portal.core.suppliers.queries.finding import find_supplier, states_of
from portal.core.suppliers.rules import LIFE, STATE_WORDS, SupplierState, is_decision
from portal.web.choices import options
from portal.web.language import gettext, zone
from portal.web.request import db, locale, me, needs
from portal.web.suppliers.admission import decided_words
from portal.web.suppliers.forms import StateForm
from portal.web.suppliers.views import bp, surroundings
from scoring.admission.operations import ConditionInput, decide_admission
from scoring.admission.rules import DECIDED

FOLLOWS = {
    SupplierState.REGISTERED: N_("The company is known; nothing goes on yet."),
    SupplierState.UNDER_REVIEW: N_(
        "The company sends what is required and you look into it. No orders and no bookings."
    ),
    SupplierState.APPROVED: N_("Orders and bookings go on."),
    SupplierState.CONDITIONAL: N_(
        "Orders and bookings go on with a warning, until the day you give."
    ),
    SupplierState.SUSPENDED: N_(
        "No new orders and no bookings from now on. Its people can still read and send documents."
    ),
    SupplierState.REJECTED: N_("No orders and no bookings. A new review can be opened later."),
    SupplierState.CLOSED: N_(
        "The relation ends: no orders and no bookings. Documents and history stay."
    ),
}
"""What a state means for the company, in words."""


def open_states(supplier: Supplier) -> list[SupplierState]:
    """Return the states that the person asking may move the supplier to."""
    may_decide = P.SUPPLIER_DECIDE in me().permissions
    may_invite = P.SUPPLIER_INVITE in me().permissions
    return [
        state
        for state in SupplierState
        if LIFE.may_move(supplier.state, state)
        and (may_decide or (may_invite and not is_decision(supplier.state, state)))
    ]


@bp.get("/<code>/state")
@needs(P.SUPPLIER_READ)
def ask_state(code: str) -> ResponseReturnValue:
    """Ask for the next state and its reason."""
    supplier = find_supplier(db(), me(), code)
    today = now().astimezone(zone(me().time_zone)).date()
    form = StateForm(data={"on_day": today})
    return _page(supplier, form)


@bp.post("/<code>/state")
@needs(P.SUPPLIER_READ)
def move(code: str) -> ResponseReturnValue:
    """Move the supplier to its next state."""
    supplier = find_supplier(db(), me(), code)
    form = StateForm()
    form.to.choices = options((state.value, STATE_WORDS[state]) for state in SupplierState)
    if not form.validate():
        return _page(supplier, form), 422
    try:
        said = _move(supplier, form)
    except Invalid as error:
        form.blame(error)
        return _page(supplier, form), 422
    except WrongState as error:
        return _page(supplier, form, error.in_(locale())), 409
    flash(said)
    return redirect(f"/suppliers/{supplier.code}", 303)


def _move(supplier: Supplier, form: StateForm) -> str:
    """Take the step, through the gates where it is a decision about an admission."""
    step = form.to_input()
    if step.to not in DECIDED:
        move_supplier(db(), me(), supplier, step)
        return gettext("The state is changed, and the supplier is told.")
    lines = [ConditionInput(line) for line in step.conditions.splitlines() if line.strip()]
    return decided_words(decide_admission(db(), me(), supplier, step, lines))


def _page(supplier: Supplier, form: StateForm, outpaced: str = "") -> str:
    states = open_states(supplier)
    form.to.choices = options(
        [("", gettext("Choose …")), *((state.value, STATE_WORDS[state]) for state in states)]
    )
    return render_template(
        "suppliers/state.html",
        **surroundings(supplier),
        form=form,
        states=states,
        follows=FOLLOWS,
        outpaced=outpaced,
        last=next(iter(states_of(db(), me(), supplier)), None),
    )
