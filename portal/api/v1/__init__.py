"""Version 1 of the calls: one file per noun."""

from portal.api.v1 import documents, imports, inspections, suppliers

CALLS = (suppliers.calls, documents.calls, imports.calls, inspections.calls)
