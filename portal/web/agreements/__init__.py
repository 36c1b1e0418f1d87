"""Pages of quality assurance agreements."""

from portal.web.agreements import (
    clauses,
    comparing,
    drafting,
    ending,
    gates,
    listing,
    negotiating,
    showing,
    signing,
    templates,
)
from portal.web.agreements.blueprint import bp

__all__ = [
    "bp",
    "clauses",
    "comparing",
    "drafting",
    "ending",
    "gates",
    "listing",
    "negotiating",
    "showing",
    "signing",
    "templates",
]
