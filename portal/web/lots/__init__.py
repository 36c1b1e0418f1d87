"""Pages of lots."""

from portal.web.lots.views import bp

__all__ = ["bp"]
