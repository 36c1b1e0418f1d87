"""An AQL as people type it, and as a table prints it."""

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation


def printed_aql(text: str, aqls: Iterable[str]) -> str | None:
    """Return the table's own way to write the AQL; None where the table does not have it."""
    try:
        given = Decimal(text)
        return next((printed for printed in aqls if given == Decimal(printed)), None)
    except InvalidOperation:
        return None
