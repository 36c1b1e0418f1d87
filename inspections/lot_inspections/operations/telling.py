"""Whom to tell of an inspection, and with which facts."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from inspections.lot_inspections.models.booking import Inspection
from inspections.lot_inspections.rules.booking import TYPE_WORDS
from portal.core.i18n import Message
from portal.core.notifications.operations import NoticeInput, tell
from portal.core.notifications.rules import people_of, people_with, person
from portal.core.permissions import Permission
from portal.core.products.models import Product
from portal.core.suppliers.models import Supplier
from portal.core.traceability.models import Lot


@dataclass(frozen=True)
class Words:
    """What is told: two sentences that may name %(type)s, %(lot)s, %(day)s and the like."""

    subject: Message
    body: Message
    reason: str = ""


def tell_supplier(session: Session, inspection: Inspection, words: Words) -> None:
    """Tell the people of the supplier whose lot it is."""
    _tell(session, people_of(inspection.supplier_id), inspection, words)


def tell_planners(session: Session, inspection: Inspection, words: Words) -> None:
    """Tell the brand's people who schedule inspections."""
    _tell(session, people_with(Permission.INSPECTION_SCHEDULE), inspection, words)


def tell_inspector(
    session: Session, inspection: Inspection, user_id: int | None, words: Words
) -> None:
    """Tell one person, if there is one."""
    if user_id is not None:
        _tell(session, person(user_id), inspection, words)


def _tell(session: Session, audience: str, inspection: Inspection, words: Words) -> None:
    product = session.get_one(Product, inspection.product_id)
    supplier = session.get_one(Supplier, inspection.supplier_id)
    day = inspection.scheduled_on or inspection.ready_on
    tell(
        session,
        audience,
        NoticeInput(
            subject=words.subject,
            body=words.body,
            link=f"/inspections/{inspection.id}",
            values={
                "type": TYPE_WORDS[inspection.type],
                "number": inspection.number,
                "lot": session.get_one(Lot, inspection.lot_id).number,
                "product": product.name if product.name_en or product.name_zh else product.sku,
                "supplier": supplier.name,
                "day": day.isoformat(),
                "inspector": inspection.inspector or "–",
                "reason": words.reason,
            },
            supplier_id=inspection.supplier_id,
            dedupe=f"inspection:{inspection.id}:{inspection.revision}:{audience}",
        ),
    )
