"""Supplier pages."""

from portal.web.suppliers import admission, places, states, tiers
from portal.web.suppliers.views import bp

__all__ = ["admission", "bp", "places", "states", "tiers"]
