"""What can be imported: one file per source."""

from portal.imports.source import Source
from portal.imports.sources.defects import DEFECTS
from portal.imports.sources.deliveries import DELIVERIES
from portal.imports.sources.feedback import REVIEWS, TICKETS
from portal.imports.sources.goods import GENEALOGY, PURCHASE_ORDERS, RECEIPTS, SHIPMENTS
from portal.imports.sources.inspection_results import INSPECTION_RESULTS
from portal.imports.sources.lots import BATCHES, LOTS
from portal.imports.sources.products import PRODUCTS
from portal.imports.sources.sales import CUSTOMER_ORDERS, RETURNS
from portal.imports.sources.suppliers import SUPPLIERS

SOURCES: dict[str, Source] = {
    source.code: source
    for source in (
        SUPPLIERS,
        PRODUCTS,
        PURCHASE_ORDERS,
        LOTS,
        BATCHES,
        GENEALOGY,
        SHIPMENTS,
        RECEIPTS,
        CUSTOMER_ORDERS,
        RETURNS,
        REVIEWS,
        TICKETS,
        INSPECTION_RESULTS,
        DELIVERIES,
        DEFECTS,
    )
}
