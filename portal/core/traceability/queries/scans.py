"""Which lots a scanned code means."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, false, or_, select

from portal.core.errors import Invalid
from portal.core.products.models import Product
from portal.core.products.rules import same_gtins
from portal.core.traceability.models import Lot, Shipment, ShipmentLot
from portal.core.traceability.rules.gs1 import ElementString, scanned


def lots_meant(said: ElementString) -> ColumnElement[bool]:
    """Return the condition for the lots of a pallet, of a product, or of a product and number."""
    if said.sscc:
        on_pallet = (
            select(ShipmentLot.lot_id)
            .join(Shipment, Shipment.id == ShipmentLot.shipment_id)
            .where(Shipment.sscc == said.sscc)
        )
        return Lot.id.in_(on_pallet)
    fits = [Lot.number == said.lot] if said.lot else []
    if said.gtin:
        made = select(Product.id).where(Product.gtin.in_(same_gtins(said.gtin)))
        fits.append(Lot.product_id.in_(made))
    return and_(*fits) if fits else false()


def or_scanned(fits: Sequence[ColumnElement[bool]], text: str) -> ColumnElement[bool]:
    """Return `fits`, or that a lot is meant by `text` as a scanner sends it."""
    try:
        return or_(*fits, lots_meant(scanned(text)))
    except Invalid:
        return or_(*fits)
