"""Home: what waits for me, each with the one thing to do; and the search over everything."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from portal.core.actor import Actor
from portal.core.clock import today
from portal.core.documents.queries.choosing import suppliers_to_choose
from portal.core.documents.queries.listing import Wanted, documents_to_show, versions_to_review
from portal.core.documents.queries.paging import Place
from portal.core.documents.queries.standings import proof_of, suppliers_at_risk
from portal.core.documents.queries.working import (
    count_waiting_of,
    people_waiting,
    queue_counts,
    returned_to,
    suppliers_in,
)
from portal.core.documents.rules.requirements import Standing
from portal.core.permissions import Permission as P
from portal.core.products.queries import ProductFilter, list_products
from portal.core.suppliers.rules import SupplierState
from portal.core.traceability.queries import LotFilter, list_lots
from portal.core.traceability.rules.gs1 import gtin_in
from portal.web.agreements.at_home import agreement_work
from portal.web.documents.listing import badges
from portal.web.documents.naming import type_names
from portal.web.inspections.at_home import inspection_work, matching_inspections
from portal.web.language import day
from portal.web.marks import day_marks, due_marks
from portal.web.request import db, locale, me, open_to_people
from portal.web.scorecards.at_home import scorecard_work
from portal.web.suppliers.at_home import admission_work

bp = Blueprint("home", __name__)

TOP, WORST = 10, 10


@bp.get("/")
@open_to_people
def home() -> ResponseReturnValue:
    """Show what waits for the person asking."""
    actor = me()
    work = {
        "admission_work": admission_work(),
        "inspection_work": inspection_work(),
        "agreement_work": agreement_work(),
        "scorecard_work": scorecard_work(),
    }
    if actor.supplier_id is not None:
        found = _supplier(actor, actor.supplier_id)
        return render_template("home/supplier.html", **work, **found)
    return render_template("home/brand.html", **work, **_brand(actor))


def _supplier(actor: Actor, supplier_id: int) -> dict[str, Any]:
    """Return what a supplier has to send, to mend and to renew."""
    if not actor.may(P.DOCUMENT_READ, supplier_id):
        return {"proof": [], "todo": [], "returned": [], "waiting": 0}
    proof = proof_of(db(), actor, supplier_id, today())
    todo = [line for line in proof if line.standing in DO]
    listed = {line.version_id for line in todo}
    returned = [
        each for each in returned_to(db(), actor, supplier_id) if each.version_id not in listed
    ]
    comments = {each.version_id: each.comment for each in returned_to(db(), actor, supplier_id)}
    return {
        "proof": proof,
        "todo": todo,
        "returned": returned,
        "comments": comments,
        "waiting": count_waiting_of(db(), actor, supplier_id),
        "expiring": sum(line.standing is Standing.EXPIRING for line in proof),
        "met": sum(line.is_met for line in proof),
        "people": people_waiting(db(), actor) if actor.may(P.PERSON_MANAGE, supplier_id) else [],
    }


DO = {Standing.MISSING, Standing.RETURNED, Standing.EXPIRED, Standing.EXPIRING}


def _brand(actor: Actor) -> dict[str, Any]:
    """Return what waits on the brand's side, as far as the roles go."""
    found: dict[str, Any] = {}
    if actor.may(P.DOCUMENT_REVIEW):
        rows = list(versions_to_review(db(), actor, Wanted(), Place(), today()).rows)[:TOP]
        found |= {
            "queue": rows,
            "counts": queue_counts(db(), actor, today()),
            "types": type_names(),
            "due": due_marks(rows, today()),
            "zh": locale() == "zh",
        }
    if actor.may(P.SUPPLIER_READ) and _looks_after_suppliers(actor):
        risks = suppliers_at_risk(db(), actor, today())
        found |= {
            "risks": risks[:WORST],
            "at_risk": len(risks),
            "blocked": sum(
                risk.level is not None and risk.level.value == "block" for risk in risks
            ),
            "ending": sum(risk.expiring > 0 for risk in risks),
            "registered": suppliers_in(db(), actor, SupplierState.REGISTERED),
            "reviewed": suppliers_in(db(), actor, SupplierState.UNDER_REVIEW),
        }
    if actor.may(P.PERSON_MANAGE):
        found["people"] = people_waiting(db(), actor)
    return found


def _looks_after_suppliers(actor: Actor) -> bool:
    return any(actor.may(right) for right in (P.SUPPLIER_DECIDE, P.SUPPLIER_INVITE, P.AUDIT_READ))


@bp.get("/search")
@open_to_people
def search() -> ResponseReturnValue:
    """Find what is within reach by any of its words."""
    actor, words = me(), request.args.get("q", "").strip()[:300]
    rows, suppliers = [], []
    if words and actor.may(P.DOCUMENT_READ, actor.supplier_id):
        wanted = Wanted(words=words, sort="-new")
        rows = list(documents_to_show(db(), actor, wanted, Place(), today()).rows)[:20]
    if words and actor.may(P.SUPPLIER_READ, actor.supplier_id):
        suppliers = suppliers_to_choose(db(), actor, words, limit=20)
    goods = _goods(actor, words) if words else {}
    return render_template(
        "home/search.html",
        goods=goods,
        words=words,
        rows=rows,
        suppliers=suppliers,
        types=type_names(),
        badges=badges(),
        zh=locale() == "zh",
        days=day_marks({row.expires_on for row in rows}),
        sent={row.submitted_at: day(row.submitted_at) for row in rows},
    )


FOUND = 20


def _goods(actor: Actor, words: str) -> dict[str, Any]:
    """Return the products, lots and inspections that have the words in them."""
    found: dict[str, Any] = {}
    if actor.may(P.PRODUCT_READ, actor.supplier_id):
        wanted = ProductFilter(text=gtin_in(words) or words)
        found["products"] = list_products(db(), actor, wanted, limit=FOUND)
    if actor.may(P.LOT_READ, actor.supplier_id):
        found["lots"] = list_lots(db(), actor, LotFilter(text=words), limit=FOUND)
    if actor.may(P.INSPECTION_SEE, actor.supplier_id):
        found["inspections"] = matching_inspections(words)
    return {name: lines for name, lines in found.items() if lines}
