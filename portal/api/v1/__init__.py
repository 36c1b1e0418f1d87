"""Version 1 of the calls: one file per noun."""

from portal.api.v1 import (
    agreements,
    documents,
    imports,
    inspection_results,
    inspections,
    nonconformities,
    sampling,
    sampling_curves,
    scorecards,
    suppliers,
    trace,
)

CALLS = (
    suppliers.calls,
    documents.calls,
    agreements.calls,
    imports.calls,
    inspections.calls,
    inspection_results.calls,
    sampling.calls,
    sampling_curves.calls,
    scorecards.calls,
    trace.calls,
    trace.event_calls,
    nonconformities.calls,
)
