"""Home: what waits for me."""

from portal.web.home.views import bp

__all__ = ["bp"]
