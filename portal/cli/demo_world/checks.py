"""A third party's report of the demo world that says more than the plan allows."""

from sqlalchemy import select

from inspections.lot_inspections.operations.checking import CheckInput, check_report
from inspections.lot_inspections.rules import Verdict
from portal.cli.demo_world.acting import actor_of, clerk_of, supplier_of
from portal.core.db import Database
from portal.core.documents.models import Document, DocumentVersion
from portal.core.documents.queries.finding import find_version
from portal.core.products.models import Product
from portal.core.products.rules import DefectClass
from portal.core.traceability.operations import LotInput, register_lot

LOT, SKU, UNITS = "LH-2611-0042", "BL-PERCALE-200", 1200
COUNTS = {DefectClass.CRITICAL: 0, DefectClass.MAJOR: 6, DefectClass.MINOR: 4}


def check_reports(database: Database) -> None:
    """Let an engineer hold the waiting report against the plan of its lot."""
    with database.transaction() as session:
        maker = supplier_of(session, "LINHE")
        product = session.scalars(select(Product).where(Product.sku == SKU)).one()
        clerk = clerk_of(session, maker)
        lot = register_lot(session, clerk, maker.id, LotInput(LOT, product.id, UNITS)).id
    with database.transaction() as session:
        engineer = actor_of(session, "engineer@hohenfeld.example")
        about = select(DocumentVersion.id).join(Document).where(Document.subject == LOT)
        version = find_version(session, engineer, session.scalars(about).one())
        given = CheckInput(lot, None, UNITS, 80, COUNTS, Verdict.ACCEPTED)
        check_report(session, engineer, version, given)
