"""All counts of a period: one function per source, each for all suppliers at once."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence

from sqlalchemy.orm import Session

from scoring.metrics.queries.deliveries import delivery_tallies
from scoring.metrics.queries.documents import document_tallies
from scoring.metrics.queries.inspections import inspection_tallies
from scoring.metrics.queries.reports import report_tallies
from scoring.metrics.queries.settings import Held
from scoring.metrics.queries.tallies import Tallies
from scoring.metrics.rules.periods import Window

Counting = Callable[[Session, Window, "Collection[int] | None"], Tallies]

SOURCES: Sequence[Counting] = (inspection_tallies, document_tallies, report_tallies)
"""Where counts come from. Who keeps corrective actions adds SCAR and SCARO here."""


def gather_tallies(
    session: Session,
    window: Window,
    held: Mapping[str, Held],
    scopes: Mapping[int, str],
    supplier_ids: Collection[int] | None = None,
) -> Tallies:
    """Return the counts of suppliers; without any, a supplier is not in the answer."""
    found: Tallies = defaultdict(dict)
    for count in SOURCES:
        for supplier_id, tallies in count(session, window, supplier_ids).items():
            found[supplier_id].update(tallies)
    for supplier_id, tallies in _deliveries(session, window, held, scopes, supplier_ids).items():
        found[supplier_id].update(tallies)
    return found


def _deliveries(
    session: Session,
    window: Window,
    held: Mapping[str, Held],
    scopes: Mapping[int, str],
    supplier_ids: Collection[int] | None,
) -> Tallies:
    """Count with the window of each category: one statement per window that there is."""
    brand = held[""].rules
    found = delivery_tallies(session, window, supplier_ids, brand.early_days, brand.late_days)
    windows = {
        scope: (one.rules.early_days, one.rules.late_days)
        for scope, one in held.items()
        if (one.rules.early_days, one.rules.late_days) != (brand.early_days, brand.late_days)
    }
    for other in set(windows.values()):
        theirs = {
            supplier_id for supplier_id, scope in scopes.items() if windows.get(scope) == other
        }
        if theirs:
            counted = delivery_tallies(session, window, None, *other)
            found |= {key: counted[key] for key in theirs & counted.keys()}
    return found
