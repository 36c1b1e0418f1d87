"""What the things are called that the trail tells of: one question for each kind, not for each."""

from collections.abc import Mapping, Set
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute, Session

from agreements.contracts.models import Agreement
from inspections.defects.models import Defect
from inspections.lot_inspections.models.booking import Inspection
from portal.core.actor import Actor
from portal.core.db import within_reach
from portal.core.documents.models import DocumentType
from portal.core.nonconformities.models import Nonconformity
from portal.core.products.models import Product
from portal.core.suppliers.models import Category, Site
from portal.core.traceability.models.lots import Lot
from portal.core.traceability.models.moving import Receipt, Shipment
from portal.core.traceability.models.purchasing import PurchaseOrder
from portal.core.traceability.models.selling import CustomerOrder
from scoring.assessments.models import Assessment
from scoring.checklists.models import Checklist
from scoring.scorecards.models import Scorecard

CALLED: Mapping[str, InstrumentedAttribute[Any]] = {
    "agreement": Agreement.number,
    "assessment": Assessment.number,
    "category": Category.code,
    "checklist": Checklist.code,
    "customer_order": CustomerOrder.number,
    "defect": Defect.code,
    "document_type": DocumentType.code,
    "inspection": Inspection.number,
    "lot": Lot.number,
    "nonconformity": Nonconformity.number,
    "product": Product.sku,
    "purchase_order": PurchaseOrder.number,
    "receipt": Receipt.number,
    "scorecard": Scorecard.period,
    "shipment": Shipment.number,
    "site": Site.code,
}
"""By the kind of a line's subject, the column by which people call it. People are not among them:
the trail knows their names itself, where they can be erased."""

CHUNK = 5_000
"""Identifiers asked for at once: a copy of the trail may name a hundred thousand things."""

Names = Mapping[str, Mapping[int, str]]
"""By kind, then by identifier."""


def names_of_things(session: Session, actor: Actor, wanted: Mapping[str, Set[int]]) -> Names:
    """Return what things within reach are called; what is not there, or not theirs, is left out."""
    return {
        kind: _names(session, actor, CALLED[kind], ids)
        for kind, ids in wanted.items()
        if kind in CALLED and ids
    }


def _names(
    session: Session, actor: Actor, column: InstrumentedAttribute[Any], ids: Set[int]
) -> dict[int, str]:
    table = column.class_
    if hasattr(table, "supplier_id"):
        reach = within_reach(actor, table.supplier_id)
    elif actor.is_supplier:
        return {}
    else:
        reach = table.id.is_not(None)
    found: dict[int, str] = {}
    asked = sorted(ids)
    for begin in range(0, len(asked), CHUNK):
        some = table.id.in_(asked[begin : begin + CHUNK])
        rows = session.execute(select(table.id, column).where(some, reach))
        found |= {key: str(name) for key, name in rows}
    return found
