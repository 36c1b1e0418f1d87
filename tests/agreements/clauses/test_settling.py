"""What follows from agreed values: due dates and shares of a cost."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from agreements.clauses.law import Cause, LiabilityTerms, Limit
from agreements.clauses.settling import Due, Split, due_by, split_cost

TOLD = datetime(2026, 12, 30, 22, 15, tzinfo=UTC)


def test_due_dates_count_from_when_the_supplier_was_told() -> None:
    assert due_by(Limit(24, 7), TOLD) == Due(
        datetime(2026, 12, 31, 22, 15, tzinfo=UTC), datetime(2027, 1, 6, 22, 15, tzinfo=UTC)
    )


@pytest.mark.parametrize(
    ("cause", "cost", "cap", "borne", "expected"),
    [
        (Cause.WORKMANSHIP, "1000", "", "0", Split(Decimal("1000.00"), Decimal(0), False)),
        (Cause.PACKAGING, "1000", "", "0", Split(Decimal("800.00"), Decimal(200), False)),
        (Cause.PACKAGING, "0.99", "", "0", Split(Decimal("0.79"), Decimal("0.20"), False)),
        (Cause.TRANSPORT, "1000", "500", "0", Split(Decimal(0), Decimal(1000), False)),
        (Cause.MATERIAL, "1000", "500", "0", Split(Decimal(500), Decimal(500), True)),
        (Cause.MATERIAL, "1000", "1500", "900", Split(Decimal(600), Decimal(400), True)),
        (Cause.MATERIAL, "1000", "1500", "1500", Split(Decimal(0), Decimal(1000), True)),
        (Cause.MATERIAL, "1000", "1500", "500", Split(Decimal(1000), Decimal(0), False)),
    ],
)
def test_a_cost_is_shared_by_its_cause_up_to_the_cap(
    cause: Cause, cost: str, cap: str, borne: str, expected: Split
) -> None:
    terms = LiabilityTerms(cap=cap)

    assert split_cost(terms, cause, Decimal(cost), Decimal(borne)) == expected
