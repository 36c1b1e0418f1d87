"""The audit trail."""

from portal.web.audit.views import bp

__all__ = ["bp"]
