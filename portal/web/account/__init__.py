"""One's own account."""

from portal.web.account.views import bp

__all__ = ["bp"]
