"""Version 1 of the calls: one file per noun."""

from portal.api.v1 import (
    documents,
    imports,
    inspection_results,
    inspections,
    nonconformities,
    sampling,
    sampling_curves,
    suppliers,
    trace,
)

CALLS = (
    suppliers.calls,
    documents.calls,
    imports.calls,
    inspections.calls,
    inspection_results.calls,
    sampling.calls,
    sampling_curves.calls,
    trace.calls,
    trace.event_calls,
    nonconformities.calls,
)
