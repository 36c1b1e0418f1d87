"""What follows from the values of clauses: when an answer is due, and who bears which cost."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from agreements.clauses.law import Cause, LiabilityTerms, Limit

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Due:
    """Until when a nonconformity is answered, and until when it is corrected."""

    respond_by: datetime
    correct_by: datetime


def due_by(limit: Limit, told_at: datetime) -> Due:
    """Return when answer and correction are due, counted from when the supplier was told."""
    return Due(
        told_at + timedelta(hours=limit.response_hours),
        told_at + timedelta(days=limit.correction_days),
    )


@dataclass(frozen=True)
class Split:
    """Who bears how much of a cost, in the currency of the clause."""

    supplier: Decimal
    brand: Decimal
    is_capped: bool
    """Whether the supplier's part was cut at the cap of the year."""


def split_cost(
    terms: LiabilityTerms, cause: Cause, cost: Decimal, borne: Decimal = Decimal(0)
) -> Split:
    """Share a cost by its cause; `borne` is what the supplier bore in this calendar year before."""
    share = (cost * terms.shares[cause] / 100).quantize(CENT, ROUND_HALF_UP)
    left = max(Decimal(terms.cap) - borne, Decimal(0)) if terms.cap else share
    supplier = min(share, left)
    return Split(supplier, cost - supplier, supplier < share)
