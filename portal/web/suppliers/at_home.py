"""What waits on companies' ways in, for the page everybody begins with."""

from datetime import timedelta
from typing import Any

from portal.core.clock import today
from portal.core.permissions import Permission as P
from portal.core.suppliers.queries.finding import find_supplier, own_supplier
from portal.core.suppliers.queries.tiers import reviews_due
from portal.core.suppliers.rules import SupplierState
from portal.web.request import db, me
from scoring.admission.queries.board import (
    approvals_ending,
    open_conditions,
    running_exceptions,
    waiting_for_decision,
)
from scoring.admission.queries.path import Doer, path_of
from scoring.admission.rules import GATE_KIND_WORDS

AHEAD_DAYS, TOP = 30, 8
ON_THE_WAY = (SupplierState.INVITED, SupplierState.REGISTERED, SupplierState.UNDER_REVIEW)


def admission_work() -> dict[str, Any]:
    """Return what the reader decides on soon; for a supplier what it still has to do."""
    actor, day = me(), today()
    if actor.is_supplier:
        return _own() if actor.may(P.SUPPLIER_READ, actor.supplier_id) else {}
    if not actor.may(P.SUPPLIER_DECIDE):
        return {}
    soon = day + timedelta(days=AHEAD_DAYS)
    found = {
        "waiting": waiting_for_decision(db(), actor, TOP),
        "ending": approvals_ending(db(), actor, soon, TOP),
        "conditions": open_conditions(db(), actor, soon, TOP),
        "exceptions": running_exceptions(db(), actor, day, soon, TOP),
        "reviews": reviews_due(db(), actor, soon, TOP),
    }
    return found | {"today": day, "gate_words": GATE_KIND_WORDS} if any(found.values()) else {}


def _own() -> dict[str, Any]:
    """Return the conditions of the reader's company, and what the way in asks of it."""
    supplier = find_supplier(db(), me(), own_supplier(db(), me()).code)
    asked = []
    if supplier.state in ON_THE_WAY:
        asked = [
            item for step in path_of(db(), me(), supplier, today()) for item in step.open_items
            if item.who is Doer.SUPPLIER and not item.link.startswith("/documents")
        ]  # fmt: skip
    conditions = open_conditions(db(), me())
    if not asked and not conditions:
        return {}
    return {"conditions": conditions, "asked": asked, "company": supplier, "today": today()}
