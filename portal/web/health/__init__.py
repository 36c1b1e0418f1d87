"""Whether the portal lives, is ready, and how it does."""

from portal.web.health.views import bp

__all__ = ["bp"]
