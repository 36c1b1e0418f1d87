"""Supplier pages."""

from portal.web.suppliers import places, states, tiers
from portal.web.suppliers.views import bp

__all__ = ["bp", "places", "states", "tiers"]
