"""The switching ledger."""

from portal.web.switching.views import bp

__all__ = ["bp"]
