"""Holding a third party's report against the plan that governs the lot."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from inspections.lot_inspections.events import ReportChecked
from inspections.lot_inspections.models.results import ReportCheck
from inspections.lot_inspections.queries.planning import Resolved, resolve_plan
from inspections.lot_inspections.rules import Verdict
from inspections.lot_inspections.rules.checking import Reported, check, demand_possible
from inspections.sampling.rules.vocabulary import Regime
from portal.core.actor import Actor
from portal.core.audit.operations import record
from portal.core.documents.models import DocumentVersion
from portal.core.documents.rules import OPEN
from portal.core.errors import Invalid, NotAllowed, WrongState
from portal.core.i18n import N_
from portal.core.permissions import Permission
from portal.core.products.models import Product, ProductSource
from portal.core.products.rules import DefectClass
from portal.core.traceability.models import Lot


@dataclass(frozen=True)
class CheckInput:
    """What a reviewer reads from a report, and what it is about: a lot, else a product."""

    lot_id: int | None
    product_id: int | None
    lot_size: int
    sample_size: int
    counts: Mapping[DefectClass, int]
    stated: Verdict


@dataclass(frozen=True)
class _Asked:
    supplier_id: int
    product_id: int
    quantity: int


def check_report(
    session: Session, actor: Actor, version: DocumentVersion, given: CheckInput
) -> ReportCheck:
    """Compute what the governing plan says of a report's figures; a correction is a new check.

    Raises Invalid for figures that cannot be, WrongState where no lot is accepted by sampling.
    """
    actor.must(Permission.DOCUMENT_REVIEW, version.supplier_id)
    if version.submitted_by_id == actor.user_id:
        raise NotAllowed(N_("You submitted this document. Somebody else has to decide on it."))
    if not version.document.type.is_report:
        raise WrongState(N_("This type of document is no inspection report."))
    if version.state not in OPEN:
        raise WrongState(N_("This version is decided; a report is checked while it is reviewed."))
    lot = _lot(session, version, given.lot_id)
    product_id = lot.product_id if lot else _product(session, version, given.product_id)
    resolved = resolve_plan(session, _Asked(version.supplier_id, product_id, given.lot_size or 1))
    reported = Reported(given.lot_size, given.sample_size, given.counts, given.stated)
    demand_possible(reported, per_100=resolved.scheme.regime is Regime.PER_100)
    found = check(resolved.plan.classes, reported, lot.quantity if lot else None)
    row = ReportCheck(
        supplier_id=version.supplier_id,
        version_id=version.id,
        number=_next_number(session, version),
        lot_id=lot.id if lot else None,
        lot_size=given.lot_size,
        sample_size=given.sample_size,
        counts={name.value: count for name, count in given.counts.items()},
        stated=given.stated,
        computed=found.computed,
        contradicts=found.computed is not given.stated,
        plan=_told(session.get_one(Product, product_id), resolved),
        findings=[one.as_json() for one in found.findings],
        checked_by_id=actor.user_id,
    )
    session.add(row)
    checked = ReportChecked(
        version.supplier_id, version.document_id, version.id, version.number, row.lot_id,
        given.sample_size, given.stated, found.computed,
    )  # fmt: skip
    record(session, actor, checked)
    return row


def _lot(session: Session, version: DocumentVersion, lot_id: int | None) -> Lot | None:
    if lot_id is None:
        return None
    lot = session.get(Lot, lot_id)
    if lot is None or lot.supplier_id != version.supplier_id:
        raise Invalid(N_("Choose a lot of this supplier."), field="lot_id")
    return lot


def _product(session: Session, version: DocumentVersion, product_id: int | None) -> int:
    if product_id is None:
        refusal = N_("Say which lot or which product the report is about: the plan depends on it.")
        raise Invalid(refusal, field="lot_id")
    made = select(ProductSource.product_id).where(
        ProductSource.supplier_id == version.supplier_id, ProductSource.product_id == product_id
    )
    if session.scalar(made) is None:
        raise Invalid(N_("Choose a product that this supplier makes."), field="product_id")
    return product_id


def _next_number(session: Session, version: DocumentVersion) -> int:
    last = select(func.max(ReportCheck.number)).where(ReportCheck.version_id == version.id)
    return (session.scalar(last) or 0) + 1


def _told(product: Product, resolved: Resolved) -> dict[str, Any]:
    """Return the plan as it was applied, to be read again for ever."""
    return {
        "sku": product.sku,
        "source": resolved.governing.source,
        "reason": resolved.governing.reason.as_json(),
        "edition": resolved.scheme.edition.value,
        "classes": [
            {
                "class": name.value,
                "aql": one.aql,
                "letter": one.letter,
                "severity": one.severity.value,
                "stages": [list(stage) for stage in one.stages],
                "units": one.units,
            }
            for name, one in resolved.plan.classes.items()
        ],
    }
