"""Coming in and going out."""

from portal.web.auth import freshness, links
from portal.web.auth.views import bp

__all__ = ["bp", "freshness", "links"]
