"""Pages of quality assurance agreements."""

from portal.web.agreements import (
    clauses,
    comparing,
    drafting,
    gates,
    listing,
    negotiating,
    showing,
    signing,
)
from portal.web.agreements.blueprint import bp

__all__ = [
    "bp",
    "clauses",
    "comparing",
    "drafting",
    "gates",
    "listing",
    "negotiating",
    "showing",
    "signing",
]
