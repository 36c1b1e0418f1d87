"""Supplier pages."""

from portal.web.suppliers.views import bp

__all__ = ["bp"]
